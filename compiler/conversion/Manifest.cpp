// The manifest is JSON text in an attribute of the module.
#include "compiler/conversion/Manifest.h"
#include "compiler/conversion/Passes.h"

using namespace mlir;

namespace nestor {

void editManifest(ModuleOp module,
                  llvm::function_ref<void(nlohmann::json &)> edit) {
  using nlohmann::json;
  auto text = module->getAttrOfType<StringAttr>(manifestAttrName);
  if (!text)
    return;
  json manifest = json::parse(text.getValue().str(), nullptr,
                              /*allow_exceptions=*/false);
  if (!manifest.is_object())
    return;
  edit(manifest);
  module->setAttr(
      manifestAttrName,
      StringAttr::get(module.getContext(),
                      manifest.dump(-1, ' ', false,
                                    json::error_handler_t::replace)));
}

const char *elementName(Type element) {
  if (element.isF32())
    return "f32";
  if (element.isF64())
    return "f64";
  if (element.isBF16())
    return "bf16";
  if (element.isInteger(1))
    return "bool";
  if (element.isInteger(8))
    return "u8";
  return element.isInteger(32) ? "i32" : "i64";
}

} // namespace nestor
