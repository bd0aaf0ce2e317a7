// What the shape rules ask of lists of axes.
#pragma once

#include "dialects/ten/shape_rules/ShapeRules.h"

#include <optional>

namespace nestor::shape_rules {

inline int64_t rankOf(const Numbers &shape) { return int64_t(shape.size()); }

/// Axes below the rank, each once, increasing.
inline std::optional<Error> checkIncreasing(const Numbers &axes, int64_t rank) {
  for (size_t i = 0; i < axes.size(); ++i)
    if (axes[i] < 0 || axes[i] >= rank || (i && axes[i] <= axes[i - 1]))
      return Error{Constraint::AxesIncreasing, {rank, axes[i]}};
  return std::nullopt;
}

} // namespace nestor::shape_rules
