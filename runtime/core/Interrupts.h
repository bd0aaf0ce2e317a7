/// What the program does on signals: SIGINT and SIGTERM ask for an end after
/// the current step, SIGPIPE and SIGXFSZ become errors of the write.
#pragma once

#include "core/Failure.h"

#include <atomic>
#include <cstdint>

namespace nestor {

/// Sets the handlers. A SIGINT that was ignored when the program started (a
/// job in the background) stays ignored. A second signal ends the process at
/// once.
void installSignalHandlers();

/// Whether SIGINT or SIGTERM has come; cheap enough for every step.
bool isInterrupted();

/// Asks the computation to look up at the next boundary of a loop: after a
/// signal, for a checkpoint, or where the log has failed.
extern std::atomic<int32_t> attention;

/// 130 or 143, by the signal that came.
ExitStatus interruptStatus();

} // namespace nestor
