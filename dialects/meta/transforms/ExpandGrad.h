// In which mode a gradient is taken.
#pragma once

#include "dialects/meta/Meta.h"

namespace nestor::meta {

/// Whether the region holds rules of a user's own, which say what goes back
/// and cannot go forward.
bool hasRule(GradOp op);
/// What the mode `automatic` comes to: forward for one number through loops.
bool goesForward(GradOp op);

} // namespace nestor::meta
