// Prints forms that have blocks, and types.
#include "compiler/ast/Printer.h"

namespace nestor::ast {

// ---- Forms with blocks

void Printer::writeForm(const Expr &expr) {
  switch (expr.kind) {
  case ExprKind::Lambda:
    return writeHead(*static_cast<const Lambda &>(expr).function);
  case ExprKind::Minimize:
    return writeMinimize(static_cast<const Minimize &>(expr));
  case ExprKind::For:
    return writeFor(static_cast<const For &>(expr));
  case ExprKind::Trace:
    out_ += "trace ";
    return write(*static_cast<const Trace &>(expr).loop);
  case ExprKind::Grad:
    out_ += "grad ";
    write(*static_cast<const Grad &>(expr).place);
    out_ += " ";
    return writeBlock(*static_cast<const Grad &>(expr).block);
  case ExprKind::Cost:
    out_ += "cost ";
    return writeBlock(*static_cast<const Cost &>(expr).block);
  case ExprKind::With:
    return writeWith(static_cast<const With &>(expr));
  case ExprKind::If:
    return writeIf(static_cast<const If &>(expr));
  case ExprKind::Match:
    return writeMatch(static_cast<const Match &>(expr));
  default:
    return; // written by write(const Expr &)
  }
}

void Printer::writeHeader(const LoopHeader &header) {
  if (!header.source)
    return;
  out_ += " for ";
  if (!header.pattern.empty()) {
    write(header.pattern, ", ");
    out_ += " in ";
  }
  write(*header.source);
  if (header.pattern.empty())
    out_ += " steps";
}

void Printer::writeEvery(const std::vector<Every> &every) {
  for (const Every &clause : every) {
    out_ += " every ";
    write(*clause.period);
    out_ += " steps ";
    writeBlock(*clause.block);
  }
}

void Printer::writeClause(const char *word, const Expr *value) {
  if (!value)
    return;
  out_ += word;
  write(*value);
}

void Printer::writeMinimize(const Minimize &minimize) {
  out_ += "minimize ";
  write(*minimize.place);
  writeClause(" from ", minimize.from);
  writeClause(" with ", minimize.optimizer);
  writeHeader(minimize.header);
  writeClause(" until ", minimize.until);
  writeClause(" through ", minimize.through);
  out_ += " ";
  writeBlock(*minimize.block);
  writeEvery(minimize.every);
}

void Printer::writeFor(const For &loop) {
  out_ += "loop";
  writeHeader(loop.header);
  writeClause(" until ", loop.until);
  writeClause(" through ", loop.through);
  out_ += " ";
  writeBlock(*loop.block);
  writeEvery(loop.every);
}

void Printer::writeWith(const With &with) {
  out_ += "with ";
  for (size_t i = 0; i < with.settings.size(); ++i) {
    if (i > 0)
      out_ += ", ";
    out_ += with.settings[i].name.text + " = ";
    write(*with.settings[i].value);
  }
  out_ += " ";
  writeBlock(*with.block);
}

void Printer::writeIf(const If &conditional) {
  out_ += "if ";
  write(*conditional.condition);
  out_ += " ";
  writeBlock(*conditional.thenBlock);
  if (!conditional.elseBlock)
    return;
  out_ += " else ";
  writeBlock(*conditional.elseBlock);
}

void Printer::writeMatch(const Match &match) {
  out_ += "match ";
  write(*match.subject);
  out_ += " (";
  for (size_t i = 0; i < match.arms.size(); ++i) {
    const Arm &arm = match.arms[i];
    if (i > 0)
      out_ += "; ";
    write(*arm.pattern);
    writeClause(" in ", arm.source);
    out_ += " -> ";
    write(*arm.result);
  }
  out_ += ")";
}

// ---- Types

void Printer::write(const Dimension &dimension) {
  if (dimension.ellipsis)
    out_ += "..." + dimension.rest;
  else
    write(*dimension.extent);
}

void Printer::write(const TypeExpr &type) {
  if (type.kind == TypeExpr::Named) {
    write(type.path, ".");
    if (type.hasArguments) {
      out_ += "(";
      write(type.arguments);
      out_ += ")";
    }
    for (const std::vector<Dimension> &shape : type.shapes) {
      out_ += "[";
      for (size_t i = 0; i < shape.size(); ++i) {
        out_ += i > 0 ? ", " : "";
        write(shape[i]);
      }
      out_ += "]";
    }
    return;
  }
  out_ += type.kind == TypeExpr::Function ? "fn(" : "(";
  for (size_t i = 0; i < type.items.size(); ++i) {
    const auto &[name, item] = type.items[i];
    out_ += i > 0 ? ", " : "";
    if (!name.text.empty())
      out_ += name.text + ": ";
    write(*item);
  }
  out_ += ")";
  if (type.result) {
    out_ += " -> ";
    write(*type.result);
  }
}

} // namespace nestor::ast
