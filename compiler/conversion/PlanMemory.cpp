// Every memref.alloc becomes a view of one arena that the caller provides; no
// allocation is left in the function.
#include "compiler/conversion/Passes.h"
#include "compiler/conversion/Runtime.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;

namespace nestor {
#define GEN_PASS_DEF_PLANMEMORY
#include "compiler/conversion/Passes.h.inc"

namespace {

/// Bytes; a cache line, and the width of an AVX-512 register.
constexpr int64_t alignment = 64;

/// A buffer, its lifetime as an interval of operation numbers, and its place.
struct PlannedBuffer {
  memref::AllocOp alloc;
  int64_t bytes = 0;
  unsigned first = 0, last = 0;
  int64_t offset = -1;

  bool meets(const PlannedBuffer &other) const {
    return first <= other.last && other.first <= last;
  }
};

/// Lifetimes of the allocations of a function.
class Lifetimes {
public:
  explicit Lifetimes(func::FuncOp function) : views(function) {
    unsigned next = 0;
    number(function, next);
  }

  LogicalResult measure(PlannedBuffer &buffer) {
    Operation *alloc = buffer.alloc;
    buffer.first = buffer.last = ranges[alloc].first;
    for (Value alias : views.resolve(buffer.alloc.getResult())) {
      if (survivesIteration(alias, alloc))
        return alloc->emitOpError("is carried into the next iteration");
      for (Operation *user : usersThroughPointers(alias))
        buffer.last = std::max(buffer.last, lastMoment(user, alloc));
    }
    return success();
  }

private:
  /// Each operation gets the numbers from its own to that of the last one
  /// nested in it.
  void number(Operation *op, unsigned &next) {
    unsigned first = next++;
    for (Region &region : op->getRegions())
      for (Block &block : region)
        for (Operation &inner : block)
          number(&inner, next);
    ranges[op] = {first, next - 1};
  }

  /// The results and arguments of a loop around the allocation: there the next
  /// iteration's buffer would be the same memory.
  static bool survivesIteration(Value alias, Operation *alloc) {
    Operation *owner = alias.getDefiningOp();
    if (auto argument = dyn_cast<BlockArgument>(alias))
      owner = argument.getOwner()->getParentOp();
    return isa<LoopLikeOpInterface>(owner) && owner->isProperAncestor(alloc);
  }

  /// A use in a loop that the buffer enters from outside lasts until the loop
  /// ends.
  unsigned lastMoment(Operation *user, Operation *alloc) {
    Operation *moment = user;
    for (Operation *parent = user->getParentOp();
         parent && !parent->isAncestor(alloc); parent = parent->getParentOp())
      if (isa<LoopLikeOpInterface>(parent))
        moment = parent;
    return ranges[moment].second;
  }

  /// Users of a buffer and of its address, which is an integer, then a pointer,
  /// which may lie in a table that a call reads.
  SmallVector<Operation *> usersThroughPointers(Value buffer) {
    SmallVector<Operation *> users;
    SmallVector<Value> open{buffer};
    DenseSet<Value> seen{buffer};
    auto follow = [&](Value value) {
      if (seen.insert(value).second)
        open.push_back(value);
    };
    while (!open.empty()) {
      Value value = open.pop_back_val();
      for (Operation *user : value.getUsers()) {
        users.push_back(user);
        if (isa<memref::ExtractAlignedPointerAsIndexOp, arith::IndexCastOp,
                arith::AddIOp, LLVM::IntToPtrOp, LLVM::GEPOp>(user))
          follow(user->getResult(0));
        auto store = dyn_cast<LLVM::StoreOp>(user);
        if (!store || store.getValue() != value)
          continue;
        Value place = store.getAddr();
        while (auto gep = place.getDefiningOp<LLVM::GEPOp>())
          place = gep.getBase();
        follow(place);
      }
    }
    return users;
  }

  BufferViewFlowAnalysis views;
  DenseMap<Operation *, std::pair<unsigned, unsigned>> ranges;
};

/// Largest first, each at the lowest offset that is free while it lives.
/// Returns the size of the arena.
int64_t assignOffsets(MutableArrayRef<PlannedBuffer> buffers) {
  SmallVector<PlannedBuffer *> order;
  for (PlannedBuffer &buffer : buffers)
    order.push_back(&buffer);
  llvm::sort(order, [](PlannedBuffer *l, PlannedBuffer *r) {
    return std::pair(-l->bytes, l->first) < std::pair(-r->bytes, r->first);
  });
  int64_t size = 0;
  SmallVector<PlannedBuffer *> placed; // by offset
  for (PlannedBuffer *buffer : order) {
    int64_t offset = 0;
    for (PlannedBuffer *other : placed) {
      if (!buffer->meets(*other))
        continue;
      if (offset + buffer->bytes <= other->offset)
        break;
      offset = std::max(offset, other->offset + other->bytes);
    }
    buffer->offset = offset;
    size = std::max(size, offset + buffer->bytes);
    auto place = llvm::upper_bound(placed, buffer,
                                   [](PlannedBuffer *l, PlannedBuffer *r) {
                                     return l->offset < r->offset;
                                   });
    placed.insert(place, buffer);
  }
  return size;
}

struct PlanMemoryPass : impl::PlanMemoryBase<PlanMemoryPass> {
  using Base::Base;

  LogicalResult collect(func::FuncOp function,
                        SmallVectorImpl<PlannedBuffer> &result) {
    Lifetimes lifetimes(function);
    WalkResult walk = function.walk([&](memref::AllocOp alloc) {
      MemRefType type = alloc.getType();
      if (!type.hasStaticShape() || !type.getLayout().isIdentity()) {
        alloc.emitOpError("must have a static shape and no layout to be "
                          "planned, found ")
            << type;
        return WalkResult::interrupt();
      }
      PlannedBuffer buffer;
      buffer.alloc = alloc;
      buffer.bytes = llvm::alignTo(std::max<int64_t>(type.getNumElements(), 1) *
                                       runtime::bytesOf(type.getElementType()),
                                   alignment);
      if (failed(lifetimes.measure(buffer)))
        return WalkResult::interrupt();
      result.push_back(buffer);
      return WalkResult::advance();
    });
    return failure(walk.wasInterrupted());
  }

  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isDeclaration())
      return;
    SmallVector<PlannedBuffer> planned;
    if (failed(collect(function, planned)))
      return signalPassFailure();
    int64_t size = assignOffsets(planned);
    buffers += planned.size();
    bytes += size;

    Block &entry = function.getBody().front();
    OpBuilder builder(&getContext());
    auto arenaType = MemRefType::get(size, builder.getI8Type());
    Value arena = entry.addArgument(arenaType, function.getLoc());
    function.setType(builder.getFunctionType(entry.getArgumentTypes(),
                                             function.getResultTypes()));
    function->setAttr(arenaBytesAttrName, builder.getI64IntegerAttr(size));
    for (PlannedBuffer &buffer : planned) {
      ImplicitLocOpBuilder b(buffer.alloc.getLoc(),
                             OpBuilder::atBlockBegin(&entry));
      Value offset = arith::ConstantIndexOp::create(b, buffer.offset);
      Value view = memref::ViewOp::create(b, buffer.alloc.getType(), arena,
                                          offset, ValueRange{});
      buffer.alloc.replaceAllUsesWith(view);
      buffer.alloc.erase();
    }
  }
};

} // namespace
} // namespace nestor
