// Derivatives of linear systems and factorizations; formulas and their sources
// stand in TenFactor.td, whose names are used here.
#include "dialects/ten/Build.h"

using namespace mlir;
using namespace nestor::ten;

using Tangents = ArrayRef<Value>;
using Linear = ArrayRef<bool>;
using Results = SmallVectorImpl<Value>;

namespace {
/// Formulas of matrices.
struct Matrices : Build {
  RankedTensorType matrix(Value like, int64_t rows, int64_t columns) {
    return RankedTensorType::get({rows, columns},
                                 typeOf(like).getElementType());
  }
  int64_t rows(Value a) { return typeOf(a).getDimSize(0); }
  int64_t columns(Value a) { return typeOf(a).getDimSize(1); }
  Value t(Value a) { return transpose(a, {1, 0}); }
  Value product(Value a, Value b) {
    auto axes = [&](ArrayRef<int64_t> numbers) {
      return builder.getDenseI64ArrayAttr(numbers);
    };
    return ContractOp::create(builder, loc, matrix(a, rows(a), columns(b)), a, b,
                              axes({}), axes({}), axes({1}), axes({0}));
  }
  Value solve(Value a, Value b) {
    return SolveOp::create(builder, loc, b.getType(), a, b);
  }
  Value symmetricPart(Value a) {
    return mul(constant(a, 0.5), add(a, t(a)));
  }
  /// Rows [first, first + count).
  Value part(Value a, int64_t first, int64_t count) {
    return SliceOp::create(builder, loc, matrix(a, count, columns(a)), a,
                           builder.getDenseI64ArrayAttr({first, 0}),
                           builder.getDenseI64ArrayAttr({1, 1}));
  }
  /// The only row of `row` in each of n rows, and its transpose.
  Value inRows(Value row, int64_t n) {
    auto type = matrix(row, n, columns(row));
    auto flat = RankedTensorType::get({columns(row)}, type.getElementType());
    Value v = ReshapeOp::create(builder, loc, flat, row);
    return broadcast(v, type, {1});
  }
  Value over(ValueRange parts) {
    int64_t total = 0;
    for (Value part : parts)
      total += rows(part);
    return ConcatOp::create(builder, loc,
                            matrix(parts[0], total, columns(parts[0])), parts,
                            builder.getI64IntegerAttr(0));
  }
  /// 1 where row - column is as asked, else 0.
  Value where(Value like, Predicate predicate) {
    auto type = RankedTensorType::get(typeOf(like).getShape(),
                                      builder.getI64Type());
    Value i = IotaOp::create(builder, loc, type, builder.getI64IntegerAttr(0));
    Value j = IotaOp::create(builder, loc, type, builder.getI64IntegerAttr(1));
    return convert(compare(predicate, i, j), typeOf(like).getElementType());
  }
  Value diagonal(Value a) { return mul(a, where(a, Predicate::eq)); }
  /// The diagonal as one row.
  Value diagonalRow(Value a) {
    Value sum = reduceSum(diagonal(a), {0});
    return ReshapeOp::create(builder, loc, matrix(a, 1, columns(a)), sum);
  }
  /// 1 / x, and 0 for x = 0.
  Value inverse(Value x) {
    Value isZero = compare(Predicate::eq, x, constant(x, 0));
    Value safe = select(isZero, constant(x, 1), x);
    return select(isZero, constant(x, 0), div(constant(x, 1), safe));
  }
  /// f[i, j] = 1 / (x[j] - x[i]) of a row x.
  Value gaps(Value x) {
    Value across = inRows(x, columns(x));
    return inverse(sub(across, t(across)));
  }
};
} // namespace

// What a formula gives; null where nothing moves, or there is nothing to move.
static LogicalResult linearizeBy(Operation *op, OpBuilder &builder,
                                 Tangents tangents, Results &results,
                                 function_ref<Value(Matrices &)> formula) {
  Matrices m{{builder, op->getLoc()}};
  bool isStill = llvm::none_of(tangents, [](Value t) { return bool(t); }) ||
                 Build::typeOf(op->getResult(0)).getNumElements() == 0;
  results.push_back(isStill ? Value() : formula(m));
  return success();
}

// ---- Linear systems

LogicalResult SolveOp::linearize(OpBuilder &builder, Tangents tangents,
                                 Results &results) {
  return linearizeBy(*this, builder, tangents, results, [&](Matrices &m) {
    Value right = tangents[1];
    if (tangents[0]) {
      Value moved = m.neg(m.product(tangents[0], getResult()));
      right = right ? m.add(right, moved) : moved;
    }
    return m.solve(getA(), right);
  });
}

// Linear in b.
LogicalResult SolveOp::transpose(OpBuilder &builder, Tangents cotangents,
                                 Linear isLinear, Results &results) {
  if (isLinear[0])
    return failure();
  Matrices m{{builder, getLoc()}};
  results.push_back(Value());
  results.push_back(m.solve(m.t(getA()), cotangents[0]));
  return success();
}

// ---- Factorizations

LogicalResult CholeskyOp::linearize(OpBuilder &builder, Tangents tangents,
                                    Results &results) {
  return linearizeBy(*this, builder, tangents, results, [&](Matrices &m) {
    Value l = getResult();
    Value left = m.solve(l, m.symmetricPart(tangents[0]));
    Value middle = m.solve(l, m.t(left));
    Value half = m.mul(m.constant(l, 0.5), m.diagonal(middle));
    Value lower = m.mul(middle, m.where(l, Predicate::gt));
    return m.product(l, m.add(lower, half));
  });
}

LogicalResult QrOp::linearize(OpBuilder &builder, Tangents tangents,
                              Results &results) {
  return linearizeBy(*this, builder, tangents, results, [&](Matrices &m) {
    int64_t rows = m.rows(getA()), columns = m.columns(getA());
    Value q = m.part(getResult(), 0, rows);
    Value r = m.part(getResult(), rows, columns);
    Value x = m.t(m.solve(m.t(r), m.t(tangents[0])));
    Value c = m.product(m.t(q), x);
    Value below = m.mul(c, m.where(c, Predicate::gt));
    Value upper = m.sub(c, m.sub(below, m.t(below)));
    return m.over({m.sub(x, m.product(q, upper)), m.product(upper, r)});
  });
}

LogicalResult EighOp::linearize(OpBuilder &builder, Tangents tangents,
                                Results &results) {
  return linearizeBy(*this, builder, tangents, results, [&](Matrices &m) {
    int64_t n = m.rows(getA());
    Value v = m.part(getResult(), 0, n), w = m.part(getResult(), n, 1);
    Value p = m.product(m.t(v),
                        m.product(m.symmetricPart(tangents[0]), v));
    Value dv = m.product(v, m.mul(m.gaps(w), p));
    return m.over({dv, m.diagonalRow(p)});
  });
}

LogicalResult SvdOp::linearize(OpBuilder &builder, Tangents tangents,
                               Results &results) {
  return linearizeBy(*this, builder, tangents, results, [&](Matrices &m) {
    int64_t rows = m.rows(getA()), columns = m.columns(getA());
    int64_t k = std::min(rows, columns);
    Value u = m.part(getResult(), 0, rows), s = m.part(getResult(), rows, 1);
    Value v = m.part(getResult(), rows + 1, columns);
    Value da = tangents[0], av = m.product(da, v),
          au = m.product(m.t(da), u);
    Value p = m.product(m.t(u), av), pt = m.t(p);
    Value f = m.gaps(m.mul(s, s)), across = m.inRows(s, k), down = m.t(across);
    Value du = m.product(
        u, m.mul(f, m.add(m.mul(p, across), m.mul(down, pt))));
    Value dv = m.product(
        v, m.mul(f, m.add(m.mul(down, p), m.mul(pt, across))));
    // What of the change lies outside of the spaces that u and v span.
    auto outside = [&](Value basis, Value moved) {
      Value rest =
          m.sub(moved, m.product(basis, m.product(m.t(basis), moved)));
      return m.mul(rest, m.inRows(m.inverse(s), m.rows(moved)));
    };
    if (rows > k)
      du = m.add(du, outside(u, av));
    if (columns > k)
      dv = m.add(dv, outside(v, au));
    return m.over({du, m.diagonalRow(p), dv});
  });
}
