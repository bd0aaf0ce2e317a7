// Reads comments where they stand: on the lines right before a declaration.
#include "compiler/reference/DocumentedModule.h"

namespace nestor::reference {

using ast::DeclKind;

static constexpr const char *headingMark = "# ---- ";

static bool isComment(std::string_view line) {
  return !line.empty() && line[0] == '#';
}

static bool isHeading(std::string_view line) {
  return line.substr(0, std::string_view(headingMark).size()) == headingMark;
}

std::string commentAsMarkdown(const std::vector<std::string> &lines) {
  std::string text;
  bool inCode = false;
  for (const std::string &line : lines) {
    std::string rest = line.substr(std::min<size_t>(line.size(), 1));
    if (!rest.empty() && rest[0] == ' ')
      rest.erase(0, 1);
    bool isCode = rest.size() > 2 && rest[0] == ' ' && rest[1] == ' ';
    if (isCode != inCode && !rest.empty()) {
      while (inCode && text.compare(text.size() - 2, 2, "\n\n") == 0)
        text.pop_back();
      text += isCode ? "\n```nest\n" : "```\n\n";
      inCode = isCode;
    }
    text += (isCode ? rest.substr(2) : rest) + "\n";
  }
  return text + (inCode ? "```\n" : "");
}

namespace {

class Reader {
public:
  Reader(const ast::Module &module, const SourceText &source)
      : module(module), source(source) {}

  DocumentedModule run(const std::string &name);

private:
  std::string line(unsigned number) const {
    return std::string(source.line(number));
  }
  unsigned lineOf(uint32_t offset) const {
    return source.position(offset).line;
  }
  void readIntro();
  void readHeadings(unsigned before);
  void addEntry(const ast::Decl &decl);
  std::vector<Entry::Name> namesOf(const ast::Decl &decl) const;
  std::string signatureOf(const ast::Decl &decl) const;
  std::string headOf(SourceRange range, char end) const;

  const ast::Module &module;
  const SourceText &source;
  DocumentedModule result;
  unsigned nextLine = 1; // the first that has not been read
  unsigned lastEnd = 0;  // the line where the entry before ends
};

} // namespace

// The text up to `end` outside of brackets, on one line.
std::string Reader::headOf(SourceRange range, char end) const {
  std::string text;
  int depth = 0;
  for (uint32_t at = range.begin; at < range.end; ++at) {
    char c = source.text()[at];
    if (depth == 0 && c == end)
      break;
    depth += c == '(' || c == '[' || c == '{';
    depth -= c == ')' || c == ']' || c == '}';
    bool isSpace = c == '\n' || c == ' ';
    if (!isSpace || (!text.empty() && text.back() != ' '))
      text += isSpace ? ' ' : c;
  }
  while (!text.empty() && text.back() == ' ')
    text.pop_back();
  return text;
}

// Up to the body.
static SourceRange headRange(const ast::Function &function) {
  SourceRange range = function.range;
  if (function.body)
    range.end = function.body->range.begin;
  return range;
}

static std::string withoutSign(std::string text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '=' ||
                           text.back() == '{'))
    text.pop_back();
  return text;
}

std::string Reader::signatureOf(const ast::Decl &decl) const {
  switch (decl.kind) {
  case DeclKind::Function: {
    auto &function = *static_cast<const ast::FunctionDecl &>(decl).function;
    return withoutSign(headOf(headRange(function), '\0'));
  }
  case DeclKind::Task:
  case DeclKind::Model:
  case DeclKind::Optimizer: {
    std::string text = headOf(decl.range, '{');
    for (const auto &member : static_cast<const ast::Aggregate &>(decl).members)
      if (member.function && decl.kind != DeclKind::Optimizer &&
          member.function->name.text[0] != '_')
        text += "\n  " + withoutSign(headOf(headRange(*member.function), '\0'));
    return text;
  }
  default:
    return headOf(decl.range, '\0');
  }
}

std::vector<Entry::Name> Reader::namesOf(const ast::Decl &decl) const {
  std::vector<Entry::Name> names;
  auto add = [&](const std::string &name) {
    if (!name.empty() && name[0] != '_')
      names.push_back({name, signatureOf(decl)});
  };
  switch (decl.kind) {
  case DeclKind::Import:
  case DeclKind::Experiment:
    break;
  case DeclKind::Const:
  case DeclKind::Hyper:
  case DeclKind::Data:
    for (const auto &b : static_cast<const ast::Bindings &>(decl).bindings)
      add(b.name.text);
    break;
  case DeclKind::Constant:
    for (const auto &name : static_cast<const ast::Constant &>(decl).names)
      add(name.text);
    break;
  default:
    add(decl.name.text);
  }
  return names;
}

void Reader::readIntro() {
  std::vector<std::string> lines;
  while (nextLine <= source.lineCount() && isComment(line(nextLine)) &&
         !isHeading(line(nextLine)))
    lines.push_back(line(nextLine++));
  result.intro = commentAsMarkdown(lines);
}

// Headings and free comments between the last entry and line `before`.
void Reader::readHeadings(unsigned before) {
  for (unsigned at = nextLine; at < before; ++at) {
    if (!isHeading(line(at)))
      continue;
    Section section;
    section.title = line(at).substr(std::string(headingMark).size());
    std::vector<std::string> lines;
    for (++at; at < before && isComment(line(at)); ++at)
      lines.push_back(line(at));
    section.text = commentAsMarkdown(lines);
    result.sections.push_back(section);
  }
}

void Reader::addEntry(const ast::Decl &decl) {
  unsigned at = lineOf(decl.range.begin), first = at;
  while (first > nextLine && isComment(line(first - 1)) &&
         !isHeading(line(first - 1)))
    --first;
  readHeadings(first);
  bool goesOn = first == at && at == lastEnd + 1;
  nextLine = lineOf(decl.range.end > 0 ? decl.range.end - 1 : 0) + 1;
  lastEnd = nextLine - 1;
  std::vector<Entry::Name> names = namesOf(decl);
  if (names.empty())
    return;
  std::vector<Entry> &entries = result.sections.back().entries;
  if (goesOn && !entries.empty()) {
    entries.back().names.insert(entries.back().names.end(), names.begin(),
                                names.end());
    return;
  }
  std::vector<std::string> lines;
  for (unsigned i = first; i < at; ++i)
    lines.push_back(line(i));
  entries.push_back({names, commentAsMarkdown(lines)});
}

DocumentedModule Reader::run(const std::string &name) {
  result.name = name;
  result.sections.emplace_back();
  readIntro();
  for (const ast::Decl *decl : module.declarations)
    addEntry(*decl);
  return std::move(result);
}

DocumentedModule documentModule(const std::string &name,
                                const ast::Module &module,
                                const SourceText &source) {
  return Reader(module, source).run(name);
}

} // namespace nestor::reference
