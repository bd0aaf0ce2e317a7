// The dialect `check`: expectations of tests.
#pragma once

#include "dialects/ten/Ten.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace nestor::check {

/// What expectations write to: they keep their order.
struct Verdict : public mlir::SideEffects::Resource::Base<Verdict> {
  llvm::StringRef getName() final { return "nestor.verdict"; }
};

} // namespace nestor::check

#include "dialects/check/CheckDialect.h.inc"
#define GET_OP_CLASSES
#include "dialects/check/CheckOps.h.inc"
