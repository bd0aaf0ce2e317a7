// Signals that end the compiler, and how they are made to wait.
#pragma once

#include <csignal>

namespace nestor {

constexpr int endingSignals[] = {SIGINT, SIGTERM, SIGHUP};

/// While one lives, signals that end the process wait: what it covers is done
/// whole, also in the processes that it starts. Of the thread that makes it,
/// which is the one that signals reach (runOnLargeStack).
class HeldSignals {
public:
  HeldSignals();
  ~HeldSignals();
  HeldSignals(const HeldSignals &) = delete;
  HeldSignals &operator=(const HeldSignals &) = delete;

private:
  sigset_t before_;
};

} // namespace nestor
