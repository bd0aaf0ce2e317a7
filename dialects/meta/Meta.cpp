// Registers the dialect's operations and attributes.
#include "dialects/meta/Meta.h"
#include "dialects/interfaces/InlineAnywhere.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using mlir::OpAsmParser;
using mlir::OpAsmPrinter;
using mlir::ParseResult;

// A region of one block with its arguments: `(%a: tensor<f32>) { ... }`.
static ParseResult parseBlock(OpAsmParser &parser, mlir::Region &region) {
  llvm::SmallVector<OpAsmParser::Argument> arguments;
  if (parser.parseArgumentList(arguments, OpAsmParser::Delimiter::Paren,
                               /*allowType=*/true))
    return mlir::failure();
  // The operations are isolated from above: names may be used again.
  return parser.parseRegion(region, arguments, /*enableNameShadowing=*/true);
}

static void printBlock(OpAsmPrinter &printer, mlir::Operation *,
                       mlir::Region &region) {
  printer << '(';
  llvm::interleaveComma(region.getArguments(), printer,
                        [&](mlir::BlockArgument argument) {
                          printer.printRegionArgument(argument);
                        });
  printer << ") ";
  printer.printRegion(region, /*printEntryBlockArgs=*/false);
}

#include "dialects/meta/MetaDialect.cpp.inc"
#include "dialects/meta/MetaEnums.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/meta/MetaAttributes.cpp.inc"
#define GET_OP_CLASSES
#include "dialects/meta/MetaOps.cpp.inc"

using namespace mlir;
using namespace nestor::meta;

Type nestor::meta::stackOf(Type type, int64_t count) {
  auto tensor = cast<RankedTensorType>(type);
  SmallVector<int64_t> shape = {count};
  llvm::append_range(shape, tensor.getShape());
  return RankedTensorType::get(shape, tensor.getElementType());
}

int64_t nestor::meta::bytesOf(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return tensor.getNumElements() *
         std::max<int64_t>(tensor.getElementTypeBitWidth() / 8, 1);
}

int64_t nestor::meta::bytesOf(TypeRange types) {
  int64_t bytes = 0;
  for (Type type : types)
    bytes += bytesOf(type);
  return bytes;
}

Type nestor::meta::rowOf(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  return RankedTensorType::get(tensor.getShape().drop_front(),
                               tensor.getElementType());
}

void LoopOp::build(OpBuilder &builder, OperationState &state,
                   TypeRange results, IntegerAttr tripCount, UnitAttr hasUntil,
                   UnitAttr reversed, ValueRange carries, ValueRange scanned,
                   ValueRange invariants, IntegerAttr topLevel) {
  build(builder, state, results, tripCount, hasUntil, reversed, carries,
        scanned, invariants, topLevel,
        PlanAttr::get(builder.getContext(), Plan::unrolled),
        builder.getI64IntegerAttr(0), /*storage=*/nullptr,
        /*slots=*/builder.getI64IntegerAttr(0));
}

void LoopOp::dropPlan() {
  setPlan(Plan::unrolled);
  setWindow(0);
  removeStorageAttr();
}

void LoopOp::copyPlan(LoopOp from) {
  setPlan(from.getPlan());
  setWindow(from.getWindow());
  setStorageAttr(from.getStorageAttr());
  setSlots(from.getSlots());
}

void MetaDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/meta/MetaAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/meta/MetaOps.cpp.inc"
      >();
  addInterfaces<nestor::InlineAnywhere>();
}

// ---- Operations without a derivative

LogicalResult StopGradientOp::linearize(OpBuilder &, ArrayRef<Value>,
                                        SmallVectorImpl<Value> &results) {
  results.push_back(Value());
  return success();
}

LogicalResult EffectOp::linearize(OpBuilder &, ArrayRef<Value>,
                                  SmallVectorImpl<Value> &) {
  return success();
}

LogicalResult SolvedOp::linearize(OpBuilder &, ArrayRef<Value>,
                                  SmallVectorImpl<Value> &) {
  return success();
}

LogicalResult CostOp::linearize(OpBuilder &, ArrayRef<Value>,
                                SmallVectorImpl<Value> &results) {
  results.append(3, Value());
  return success();
}

LogicalResult FirstTimeOp::linearize(OpBuilder &, ArrayRef<Value>,
                                     SmallVectorImpl<Value> &results) {
  results.push_back(Value());
  return success();
}

// The check of a value itself comes before its derivatives are taken.
LogicalResult CheckFiniteOp::linearize(OpBuilder &builder,
                                       ArrayRef<Value> tangents,
                                       SmallVectorImpl<Value> &results) {
  results.push_back(
      !getOperand() ? tangents[0]
                    : CheckFiniteOp::create(
                          builder, getLoc(), getType(), tangents[0],
                          /*steps=*/ValueRange(), getSource(), getOrder() + 1,
                          /*operand=*/true, getBackward(), getNanOnly(),
                          ArrayRef<int64_t>()));
  return success();
}

LogicalResult CheckIndexOp::linearize(OpBuilder &, ArrayRef<Value>,
                                      SmallVectorImpl<Value> &results) {
  results.push_back(Value());
  return success();
}
