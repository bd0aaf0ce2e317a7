// Runs a function on a thread whose stack holds every walk over a program
// within the limits of a script.
#pragma once

#include <cstddef>
#include <functional>

namespace nestor {

/// Bytes of stack; the system commits a page only when it is touched. 256
/// levels of nesting cost below 2 MiB in the parser; the rest is reserve for
/// what walks expanded programs.
constexpr size_t largeStackBytes = size_t(512) << 20;

/// Calls `work` on a new thread with a large stack and waits for it. Where the
/// system grants no such thread, tries smaller stacks and at last the caller's
/// own. `work` must not throw. Signals to the process reach the new thread, so
/// that it holds them back by its own mask.
void runOnLargeStack(const std::function<void()> &work);

} // namespace nestor
