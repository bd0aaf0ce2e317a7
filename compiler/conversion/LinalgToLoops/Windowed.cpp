// Reductions in sequential order whose inputs are read through windows, to
// loops: a tile of outputs over several axes stays in registers while all terms
// are added to it.
#include "compiler/conversion/LinalgToLoops/Body.h"
#include "compiler/conversion/LinalgToLoops/LinalgToLoops.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include <limits>

using namespace mlir;

namespace nestor {

using Builder = ImplicitLocOpBuilder;

namespace {

constexpr int64_t maxVectors = 4;

/// Outputs that are computed side by side: `rows[i]` along outer iterator i,
/// `vectors` along the last.
struct Tile {
  SmallVector<int64_t> rows;
  int64_t vectors = 1;
};

/// Cycles for one term of every output of a tile. Two multiply-adds or two
/// loads start in a cycle, a multiply-add takes four, and the loop takes some.
double cyclesOf(int64_t rows, int64_t vectors) {
  constexpr double perCycle = 2, latency = 4, loop = 0.75;
  double multiply = double(rows * vectors) / perCycle;
  double load = double(rows + vectors) / perCycle;
  return std::max({multiply, load, latency}) + loop;
}

/// The sizes that tiles along an axis have, and how many there are of each.
using Sizes = SmallVector<std::pair<int64_t, int64_t>>;

Sizes sizesAlong(int64_t extent, int64_t size) {
  Sizes sizes;
  if (extent >= size)
    sizes.push_back({size, extent / size});
  if (extent % size)
    sizes.push_back({extent % size, 1});
  return sizes;
}

/// Searches for the tile of the least cost over all outputs.
class TileChoice {
public:
  TileChoice(ArrayRef<int64_t> outer, int64_t columns, int64_t registers)
      : outer(outer), columns(columns), registers(registers),
        tile{SmallVector<int64_t>(outer.size(), 1), 1}, best(tile) {}

  Tile choose() {
    for (int64_t v = 1; v <= std::min(maxVectors, columns); ++v) {
      tile.vectors = v;
      extend(outer.size(), 1, Sizes{{1, 1}});
    }
    return best;
  }

private:
  /// Tries all sizes along outer axis `axis - 1`, then, where it is taken
  /// whole, along the axes before it. `rows` are the row counts so far.
  void extend(size_t axis, int64_t rows, const Sizes &counts) {
    judge(counts);
    if (axis == 0)
      return;
    int64_t extent = outer[axis - 1], v = tile.vectors;
    for (int64_t size = 1; size <= extent; ++size) {
      // Accumulators, the vectors that all rows share, one that is broadcast.
      if (rows * size * v + v + 1 > registers)
        break;
      Sizes next;
      for (auto [row, count] : counts)
        for (auto [along, times] : sizesAlong(extent, size))
          next.push_back({row * along, count * times});
      tile.rows[axis - 1] = size;
      if (size == extent)
        extend(axis - 1, rows * size, next);
      else
        judge(next);
    }
    tile.rows[axis - 1] = 1;
  }

  void judge(const Sizes &counts) {
    Sizes along = sizesAlong(columns, tile.vectors);
    double cost = 0;
    int64_t outputs = 0;
    for (auto [row, count] : counts) {
      outputs += row * count;
      for (auto [vectors, times] : along)
        cost += cyclesOf(row, vectors) * double(count * times);
    }
    int64_t all = 1;
    for (int64_t extent : outer)
      all *= extent;
    // Counts that do not cover all outputs are repeated.
    cost *= double(all) / double(std::max<int64_t>(outputs, 1));
    // Each size is code of its own.
    constexpr double perVariant = 0.02;
    cost *= 1 + perVariant * double(counts.size() * along.size());
    if (cost < bestCost) {
      bestCost = cost;
      best = tile;
    }
  }

  ArrayRef<int64_t> outer;
  int64_t columns, registers;
  Tile tile, best;
  double bestCost = std::numeric_limits<double>::infinity();
};

class WindowedReduction {
public:
  explicit WindowedReduction(linalg::GenericOp op)
      : op(op), body(op), extents(op.getStaticLoopRanges()) {
    op.getParallelDims(outer);
    op.getReductionDims(reduced);
    column = outer.pop_back_val();
    point.indices.resize(extents.size());
    point.dim = column;
  }

  void emit(Builder &b) {
    width = body.preferredWidth();
    SmallVector<int64_t> rows;
    for (unsigned dim : outer)
      rows.push_back(extents[dim]);
    tile = TileChoice(rows, llvm::divideCeil(extents[column], width),
                      body.registerCount())
               .choose();
    first.resize(outer.size());
    current.assign(outer.size(), 1);
    int64_t columns = tile.vectors * width;
    int64_t rest = extents[column] % columns, full = extents[column] - rest;
    emitLoop(b, full, columns,
             [&](Builder &in, Value i) { emitRows(in, 0, i, columns); });
    if (rest)
      emitRows(b, 0, arith::ConstantIndexOp::create(b, full), rest);
  }

private:
  void emitRows(Builder &b, size_t axis, Value firstColumn, int64_t columns) {
    if (axis == outer.size())
      return emitTile(b, firstColumn, columns);
    int64_t size = tile.rows[axis], extent = extents[outer[axis]];
    int64_t rest = extent % size, full = extent - rest;
    auto from = [&](Builder &in, Value start, int64_t count) {
      first[axis] = start;
      current[axis] = count;
      emitRows(in, axis + 1, firstColumn, columns);
    };
    emitLoop(b, full, size, [&](Builder &in, Value i) { from(in, i, size); });
    if (rest)
      from(b, arith::ConstantIndexOp::create(b, full), rest);
  }

  static Value plus(Builder &b, Value base, int64_t offset) {
    if (offset == 0)
      return base;
    Value more = arith::ConstantIndexOp::create(b, offset);
    return arith::AddIOp::create(b, base, more);
  }

  /// `visit` at each vector of the tile, the point set to it.
  void forTile(Builder &b, Value firstColumn, int64_t columns,
               function_ref<void(unsigned)> visit) {
    int64_t rows = 1;
    for (int64_t count : current)
      rows *= count;
    unsigned number = 0;
    for (int64_t row = 0; row < rows; ++row) {
      int64_t rest = row;
      for (size_t axis = outer.size(); axis-- > 0; rest /= current[axis])
        point.indices[outer[axis]] = plus(b, first[axis], rest % current[axis]);
      for (int64_t j = 0; j < columns; j += width) {
        point.indices[column] = plus(b, firstColumn, j);
        point.width = std::min(width, columns - j);
        visit(number++);
      }
    }
  }

  void emitTile(Builder &b, Value firstColumn, int64_t columns) {
    OpOperand &output = *op.getDpsInitOperand(0);
    SmallVector<Value> sums;
    forTile(b, firstColumn, columns, [&](unsigned) {
      sums.push_back(Body::widen(b, body.read(b, output, point), point));
    });
    sums = emitTerms(b, reduced, extents, point, sums,
                     [&](Builder &in, Accumulators acc) {
                       forTile(in, firstColumn, columns, [&](unsigned k) {
                         Value next = body.evaluate(in, point, {acc[k]})[0];
                         acc[k] = Body::widen(in, next, point);
                       });
                       return acc;
                     });
    forTile(b, firstColumn, columns,
            [&](unsigned k) { body.write(b, 0, sums[k], point); });
  }

  linalg::GenericOp op;
  Body body;
  SmallVector<int64_t> extents;
  SmallVector<unsigned> outer, reduced;
  unsigned column = 0;
  int64_t width = 1;
  Tile tile;
  /// Where the tile starts along each outer axis, and how many rows it has.
  SmallVector<Value> first;
  SmallVector<int64_t> current;
  Point point;
};

} // namespace

bool readsWindows(linalg::GenericOp op) {
  return llvm::any_of(op.getDpsInputOperands(), [&](OpOperand *input) {
    return !op.getMatchingIndexingMap(input).isProjectedPermutation();
  });
}

LogicalResult emitWindowedLoops(linalg::GenericOp op, Builder &b) {
  if (failed(combinerOf(op)))
    return failure();
  WindowedReduction(op).emit(b);
  return success();
}

} // namespace nestor
