// `plot "title", a, name = b`: curves of one figure. Inside a loop each turn
// adds a point, outside a vector is a curve.
#include "compiler/sema/Evaluator.h"

namespace nestor::typed {

/// More curves than this cannot be told apart.
static constexpr int64_t mostCurves = 32;

// Each axis but that of the points counts curves.
bool Evaluator::checkCurves(const Site::Leaf &leaf, bool isInLoop,
                            SourceRange range) {
  const Shape &shape = leaf.type->shape;
  if (leaf.type->element == Element::Bool) {
    error(DiagnosticKind::PlotShape, range, describe(leaf.type),
          "expected numbers");
    return false;
  }
  size_t pointAxes = isInLoop ? 0 : 1;
  bool fits = shape.size() == pointAxes || shape.size() == pointAxes + 1;
  if (!fits) {
    error(DiagnosticKind::PlotShape, range, describe(leaf.type),
          isInLoop ? "each turn of a loop adds a number, or a vector of one "
                     "number for each curve"
                   : "outside of loops a curve is a vector, several are the "
                     "rows of a matrix");
    return false;
  }
  if (shape.size() > pointAxes && shape[0] > mostCurves) {
    error(DiagnosticKind::PlotShape, range, describe(leaf.type),
          fmt::format("a figure has at most {} curves", mostCurves));
    return false;
  }
  return true;
}

void Evaluator::evaluatePlot(const ast::Effect &effect) {
  if (!checkEffect(effect.range, "plot"))
    return;
  Site site;
  site.kind = Site::Plot;
  bool isInLoop = step_ != nullptr, hasPlaces = false;
  std::vector<Var *> leaves;
  for (const ast::Argument &item : effect.items) {
    Value value = evaluate(item.value);
    if (value.isError())
      return;
    if (value.type->is(TypeKind::Text)) {
      site.text = value.type->text;
      continue;
    }
    std::string name = item.name.text.empty()
                           ? std::string(sources_.snippet(item.value->range))
                           : item.name.text;
    size_t before = site.leaves.size();
    addLeaves(site, leaves, name, value, item.range);
    if (site.leaves.size() == before)
      error(DiagnosticKind::NothingToShow, item.range, describe(value.type));
    bool isPlaces = item.name.text == "x";
    if (isPlaces && (isInLoop || hasPlaces || before > 0)) {
      error(DiagnosticKind::PlotShape, item.range, "`x`",
            isInLoop ? "in a loop points stand at its steps"
                     : "the places of the points come first, once");
      return;
    }
    hasPlaces |= isPlaces;
    for (size_t i = before; i < site.leaves.size(); ++i) {
      if (!checkCurves(site.leaves[i], isInLoop, item.range))
        return;
      const Shape &shape = site.leaves[i].type->shape;
      const Shape &places = site.leaves[0].type->shape;
      if (hasPlaces && (places.size() != 1 || shape.back() != places[0])) {
        error(DiagnosticKind::PlotShape, item.range,
              describe(site.leaves[i].type),
              fmt::format("the places `x` are {}",
                          describe(site.leaves[0].type)));
        return;
      }
    }
  }
  if (site.leaves.size() == size_t(hasPlaces)) {
    error(DiagnosticKind::PlotShape, effect.range, "`plot`",
          "expected a curve");
    return;
  }
  site.name = isInLoop ? "step" : hasPlaces ? "x" : "";
  emitEffect(std::move(site), leaves, effect.range);
}

} // namespace nestor::typed
