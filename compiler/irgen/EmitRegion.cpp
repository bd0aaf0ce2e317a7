// Emits nodes with regions, and everything that regions need: captures, block
// arguments, locations.
#include "compiler/irgen/EmitRegion.h"

#include <algorithm>
#include <set>

namespace nestor {

using namespace mlir;

RankedTensorType tensorTypeOf(const typed::Type *type, MLIRContext *context) {
  using typed::Element;
  Builder builder(context);
  mlir::Type element;
  switch (type->element) {
  case Element::F32:
    element = builder.getF32Type();
    break;
  case Element::F64:
  case Element::Real:
    element = builder.getF64Type();
    break;
  case Element::BF16:
    element = builder.getBF16Type();
    break;
  case Element::I32:
    element = builder.getI32Type();
    break;
  case Element::I64:
  case Element::Int:
    element = builder.getI64Type();
    break;
  case Element::Bool:
    element = builder.getI1Type();
    break;
  case Element::U8:
    element = builder.getI8Type();
    break;
  }
  return RankedTensorType::get(type->shape, element);
}

Location RegionEmitter::locationOf(SourceRange range) {
  MLIRContext *context = builder_.getContext();
  if (!range.isValid())
    return FileLineColLoc::get(context, "(script)", 1, 1);
  const SourceText &file = sources_.file(range.file);
  LineColumn begin = file.position(range.begin);
  LineColumn end = file.position(range.end);
  return FileLineColRange::get(StringAttr::get(context, file.name()),
                               begin.line, begin.column, end.line, end.column);
}

mlir::Value RegionEmitter::valueOf(const typed::Var *var) {
  auto it = values_.find(var);
  assert(it != values_.end() && "a variable is read before it is written");
  return it->second;
}

mlir::Type RegionEmitter::typeOf(const typed::Var *var) {
  return tensorTypeOf(var->type, builder_.getContext());
}

SmallVector<Value>
RegionEmitter::valuesOf(const std::vector<typed::Var *> &vars) {
  SmallVector<Value> values;
  for (const typed::Var *var : vars)
    values.push_back(valueOf(var));
  return values;
}

SmallVector<Value> RegionEmitter::valuesOf(const Vars &vars) {
  SmallVector<Value> values;
  for (const typed::Var *var : vars)
    values.push_back(valueOf(var));
  return values;
}

SmallVector<mlir::Type> RegionEmitter::resultTypes(const typed::Node &node) {
  SmallVector<mlir::Type> result;
  for (const typed::Var *var : node.results)
    result.push_back(typeOf(var));
  return result;
}

// ---- Captures

namespace {
struct FreeVariables {
  std::set<const typed::Var *> defined, free;

  void read(const typed::Var *var) {
    if (!defined.count(var))
      free.insert(var);
  }
  void visit(const typed::Region &region) {
    defined.insert(region.parameters.begin(), region.parameters.end());
    for (const typed::Node *node : region.nodes) {
      for (const typed::Var *operand : node->operands)
        read(operand);
      for (const auto &inner : node->regions)
        visit(*inner);
      defined.insert(node->results.begin(), node->results.end());
    }
    for (const typed::Var *result : region.results)
      read(result);
  }
};
} // namespace

RegionEmitter::Vars RegionEmitter::capturesOf(const typed::Node &node) {
  FreeVariables variables;
  for (const auto &region : node.regions)
    variables.visit(*region);
  Vars vars(variables.free.begin(), variables.free.end());
  std::sort(vars.begin(), vars.end(),
            [](const typed::Var *a, const typed::Var *b) {
              return a->id < b->id;
            });
  return vars;
}

void RegionEmitter::emitRegion(const typed::Region &region,
                               const Vars &captures, mlir::Region &into,
                               Location loc) {
  OpBuilder::InsertionGuard guard(builder_);
  Block *block = builder_.createBlock(&into);
  RegionEmitter inner(builder_, sources_);
  for (const typed::Var *var : region.parameters)
    inner.bind(var, block->addArgument(typeOf(var), loc));
  for (const typed::Var *var : captures)
    inner.bind(var, block->addArgument(typeOf(var), loc));
  inner.emitNodes(region);
  meta::YieldOp::create(builder_, loc, inner.valuesOf(region.results));
}

// ---- Nodes

void RegionEmitter::emitNodes(const typed::Region &region) {
  for (const typed::Node *node : region.nodes)
    emitNode(*node);
}

void RegionEmitter::emitNode(const typed::Node &node) {
  Location loc = locationOf(node.range);
  Operation *op = nullptr;
  switch (node.kind) {
  case typed::NodeKind::Literal:
    op = emitLiteral(node, loc);
    break;
  case typed::NodeKind::Primitive:
    op = emitPrimitive(node, loc);
    break;
  case typed::NodeKind::Minimize:
    op = emitMinimize(node, loc);
    break;
  default:
    op = emitControl(node, loc);
    break;
  }
  for (auto [var, value] : llvm::zip(node.results, op->getResults()))
    bind(var, value);
  if (node.topLevel < 0)
    return;
  SmallVector<StringRef> names;
  for (const typed::Var *var : node.results)
    names.push_back(var->name);
  op->setAttr(meta::namesAttrName, builder_.getStrArrayAttr(names));
}

Operation *RegionEmitter::emitControl(const typed::Node &node, Location loc) {
  Vars captures = capturesOf(node);
  SmallVector<Value> captured = valuesOf(captures);
  SmallVector<Value> operands = valuesOf(node.operands);
  SmallVector<mlir::Type> types = resultTypes(node);
  auto fill = [&](size_t region, mlir::Region &into) {
    emitRegion(*node.regions[region], captures, into, loc);
  };
  switch (node.kind) {
  case typed::NodeKind::If: {
    auto op = meta::IfOp::create(builder_, loc, types, operands[0], captured);
    fill(0, op.getThenRegion());
    fill(1, op.getElseRegion());
    return op;
  }
  case typed::NodeKind::Loop: {
    auto op = meta::LoopOp::create(
        builder_, loc, types, builder_.getI64IntegerAttr(node.tripCount),
        node.hasUntil ? builder_.getUnitAttr() : nullptr,
        /*reversed=*/nullptr, operands, /*scanned=*/ValueRange(), captured,
        builder_.getI64IntegerAttr(node.topLevel));
    op.setPlan(meta::Plan(node.plan));
    op.setWindow(node.window);
    fill(0, op.getBody());
    return op;
  }
  case typed::NodeKind::Map: {
    auto op = meta::MapOp::create(builder_, loc, types,
                                  builder_.getI64IntegerAttr(node.tripCount),
                                  operands, captured);
    fill(0, op.getBody());
    return op;
  }
  case typed::NodeKind::Grad: {
    auto op = meta::GradOp::create(builder_, loc, types, operands, captured);
    fill(0, op.getBody());
    return op;
  }
  case typed::NodeKind::CustomGradient: {
    auto op = meta::CustomGradientOp::create(builder_, loc, types, operands,
                                             captured);
    fill(0, op.getBody());
    fill(1, op.getRule());
    return op;
  }
  case typed::NodeKind::Cost: {
    auto op = meta::CostOp::create(builder_, loc, types, captured);
    fill(0, op.getBody());
    return op;
  }
  case typed::NodeKind::Effect: {
    Value step = node.hasStep ? operands[0] : Value();
    ArrayRef<Value> leaves =
        ArrayRef<Value>(operands).drop_front(node.hasStep ? 1 : 0);
    return meta::EffectOp::create(builder_, loc,
                                  builder_.getI64IntegerAttr(node.site), step,
                                  leaves);
  }
  case typed::NodeKind::Solved:
    return meta::SolvedOp::create(builder_, loc, operands[0], operands[1],
                                  builder_.getI64IntegerAttr(node.axes[0]));
  default: {
    bool forward = node.axes.size() > 3 && node.axes[3];
    return meta::CheckIndexOp::create(
        builder_, loc, types[0], operands[0],
        builder_.getI64IntegerAttr(node.axes[0]),
        builder_.getI64IntegerAttr(node.axes[1]),
        builder_.getI64IntegerAttr(node.axes[2]),
        forward ? builder_.getUnitAttr() : UnitAttr());
  }
  }
}

Operation *RegionEmitter::emitMinimize(const typed::Node &node, Location loc) {
  Vars captures = capturesOf(node);
  SmallVector<Value> operands = valuesOf(node.operands);
  ArrayRef<Value> all(operands);
  auto op = meta::MinimizeOp::create(
      builder_, loc, resultTypes(node),
      builder_.getI64IntegerAttr(node.tripCount),
      node.hasUntil ? builder_.getUnitAttr() : nullptr,
      node.traced ? builder_.getUnitAttr() : nullptr,
      meta::PlanAttr::get(builder_.getContext(), meta::Plan(node.plan)),
      all.take_front(node.targets), all.slice(node.targets, node.states),
      all.drop_front(node.targets + node.states), /*scanned=*/ValueRange(),
      valuesOf(captures), builder_.getI64IntegerAttr(node.topLevel),
      builder_.getI64IntegerAttr(node.window), /*storage=*/nullptr,
      /*slots=*/builder_.getI64IntegerAttr(0));
  if (node.written->implicit)
    op->setAttr(meta::implicitAttrName, builder_.getUnitAttr());
  if (node.site >= 0)
    op->setAttr(meta::watchedAttrName, builder_.getI64IntegerAttr(node.site));
  emitRegion(*node.regions[0], captures, op.getLoss(), loc);
  emitRegion(*node.regions[1], captures, op.getUpdate(), loc);
  emitRegion(*node.regions[2], captures, op.getObserve(), loc);
  return op;
}

} // namespace nestor
