// What the derivative of a loop remembers of an iteration, and what it computes
// again.
#pragma once

#include "dialects/meta/Meta.h"

#include "llvm/ADT/SetVector.h"

namespace nestor::meta {

struct StoredResiduals {
  /// Values of the block to remember, arguments among them.
  llvm::SetVector<mlir::Value> stored;
  /// Operations that compute the residuals from these, in their order.
  llvm::SmallVector<mlir::Operation *> again;
};

/// Which operations may be run a second time.
enum class Recompute {
  Cheap, ///< those that cost no more than reading their result: ten::Cheap
  All,
  FromArguments, ///< all, and nothing but arguments is stored
};

/// The fewest bytes of `block` from which all of `residuals` can be computed: a
/// minimum cut between what cannot be had again and what is read. Arguments
/// that `isFree` names cost nothing. Of equal cuts, the one with the least
/// recomputation.
StoredResiduals
chooseResiduals(mlir::Block &block, llvm::ArrayRef<mlir::Value> residuals,
                llvm::function_ref<bool(mlir::BlockArgument)> isFree,
                Recompute recompute);

} // namespace nestor::meta
