// Passes that take learning apart.
#pragma once

#include "dialects/meta/Meta.h"

#include "mlir/Pass/Pass.h"

namespace nestor::meta {

#define GEN_PASS_DECL
#include "dialects/meta/transforms/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "dialects/meta/transforms/Passes.h.inc"

} // namespace nestor::meta
