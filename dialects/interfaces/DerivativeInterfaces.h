// How operations take part in differentiation.
#pragma once

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"

#include "dialects/interfaces/DerivativeInterfaces.h.inc"
