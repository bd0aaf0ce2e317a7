// Runs a function on a thread with a large stack.
#include "compiler/support/LargeStack.h"

#include <pthread.h>

namespace nestor {

static void *callWork(void *argument) {
  (*static_cast<const std::function<void()> *>(argument))();
  return nullptr;
}

static bool runOnThread(const std::function<void()> &work, size_t stackBytes) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0)
    return false;
  pthread_t thread;
  void *argument = const_cast<std::function<void()> *>(&work);
  bool started = pthread_attr_setstacksize(&attributes, stackBytes) == 0 &&
                 pthread_create(&thread, &attributes, callWork, argument) == 0;
  pthread_attr_destroy(&attributes);
  if (started)
    pthread_join(thread, nullptr);
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
