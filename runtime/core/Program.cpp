/// From the manifest's JSON text to `Program`; afterwards every site's leaves
/// have a known type and size.
#include "core/Program.h"

#include "core/Failure.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <string_view>

using nlohmann::json;

namespace nestor {

int64_t elementSize(ElementType type) {
  switch (type) {
  case ElementType::F32:
  case ElementType::I32:
    return 4;
  case ElementType::F64:
  case ElementType::I64:
    return 8;
  case ElementType::BF16:
    return 2;
  case ElementType::U8:
  case ElementType::Bool:
    return 1;
  case ElementType::Text:
    return 0;
  }
  return 0;
}

const char *elementName(ElementType type) {
  switch (type) {
  case ElementType::F32:
    return "f32";
  case ElementType::F64:
    return "f64";
  case ElementType::I32:
    return "i32";
  case ElementType::I64:
    return "i64";
  case ElementType::BF16:
    return "bf16";
  case ElementType::U8:
    return "u8";
  case ElementType::Bool:
    return "bool";
  case ElementType::Text:
    return "text";
  }
  return "";
}

std::string Leaf::name() const {
  return path.empty() ? item : item + "." + path;
}

/// Line `line` (from 1) of `source`, without its end; empty if there is none.
static std::string_view sourceLine(std::string_view source, int line) {
  for (int i = 1; i < line; ++i) {
    size_t end = source.find('\n');
    if (end == std::string_view::npos)
      return {};
    source.remove_prefix(end + 1);
  }
  return source.substr(0, source.find('\n'));
}

std::string Program::wholeSource() const {
  std::string text = source;
  for (const Module &module : modules)
    text += "\n" + module.name + "\n" + module.source;
  return text;
}

std::string Program::lineText(int line) const {
  std::string_view text = sourceLine(source, line);
  size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos)
    return "";
  return std::string(
      text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

std::string Program::messageAt(int line, const char *severity,
                               const std::string &text) const {
  std::string message = fmt::format("{}:{}: {}: {}", file, line, severity, text);
  std::string_view shown = line > 0 ? sourceLine(source, line) : "";
  if (!shown.empty())
    message += fmt::format("\n{:5} | {}", line, shown);
  return message;
}

static Failure badManifest(const std::string &what) {
  return Failure(ExitStatus::InternalError,
                 "the program's manifest is malformed: " + what);
}

static ElementType parseType(const std::string &name) {
  for (ElementType type :
       {ElementType::F32, ElementType::F64, ElementType::BF16, ElementType::I32,
        ElementType::I64, ElementType::U8, ElementType::Bool,
        ElementType::Text})
    if (name == elementName(type))
      return type;
  throw badManifest("no element type `" + name + "`");
}

static SiteKind parseKind(const std::string &name) {
  if (name == "report")
    return SiteKind::Report;
  if (name == "print")
    return SiteKind::Print;
  if (name == "claim")
    return SiteKind::Claim;
  if (name == "assert")
    return SiteKind::Assert;
  if (name == "save")
    return SiteKind::Save;
  if (name == "plot")
    return SiteKind::Plot;
  throw badManifest("no kind of site `" + name + "`");
}

static Leaf parseLeaf(const json &entry) {
  Leaf leaf;
  leaf.item = entry.value("item", "");
  leaf.path = entry.value("path", "");
  leaf.type = parseType(entry.at("type"));
  leaf.shape = entry.value("shape", std::vector<int64_t>());
  for (int64_t extent : leaf.shape)
    leaf.count *= extent;
  return leaf;
}

static Site parseSite(const json &entry, size_t loopCount) {
  Site site;
  site.kind = parseKind(entry.at("kind"));
  site.line = entry.value("line", 0);
  site.name = entry.value("name", "");
  site.text = entry.value("text", "");
  site.message = entry.value("message", "");
  site.loop = entry.value("loop", -1);
  site.outer = entry.value("outer", 0);
  if (site.loop >= static_cast<int>(loopCount))
    throw badManifest(fmt::format("no loop {}", site.loop));
  for (const json &leaf : entry.value("leaves", json::array()))
    site.leaves.push_back(parseLeaf(leaf));
  bool isCondition =
      site.kind == SiteKind::Claim || site.kind == SiteKind::Assert;
  if (isCondition &&
      (site.leaves.empty() || site.leaves[0].type != ElementType::Bool))
    throw badManifest("a condition is no bool");
  return site;
}

static Check parseCheck(const json &entry) {
  Check check;
  check.file = entry.at("file");
  check.line = entry.at("line");
  check.source = entry.at("source");
  check.order = entry.at("order");
  check.isBackward = entry.at("backward");
  check.nanOnly = entry.at("nan_only");
  check.leaf = parseLeaf(entry);
  check.loops = entry.at("loops").get<std::vector<int>>();
  return check;
}

static Gradient parseGradient(const json &entry) {
  Gradient gradient;
  gradient.experiment = entry.at("experiment");
  gradient.file = entry.at("file");
  gradient.line = entry.at("line");
  gradient.column = entry.at("column");
  gradient.isForward = entry.at("forward");
  gradient.departs = entry.at("departs");
  gradient.shapes =
      entry.at("shapes").get<std::vector<std::vector<int64_t>>>();
  gradient.coordinates = entry.at("coordinates").get<std::vector<int64_t>>();
  return gradient;
}

static data::Element parseDataType(const std::string &name) {
  for (data::Element element :
       {data::Element::U8, data::Element::I32, data::Element::I64,
        data::Element::F32, data::Element::F64, data::Element::Bool})
    if (name == data::elementName(element))
      return element;
  throw badManifest("no element type `" + name + "` of data");
}

static DataSet parseDataSet(const json &entry) {
  DataSet set;
  set.name = entry.at("name");
  set.request = {entry.at("format"), entry.at("source")};
  set.folder = entry.value("folder", ".");
  for (const json &array : entry.at("arrays"))
    set.arrays.push_back({array.at("path"), parseDataType(array.at("type")),
                          array.at("shape").get<std::vector<int64_t>>()});
  return set;
}

static void parseLayout(const json &entry, std::vector<Loop> &loops) {
  size_t number = entry.at("loop");
  if (number >= loops.size())
    throw badManifest(fmt::format("no loop {}", number));
  LoopLayout &layout = loops[number].layout;
  layout.isOuter = entry.at("outer");
  layout.isFollowed = entry.at("followed");
  for (const json &leaf : entry.at("leaves")) {
    layout.leaves.push_back(parseLeaf(leaf));
    layout.kept.push_back(leaf.at("kept"));
  }
}

static Program parseManifest(const json &manifest) {
  Program program;
  program.name = manifest.at("name");
  program.file = manifest.value("file", program.name + ".nest");
  program.nestorVersion = manifest.value("nestor", "");
  program.source = manifest.value("source", "");
  program.plan = manifest.value("plan", "");
  for (const json &entry : manifest.value("modules", json::array()))
    program.modules.push_back({entry.at("name"), entry.at("source")});
  for (const json &entry : manifest.value("hypers", json::array()))
    program.hypers.push_back({entry.at("name"), entry.at("default")});
  for (const json &entry : manifest.value("consts", json::array()))
    program.consts.push_back({entry.at("name"), entry.at("value")});
  for (const json &entry : manifest.value("data", json::array()))
    program.data.push_back(parseDataSet(entry));
  for (const json &entry : manifest.value("loops", json::array()))
    program.loops.push_back({entry.at("name"), entry.value("steps", int64_t{0}),
                             entry.value("line", 0), {}});
  for (const json &entry : manifest.value("states", json::array()))
    parseLayout(entry, program.loops);
  for (const json &entry : manifest.value("sites", json::array()))
    program.sites.push_back(parseSite(entry, program.loops.size()));
  for (const json &entry : manifest.value("checks", json::array()))
    program.checks.push_back(parseCheck(entry));
  for (const json &entry : manifest.value("gradients", json::array()))
    program.gradients.push_back(parseGradient(entry));
  return program;
}

Program parseProgram(const nestor_program &table) {
  if (table.abi_version != NESTOR_ABI_VERSION)
    throw Failure(ExitStatus::InternalError,
                  fmt::format("the program was compiled for version {} of the "
                              "runtime's interface, and this is version {}",
                              table.abi_version, NESTOR_ABI_VERSION));
  try {
    Program program = parseManifest(json::parse(table.manifest));
    program.experiments.assign(table.experiments,
                               table.experiments + table.experiment_count);
    program.manifest = table.manifest;
    return program;
  } catch (const json::exception &error) {
    throw badManifest(error.what());
  }
}

} // namespace nestor
