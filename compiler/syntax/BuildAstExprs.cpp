// Builds operators, applications and operands.
#include "compiler/syntax/BuildAst.h"

#include <charconv>

namespace nestor::syntax {

using namespace nestor::ast;

Expr *AstBuilder::expr(P::ExprContext *context) {
  if (auto *c = context->operation(); c && !context->MATCH())
    return operation(c);
  if (context->MATCH())
    return match(context);
  if (auto *c = context->lambda()) {
    auto *result = module_.make<Lambda>(range(c));
    result->function = function(c);
    return result;
  }
  if (context->TRACE())
    return trace(context);
  if (auto *c = context->minimize())
    return minimize(c);
  if (auto *c = context->loop())
    return loop(c);
  if (auto *c = context->conditional())
    return conditional(c);
  return with(context);
}

// ---- Operators

/// The operator that a token stands for, not the unary minus.
static Operator operatorOf(size_t kind) {
  switch (kind) {
  case NestorParser::OR:
    return Operator::Or;
  case NestorParser::AND:
    return Operator::And;
  case NestorParser::EQEQ:
    return Operator::Equal;
  case NestorParser::NE:
    return Operator::NotEqual;
  case NestorParser::LT:
    return Operator::Less;
  case NestorParser::LE:
    return Operator::LessEqual;
  case NestorParser::GT:
    return Operator::Greater;
  case NestorParser::GE:
    return Operator::GreaterEqual;
  case NestorParser::RANGE:
    return Operator::Range;
  case NestorParser::JOIN:
    return Operator::Join;
  case NestorParser::PLUS:
    return Operator::Add;
  case NestorParser::MINUS:
    return Operator::Subtract;
  case NestorParser::STAR:
    return Operator::Multiply;
  case NestorParser::SLASH:
    return Operator::Divide;
  case NestorParser::SLASH2:
    return Operator::FloorDivide;
  case NestorParser::PERCENT:
    return Operator::Modulo;
  case NestorParser::AT_SIGN:
    return Operator::MatMul;
  case NestorParser::CARET:
    return Operator::Power;
  default:
    return Operator::Pipe;
  }
}

static antlr4::Token *tokenAt(antlr4::ParserRuleContext *context, size_t i) {
  return static_cast<antlr4::tree::TerminalNode *>(context->children[i])
      ->getSymbol();
}

/// Operands and operators alternate among the children.
template <typename Context, typename Sub>
Expr *AstBuilder::chain(Context *context, const std::vector<Sub *> &parts) {
  if (parts.size() == 1)
    return operand(parts[0]);
  auto *result = module_.make<Chain>(range(context));
  for (size_t i = 0; i < parts.size(); ++i) {
    result->operands.push_back(operand(parts[i]));
    if (i == 0)
      continue;
    antlr4::Token *sign = tokenAt(context, 2 * i - 1);
    result->ops.push_back(operatorOf(sign->getType()));
    result->opRanges.push_back(range(sign));
  }
  return result;
}

Expr *AstBuilder::operation(P::OperationContext *context) {
  Expr *first = operand(context->disjunction());
  std::vector<P::ApplicationContext *> functions = context->application();
  if (functions.empty())
    return first;
  auto *result = module_.make<Chain>(range(context));
  result->operands.push_back(first);
  for (size_t i = 0; i < functions.size(); ++i) {
    result->operands.push_back(operand(functions[i]));
    result->ops.push_back(Operator::Pipe);
    result->opRanges.push_back(range(tokenAt(context, 2 * i + 1)));
  }
  return result;
}

Expr *AstBuilder::operand(P::DisjunctionContext *context) {
  return chain(context, context->conjunction());
}

Expr *AstBuilder::operand(P::ConjunctionContext *context) {
  return chain(context, context->negation());
}

Expr *AstBuilder::operand(P::NegationContext *context) {
  if (context->NOT())
    return unary(Operator::Not, context, operand(context->negation()));
  return operand(context->comparison());
}

Expr *AstBuilder::operand(P::ComparisonContext *context) {
  Expr *left = operand(context->range(0));
  if (context->children.size() == 1)
    return left;
  return binary(operatorOf(tokenAt(context, 1)->getType()), context, left,
                operand(context->range(1)));
}

Expr *AstBuilder::operand(P::RangeContext *context) {
  Expr *left = operand(context->joined(0));
  if (!context->RANGE())
    return left;
  return binary(Operator::Range, context, left, operand(context->joined(1)));
}

Expr *AstBuilder::operand(P::JoinedContext *context) {
  return chain(context, context->sum());
}

Expr *AstBuilder::operand(P::SumContext *context) {
  return chain(context, context->product());
}

Expr *AstBuilder::operand(P::ProductContext *context) {
  return chain(context, context->unary());
}

Expr *AstBuilder::operand(P::UnaryContext *context) {
  if (context->MINUS())
    return unary(Operator::Negate, context, operand(context->unary()));
  return operand(context->power());
}

Expr *AstBuilder::operand(P::PowerContext *context) {
  Expr *base = operand(context->application());
  if (!context->CARET())
    return base;
  return binary(Operator::Power, context, base, operand(context->unary()));
}

Expr *AstBuilder::unary(Operator op, antlr4::ParserRuleContext *context,
                        Expr *operand) {
  auto *result = module_.make<Unary>(range(context));
  result->op = op;
  result->operand = operand;
  return result;
}

Expr *AstBuilder::binary(Operator op, antlr4::ParserRuleContext *context,
                         Expr *left, Expr *right) {
  auto *result = module_.make<Binary>(range(context));
  result->op = op;
  result->opRange = range(tokenAt(context, 1));
  result->left = left;
  result->right = right;
  return result;
}

// ---- Members, calls, indices

Expr *AstBuilder::operand(P::ApplicationContext *context) {
  Expr *result = primary(context->primary());
  SourceRange begin = range(context->getStart());
  for (size_t i = 1; i < context->children.size(); ++i) {
    antlr4::tree::ParseTree *child = context->children[i];
    if (auto *list = dynamic_cast<P::ArgumentsContext *>(child)) {
      auto *call = module_.make<Call>(join(begin, range(list)));
      call->callee = result;
      call->arguments = arguments(list->argument());
      result = call;
    } else if (auto *brackets = dynamic_cast<P::SubscriptContext *>(child)) {
      auto *index = module_.make<Index>(join(begin, range(brackets)));
      index->base = result;
      index->items = subscript(brackets);
      result = index;
    } else if (auto *word = dynamic_cast<P::NameContext *>(child)) {
      auto *member = module_.make<Member>(join(begin, range(word)));
      member->base = result;
      member->name = name(word);
      result = member;
    }
  }
  return result;
}

/// `value` or `name = value`.
Argument AstBuilder::argument(P::ArgumentContext *context) {
  Argument result;
  result.range = range(context);
  result.value = expr(context->expr(0));
  if (context->EQ()) {
    result.name = nameOf(*result.value, "=");
    result.value = expr(context->expr(1));
  }
  return result;
}

std::vector<Argument>
AstBuilder::arguments(const std::vector<P::ArgumentContext *> &list) {
  std::vector<Argument> result;
  for (P::ArgumentContext *context : list)
    result.push_back(argument(context));
  return result;
}

std::vector<IndexItem> AstBuilder::subscript(P::SubscriptContext *context) {
  std::vector<IndexItem> result;
  for (P::IndexContext *index : context->index()) {
    IndexItem item;
    item.range = range(index);
    Expr *value = index->operation() ? operation(index->operation()) : nullptr;
    bool closed = value && value->kind == ExprKind::Binary &&
                  static_cast<Binary *>(value)->op == Operator::Range &&
                  value->range == item.range;
    bool pointsFirst = index->getStart()->getType() == NestorParser::RANGE;
    if (index->NEW()) {
      item.kind = IndexItem::New;
    } else if (index->ELLIPSIS()) {
      item.kind = IndexItem::Ellipsis;
    } else if (!value) {
      item.kind = IndexItem::Whole;
    } else if (index->RANGE()) {
      item.kind = IndexItem::Slice;
      (pointsFirst ? item.last : item.first) = value;
    } else if (closed) {
      // `a[i..j]`; in `a[(i..j)]` the range is a value.
      item.kind = IndexItem::Slice;
      item.first = static_cast<Binary *>(value)->left;
      item.last = static_cast<Binary *>(value)->right;
    } else {
      item.kind = IndexItem::At;
      item.first = value;
    }
    result.push_back(item);
  }
  return result;
}

// ---- Operands

Expr *AstBuilder::primary(P::PrimaryContext *context) {
  if (context->name())
    return nameRef(context->name());
  if (context->NUMBER())
    return number(context->NUMBER()->getSymbol());
  if (context->LPAREN())
    return bracketed(context);
  if (context->LBRACK())
    return context->generator().empty() ? list(context)
                                        : comprehension(context);
  if (context->GRAD())
    return grad(context);
  if (context->COST())
    return cost(context);
  if (context->STRING()) {
    auto *result = module_.make<String>(range(context));
    result->value = stringValue(context->STRING()->getSymbol());
    return result;
  }
  auto *result = module_.make<Bool>(range(context));
  result->value = context->TRUE() != nullptr;
  return result;
}

Expr *AstBuilder::nameRef(P::NameContext *context) {
  auto *result = module_.make<NameRef>(range(context));
  result->name = text(result->range);
  return result;
}

Expr *AstBuilder::number(antlr4::Token *token) {
  auto *result = module_.make<Number>(range(token));
  result->text = text(result->range);
  std::string digits;
  for (char c : result->text)
    if (c != '_')
      digits.push_back(c);
  const char *end = digits.data() + digits.size();
  result->isInteger = digits.find_first_of(".eE") == std::string::npos;
  std::errc error = std::from_chars(digits.data(), end, result->real).ec;
  if (error == std::errc() && result->isInteger)
    error = std::from_chars(digits.data(), end, result->integer).ec;
  if (error != std::errc())
    file_.diagnostics.report(DiagnosticKind::BadNumber, result->range,
                             result->text);
  return result;
}

/// `(e)`, which is e, or a tuple.
Expr *AstBuilder::bracketed(P::PrimaryContext *context) {
  std::vector<Argument> items = arguments(context->argument());
  if (items.size() == 1 && !context->argument(0)->EQ())
    return items[0].value;
  auto *result = module_.make<Tuple>(range(context));
  result->items = std::move(items);
  return result;
}

Expr *AstBuilder::list(P::PrimaryContext *context) {
  auto *result = module_.make<List>(range(context));
  for (P::ElementContext *element : context->element()) {
    bool spread = element->ELLIPSIS() != nullptr;
    Expr *value = spread ? nameRef(element->name()) : expr(element->expr());
    result->items.push_back({{}, value, spread, range(element)});
  }
  return result;
}

Expr *AstBuilder::comprehension(P::PrimaryContext *context) {
  auto *result = module_.make<Comprehension>(range(context));
  P::ElementContext *element = context->element(0);
  if (element->ELLIPSIS()) {
    file_.diagnostics.report(DiagnosticKind::SyntaxError,
                             range(context->generator(0)->FOR()->getSymbol()),
                             "`for`", "`,` or `]`");
    result->element = nameRef(element->name());
  } else {
    result->element = expr(element->expr());
  }
  for (P::GeneratorContext *generator : context->generator()) {
    Generator built;
    built.range = range(generator);
    built.pattern = names(generator->name());
    built.draws = generator->TILDE() != nullptr;
    built.source = operation(generator->operation(0));
    if (generator->IF())
      built.filter = operation(generator->operation(1));
    result->generators.push_back(std::move(built));
  }
  return result;
}

} // namespace nestor::syntax
