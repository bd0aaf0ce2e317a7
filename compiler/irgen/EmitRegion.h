// Emission of typed regions into blocks. The regions of `meta` operations are
// isolated from above: what a typed region reads from around it becomes an
// operand of the operation and an argument of its block. Internal to the room.
#pragma once

#include "compiler/irgen/IrGen.h"
#include "compiler/sema/TypedProgram.h"
#include "compiler/support/SourceText.h"
#include "dialects/meta/Meta.h"
#include "dialects/ten/Ten.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"

namespace nestor {

/// The tensor type of a variable: Real is f64, Int is i64, u8 is i8.
mlir::RankedTensorType tensorTypeOf(const typed::Type *type,
                                    mlir::MLIRContext *context);

/// JSON text for the attribute `nestor.manifest`.
std::string manifestOf(const typed::Program &program,
                       const SourceManager &sources);

class RegionEmitter {
public:
  RegionEmitter(mlir::OpBuilder &builder, const SourceManager &sources)
      : builder_(builder), sources_(sources) {}

  /// Emits the nodes at the builder's insertion point.
  void emitNodes(const typed::Region &region);
  void bind(const typed::Var *var, mlir::Value value) { values_[var] = value; }
  mlir::Location locationOf(SourceRange range);

private:
  mlir::Value valueOf(const typed::Var *var);
  mlir::Type typeOf(const typed::Var *var);
  void emitNode(const typed::Node &node);
  mlir::Operation *emitLiteral(const typed::Node &node, mlir::Location loc);
  mlir::Operation *emitWindow(const typed::Node &node, mlir::Location loc,
                              llvm::ArrayRef<mlir::Value> x, mlir::Type type);
  mlir::Operation *emitPrimitive(const typed::Node &node, mlir::Location loc);
  mlir::Operation *emitControl(const typed::Node &node, mlir::Location loc);
  mlir::Operation *emitMinimize(const typed::Node &node, mlir::Location loc);

  using Vars = std::vector<const typed::Var *>;
  /// What the regions of a node read from around it, in order of creation.
  static Vars capturesOf(const typed::Node &node);
  /// Fills `into` with a block whose arguments are the region's parameters,
  /// then `captures`; it ends with meta.yield.
  void emitRegion(const typed::Region &region, const Vars &captures,
                  mlir::Region &into, mlir::Location loc);
  llvm::SmallVector<mlir::Value> valuesOf(const std::vector<typed::Var *> &vars);
  llvm::SmallVector<mlir::Value> valuesOf(const Vars &vars);
  llvm::SmallVector<mlir::Type> resultTypes(const typed::Node &node);

  mlir::OpBuilder &builder_;
  const SourceManager &sources_;
  llvm::DenseMap<const typed::Var *, mlir::Value> values_;
};

} // namespace nestor
