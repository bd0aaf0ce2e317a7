// The turns of loops and lanes around a place of the script: what makes draws
// fresh in each of them. Internal to the room.
#pragma once

#include "compiler/sema/TypedProgram.h"

#include <map>
#include <vector>

namespace nestor::typed {

/// One turn. `with seed` is one too, without a number: what lies around it does
/// not matter to draws inside.
struct Turn {
  const ast::Node *loop = nullptr;
  int tag = 0; // see ten.fold_key
  Var *number = nullptr;
};
using Turns = std::vector<Turn>;

/// The places where closures were made, as numbers for their types.
class TurnPlaces {
public:
  int numberOf(const Turns &turns) {
    std::vector<const ast::Node *> place;
    for (const Turn &turn : turns)
      place.push_back(turn.loop);
    auto [known, isNew] = numbers_.try_emplace(place, int(places_.size()));
    if (isNew)
      places_.push_back(place);
    return known->second;
  }
  /// The turns that were entered since: of loops that are not around the place.
  Turns since(int place, const Turns &now) const {
    const auto &then = places_[size_t(place)];
    size_t shared = 0;
    while (shared < then.size() && shared < now.size() &&
           then[shared] == now[shared].loop)
      ++shared;
    for (size_t i = shared; i < now.size(); ++i)
      if (!now[i].number)
        shared = i + 1;
    return Turns(now.begin() + long(shared), now.end());
  }

private:
  std::vector<std::vector<const ast::Node *>> places_;
  std::map<std::vector<const ast::Node *>, int> numbers_;
};

} // namespace nestor::typed
