// What derivatives of a value reach: sets of sources, each reached or cut on
// the way. Internal to the room.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace nestor::typed {

/// How a value depends on one source. Smaller is closer: where two ways lead
/// to one source, the smaller counts. From `firstCut` on it is the number of
/// a cut: the value depends on the source, its derivative does not.
using Way = int;
constexpr Way directly = 0;
constexpr Way throughAnother = 1; // by what a level in between trains
constexpr Way firstCut = 2;

/// A sorted list of sources with their ways; interned, so that equal sets are
/// one object.
using FlowSet = std::vector<std::pair<int, Way>>;
using Flow = const FlowSet *;

class Flows {
public:
  Flows() : none_(intern({})) {}
  Flow none() const { return none_; }
  Flow of(int source, Way way) { return intern({{source, way}}); }
  Flow join(Flow a, Flow b);
  /// The same sources, each by another way; those of way -1 are left out.
  template <typename F> Flow change(Flow flow, const F &way) {
    FlowSet set;
    for (auto [source, old] : *flow)
      if (Way now = way(source, old); now >= 0)
        set.push_back({source, now});
    return intern(std::move(set));
  }
  /// Everything that was not cut before is cut by `cut`.
  Flow cut(Flow flow, Way cut) {
    return change(flow,
                  [&](int, Way way) { return way < firstCut ? cut : way; });
  }
  /// The number of a cut, one for each text.
  Way cutBy(const std::string &why);
  const std::string &why(Way cut) const {
    return cuts_[size_t(cut - firstCut)];
  }
  /// The way to `source`, or -1.
  static Way wayTo(Flow flow, int source);

private:
  Flow intern(FlowSet set);
  std::map<FlowSet, std::unique_ptr<const FlowSet>> sets_;
  std::map<std::pair<Flow, Flow>, Flow> joined_;
  std::vector<std::string> cuts_;
  Flow none_;
};

} // namespace nestor::typed
