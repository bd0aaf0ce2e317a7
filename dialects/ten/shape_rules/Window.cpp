// Shapes of convolutions and of what else looks through windows.
#include "dialects/ten/shape_rules/Axes.h"

namespace nestor::shape_rules {

static std::optional<Error> checkEntries(const Windows &windows,
                                         int64_t spatial) {
  for (const Numbers *entries :
       {&windows.extents, &windows.strides, &windows.dilations, &windows.low,
        &windows.high})
    if (rankOf(*entries) != spatial)
      return Error{Constraint::OneEntryAnAxis, {spatial, rankOf(*entries)}};
  for (int64_t i = 0; i < spatial; ++i) {
    for (const Numbers *entries :
         {&windows.extents, &windows.strides, &windows.dilations})
      if ((*entries)[i] < 1)
        return Error{Constraint::Positive, {i + 1, (*entries)[i]}};
    for (const Numbers *entries : {&windows.low, &windows.high})
      if ((*entries)[i] < 0)
        return Error{Constraint::NotNegative, {i + 1, (*entries)[i]}};
  }
  return std::nullopt;
}

Result windows(const Shape &image, const Windows &windows) {
  int64_t spatial = rankOf(image) - 2;
  if (spatial < 1)
    return Error{Constraint::SpatialAxes, {rankOf(image)}};
  if (auto error = checkEntries(windows, spatial))
    return *error;
  Shape result;
  for (int64_t i = 0; i < spatial; ++i) {
    int64_t padded = image[i + 1] + windows.low[i] + windows.high[i];
    int64_t reach = (windows.extents[i] - 1) * windows.dilations[i] + 1;
    if (reach > padded)
      return Error{Constraint::WindowFits, {i + 1, padded, reach}};
    result.push_back((padded - reach) / windows.strides[i] + 1);
  }
  return result;
}

static Result between(int64_t images, const Result &spatial, int64_t channels) {
  if (auto *error = std::get_if<Error>(&spatial))
    return *error;
  Shape result = {images};
  for (int64_t extent : std::get<Shape>(spatial))
    result.push_back(extent);
  result.push_back(channels);
  return result;
}

Result convolve(const Shape &image, const Shape &filters, Windows at,
                int64_t groups) {
  int64_t rank = rankOf(image);
  if (rank < 3)
    return Error{Constraint::SpatialAxes, {rank}};
  if (rankOf(filters) != rank)
    return Error{Constraint::EqualRanks, {rank, rankOf(filters)}};
  at.extents.assign(filters.begin(), filters.end() - 2);
  if (groups < 1 || image.back() != groups * filters[rank - 2])
    return Error{Constraint::ChannelsOfGroups,
                 {groups, image.back(), filters[rank - 2]}};
  if (filters.back() % groups)
    return Error{Constraint::FiltersOfGroups, {groups, filters.back()}};
  return between(image[0], windows(image, at), filters.back());
}

Result window(const Shape &image, const Windows &at) {
  Result spatial = windows(image, at);
  if (auto *error = std::get_if<Error>(&spatial))
    return *error;
  return between(image[0], spatial, image.back());
}

} // namespace nestor::shape_rules
