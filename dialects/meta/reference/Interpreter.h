// The reference interpreter of programs: functions, loops, branches and
// batches around the operations of `ten`.
#pragma once

#include "dialects/meta/Meta.h"
#include "dialects/ten/reference/Array.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace nestor::meta::reference {

using ten::reference::Array;
using Arrays = llvm::SmallVector<Array>;

/// What a function gives for `arguments`. Fails with a diagnostic where an
/// operation is unknown (meta.grad and meta.minimize are expanded first), a
/// function has no body or an index lies outside. Effects do nothing.
mlir::FailureOr<Arrays> call(mlir::func::FuncOp function, Arrays arguments);

} // namespace nestor::meta::reference
