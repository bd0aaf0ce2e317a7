// Interned sets of what derivatives reach.
#include "compiler/sema/DerivativeFlow.h"

#include <algorithm>

namespace nestor::typed {

Flow Flows::intern(FlowSet set) {
  auto found = sets_.find(set);
  if (found != sets_.end())
    return found->second.get();
  auto own = std::make_unique<const FlowSet>(set);
  Flow flow = own.get();
  sets_.emplace(std::move(set), std::move(own));
  return flow;
}

Flow Flows::join(Flow a, Flow b) {
  if (a == b || b->empty())
    return a;
  if (a->empty())
    return b;
  auto [known, isNew] = joined_.try_emplace({a, b}, nullptr);
  if (!isNew)
    return known->second;
  FlowSet set;
  auto i = a->begin(), j = b->begin();
  while (i != a->end() || j != b->end()) {
    if (j == b->end() || (i != a->end() && i->first < j->first)) {
      set.push_back(*i++);
    } else if (i == a->end() || j->first < i->first) {
      set.push_back(*j++);
    } else {
      set.push_back({i->first, std::min(i->second, j->second)});
      ++i, ++j;
    }
  }
  return known->second = intern(std::move(set));
}

Way Flows::cutBy(const std::string &why) {
  auto found = std::find(cuts_.begin(), cuts_.end(), why);
  if (found == cuts_.end())
    found = cuts_.insert(cuts_.end(), why);
  return firstCut + Way(found - cuts_.begin());
}

Way Flows::wayTo(Flow flow, int source) {
  auto found = std::lower_bound(
      flow->begin(), flow->end(), source,
      [](const std::pair<int, Way> &entry, int s) { return entry.first < s; });
  return found != flow->end() && found->first == source ? found->second : -1;
}

} // namespace nestor::typed
