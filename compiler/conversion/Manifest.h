// What lowering adds to the manifest (runtime/include/nestor/Abi.h).
#pragma once

#include "mlir/IR/BuiltinOps.h"

#include <nlohmann/json.hpp>

namespace nestor {

/// Lets `edit` change the module's manifest. A module without one stays as it
/// is; what is wrong with one is for the runtime to say.
void editManifest(mlir::ModuleOp module,
                  llvm::function_ref<void(nlohmann::json &)> edit);

/// The element type as the manifest writes it: `f32`.
const char *elementName(mlir::Type element);

} // namespace nestor
