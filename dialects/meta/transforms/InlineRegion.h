// A region's operations at another place.
#pragma once

#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"

namespace nestor::meta {

/// Copies the operations of a region of one block to `builder`, with
/// `arguments` for its arguments, and returns what it yields.
inline llvm::SmallVector<mlir::Value>
inlineRegion(mlir::OpBuilder &builder, mlir::Region &region,
             mlir::ValueRange arguments) {
  mlir::IRMapping mapping;
  mapping.map(region.getArguments(), arguments);
  mlir::Block &block = region.front();
  for (mlir::Operation &op : block.without_terminator())
    builder.clone(op, mapping);
  llvm::SmallVector<mlir::Value> results;
  for (mlir::Value value : block.getTerminator()->getOperands())
    results.push_back(mapping.lookup(value));
  return results;
}

} // namespace nestor::meta
