#include "compiler/sema/Evaluator.h"
namespace nestor::typed {
bool Evaluator::isComputedData(const std::string &) { return true; }
Value Evaluator::evaluateData(const std::string &, const ast::Bindings &d) {
  error(DiagnosticKind::NotYet, d.range, "`data`");
  return errorValue();
}
} // namespace nestor::typed
