// Holds signals back by the mask of the thread.
#include "compiler/driver/HeldSignals.h"

namespace nestor {

HeldSignals::HeldSignals() {
  sigset_t held;
  sigemptyset(&held);
  for (int signal : endingSignals)
    sigaddset(&held, signal);
  pthread_sigmask(SIG_BLOCK, &held, &before_);
}

HeldSignals::~HeldSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

} // namespace nestor
