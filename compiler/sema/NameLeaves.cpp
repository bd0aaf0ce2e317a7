// The names by which checkpoints show what loops carry: `net.body.0.w`,
// `adam.net.body.0.w.m`.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

// The place as it was written: `net.head`; empty for several.
static std::string placeName(const ast::Place &place) {
  std::string text = place.root.text;
  for (const ast::Place::Step &step : place.steps)
    if (!step.member.text.empty())
      text += "." + step.member.text;
  return text;
}

// Behind a bar stands the name of a state, which goes to the end: field
// `adam.net|m` with the leaf `body.0.w` is `adam.net.body.0.w.m`.
std::string Evaluator::leafName(const std::string &name,
                                const std::string &path) {
  size_t bar = path.find('|');
  if (bar == std::string::npos)
    return path.empty() || name.empty() ? name + path : name + "." + path;
  size_t dot = std::min(path.find('.', bar), path.size());
  return path.substr(0, bar) + path.substr(dot) + "." +
         path.substr(bar + 1, dot - bar - 1);
}

std::string Evaluator::targetName(const ast::Place &place,
                                  const std::string &path) {
  if (place.parts.empty())
    return leafName(placeName(place), path);
  // A leaf of several places begins with the number of its own.
  size_t dot = std::min(path.find('.'), path.size());
  size_t number = std::stoul(path.substr(0, dot));
  return targetName(*place.parts[number],
                    path.substr(std::min(dot + 1, path.size())));
}

std::vector<Field> Evaluator::stateFields(const std::vector<StateSlot> &slots,
                                          const ast::Place &place) {
  std::vector<Field> fields;
  for (const StateSlot &slot : slots) {
    std::string name = leafName(slot.optimizer, placeName(place));
    name = leafName(name, slot.leaf);
    // What the compiler keeps for an optimizer is named like the rest.
    bool isOwn = !slot.name.empty() && slot.name[0] == '@';
    name += "|" + slot.name.substr(isOwn ? 1 : 0);
    fields.push_back({name, slot.initial.type, Role::Plain});
  }
  return fields;
}

} // namespace nestor::typed
