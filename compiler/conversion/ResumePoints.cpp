// Interrupting and resuming: calls around and in each loop with `topLevel`, and
// their description for the runtime.
#include "compiler/conversion/ResumePoints.h"
#include "compiler/conversion/Manifest.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include <set>

using namespace mlir;

namespace nestor {

static bool isPoint(Operation &op) {
  auto loop = dyn_cast<meta::LoopOp>(op);
  return loop && int64_t(loop.getTopLevel()) >= 0;
}

/// The names of a loop's results, made different from each other.
static std::vector<std::string> namesOf(meta::LoopOp op) {
  auto given = op->getAttrOfType<ArrayAttr>(meta::namesAttrName);
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (unsigned i = 0; i < op.getNumResults(); ++i) {
    std::string name;
    if (given && i < given.size())
      name = cast<StringAttr>(given[i]).str();
    if (name.empty())
      name = "value";
    std::string unique = name;
    for (int n = 2; !taken.insert(unique).second; ++n)
      unique = name + "#" + std::to_string(n);
    names.push_back(unique);
  }
  return names;
}

ResumePoints::ResumePoints(ModuleOp module) : module(module) {
  module.walk([&](meta::LoopOp op) {
    if (!isPoint(*op))
      return;
    Point point;
    point.loop = op.getTopLevel();
    op.getBody().walk([&](meta::LoopOp inner) {
      point.isOuter |= isPoint(*inner);
    });
    for (Operation *next = op->getNextNode(); next; next = next->getNextNode())
      point.isFollowed |= isPoint(*next);
    for (auto [name, result] : llvm::zip_equal(namesOf(op), op.getResults()))
      point.leaves.push_back({name, cast<RankedTensorType>(result.getType()),
                              !result.use_empty()});
    points[op] = std::move(point);
  });
}

static Value number(ImplicitLocOpBuilder &b, int64_t value) {
  return arith::ConstantIntOp::create(b, b.getI32Type(), value);
}

Value ResumePoints::begin(ImplicitLocOpBuilder &b, meta::LoopOp op,
                          SmallVectorImpl<Value> &inits) {
  LeafTables tables(op->getParentOfType<func::FuncOp>());
  Value table = tables.toWrite(b, inits);
  auto call = runtime::call(b, module, runtime::resume,
                            {number(b, points[op].loop), table},
                            b.getI64Type());
  inits = tables.read(b);
  return arith::IndexCastOp::create(b, b.getIndexType(), call.getResult(0));
}

void ResumePoints::step(ImplicitLocOpBuilder &b, meta::LoopOp op,
                        Value iteration, ValueRange state) {
  const Point &point = points[op];
  auto function = op->getParentOfType<func::FuncOp>();
  Value loop = number(b, point.loop);
  Value step = arith::IndexCastOp::create(b, b.getI64Type(), iteration);
  auto handOver = [&](ImplicitLocOpBuilder &at) {
    Value table = LeafTables(function).toRead(at, state);
    runtime::call(at, module, runtime::state, {loop, step, table},
                  at.getI32Type());
  };
  if (point.isOuter)
    return handOver(b);
  auto call =
      runtime::call(b, module, runtime::step, {loop, step}, b.getI32Type());
  Value asked = arith::CmpIOp::create(b, arith::CmpIPredicate::ne,
                                      call.getResult(0), number(b, 0));
  scf::IfOp::create(b, asked, [&](OpBuilder &inner, Location loc) {
    ImplicitLocOpBuilder in(loc, inner);
    handOver(in);
    scf::YieldOp::create(in);
  });
}

void ResumePoints::finish(ImplicitLocOpBuilder &b, meta::LoopOp op,
                          ValueRange results) {
  const Point &point = points[op];
  SmallVector<Value> kept;
  for (auto [leaf, result] : llvm::zip_equal(point.leaves, results))
    if (leaf.isKept)
      kept.push_back(result);
  Value table =
      LeafTables(op->getParentOfType<func::FuncOp>()).toRead(b, kept);
  runtime::call(b, module, runtime::finish, {number(b, point.loop), table},
                b.getI32Type());
}

void ResumePoints::describe() {
  using nlohmann::json;
  std::map<int64_t, json> entries;
  for (const auto &[op, point] : points) {
    json leaves = json::array();
    for (const Point::Leaf &leaf : point.leaves)
      leaves.push_back({{"item", leaf.name},
                        {"type", elementName(leaf.type.getElementType())},
                        {"shape", leaf.type.getShape().vec()},
                        {"kept", leaf.isKept}});
    entries[point.loop] = {{"loop", point.loop},
                           {"outer", point.isOuter},
                           {"followed", point.isFollowed},
                           {"leaves", leaves}};
  }
  editManifest(module, [&](json &manifest) {
    manifest["states"] = json::array();
    for (auto &[loop, entry] : entries)
      manifest["states"].push_back(std::move(entry));
  });
}

} // namespace nestor
