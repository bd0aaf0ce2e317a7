// What a module says of itself: its public names and the comments before them.
#pragma once

#include "compiler/ast/Ast.h"
#include "compiler/support/SourceText.h"

#include <string>
#include <vector>

namespace nestor::reference {

/// Names that share one comment, in the order of the file.
struct Entry {
  struct Name {
    std::string name;      // `adam`
    std::string signature; // `optimizer adam(lr = 1e-3, ...)`, methods below
  };
  std::vector<Name> names;
  std::string text; // Markdown; empty if nothing is said
};

/// What stands under one `# ---- Title`; the first has no title.
struct Section {
  std::string title;
  std::string text; // Markdown, before its first name
  std::vector<Entry> entries;
};

struct DocumentedModule {
  std::string name;
  std::string intro; // Markdown: the comment that the file begins with
  std::vector<Section> sections;
};

/// Names that begin with `_` and experiments are left out.
DocumentedModule documentModule(const std::string &name,
                                const ast::Module &module,
                                const SourceText &source);

/// The lines of a comment, `# ` taken off, as Markdown: what is indented is
/// code.
std::string commentAsMarkdown(const std::vector<std::string> &lines);

} // namespace nestor::reference
