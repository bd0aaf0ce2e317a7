/// Signal handlers that only set a flag.
#include "core/Interrupts.h"

#include <csignal>
#include <unistd.h>

namespace nestor {

// Only a handler writes it, before anything else it does.
static volatile std::sig_atomic_t received = 0;

std::atomic<int32_t> attention{0};
static_assert(std::atomic<int32_t>::is_always_lock_free); // for the handler

bool isInterrupted() { return received != 0; }

ExitStatus interruptStatus() {
  return received == SIGTERM ? ExitStatus::Terminated : ExitStatus::Interrupted;
}

static void onSignal(int signal) {
  if (received != 0) {
    std::signal(signal, SIG_DFL);
    raise(signal); // delivered when this handler returns
    return;
  }
  received = signal;
  attention.store(1, std::memory_order_relaxed);
  static const char note[] =
      "\ninterrupted: ending after this step (once more: at once)\n";
  // Nothing can be done here if the note cannot be written.
  ssize_t ignored = write(STDERR_FILENO, note, sizeof note - 1);
  static_cast<void>(ignored);
}

static void setHandler(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART; // a write is not cut off
  sigaction(signal, &action, nullptr);
}

void installSignalHandlers() {
  struct sigaction inherited = {};
  sigaction(SIGINT, nullptr, &inherited);
  if (inherited.sa_handler != SIG_IGN)
    setHandler(SIGINT, onSignal);
  setHandler(SIGTERM, onSignal);
  setHandler(SIGPIPE, SIG_IGN);
  setHandler(SIGXFSZ, SIG_IGN);
}

} // namespace nestor
