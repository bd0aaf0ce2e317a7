/// What the program does on signals: SIGINT and SIGTERM ask for an end after
/// the current step, SIGPIPE and SIGXFSZ become errors of the write.
#pragma once

#include "core/Failure.h"

namespace nestor {

/// Sets the handlers. A SIGINT that was ignored when the program started (a
/// job in the background) stays ignored. A second signal ends the process at
/// once.
void installSignalHandlers();

/// Whether SIGINT or SIGTERM has come; cheap enough for every step.
bool isInterrupted();

/// 130 or 143, by the signal that came.
ExitStatus interruptStatus();

} // namespace nestor
