// The dialect `meta`: learning, derivatives, control flow and effects.
#pragma once

#include "dialects/ten/Ten.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace nestor::meta {

/// What effects write to: they keep their order.
struct Output : public mlir::SideEffects::Resource::Base<Output> {
  llvm::StringRef getName() final { return "nestor.output"; }
};

/// On a loop or minimize at the top level: an array of strings, the user's
/// names of its results, `net.w` or `adam.net.w.m`.
constexpr llvm::StringLiteral namesAttrName = "meta.names";

/// On a minimize whose derivative is that of its solution: no plan, which would
/// speak of its steps.
constexpr llvm::StringLiteral implicitAttrName = "meta.implicit";

/// On a minimize in a loop or branch of an experiment, where nobody sees its
/// losses: the script's line, an integer. The runtime warns there.
constexpr llvm::StringLiteral watchedAttrName = "meta.watched";

/// On a loop with `until`: in how many iterations it ends in the mean, a float,
/// where that is known.
constexpr llvm::StringLiteral meanTripsAttrName = "meta.mean_trips";

/// tensor<S> as tensor<NxS>, N = count.
mlir::Type stackOf(mlir::Type type, int64_t count);
/// tensor<NxS> without its first axis.
mlir::Type rowOf(mlir::Type type);
/// What a tensor takes in memory; a bool takes a byte.
int64_t bytesOf(mlir::Type type);
int64_t bytesOf(mlir::TypeRange types);

} // namespace nestor::meta

#include "dialects/meta/MetaDialect.h.inc"
#include "dialects/meta/MetaEnums.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/meta/MetaAttributes.h.inc"
#define GET_OP_CLASSES
#include "dialects/meta/MetaOps.h.inc"
