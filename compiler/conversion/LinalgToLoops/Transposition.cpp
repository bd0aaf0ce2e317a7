// Copies that read along one axis and write along another, to loops over square
// tiles that are transposed in registers.
#include "compiler/conversion/LinalgToLoops/Body.h"
#include "compiler/conversion/LinalgToLoops/LinalgToLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace nestor {

using Builder = ImplicitLocOpBuilder;

namespace {

/// Elements of 32 bits in a vector, and vectors in a tile.
constexpr int64_t tileSide = 16;
/// Along shorter axes elements go one by one.
constexpr int64_t leastSide = 4;

/// The iterators along which input and output lie side by side in memory.
struct Sides {
  unsigned read, write;
};

std::optional<Sides> sidesOf(linalg::GenericOp op) {
  Operation *yield = op.getBody()->getTerminator();
  if (op.getNumDpsInputs() != 1 || op.getNumDpsInits() != 1 ||
      op.getNumParallelLoops() != op.getNumLoops() ||
      yield->getOperand(0) != op.getBody()->getArgument(0))
    return std::nullopt;
  Type element = op.getBody()->getArgument(0).getType();
  if (!element.isF32() && !element.isInteger(32))
    return std::nullopt;
  Body body(op);
  std::optional<unsigned> read, write;
  for (unsigned dim = 0; dim < op.getNumLoops(); ++dim) {
    if (body.isContiguous(*op.getDpsInputOperand(0), dim))
      read = dim;
    if (body.isContiguous(*op.getDpsInitOperand(0), dim))
      write = dim;
  }
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  if (!read || !write || *read == *write || extents[*read] < leastSide ||
      extents[*write] < leastSide)
    return std::nullopt;
  return Sides{*read, *write};
}

/// rows[i][j] becomes rows[j][i]: the blocks beside the diagonal change places,
/// for blocks of 1, 2, 4 and 8.
void transpose(Builder &b, SmallVector<Value> &rows) {
  for (int64_t side = 1; side < tileSide; side *= 2) {
    SmallVector<int64_t> upper, lower;
    for (int64_t j = 0; j < tileSide; ++j) {
      bool behind = j & side;
      upper.push_back(behind ? tileSide + j - side : j);
      lower.push_back(behind ? tileSide + j : j + side);
    }
    for (int64_t i = 0; i < tileSide; ++i) {
      if (i & side)
        continue;
      Value first = rows[i], second = rows[i + side];
      rows[i] = vector::ShuffleOp::create(b, first, second, upper);
      rows[i + side] = vector::ShuffleOp::create(b, first, second, lower);
    }
  }
}

class Transposition {
public:
  Transposition(linalg::GenericOp op, Sides sides)
      : op(op), body(op), sides(sides), extents(op.getStaticLoopRanges()) {
    for (unsigned dim = 0; dim < extents.size(); ++dim)
      if (dim != sides.read && dim != sides.write)
        outer.push_back(dim);
    point.indices.resize(extents.size());
  }

  void emit(Builder &b) {
    emitLoopNest(b, outer, extents, point, [&](Builder &in) {
      along(in, sides.read, [&](Builder &inner, Value from, int64_t columns) {
        along(inner, sides.write, [&](Builder &tile, Value to, int64_t rows) {
          emitTile(tile, from, columns, to, rows);
        });
      });
    });
  }

private:
  void along(Builder &b, unsigned dim,
             function_ref<void(Builder &, Value, int64_t)> visit) {
    int64_t rest = extents[dim] % tileSide, full = extents[dim] - rest;
    emitLoop(b, full, tileSide,
             [&](Builder &in, Value i) { visit(in, i, tileSide); });
    if (rest)
      visit(b, arith::ConstantIndexOp::create(b, full), rest);
  }

  /// Whatever a short tile lacks is never written.
  void emitTile(Builder &b, Value from, int64_t columns, Value to,
                int64_t rows) {
    auto plus = [&](Value base, int64_t offset) -> Value {
      Value more = arith::ConstantIndexOp::create(b, offset);
      return arith::AddIOp::create(b, base, more);
    };
    SmallVector<int64_t> whole, part;
    for (int64_t j = 0; j < tileSide; ++j)
      whole.push_back(j < columns ? j : 0);
    for (int64_t j = 0; j < rows; ++j)
      part.push_back(j);
    SmallVector<Value> tile;
    for (int64_t i = 0; i < rows; ++i) {
      setPoint(from, plus(to, i), sides.read, columns);
      Value row = body.read(b, *op.getDpsInputOperand(0), point);
      if (columns == 1)
        row = vector::BroadcastOp::create(
            b, VectorType::get(tileSide, row.getType()), row);
      else if (columns < tileSide)
        row = vector::ShuffleOp::create(b, row, row, whole);
      tile.push_back(row);
    }
    tile.resize(tileSide, tile.front());
    transpose(b, tile);
    for (int64_t j = 0; j < columns; ++j) {
      setPoint(plus(from, j), to, sides.write, rows);
      Value column = tile[j];
      if (rows == 1)
        column = vector::ExtractOp::create(b, column, ArrayRef<int64_t>{0});
      else if (rows < tileSide)
        column = vector::ShuffleOp::create(b, column, column, part);
      body.write(b, 0, column, point);
    }
  }

  void setPoint(Value read, Value write, unsigned dim, int64_t width) {
    point.indices[sides.read] = read;
    point.indices[sides.write] = write;
    point.dim = dim;
    point.width = width;
  }

  linalg::GenericOp op;
  Body body;
  Sides sides;
  SmallVector<int64_t> extents;
  SmallVector<unsigned> outer;
  Point point;
};

} // namespace

bool emitTransposition(linalg::GenericOp op, Builder &b) {
  std::optional<Sides> sides = sidesOf(op);
  if (!sides)
    return false;
  Transposition(op, *sides).emit(b);
  return true;
}

} // namespace nestor
