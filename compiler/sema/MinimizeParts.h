// What the parts of one `minimize` know of each other while its node is made.
// Internal to the room.
#pragma once

#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

inline void appendTo(std::vector<Var *> &to, const Value &value) {
  to.insert(to.end(), value.leaves.begin(), value.leaves.end());
}

struct Evaluator::MinimizeParts {
  explicit MinimizeParts(const ast::Minimize &node) : node(node) {}
  const ast::Minimize &node;
  Value start;                 // the trained value, before
  std::vector<size_t> targets; // its leaves that move
  Value source;                // what the header walks
  int64_t count = 1;
  std::vector<Carried> carried;
  std::vector<std::string> auxNames; // of the loss block, read outside of it
  std::vector<Value> aux;
  std::vector<std::pair<std::string, Value>> notes;
  Through through;
  Value optimizer;
  bool optimizerInside = false;
  const Type *lossType = nullptr;
  std::vector<StateSlot> slots;
  bool onlyStates = false;  // before the loop: the loss does not matter
  bool goesOn = false;      // its optimizer's state outlives the statement
  bool showsResult = false; // the last slot: what is seen of the targets
  std::unique_ptr<Region> loss, update, observe;
  bool hasUntil = false;
  int loop = -1;
  bool outermost = false;
  std::shared_ptr<const Written> written;
  std::shared_ptr<const Written> asWritten(Evaluator &evaluator) const;
};


// The trained value with its moving leaves replaced.
inline Value withTargets(const Value &start, const std::vector<size_t> &targets,
                         const std::vector<Var *> &vars) {
  Value value = start;
  for (size_t i = 0; i < targets.size(); ++i)
    value.leaves[targets[i]] = vars[i];
  return value;
}

inline std::vector<Var *> take(const std::vector<Var *> &vars, size_t begin,
                               size_t count) {
  return {vars.begin() + begin, vars.begin() + begin + count};
}

} // namespace nestor::typed
