// Prints the operations of a dialect with the interfaces of derivatives that
// they have, for the test that holds each to its contract.
#include "dialects/check/Passes.h"
#include "dialects/meta/Meta.h"

using namespace mlir;

namespace nestor::check {

#define GEN_PASS_DEF_LISTOPERATIONS
#include "dialects/check/Passes.h.inc"

namespace {
struct ListOperations : impl::ListOperationsBase<ListOperations> {
  using Base::Base;

  // Operations are registered when their dialect is loaded.
  void getDependentDialects(DialectRegistry &registry) const override {
    registry.insert<ten::TenDialect, meta::MetaDialect>();
  }

  void runOnOperation() override {
    for (RegisteredOperationName name :
         getContext().getRegisteredOperations()) {
      if (name.getDialectNamespace() != dialect)
        continue;
      llvm::outs() << name.getStringRef();
      if (name.hasInterface<LinearizeOpInterface>())
        llvm::outs() << " linearize";
      if (name.hasInterface<TransposeOpInterface>())
        llvm::outs() << " transpose";
      llvm::outs() << "\n";
    }
    llvm::outs().flush();
    markAllAnalysesPreserved();
  }
};
} // namespace

} // namespace nestor::check
