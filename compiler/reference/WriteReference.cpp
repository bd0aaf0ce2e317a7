// Collects the pages, then writes them.
#include "compiler/reference/WriteReference.h"
#include "compiler/reference/DocumentedModule.h"
#include "compiler/reference/Page.h"
#include "compiler/syntax/Parse.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace fs = std::filesystem;

namespace nestor::reference {

/// In every reference; a folder with it may be written over.
static constexpr const char *indexFile = "search-index.js";

static std::string readFile(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  if (file)
    text << file.rdbuf();
  if (!file)
    throw std::runtime_error(fmt::format("cannot read `{}`", path));
  return text.str();
}

static void writeFile(const fs::path &path, const std::string &text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file)
    throw std::runtime_error(
        fmt::format("cannot write `{}`", path.string()));
}

static std::string entryAsHtml(const Entry &entry, const std::string &module,
                               Page &page) {
  std::string html = "<section class=\"entry\">\n";
  for (const Entry::Name &name : entry.names) {
    html += fmt::format("<pre class=\"signature\" id=\"{0}\"><a href=\"#{0}\">"
                        "{1}</a></pre>\n",
                        name.name, escaped(name.signature));
    page.targets.push_back({module + "." + name.name,
                            page.file + "#" + name.name,
                            firstSentence(entry.text)});
  }
  return html + markdownAsHtml(entry.text, Markup::Comment) + "</section>\n";
}

static Page modulePage(const std::string &name, const std::string &path) {
  SourceManager sources;
  DiagnosticEngine diagnostics;
  uint32_t file = sources.add(SourceText(path, readFile(path)));
  std::unique_ptr<ast::Module> tree = parse(sources, file, diagnostics);
  if (!tree || diagnostics.errorCount())
    throw std::runtime_error(
        fmt::format("`{0}` has errors; `nestor check {0}` shows them", path));
  DocumentedModule module = documentModule(name, *tree, sources.file(file));
  Page page;
  page.file = name + ".html";
  page.title = name;
  page.targets.push_back({name, page.file, firstSentence(module.intro)});
  page.body = fmt::format("<h1>{}</h1>\n", escaped(name)) +
              markdownAsHtml(module.intro, Markup::Comment);
  for (const Section &section : module.sections) {
    if (!section.title.empty())
      page.body += fmt::format("<h2 id=\"{0}\"><a href=\"#{0}\">{1}</a></h2>\n",
                               anchorOf(section.title), escaped(section.title));
    page.body += markdownAsHtml(section.text, Markup::Comment);
    for (const Entry &entry : section.entries)
      page.body += entryAsHtml(entry, name, page);
  }
  return page;
}

static void checkFolder(const std::string &folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    throw std::runtime_error(fmt::format("cannot make the folder `{}`: {}",
                                         folder, error.message()));
  if (!fs::is_empty(folder, error) && !fs::exists(fs::path(folder) / indexFile))
    throw std::runtime_error(fmt::format(
        "the folder `{}` is not empty, and holds no reference to write over",
        folder));
}

// The search reads an array; as a script it loads from a plain folder, too.
static std::string searchIndex(const std::vector<Page> &pages) {
  nlohmann::json targets = nlohmann::json::array();
  for (const Page &page : pages)
    for (const SearchTarget &target : page.targets)
      targets.push_back({target.title, target.place, target.text});
  return "const searchIndex = " +
         targets.dump(-1, ' ', false,
                      nlohmann::json::error_handler_t::replace) +
         ";\n";
}

static void write(const ReferenceInput &input, const std::string &folder) {
  checkFolder(folder);
  std::vector<Page> modules, documents;
  for (const auto &[name, file] : input.modules)
    modules.push_back(modulePage(name, file));
  for (const std::string &file : input.documents)
    documents.push_back(
        documentPage(fs::path(file).stem().string(), readFile(file)));
  std::vector<Page> all(documents);
  all.insert(all.end(), modules.begin(), modules.end());
  for (const Page &page : all)
    writeFile(fs::path(folder) / page.file,
              pageAsHtml(page, modules, documents));
  if (!all.empty())
    writeFile(fs::path(folder) / "index.html",
              pageAsHtml(all.front(), modules, documents));
  writeFile(fs::path(folder) / "style.css", readFile(input.assets + "/style.css"));
  writeFile(fs::path(folder) / "search.js", readFile(input.assets + "/search.js"));
  writeFile(fs::path(folder) / indexFile, searchIndex(all));
}

std::string writeReference(const ReferenceInput &input,
                           const std::string &folder) {
  try {
    write(input, folder);
  } catch (const std::exception &error) {
    return error.what();
  }
  return "";
}

} // namespace nestor::reference
