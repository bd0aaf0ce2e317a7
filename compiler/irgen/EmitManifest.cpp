// Writes the manifest: what the runtime has to know of a program
// (runtime/include/nestor/Abi.h).
#include "compiler/irgen/EmitRegion.h"

#include <nlohmann/json.hpp>

namespace nestor {

static const char *leafType(const typed::Type *type) {
  switch (type->element) {
  case typed::Element::Real:
    return "f64";
  case typed::Element::Int:
    return "i64";
  default:
    return typed::spelling(type->element);
  }
}

static const char *kindOf(typed::Site::Kind kind) {
  switch (kind) {
  case typed::Site::Report:
    return "report";
  case typed::Site::Print:
    return "print";
  case typed::Site::Claim:
    return "claim";
  case typed::Site::Assert:
    return "assert";
  case typed::Site::Save:
    return "save";
  case typed::Site::Plot:
    return "plot";
  }
  return "";
}

std::string manifestOf(const typed::Program &program,
                       const SourceManager &sources) {
  using nlohmann::json;
  auto lineOf = [&](SourceRange range) {
    return range.isValid()
               ? sources.file(range.file).position(range.begin).line
               : 0u;
  };
  json hypers = json::array(), consts = json::array(), loops = json::array(),
       sites = json::array();
  for (const typed::Hyper &hyper : program.hypers)
    hypers.push_back({{"name", hyper.name}, {"default", hyper.value}});
  for (const typed::ConstSetting &constant : program.consts)
    consts.push_back({{"name", constant.name}, {"value", constant.value}});
  for (const typed::TopLevelLoop &loop : program.loops)
    loops.push_back({{"name", loop.name},
                     {"steps", loop.steps},
                     {"line", lineOf(loop.range)}});
  for (const typed::Site &site : program.sites) {
    json leaves = json::array();
    for (const typed::Site::Leaf &leaf : site.leaves) {
      json entry = {{"item", leaf.item}, {"path", leaf.path}};
      if (leaf.type) {
        entry["type"] = leafType(leaf.type);
        entry["shape"] = leaf.type->shape;
      } else {
        entry["type"] = "text"; // printed as it stands; has no data
        entry["shape"] = json::array();
      }
      leaves.push_back(entry);
    }
    json entry = {{"kind", kindOf(site.kind)},
                  {"line", lineOf(site.range)},
                  {"loop", site.loop},
                  {"leaves", leaves}};
    if (site.outer > 0)
      entry["outer"] = site.outer;
    if (!site.name.empty())
      entry["name"] = site.name;
    if (!site.text.empty())
      entry["text"] = site.text;
    if (!site.message.empty())
      entry["message"] = site.message;
    sites.push_back(entry);
  }
  json modules = json::array();
  for (const typed::ImportedModule &module : program.modules)
    modules.push_back({{"name", module.name},
                       {"source", sources.file(module.file).text()}});
  json sets = json::array();
  for (const typed::DataSet &set : program.data) {
    json arrays = json::array();
    for (const typed::DataSet::Array &array : set.arrays)
      arrays.push_back({{"path", array.path},
                        {"type", leafType(array.var->type)},
                        {"shape", array.var->type->shape}});
    sets.push_back({{"name", set.name},
                    {"format", set.format},
                    {"source", set.source},
                    {"folder", set.folder},
                    {"arrays", arrays}});
  }
  json manifest = {{"name", program.name},
                   {"nestor", "0.1.0"},
                   {"file", sources.file(program.file).name()},
                   {"source", sources.file(program.file).text()},
                   {"modules", modules},
                   {"hypers", hypers},
                   {"consts", consts},
                   {"data", sets},
                   {"loops", loops},
                   {"sites", sites}};
  return manifest.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace nestor
