// Vector registers as an attribute of the module: bytes, then how many.
#include "compiler/conversion/VectorRegisters.h"

#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;

namespace nestor {

static constexpr llvm::StringLiteral attrName = "nestor.vector_registers";

void VectorRegisters::attachTo(ModuleOp module) const {
  module->setAttr(attrName,
                  DenseI64ArrayAttr::get(module.getContext(), {bytes, count}));
}

void VectorRegisters::detachFrom(ModuleOp module) {
  module->removeAttr(attrName);
}

VectorRegisters VectorRegisters::around(Operation *op) {
  VectorRegisters registers;
  auto module = op->getParentOfType<ModuleOp>();
  auto list = module ? module->getAttrOfType<DenseI64ArrayAttr>(attrName)
                     : DenseI64ArrayAttr();
  if (list && list.size() == 2 && list[0] > 0 && list[1] > 0)
    registers = {list[0], list[1]};
  return registers;
}

} // namespace nestor
