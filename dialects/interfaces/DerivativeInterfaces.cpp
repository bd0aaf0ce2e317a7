// The generated part of the derivative interfaces.
#include "dialects/interfaces/DerivativeInterfaces.h"

#include "dialects/interfaces/DerivativeInterfaces.cpp.inc"
