/// Looking for numbers that are not finite.
#include "core/Finite.h"

#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace nestor {

template <typename Number>
static std::optional<NotFinite> search(const Check &check, const void *data) {
  const auto *numbers = static_cast<const Number *>(data);
  for (int64_t i = 0; i < check.leaf.count; ++i)
    if (std::isnan(numbers[i]) || (!check.nanOnly && std::isinf(numbers[i])))
      return NotFinite{i, double(numbers[i])};
  return std::nullopt;
}

std::optional<NotFinite> firstNotFinite(const Check &check, const void *data) {
  if (check.leaf.type == ElementType::F64)
    return search<double>(check, data);
  return search<float>(check, data);
}

/// `[3, 0] of f32[10, 1]`.
static std::string placeIn(const Leaf &leaf, int64_t element) {
  std::vector<int64_t> index(leaf.shape.size());
  for (size_t i = index.size(); i-- > 0;) {
    index[i] = element % leaf.shape[i];
    element /= leaf.shape[i];
  }
  return fmt::format("[{}] of {}[{}]", fmt::join(index, ", "),
                     elementName(leaf.type), fmt::join(leaf.shape, ", "));
}

std::string describeCheck(const Program &program, const Check &check,
                          const NotFinite &found,
                          const int64_t *const *steps) {
  std::string text = check.source + " gives ";
  if (check.order == 1)
    text = "the derivative with respect to " + check.source + " is ";
  else if (check.order > 1)
    text = fmt::format("the derivative of order {} with respect to {} is ",
                       check.order, check.source);
  // The sign of a NaN says nothing.
  text += std::isnan(found.value) ? "nan" : fmt::format("{}", found.value);
  if (!check.leaf.shape.empty())
    text += " at " + placeIn(check.leaf, found.element);
  // A library's line is not among the script's.
  std::string message =
      check.file == program.file || check.file.empty()
          ? program.errorAt(check.line, text)
          : fmt::format("{}:{}: error: {}", check.file, check.line, text);
  std::string pass = check.isBackward ? "backward" : "forward";
  for (size_t i = check.loops.size(); i-- > 0;)
    message += fmt::format("\n{} {} of line {}",
                           i + 1 == check.loops.size()
                               ? "note: " + pass + ", in iteration"
                               : "      in iteration",
                           *steps[i] + 1, check.loops[i]);
  if (check.loops.empty())
    message += "\nnote: " + pass + ", outside of loops";
  return message;
}

} // namespace nestor
