// The nearest known name by edit distance, and the hash that numbers sites.
#include "compiler/sema/Suggest.h"

#include "compiler/ast/Ast.h"
#include "compiler/sema/Types.h"

#include <algorithm>

namespace nestor::typed {

// Edit distance with transpositions of neighbours (Damerau, restricted).
static size_t distance(const std::string &a, const std::string &b) {
  std::vector<std::vector<size_t>> d(a.size() + 1,
                                     std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i)
    for (size_t j = 0; j <= b.size(); ++j) {
      if (!i || !j) {
        d[i][j] = i + j;
        continue;
      }
      size_t change = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

std::string nearest(const std::string &name,
                    const std::vector<std::string> &known) {
  std::string best;
  // One slip in three letters, two in six, three in a long name.
  size_t allowed = std::min<size_t>(name.size() / 3 + (name.size() == 2), 3);
  size_t least = allowed + 1;
  for (const std::string &candidate : known) {
    if (candidate.size() > 64 || name.size() > 64)
      continue;
    size_t d = distance(name, candidate);
    // Of equals one that begins alike: few slip at the first letter.
    auto rank = [&](const std::string &s) {
      return std::pair(s.empty() || s[0] != name[0], s);
    };
    if (d < least || (d == least && d <= allowed && rank(candidate) < rank(best))) {
      least = d;
      best = candidate;
    }
  }
  return least <= allowed ? best : "";
}

std::string parameterHint(const std::string &name,
                          const std::vector<std::string> &known) {
  if (std::string near = nearest(name, known); !near.empty())
    return "did you mean `" + near + "`?";
  if (known.empty())
    return "it has no parameters";
  std::string list;
  for (const std::string &parameter : known)
    list += (list.empty() ? "`" : ", `") + parameter + "`";
  return (known.size() == 1 ? "its parameter is " : "its parameters are ") +
         list;
}

std::string drawHint(const Type *type) {
  if (type->is(TypeKind::Distribution))
    return "`=` only names what can be drawn: `x ~ ...` draws it";
  bool drawable = type->is(TypeKind::Constructor) && type->declaration &&
                  (type->declaration->kind == ast::DeclKind::Task ||
                   type->declaration->kind == ast::DeclKind::Model);
  return drawable
             ? fmt::format("`x ~ {}()` draws one", type->declaration->name.text)
             : "";
}

uint32_t siteNumber(const std::string &name, int ordinal) {
  uint32_t hash = 2166136261u;
  auto add = [&](const std::string &text) {
    for (unsigned char byte : text)
      hash = (hash ^ byte) * 16777619u;
  };
  add(name);
  if (ordinal)
    add("#" + std::to_string(ordinal));
  return hash;
}

} // namespace nestor::typed
