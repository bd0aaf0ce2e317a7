// From the typed syntax tree to the dialects meta and ten.
#pragma once

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace nestor {

class SourceManager;
namespace typed {
struct Program;
}

/// One function for each experiment, `func.func @experiment_NAME(%seed:
/// tensor<i64>, %hypers: tensor<Hxf64>, %data...)` with the attribute
/// `nestor.experiment = "NAME"`, and private functions that it calls; the
/// module's attribute `nestor.manifest` holds the JSON text of
/// runtime/include/nestor/Abi.h. The context must have func, ten and meta
/// loaded. Every operation has the range of its source.
mlir::OwningOpRef<mlir::ModuleOp> emitModule(const typed::Program &program,
                                             const SourceManager &sources,
                                             mlir::MLIRContext &context);

} // namespace nestor
