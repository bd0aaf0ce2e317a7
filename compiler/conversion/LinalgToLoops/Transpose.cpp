// Copies that exchange the axes which lie side by side in memory to loops over
// square blocks: rows are read as vectors, the block is transposed in
// registers, columns are written as vectors.
#include "compiler/conversion/LinalgToLoops/Body.h"
#include "compiler/conversion/LinalgToLoops/LinalgToLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace nestor {

using Builder = ImplicitLocOpBuilder;

namespace {

class BlockTranspose {
public:
  explicit BlockTranspose(linalg::GenericOp op)
      : op(op), body(op), extents(op.getStaticLoopRanges()) {
    point.indices.resize(extents.size());
  }

  /// A plain copy whose input is contiguous along another iterator than its
  /// output, which varies in both.
  bool matches() {
    if (op.getNumDpsInputs() != 1 || op.getNumDpsInits() != 1 ||
        op.hasIndexSemantics())
      return false;
    input = op.getDpsInputOperand(0);
    output = op.getDpsInitOperand(0);
    Value yielded = op.getBody()->getTerminator()->getOperand(0);
    if (yielded != op.getMatchingBlockArgument(input))
      return false;
    // An index may be a sum, as where windows are copied.
    auto sideBySide = [&](OpOperand &operand) -> std::optional<unsigned> {
      for (unsigned dim = extents.size(); dim-- > 0;)
        if (extents[dim] > 1 && body.isContiguous(operand, dim))
          return dim;
      return std::nullopt;
    };
    std::optional<unsigned> read = sideBySide(*input),
                            written = sideBySide(*output);
    if (!read || !written || body.isContiguous(*input, *written) ||
        !body.dependsOn(*input, *written))
      return false;
    row = *read;
    column = *written;
    return true;
  }

  void emit(Builder &b) {
    width = body.preferredWidth();
    SmallVector<unsigned> outer;
    for (unsigned dim = 0; dim < extents.size(); ++dim)
      if (dim != row && dim != column)
        outer.push_back(dim);
    emitLoopNest(b, outer, extents, point, [&](Builder &in) {
      inBlocks(in, row, [&](Builder &inner, int64_t rows) {
        inBlocks(inner, column, [&](Builder &innermost, int64_t columns) {
          emitBlock(innermost, rows, columns);
        });
      });
    });
  }

private:
  /// `visit` with the extent of each block along `dim`.
  void inBlocks(Builder &b, unsigned dim,
                function_ref<void(Builder &, int64_t)> visit) {
    int64_t rest = extents[dim] % width, full = extents[dim] - rest;
    emitLoop(b, full, width, [&](Builder &in, Value i) {
      point.indices[dim] = i;
      visit(in, width);
    });
    if (rest == 0)
      return;
    point.indices[dim] = arith::ConstantIndexOp::create(b, full);
    visit(b, rest);
  }

  static Value shuffle(Builder &b, Value l, Value r, ArrayRef<int64_t> lanes) {
    return vector::ShuffleOp::create(b, l, r, lanes);
  }

  /// The first `lanes` lanes of `value`, followed by lanes of no meaning. A
  /// scalar is one lane.
  static Value resize(Builder &b, Value value, int64_t lanes) {
    if (!isa<VectorType>(value.getType()))
      return vector::BroadcastOp::create(
          b, VectorType::get(lanes, value.getType()), value);
    if (lanes == 1)
      return vector::ExtractOp::create(b, value, ArrayRef<int64_t>{0});
    int64_t known = cast<VectorType>(value.getType()).getNumElements();
    if (known == lanes)
      return value;
    SmallVector<int64_t> order(lanes, vector::ShuffleOp::kPoisonIndex);
    for (int64_t i = 0; i < std::min(known, lanes); ++i)
      order[i] = i;
    return shuffle(b, value, value, order);
  }

  /// Line i lane j and line j lane i change places: for each power of two d,
  /// quarters of d x d do.
  static void transpose(Builder &b, SmallVectorImpl<Value> &lines) {
    int64_t size = lines.size();
    for (int64_t d = size / 2; d > 0; d /= 2) {
      SmallVector<int64_t> upper, lower;
      for (int64_t lane = 0; lane < size; ++lane) {
        bool own = (lane & d) == 0;
        upper.push_back(own ? lane : size + lane - d);
        lower.push_back(own ? lane + d : size + lane);
      }
      for (int64_t i = 0; i < size; ++i) {
        if (i & d)
          continue;
        Value l = lines[i], r = lines[i + d];
        lines[i] = shuffle(b, l, r, upper);
        lines[i + d] = shuffle(b, l, r, lower);
      }
    }
  }

  void emitBlock(Builder &b, int64_t rows, int64_t columns) {
    int64_t size = llvm::PowerOf2Ceil(std::max(rows, columns));
    Value firstRow = point.indices[row], firstColumn = point.indices[column];
    auto plus = [&](Value base, int64_t offset) -> Value {
      return arith::AddIOp::create(b, base,
                                   arith::ConstantIndexOp::create(b, offset));
    };
    point.dim = row;
    point.width = rows;
    SmallVector<Value> lines;
    for (int64_t i = 0; i < columns; ++i) {
      point.indices[column] = plus(firstColumn, i);
      lines.push_back(resize(b, body.read(b, *input, point), size));
    }
    auto type = cast<VectorType>(lines[0].getType());
    Value none = arith::ConstantOp::create(b, b.getZeroAttr(type));
    lines.resize(size, none);
    transpose(b, lines);
    point.dim = column;
    point.width = columns;
    point.indices[column] = firstColumn;
    for (int64_t i = 0; i < rows; ++i) {
      point.indices[row] = plus(firstRow, i);
      body.write(b, 0, resize(b, lines[i], columns), point);
    }
    point.indices[row] = firstRow;
  }

  linalg::GenericOp op;
  Body body;
  SmallVector<int64_t> extents;
  Point point;
  OpOperand *input = nullptr, *output = nullptr;
  unsigned row = 0, column = 0;
  int64_t width = 1;
};

} // namespace

bool emitTransposeLoops(linalg::GenericOp op, Builder &b) {
  BlockTranspose transpose(op);
  if (!transpose.matches())
    return false;
  transpose.emit(b);
  return true;
}

} // namespace nestor
