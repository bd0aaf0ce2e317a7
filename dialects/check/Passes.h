// Passes of tests.
#pragma once

#include "dialects/check/Check.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace nestor::check {

#define GEN_PASS_DECL
#include "dialects/check/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "dialects/check/Passes.h.inc"

} // namespace nestor::check
