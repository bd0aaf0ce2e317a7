// Loops of equal structure become calls of one function, so that what follows -
// vectors, LLVM - treats each once: nests, then loops around them. Bits do not
// change: the function holds the same operations.
#include "compiler/conversion/LinalgToLoops/LinalgToLoops.h"
#include "compiler/conversion/Passes.h"
#include "compiler/conversion/Runtime.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace nestor {
#define GEN_PASS_DEF_OUTLINEKERNELS
#include "compiler/conversion/Passes.h.inc"

namespace {

using Builder = ImplicitLocOpBuilder;

/// Operations on single elements below which a call, some nanoseconds, would be
/// felt: sixteen of them are one instruction. Where a nest is more than one loop
/// over neighbours, it takes longer and more code.
constexpr int64_t leastWork = 1024, leastPlainWork = 4096;

bool isPlain(linalg::LinalgOp op) {
  auto identity = [](AffineMap map) { return map.isIdentity(); };
  auto gapless = [](Type type) {
    auto buffer = dyn_cast<MemRefType>(type);
    return buffer && buffer.getLayout().isIdentity();
  };
  return isa<linalg::FillOp>(op) ||
         (op.getNumReductionLoops() == 0 &&
          llvm::all_of(op.getIndexingMapsArray(), identity) &&
          llvm::all_of(op->getOperandTypes(), gapless));
}

int64_t workOf(linalg::LinalgOp op) {
  int64_t work = 1 + llvm::range_size(op.getBlock()->without_terminator());
  for (int64_t extent : op.getStaticLoopRanges())
    work *= std::max<int64_t>(extent, 0);
  return work;
}

/// Whether `fill` stands right before a reduction that starts from it.
bool startsReduction(linalg::FillOp fill) {
  auto next = dyn_cast_or_null<linalg::GenericOp>(fill->getNextNode());
  return next && next.getNumReductionLoops() > 0 &&
         next.getNumDpsInits() == 1 &&
         next.getDpsInits()[0] == fill.getOutputs()[0];
}

/// A loop nest, with the fill that it starts from, or a loop around others, and
/// the values it sees.
class Kernel {
public:
  explicit Kernel(Operation *op) : op(op) {
    auto filled = dyn_cast_or_null<linalg::FillOp>(op->getPrevNode());
    if (filled && startsReduction(filled))
      fill = filled;
    if (fill)
      values.insert_range(fill->getOperands());
    values.insert_range(op->getOperands());
    getUsedValuesDefinedAbove(op->getRegions(), values);
  }

  /// Strides are part of a kernel's code, where a buffer begins is not.
  bool isOutlinable() {
    return llvm::all_of(values, [](Value value) {
      auto type = dyn_cast<MemRefType>(value.getType());
      if (!type)
        return !isa<ShapedType>(value.getType());
      SmallVector<int64_t> strides;
      int64_t offset;
      return type.hasStaticShape() &&
             succeeded(type.getStridesAndOffset(strides, offset)) &&
             llvm::none_of(strides, ShapedType::isDynamic);
    });
  }

  /// A function that does the same to its arguments, not yet in a module.
  func::FuncOp makeFunction() {
    Builder b(op->getLoc(), op->getContext());
    auto function =
        func::FuncOp::create(b, "kernel", b.getFunctionType({}, {}));
    Block *entry = function.addEntryBlock();
    b.setInsertionPointToStart(entry);
    IRMapping mapping;
    for (Value value : values) {
      Operation *definition = value.getDefiningOp();
      if (definition && definition->hasTrait<OpTrait::ConstantLike>()) {
        b.clone(*definition, mapping);
        continue;
      }
      auto type = dyn_cast<MemRefType>(value.getType());
      if (!type || !hasOffset(type)) {
        mapping.map(value, entry->addArgument(value.getType(), op->getLoc()));
        continue;
      }
      Value base = entry->addArgument(
          MemRefType::get({}, type.getElementType()), op->getLoc());
      Value offset = entry->addArgument(b.getIndexType(), op->getLoc());
      mapping.map(value, viewAt(b, type, base, offset));
    }
    if (fill)
      b.clone(*fill, mapping);
    Operation *clone = b.clone(*op, mapping);
    func::ReturnOp::create(b, clone->getResults());
    function.setFunctionType(b.getFunctionType(entry->getArgumentTypes(),
                                               clone->getResultTypes()));
    function.setPrivate();
    return function;
  }

  void replaceByCall(func::FuncOp function) {
    Builder b(op->getLoc(), op);
    SmallVector<Value> arguments;
    for (Value value : values) {
      Operation *definition = value.getDefiningOp();
      if (definition && definition->hasTrait<OpTrait::ConstantLike>())
        continue;
      auto type = dyn_cast<MemRefType>(value.getType());
      if (!type || !hasOffset(type)) {
        arguments.push_back(value);
        continue;
      }
      auto parts = memref::ExtractStridedMetadataOp::create(b, value);
      arguments.push_back(parts.getBaseBuffer());
      arguments.push_back(parts.getOffset());
    }
    auto call = func::CallOp::create(b, function, arguments);
    op->replaceAllUsesWith(call.getResults());
    op->erase();
    if (fill)
      fill.erase();
  }

private:
  /// Whether a buffer is handed over as its base and where it begins. Views in a
  /// loop have types that follow from where it begins: these stay.
  bool hasOffset(MemRefType type) const {
    SmallVector<int64_t> strides;
    int64_t offset = 0;
    if (failed(type.getStridesAndOffset(strides, offset)))
      return true;
    bool isNest = isa<linalg::LinalgOp>(op);
    return isNest ? offset != 0 : ShapedType::isDynamic(offset);
  }

  static Value viewAt(Builder &b, MemRefType type, Value base, Value offset) {
    SmallVector<int64_t> strides;
    int64_t ignored;
    (void)type.getStridesAndOffset(strides, ignored);
    auto layout = StridedLayoutAttr::get(b.getContext(), ShapedType::kDynamic,
                                         strides);
    auto view =
        MemRefType::get(type.getShape(), type.getElementType(), layout);
    auto fixed = [&](ArrayRef<int64_t> numbers) {
      return getAsIndexOpFoldResult(b.getContext(), numbers);
    };
    return memref::ReinterpretCastOp::create(
        b, view, base, OpFoldResult(offset), fixed(type.getShape()),
        fixed(strides));
  }

  Operation *op;
  linalg::FillOp fill;
  llvm::SetVector<Value> values;
};

/// Its text without the names of values outside: two functions with one text
/// are one.
std::string textOf(func::FuncOp function) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  function.print(stream, OpPrintingFlags().useLocalScope());
  return text;
}

/// Operations in a loop around nests from which on it is worth a function.
constexpr unsigned longLoop = 40;

bool isLong(scf::ForOp loop) {
  unsigned count = 0;
  loop.getBody()->walk([&](Operation *) { ++count; });
  return count >= longLoop;
}

unsigned depthOf(Operation *op) {
  unsigned depth = 0;
  while ((op = op->getParentOfType<scf::ForOp>()))
    ++depth;
  return depth;
}

/// Where the runtime may ask the program to return, that is the program's own
/// function (return-on-interrupt).
bool mayMove(scf::ForOp loop) {
  return !loop
              .walk([](func::CallOp call) {
                bool returns = llvm::is_contained(
                    {runtime::resume, runtime::step, runtime::state,
                     runtime::finish},
                    call.getCallee());
                return returns ? WalkResult::interrupt()
                               : WalkResult::advance();
              })
              .wasInterrupted();
}

struct OutlineKernelsPass : impl::OutlineKernelsBase<OutlineKernelsPass> {
  using Base::Base;

  void runOnOperation() override {
    copiesToLinalg(getOperation());
    number = 0;
    SmallVector<Operation *> nests;
    getOperation().walk([&](linalg::LinalgOp op) {
      auto fill = dyn_cast<linalg::FillOp>(op.getOperation());
      int64_t least = isPlain(op) ? leastPlainWork : leastWork;
      if (!(fill && startsReduction(fill)) && workOf(op) >= least)
        nests.push_back(op);
    });
    share(nests);
    // Calls of kernels are part of their text by now. From the outermost: loops
    // inside of shared ones are shared by that.
    for (unsigned depth = 0;; ++depth) {
      SmallVector<Operation *> loops;
      bool isDeeper = false;
      getOperation().walk([&](scf::ForOp loop) {
        unsigned own = depthOf(loop);
        isDeeper |= own > depth;
        if (own == depth && isLong(loop) && mayMove(loop))
          loops.push_back(loop);
      });
      share(loops);
      if (!isDeeper)
        break;
    }
  }

  unsigned number = 0; // of the next function

  void share(ArrayRef<Operation *> candidates) {
    // In the order of the program, so that names do not depend on hashes.
    llvm::MapVector<StringRef, SmallVector<Operation *>> groups;
    llvm::StringMap<OwningOpRef<func::FuncOp>> functions;
    for (Operation *op : candidates) {
      Kernel kernel(op);
      if (!kernel.isOutlinable())
        continue;
      OwningOpRef<func::FuncOp> function = kernel.makeFunction();
      auto it = functions.try_emplace(textOf(*function), std::move(function));
      groups[it.first->getKey()].push_back(op);
    }
    OpBuilder b = OpBuilder::atBlockEnd(getOperation().getBody());
    for (auto &[text, members] : groups) {
      if (members.size() < 2)
        continue;
      func::FuncOp function = functions[text].release();
      function.setName("kernel_" + std::to_string(number++));
      function->setAttr("llvm.linkage",
                        LLVM::LinkageAttr::get(&getContext(),
                                               LLVM::Linkage::Internal));
      b.insert(function);
      // What one sees may be what another, now a call, has given.
      for (Operation *op : members)
        Kernel(op).replaceByCall(function);
      calls += members.size();
      ++kernels;
    }
  }
};

} // namespace
} // namespace nestor
