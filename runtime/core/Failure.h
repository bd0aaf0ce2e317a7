/// How a run can end other than well: the exit statuses and the exception that
/// carries one. It is thrown and caught inside the runtime alone and never
/// passes through generated code.
#pragma once

#include <stdexcept>
#include <string>

namespace nestor {

/// Exit statuses (docs/decisions.md, D11).
enum class ExitStatus {
  Success = 0,
  BadInput = 1,
  ClaimFailed = 2,
  NotFinite = 3,
  DeviceMissing = 4,
  InternalError = 70,
  Interrupted = 130,
  Terminated = 143,
};

struct Failure : std::runtime_error {
  Failure(ExitStatus status, const std::string &message)
      : std::runtime_error(message), status(status) {}

  ExitStatus status;
};

} // namespace nestor
