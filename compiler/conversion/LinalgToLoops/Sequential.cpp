// Reductions in sequential order to loops: a tile of outputs stays in registers
// while all terms are added to it, one after another.
#include "compiler/conversion/LinalgToLoops/Body.h"
#include "compiler/conversion/LinalgToLoops/LinalgToLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace nestor {

using Builder = ImplicitLocOpBuilder;

namespace {

/// Registers that a tile's accumulators may take: operands need some.
int64_t tileVectors(int64_t registers) { return registers * 3 / 4; }
constexpr int64_t mostTileRows = 12, mostTileColumns = 4; // in vectors

/// A tile of accumulators: rows, and vectors side by side.
struct Tile {
  int64_t rows, vectors;
};

/// Half cycles for one term of every output in a tile, on a core that starts
/// two multiply-adds and two loads a cycle; a multiply-add takes four cycles
/// until the next term of the same output may begin.
int64_t costOfTerm(Tile tile) {
  int64_t products = tile.rows * tile.vectors;
  int64_t loads = tile.rows + tile.vectors;
  constexpr int64_t latency = 8;
  return std::max({products, loads, latency});
}

/// The same for all outputs; a rest of rows or vectors is a tile of its own.
/// Each tile also reads and writes its accumulators once.
int64_t costOfTiles(Tile tile, int64_t rows, int64_t vectors, int64_t terms) {
  int64_t rowRest = rows % tile.rows, vectorRest = vectors % tile.vectors;
  int64_t rowCount = rows / tile.rows, vectorCount = vectors / tile.vectors;
  auto cost = [&](int64_t r, int64_t v) {
    constexpr int64_t start = 20;
    return r && v ? terms * costOfTerm({r, v}) + 2 * r * v + start : 0;
  };
  constexpr int64_t moreCode = 20;
  return (rowRest + vectorRest > 0) * moreCode + rowCount * vectorCount * cost(tile.rows, tile.vectors) +
         rowCount * cost(tile.rows, vectorRest) +
         vectorCount * cost(rowRest, tile.vectors) + cost(rowRest, vectorRest);
}

/// The cheapest tile of at most `mostVectors`, a large one among equals.
Tile chooseTile(int64_t rows, int64_t vectors, int64_t terms,
                int64_t mostVectors) {
  Tile best{1, 1};
  int64_t least = costOfTiles(best, rows, vectors, terms);
  for (int64_t r = std::min(rows, mostTileRows); r >= 1; --r)
    for (int64_t v = std::min(vectors, mostTileColumns); v >= 1; --v) {
      if (r * v > mostVectors)
        continue;
      int64_t cost = costOfTiles({r, v}, rows, vectors, terms);
      if (cost < least) {
        least = cost;
        best = {r, v};
      }
    }
  return best;
}

class SequentialReduction {
public:
  SequentialReduction(linalg::GenericOp op, Value start)
      : op(op), start(start), body(op), extents(op.getStaticLoopRanges()),
        element(getElementTypeOrSelf(op.getDpsInitOperand(0)->get())) {
    op.getParallelDims(outer);
    op.getReductionDims(reduced);
    column = outer.pop_back_val();
    point.indices.resize(extents.size());
    point.dim = column;
  }

  void emit(Builder &b) {
    width = body.preferredWidth();
    if (!outer.empty()) {
      row = outer.pop_back_val();
      rowCount = extents[*row];
    }
    int64_t terms = 1;
    for (unsigned dim : reduced)
      terms *= extents[dim];
    Tile tile = chooseTile(
        rowCount, llvm::divideCeil(extents[column], width), terms,
        tileVectors(body.registerCount()));
    emitLoopNest(b, outer, extents, point, [&](Builder &in) {
      emitColumns(in, tile.rows, tile.vectors * width);
    });
  }

private:
  void emitColumns(Builder &b, int64_t rows, int64_t columns) {
    int64_t rest = extents[column] % columns, full = extents[column] - rest;
    emitLoop(b, full, columns, [&](Builder &in, Value i) {
      firstColumn = i;
      emitRows(in, rows, columns);
    });
    if (rest == 0)
      return;
    firstColumn = arith::ConstantIndexOp::create(b, full);
    emitRows(b, rows, rest);
  }

  void emitRows(Builder &b, int64_t rows, int64_t columns) {
    int64_t rest = rowCount % rows, full = rowCount - rest;
    emitLoop(b, full, rows, [&](Builder &in, Value i) {
      firstRow = i;
      emitTile(in, rows, columns);
    });
    if (rest == 0)
      return;
    firstRow = arith::ConstantIndexOp::create(b, full);
    emitTile(b, rest, columns);
  }

  /// Sets the point to vector `j` of row `i` in the current tile.
  void moveTo(Builder &b, int64_t i, int64_t j, int64_t columns) {
    auto plus = [&](Value base, int64_t offset) -> Value {
      if (offset == 0)
        return base;
      return arith::AddIOp::create(b, base,
                                   arith::ConstantIndexOp::create(b, offset));
    };
    if (row)
      point.indices[*row] = plus(firstRow, i);
    point.indices[column] = plus(firstColumn, j * width);
    point.width = std::min(width, columns - j * width);
  }

  /// `body` at each vector of the tile, row by row.
  void forTile(Builder &b, int64_t rows, int64_t columns,
               function_ref<void(unsigned)> visit) {
    unsigned number = 0;
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t j = 0; j * width < columns; ++j) {
        moveTo(b, i, j, columns);
        visit(number++);
      }
  }

  void emitTile(Builder &b, int64_t rows, int64_t columns) {
    OpOperand &output = *op.getDpsInitOperand(0);
    SmallVector<Value> acc;
    forTile(b, rows, columns, [&](unsigned) {
      Value first = start ? start : body.read(b, output, point);
      acc.push_back(Body::widen(b, first, point));
    });
    acc = emitTerms(b, reduced, extents, point, acc,
                    [&](Builder &in, Accumulators sums) {
                      forTile(in, rows, columns, [&](unsigned k) {
                        Value next = body.evaluate(in, point, {sums[k]})[0];
                        sums[k] = Body::widen(in, next, point);
                      });
                      return sums;
                    });
    forTile(b, rows, columns,
            [&](unsigned k) { body.write(b, 0, acc[k], point); });
  }

  linalg::GenericOp op;
  Value start;
  Body body;
  SmallVector<int64_t> extents;
  Type element;
  SmallVector<unsigned> outer, reduced;
  std::optional<unsigned> row;
  unsigned column = 0;
  int64_t rowCount = 1, width = 1;
  Value firstRow, firstColumn;
  Point point;
};

} // namespace

LogicalResult emitSequentialLoops(linalg::GenericOp op, Value start,
                                  Builder &b) {
  if (failed(combinerOf(op)))
    return failure();
  SequentialReduction(op, start).emit(b);
  return success();
}

} // namespace nestor
