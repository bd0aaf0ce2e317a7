// Prints declarations and statements as an indented listing, the form of
// `--emit=ast`.
#include "compiler/ast/Printer.h"

namespace nestor::ast {

// ---- Lines

void Printer::beginLine() {
  lineBlocks_ = blocks_.size();
  out_.append(2 * depth_, ' ');
}

/// Ends the line and prints the blocks that it mentions under it.
void Printer::endLine() {
  out_ += '\n';
  std::vector<const Block *> mine(blocks_.begin() + long(lineBlocks_),
                                  blocks_.end());
  blocks_.resize(lineBlocks_);
  for (size_t i = 0; i < mine.size(); ++i) {
    out_.append(2 * (depth_ + 1), ' ');
    out_ += "{" + std::to_string(i + 1) + "}\n";
    depth_ += 2;
    for (const Stmt *stmt : mine[i]->statements)
      print(*stmt);
    depth_ -= 2;
  }
}

// ---- Parts

void Printer::write(const std::vector<Expr *> &values) {
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0)
      out_ += ", ";
    write(*values[i]);
  }
}

void Printer::write(const Binding &binding) {
  out_ += binding.name.text + (binding.draws ? " ~ " : " = ");
  write(*binding.value);
}

void Printer::write(const std::vector<Binding> &bindings) {
  for (size_t i = 0; i < bindings.size(); ++i) {
    if (i > 0)
      out_ += ", ";
    write(bindings[i]);
  }
}

void Printer::write(const std::vector<Parameter> &parameters) {
  out_ += "(";
  for (size_t i = 0; i < parameters.size(); ++i) {
    const Parameter &parameter = parameters[i];
    if (i > 0)
      out_ += ", ";
    out_ += parameter.name.text;
    if (!parameter.at.empty())
      out_ += " at " + quoted(parameter.at);
    if (parameter.type) {
      out_ += ": ";
      write(*parameter.type);
    }
    if (parameter.defaultValue) {
      out_ += " = ";
      write(*parameter.defaultValue);
    }
  }
  out_ += ")";
}

/// A function, its blocks numbered like those of any expression.
void Printer::writeHead(const Function &function) {
  out_ += function.name.text.empty() ? "fn" : "fn " + function.name.text;
  write(function.parameters);
  if (function.result) {
    out_ += " -> ";
    write(*function.result);
  }
  out_ += " ";
  writeBlock(*function.body);
  if (!function.gradientBody)
    return;
  out_ += " gradient";
  write(function.gradientParameters);
  out_ += " ";
  writeBlock(*function.gradientBody);
}

void Printer::print(const Function &function) {
  beginLine();
  writeHead(function);
  endLine();
}

// ---- Statements

static const char *word(EffectKind kind) {
  switch (kind) {
  case EffectKind::Report:
    return "report ";
  case EffectKind::Print:
    return "print ";
  case EffectKind::Plot:
    return "plot ";
  case EffectKind::Save:
    return "save ";
  }
  return "";
}

void Printer::print(const Stmt &stmt) {
  if (stmt.kind == StmtKind::Function)
    return print(*static_cast<const FunctionStmt &>(stmt).function);
  beginLine();
  switch (stmt.kind) {
  case StmtKind::Expression:
    out_ += "value ";
    write(static_cast<const ExprStmt &>(stmt).values);
    break;
  case StmtKind::Bind: {
    auto &bind = static_cast<const Bind &>(stmt);
    out_ += bind.draws ? "draw " : "bind ";
    write(bind.targets);
    out_ += bind.draws ? " ~ " : " = ";
    write(bind.values);
    break;
  }
  case StmtKind::State:
    out_ += "state ";
    write(static_cast<const State &>(stmt).bindings);
    break;
  case StmtKind::Note:
    out_ += "note ";
    write(static_cast<const Note &>(stmt).bindings);
    break;
  case StmtKind::Effect: {
    auto &effect = static_cast<const Effect &>(stmt);
    out_ += word(effect.effect);
    write(effect.items);
    break;
  }
  case StmtKind::Assert: {
    auto &check = static_cast<const Assert &>(stmt);
    out_ += "assert ";
    write(*check.condition);
    if (check.message) {
      out_ += ", ";
      write(*check.message);
    }
    break;
  }
  case StmtKind::Claim: {
    auto &claim = static_cast<const Claim &>(stmt);
    out_ += "claim " + claim.name.text + ": ";
    write(*claim.condition);
    break;
  }
  case StmtKind::Function:
    break; // printed above
  }
  endLine();
}

// ---- Declarations

static const char *word(DeclKind kind) {
  switch (kind) {
  case DeclKind::Import:
    return "import ";
  case DeclKind::Const:
    return "const ";
  case DeclKind::Hyper:
    return "hyper ";
  case DeclKind::Data:
    return "data ";
  case DeclKind::Record:
    return "record ";
  case DeclKind::Task:
    return "task ";
  case DeclKind::Model:
    return "model ";
  case DeclKind::Optimizer:
    return "optimizer ";
  case DeclKind::Experiment:
    return "experiment ";
  case DeclKind::Constant:
    return "constant ";
  case DeclKind::Alias:
  case DeclKind::Function:
    return "";
  }
  return "";
}

void Printer::print(const MemberDecl &member) {
  if (member.role == MemberDecl::Method)
    return print(*member.function);
  beginLine();
  switch (member.role) {
  case MemberDecl::Param:
    out_ += "param ";
    break;
  case MemberDecl::State:
    out_ += "state ";
    break;
  case MemberDecl::Plain:
  case MemberDecl::Method:
    out_ += "member ";
    break;
  }
  write(member.binding);
  endLine();
}

/// What stands on the line of a declaration.
void Printer::writeHead(const Decl &decl) {
  out_ += word(decl.kind == DeclKind::Alias
                   ? static_cast<const Alias &>(decl).of
                   : decl.kind);
  switch (decl.kind) {
  case DeclKind::Import: {
    const auto &paths = static_cast<const Import &>(decl).paths;
    for (size_t i = 0; i < paths.size(); ++i) {
      out_ += i > 0 ? ", " : "";
      write(paths[i], ".");
    }
    break;
  }
  case DeclKind::Const:
  case DeclKind::Hyper:
  case DeclKind::Data:
    write(static_cast<const Bindings &>(decl).bindings);
    break;
  case DeclKind::Alias:
    out_ += decl.name.text + " = ";
    write(*static_cast<const Alias &>(decl).value);
    break;
  case DeclKind::Constant:
    write(static_cast<const Constant &>(decl).names, ", ");
    out_ += " = ";
    write(*static_cast<const Constant &>(decl).value);
    break;
  case DeclKind::Experiment: {
    auto &experiment = static_cast<const Experiment &>(decl);
    out_ += decl.name.text + " ";
    if (experiment.memoryRange.isValid())
      out_ += "memory \"" + experiment.memory + "\" ";
    writeBlock(*experiment.block);
    if (experiment.seeds) {
      out_ += " over ";
      write(*experiment.seeds);
      out_ += " seeds ";
      writeBlock(*experiment.overBlock);
    }
    break;
  }
  case DeclKind::Task:
  case DeclKind::Model:
  case DeclKind::Optimizer: {
    auto &aggregate = static_cast<const Aggregate &>(decl);
    out_ += decl.name.text;
    if (aggregate.hasParameters)
      write(aggregate.parameters);
    break;
  }
  case DeclKind::Record:
    out_ += decl.name.text;
    break;
  case DeclKind::Function:
    break; // printed as a function
  }
}

/// The lines under a declaration: fields of a record, members of the others.
void Printer::printParts(const Decl &decl) {
  if (decl.kind == DeclKind::Record)
    for (const auto &[name, type] : static_cast<const Record &>(decl).fields) {
      beginLine();
      out_ += name.text + ": ";
      write(*type);
      endLine();
    }
  bool hasMembers = decl.kind == DeclKind::Task ||
                    decl.kind == DeclKind::Model ||
                    decl.kind == DeclKind::Optimizer;
  if (!hasMembers)
    return;
  for (const MemberDecl &member : static_cast<const Aggregate &>(decl).members)
    print(member);
}

void Printer::print(const Decl &decl) {
  if (decl.kind == DeclKind::Function)
    return print(*static_cast<const FunctionDecl &>(decl).function);
  beginLine();
  writeHead(decl);
  endLine();
  ++depth_;
  printParts(decl);
  --depth_;
}

std::string print(const Module &module) {
  Printer printer;
  for (const Decl *decl : module.declarations)
    printer.print(*decl);
  return printer.take();
}

} // namespace nestor::ast
