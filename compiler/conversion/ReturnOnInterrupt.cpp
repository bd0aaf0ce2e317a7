// Gives the results of nestor_state and nestor_finish their meaning: where one
// is not 0, the function returns.
#include "compiler/conversion/Passes.h"
#include "compiler/conversion/Runtime.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;

namespace nestor {
#define GEN_PASS_DEF_RETURNONINTERRUPT
#include "compiler/conversion/Passes.h.inc"

namespace {

struct ReturnOnInterruptPass
    : impl::ReturnOnInterruptBase<ReturnOnInterruptPass> {
  using Base::Base;

  void runOnOperation() override {
    func::FuncOp function = getOperation();
    SmallVector<func::CallOp> calls;
    function.walk([&](func::CallOp call) {
      if (call.getCallee() == runtime::state ||
          call.getCallee() == runtime::finish)
        calls.push_back(call);
    });
    if (calls.empty())
      return;
    if (function.getNumResults() != 0) {
      function.emitOpError("has results, so that it cannot return early");
      return signalPassFailure();
    }
    Block *leave = new Block;
    function.getBody().push_back(leave);
    ImplicitLocOpBuilder b(function.getLoc(), OpBuilder::atBlockBegin(leave));
    func::ReturnOp::create(b);
    for (func::CallOp call : calls) {
      if (call->getParentOp() != function) {
        call.emitOpError("must not be nested when interrupts are lowered");
        return signalPassFailure();
      }
      Block *rest = call->getBlock()->splitBlock(call->getNextNode());
      b.setLoc(call.getLoc());
      b.setInsertionPointAfter(call);
      Value zero = arith::ConstantIntOp::create(b, b.getI32Type(), 0);
      Value goOn = arith::CmpIOp::create(b, arith::CmpIPredicate::eq,
                                         call.getResult(0), zero);
      cf::CondBranchOp::create(b, goOn, rest, leave);
    }
  }
};

} // namespace
} // namespace nestor
