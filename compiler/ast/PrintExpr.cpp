// Prints operators and operands on one line, with every bracket written out.
#include "compiler/ast/Printer.h"

namespace nestor::ast {

const char *spelling(Operator op) {
  switch (op) {
  case Operator::Or:
    return "or";
  case Operator::And:
    return "and";
  case Operator::Not:
    return "not";
  case Operator::Equal:
    return "==";
  case Operator::NotEqual:
    return "!=";
  case Operator::Less:
    return "<";
  case Operator::LessEqual:
    return "<=";
  case Operator::Greater:
    return ">";
  case Operator::GreaterEqual:
    return ">=";
  case Operator::Range:
    return "..";
  case Operator::Join:
    return "++";
  case Operator::Add:
    return "+";
  case Operator::Subtract:
  case Operator::Negate:
    return "-";
  case Operator::Multiply:
    return "*";
  case Operator::Divide:
    return "/";
  case Operator::FloorDivide:
    return "//";
  case Operator::Modulo:
    return "%";
  case Operator::MatMul:
    return "@";
  case Operator::Power:
    return "^";
  case Operator::Pipe:
    return "|>";
  }
  return "";
}

std::string quoted(const std::string &text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\t') {
      out += "\\t";
      continue;
    }
    if (c == '"' || c == '\\')
      out += '\\';
    out += c;
  }
  return out + "\"";
}

// ---- Parts

void Printer::writeBlock(const Block &block) {
  blocks_.push_back(&block);
  out_ += "{" + std::to_string(blocks_.size() - lineBlocks_) + "}";
}

void Printer::write(const std::vector<Name> &names, const char *separator) {
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0)
      out_ += separator;
    out_ += names[i].text;
  }
}

void Printer::write(const Argument &argument) {
  if (argument.spread)
    out_ += "...";
  // Only an item of `report` and its kin may have a string for a name.
  const std::string &name = argument.name.text;
  bool isWord = name.find_first_not_of(
                    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                    "0123456789_") == std::string::npos;
  if (!name.empty())
    out_ += (isWord ? name : quoted(name)) + " = ";
  write(*argument.value);
}

void Printer::write(const std::vector<Argument> &arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (i > 0)
      out_ += ", ";
    write(arguments[i]);
  }
}

void Printer::write(const std::vector<IndexItem> &items) {
  out_ += "[";
  for (size_t i = 0; i < items.size(); ++i) {
    const IndexItem &item = items[i];
    if (i > 0)
      out_ += ", ";
    switch (item.kind) {
    case IndexItem::New:
      out_ += "new";
      break;
    case IndexItem::Ellipsis:
      out_ += "...";
      break;
    case IndexItem::Whole:
      out_ += "..";
      break;
    case IndexItem::At:
      write(*item.first);
      break;
    case IndexItem::Slice:
      if (item.first)
        write(*item.first);
      out_ += "..";
      if (item.last)
        write(*item.last);
      break;
    }
  }
  out_ += "]";
}

void Printer::write(const Place &place) {
  if (!place.parts.empty()) {
    out_ += "(";
    for (size_t i = 0; i < place.parts.size(); ++i) {
      if (i > 0)
        out_ += ", ";
      write(*place.parts[i]);
    }
    out_ += ")";
    return;
  }
  out_ += place.root.text;
  for (const Place::Step &step : place.steps) {
    if (step.items.empty())
      out_ += "." + step.member.text;
    else
      write(step.items);
  }
}

// ---- Operators and operands

void Printer::writeChain(const Chain &chain) {
  out_ += "(";
  write(*chain.operands[0]);
  for (size_t i = 0; i < chain.ops.size(); ++i) {
    out_ += std::string(" ") + spelling(chain.ops[i]) + " ";
    write(*chain.operands[i + 1]);
  }
  out_ += ")";
}

void Printer::writeComprehension(const Comprehension &comprehension) {
  out_ += "[";
  write(*comprehension.element);
  for (const Generator &generator : comprehension.generators) {
    out_ += " for ";
    write(generator.pattern, ", ");
    out_ += generator.draws ? " ~ " : " in ";
    write(*generator.source);
    if (generator.filter) {
      out_ += " if ";
      write(*generator.filter);
    }
  }
  out_ += "]";
}

void Printer::write(const Expr &expr) {
  switch (expr.kind) {
  case ExprKind::Number:
    out_ += static_cast<const Number &>(expr).text;
    return;
  case ExprKind::String:
    out_ += quoted(static_cast<const String &>(expr).value);
    return;
  case ExprKind::Bool:
    out_ += static_cast<const Bool &>(expr).value ? "true" : "false";
    return;
  case ExprKind::NameRef:
    out_ += static_cast<const NameRef &>(expr).name;
    return;
  case ExprKind::Unary: {
    auto &unary = static_cast<const Unary &>(expr);
    out_ += unary.op == Operator::Not ? "(not " : "(-";
    write(*unary.operand);
    out_ += ")";
    return;
  }
  case ExprKind::Chain:
    return writeChain(static_cast<const Chain &>(expr));
  case ExprKind::Binary: {
    auto &binary = static_cast<const Binary &>(expr);
    out_ += "(";
    write(*binary.left);
    out_ += std::string(" ") + spelling(binary.op) + " ";
    write(*binary.right);
    out_ += ")";
    return;
  }
  case ExprKind::Call: {
    auto &call = static_cast<const Call &>(expr);
    write(*call.callee);
    out_ += "(";
    write(call.arguments);
    out_ += ")";
    return;
  }
  case ExprKind::Member:
    write(*static_cast<const Member &>(expr).base);
    out_ += "." + static_cast<const Member &>(expr).name.text;
    return;
  case ExprKind::Index:
    write(*static_cast<const Index &>(expr).base);
    write(static_cast<const Index &>(expr).items);
    return;
  case ExprKind::Tuple:
    out_ += "tuple(";
    write(static_cast<const Tuple &>(expr).items);
    out_ += ")";
    return;
  case ExprKind::List:
    out_ += "[";
    write(static_cast<const List &>(expr).items);
    out_ += "]";
    return;
  case ExprKind::Comprehension:
    return writeComprehension(static_cast<const Comprehension &>(expr));
  default:
    return writeForm(expr);
  }
}

} // namespace nestor::ast
