// Emits the comparison of a gradient with what else it can be computed by.
#include "compiler/driver/CheckGradients.h"
#include "compiler/conversion/Manifest.h"
#include "compiler/conversion/Passes.h"
#include "dialects/meta/transforms/ExpandGrad.h"
#include "dialects/meta/transforms/InlineRegion.h"
#include "dialects/ten/Build.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>
#include <set>

using namespace mlir;

namespace nestor {

namespace {

using Values = SmallVector<Value>;

/// One gradient, as the script has it.
class Comparison {
public:
  Comparison(meta::GradOp pristine, OpBuilder &builder, int64_t place,
             int64_t site)
      : grad(pristine), b(builder), loc(pristine.getLoc()), place(place),
        site(site), scalar(RankedTensorType::get({}, b.getF64Type())),
        index(RankedTensorType::get({}, b.getI64Type())) {
    int64_t numbers = 0;
    for (Type type : grad.getTargets().getTypes())
      numbers += cast<RankedTensorType>(type).getNumElements();
    count = numbers;
    // Spread over all, and always the same.
    int64_t chosen = std::min<int64_t>(numbers, 48);
    for (int64_t i = 0; i < chosen; ++i)
      coordinates.push_back((2 * i + 1) * numbers / (2 * chosen));
  }

  void emit(ValueRange operands);
  nlohmann::json describe();

private:
  Value at(Value perturbation, ValueRange operands, Value coordinate,
           OpBuilder &in);
  Values unitVectors(Value coordinate, OpBuilder &in);
  Value rowOf(Value coordinate, ValueRange operands, ValueRange gradients,
              OpBuilder &in);
  Value derivativeAlong(Value coordinate, ValueRange operands, OpBuilder &in);
  Block *blockOf(Region &region, TypeRange types);

  meta::GradOp grad;
  OpBuilder &b;
  Location loc;
  int64_t place, site, count = 0;
  RankedTensorType scalar, index;
  SmallVector<int64_t> coordinates;
};

} // namespace

Block *Comparison::blockOf(Region &region, TypeRange types) {
  auto *block = new Block();
  region.push_back(block);
  for (Type type : types)
    block->addArgument(type, loc);
  return block;
}

// 1 at the number that `coordinate` counts through all targets, else 0.
Values Comparison::unitVectors(Value coordinate, OpBuilder &in) {
  ten::Build build{in, loc};
  Values vectors;
  int64_t first = 0;
  for (Value target : grad.getTargets()) {
    auto type = cast<RankedTensorType>(target.getType());
    auto flat = RankedTensorType::get({type.getNumElements()}, b.getI64Type());
    Value number = ten::IotaOp::create(in, loc, flat, /*axis=*/0);
    number = build.add(number, build.constant(number, double(first)));
    Value isHere = build.compare(ten::Predicate::eq, number,
                                 build.broadcast(coordinate, flat, {}));
    vectors.push_back(ten::ReshapeOp::create(
        in, loc, type, build.convert(isHere, type.getElementType())));
    first += type.getNumElements();
  }
  return vectors;
}

// The loss where one number has been moved.
Value Comparison::at(Value perturbation, ValueRange operands, Value coordinate,
                     OpBuilder &in) {
  ten::Build build{in, loc};
  Values arguments(operands);
  for (auto [i, unit] : llvm::enumerate(unitVectors(coordinate, in))) {
    Value step = build.convert(perturbation, getElementTypeOrSelf(unit));
    arguments[i] = build.add(
        arguments[i], build.mul(unit, build.broadcast(step, unit.getType(), {})));
  }
  Value loss = meta::inlineRegion(in, grad.getBody(), arguments).front();
  return build.convert(loss, in.getF64Type());
}

// d loss(x + e v) / d e at 0, by the mode that the gradient does not use.
Value Comparison::derivativeAlong(Value coordinate, ValueRange operands,
                                  OpBuilder &in) {
  ten::Build build{in, loc};
  Value zero = build.zeros(scalar);
  if (meta::hasRule(grad))
    return build.constant(zero, std::nan(""));
  Values captures(operands);
  captures.push_back(coordinate);
  auto other = meta::GradOp::create(
      in, loc, TypeRange{scalar, scalar}, zero, captures,
      meta::goesForward(grad) ? meta::Mode::reverse : meta::Mode::forward);
  SmallVector<Type> types = {scalar};
  llvm::append_range(types, ValueRange(captures).getTypes());
  Block *block = blockOf(other.getBody(), types);
  auto inside = OpBuilder::atBlockEnd(block);
  ValueRange arguments = block->getArguments();
  Value loss = at(arguments.front(), arguments.slice(1, operands.size()),
                  arguments.back(), inside);
  meta::YieldOp::create(inside, loc, loss);
  return other.getResult(1);
}

// The seven numbers of one coordinate.
Value Comparison::rowOf(Value coordinate, ValueRange operands,
                        ValueRange gradients, OpBuilder &in) {
  ten::Build build{in, loc};
  // The number there, and its derivative.
  Value x = build.zeros(scalar), derivative = x;
  auto pick = [&](Value tensor, Value unit) {
    SmallVector<int64_t> axes;
    for (int64_t i = 0; i < cast<RankedTensorType>(tensor.getType()).getRank(); ++i)
      axes.push_back(i);
    Value here = build.select(
        build.compare(ten::Predicate::ne, unit, build.zeros(unit.getType())),
        tensor, build.zeros(tensor.getType()));
    return build.convert(build.reduceSum(here, axes), b.getF64Type());
  };
  for (auto [i, unit] : llvm::enumerate(unitVectors(coordinate, in))) {
    x = build.add(x, pick(operands[i], unit));
    derivative = build.add(derivative, pick(gradients[i], unit));
  }
  // h is a power of two times what x has, so that x + h is exact enough.
  Value size = ten::AbsOp::create(in, loc, x);
  size = ten::MaxOp::create(in, loc, size, build.constant(size, 1));
  Value h = build.mul(size, build.constant(size, std::ldexp(1, -17)));

  auto offsetsType = RankedTensorType::get({4}, b.getF64Type());
  Value offsets = ten::ConstantOp::create(
      in, loc,
      cast<ElementsAttr>(DenseElementsAttr::get(
          offsetsType, ArrayRef<double>{1, -1, 0.5, -0.5})));
  Values captures(operands);
  captures.push_back(coordinate);
  captures.push_back(h);
  auto losses =
      meta::MapOp::create(in, loc, TypeRange{offsetsType},
                          in.getI64IntegerAttr(4), offsets, captures);
  SmallVector<Type> types = {index, scalar};
  llvm::append_range(types, ValueRange(captures).getTypes());
  Block *block = blockOf(losses.getBody(), types);
  auto inside = OpBuilder::atBlockEnd(block);
  ten::Build buildInside{inside, loc};
  ValueRange arguments = block->getArguments();
  Value moved = buildInside.mul(arguments[1], arguments.back());
  meta::YieldOp::create(
      inside, loc,
      at(moved, arguments.slice(2, operands.size()),
         arguments[arguments.size() - 2], inside));

  auto one = RankedTensorType::get({1}, b.getF64Type());
  auto asRow = [&](Value value) -> Value {
    return ten::ReshapeOp::create(in, loc, one, value);
  };
  Values parts = {asRow(derivative),
                  asRow(derivativeAlong(coordinate, operands, in)),
                  losses.getResult(0), asRow(h)};
  return ten::ConcatOp::create(
      in, loc, RankedTensorType::get({7}, b.getF64Type()), parts,
      in.getI64IntegerAttr(0));
}

void Comparison::emit(ValueRange operands) {
  Value first = meta::FirstTimeOp::create(
      b, loc, RankedTensorType::get({}, b.getI1Type()),
      b.getI64IntegerAttr(place));
  Values constants;
  for (Value operand : operands)
    constants.push_back(
        meta::StopGradientOp::create(b, loc, operand.getType(), operand));
  auto branch = meta::IfOp::create(b, loc, TypeRange(), first, constants);
  Block *otherwise = blockOf(branch.getElseRegion(), operands.getTypes());
  Block *block = blockOf(branch.getThenRegion(), operands.getTypes());
  auto nothing = OpBuilder::atBlockEnd(otherwise);
  meta::YieldOp::create(nothing, loc, ValueRange());

  auto in = OpBuilder::atBlockEnd(block);
  ten::Build build{in, loc};
  ValueRange inner = block->getArguments();
  IRMapping mapping;
  mapping.map(grad->getOperands(), inner);
  auto own = cast<meta::GradOp>(in.clone(*grad, mapping));
  ValueRange gradients = own.getResults().slice(1, grad.getTargets().size());

  // A turn for each coordinate.
  auto many = int64_t(coordinates.size());
  auto listType = RankedTensorType::get({many}, b.getI64Type());
  Value list = ten::ConstantOp::create(
      in, loc,
      cast<ElementsAttr>(
          DenseElementsAttr::get(listType, ArrayRef<int64_t>(coordinates))));
  Values invariants(inner);
  llvm::append_range(invariants, gradients);
  auto rows = meta::LoopOp::create(
      in, loc,
      TypeRange{RankedTensorType::get({many, 7}, b.getF64Type())},
      in.getI64IntegerAttr(many), /*hasUntil=*/nullptr, /*reversed=*/nullptr,
      ValueRange(), list, invariants, in.getI64IntegerAttr(-1));
  SmallVector<Type> types = {index, index};
  llvm::append_range(types, ValueRange(invariants).getTypes());
  Block *turn = blockOf(rows.getBody(), types);
  auto inTurn = OpBuilder::atBlockEnd(turn);
  ValueRange arguments = turn->getArguments().drop_front(2);
  meta::YieldOp::create(
      inTurn, loc,
      rowOf(turn->getArgument(1), arguments.take_front(inner.size()),
            arguments.drop_front(inner.size()), inTurn));
  Value loss = build.convert(own.getResult(0), b.getF64Type());
  meta::EffectOp::create(in, loc, in.getI64IntegerAttr(site), Value(),
                         ValueRange{rows.getResult(0), loss});
  meta::YieldOp::create(in, loc, ValueRange());
}

// Why differences may say something else.
static std::string departures(meta::GradOp grad) {
  std::set<std::string> reasons;
  grad.getBody().walk([&](Operation *op) {
    if (isa<meta::CustomGradientOp>(op))
      reasons.insert("a rule of its own");
    if (auto loop = dyn_cast<meta::LoopOp>(op)) {
      if (loop.getPlan() == meta::Plan::first_order)
        reasons.insert("first_order");
      if (loop.getPlan() == meta::Plan::truncated)
        reasons.insert("truncated(" + std::to_string(loop.getWindow()) + ")");
    }
    if (isa<meta::StopGradientOp>(op))
      reasons.insert("stop_gradient");
  });
  std::string text;
  for (const std::string &reason : reasons)
    text += (text.empty() ? "" : ", ") + reason;
  return text;
}

nlohmann::json Comparison::describe() {
  nlohmann::json shapes = nlohmann::json::array();
  for (Type type : grad.getTargets().getTypes())
    shapes.push_back(cast<RankedTensorType>(type).getShape().vec());
  auto where = loc->findInstanceOf<FileLineColLoc>();
  return {{"file", where ? where.getFilename().str() : ""},
          {"line", where ? where.getLine() : 0},
          {"column", where ? where.getColumn() : 0},
          {"forward", meta::goesForward(grad)},
          {"departs", departures(grad)},
          {"shapes", shapes},
          {"coordinates", coordinates}};
}

// Functions that are called twice are compared once where their loops are
// equally long.
static std::string kindOf(meta::GradOp grad) {
  std::string text;
  llvm::raw_string_ostream out(text);
  out << grad.getLoc() << grad.getTargets().getTypes() << int(grad.getMode());
  grad.getBody().walk([&](meta::LoopOp loop) {
    out << " " << loop.getTripCount() << stringifyPlan(loop.getPlan());
  });
  return text;
}

void checkGradients(ModuleOp module) {
  // Copies, since what is emitted for inner gradients is not part of the outer
  // ones that are compared.
  SmallVector<std::pair<meta::GradOp, meta::GradOp>> gradients;
  std::set<std::string> kinds;
  module.walk([&](meta::GradOp op) {
    if (!op.getTargets().empty() && kinds.insert(kindOf(op)).second)
      gradients.push_back({op, nullptr});
  });
  for (auto &[op, pristine] : gradients)
    pristine = cast<meta::GradOp>(op->clone());
  editManifest(module, [&](nlohmann::json &manifest) {
    auto sites = int64_t(manifest.value("sites", nlohmann::json::array()).size());
    nlohmann::json list = nlohmann::json::array();
    for (auto &[op, pristine] : gradients) {
      OpBuilder builder(op);
      auto place = int64_t(list.size());
      Comparison comparison(pristine, builder, place, sites + place);
      comparison.emit(op->getOperands());
      list.push_back(comparison.describe());
      auto function = op->getParentOfType<func::FuncOp>();
      auto name = function->getAttrOfType<StringAttr>(experimentAttrName);
      list.back()["experiment"] = name ? name.str() : "";
    }
    manifest["gradients"] = std::move(list);
  });
  for (auto &[op, pristine] : gradients)
    pristine->erase();
}

} // namespace nestor
