// Runs a function on a thread with a large stack.
#include "compiler/support/LargeStack.h"

#include <csignal>
#include <pthread.h>

namespace nestor {

namespace {

struct Work {
  const std::function<void()> &call;
  sigset_t signals; // that it does not receive
};

} // namespace

static void *callWork(void *argument) {
  auto *work = static_cast<Work *>(argument);
  pthread_sigmask(SIG_SETMASK, &work->signals, nullptr);
  work->call();
  return nullptr;
}

// The caller receives no signals meanwhile: a handler interrupts the work and
// never runs beside it.
static bool runOnThread(const std::function<void()> &call, size_t stackBytes) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0)
    return false;
  pthread_t thread;
  Work work{call, {}};
  sigset_t every;
  sigfillset(&every);
  pthread_sigmask(SIG_BLOCK, &every, &work.signals);
  bool started = pthread_attr_setstacksize(&attributes, stackBytes) == 0 &&
                 pthread_create(&thread, &attributes, callWork, &work) == 0;
  pthread_attr_destroy(&attributes);
  if (started)
    pthread_join(thread, nullptr);
  pthread_sigmask(SIG_SETMASK, &work.signals, nullptr);
  return started;
}

void runOnLargeStack(const std::function<void()> &work) {
  // An address space limit (ulimit -v) may forbid the full size.
  constexpr size_t smallest = size_t(16) << 20;
  for (size_t bytes = largeStackBytes; bytes >= smallest; bytes /= 2)
    if (runOnThread(work, bytes))
      return;
  work();
}

} // namespace nestor
