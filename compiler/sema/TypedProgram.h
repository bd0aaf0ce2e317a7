// A typed program: what is left of a script once names are resolved, compile-
// time values evaluated, functions instantiated and records taken apart. Only
// tensors of static shape flow between its nodes. Free of errors.
#pragma once

#include "compiler/sema/Types.h"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace nestor::typed {

enum class Primitive {
#define PRIMITIVE(NAME, SPELLING) NAME,
#include "compiler/sema/Primitives.def"
#undef PRIMITIVE
};

const char *spelling(Primitive primitive);

/// One tensor, written once. `type` is a Tensor; Real and Int are f64 and i64
/// from here on.
struct Var {
  unsigned id = 0;
  const Type *type = nullptr;
  std::string name; // the user's, for messages and listings; may be empty
};

struct Node;

/// A block with parameters. It may read variables of the regions around it.
struct Region {
  std::vector<Var *> parameters;
  std::vector<Node *> nodes;
  std::vector<Var *> results;
};

enum class NodeKind {
  Literal,   // numbers: one (splat) or all elements
  Primitive, // primitive, axes, more, numbers
  If,        // operand 0: the condition; regions: then, else, no parameters
  Loop,      // tripCount; operands: carries; region parameters: the iteration,
             // carries; results: [stop flag if hasUntil], carries, stacked
  Map,       // tripCount lanes; operands: mapped; region parameters: lane,
             // slices
  Grad,      // operands: targets; region parameters: targets; region results:
             // value, aux; results: value, gradients, aux
  CustomGradient, // operands: inputs; regions: the body (inputs), the rule
                  // (inputs, a cotangent for each floating result)
  Cost,       // region: what is not run; results: flops, bytes, peak bytes
  Minimize,   // the regions of meta.minimize, without scanned and invariants
  Effect,     // site; operands: leaves, or with `hasStep` first the step
  Solved,     // operands: the residual, the steps; axes: line
  CheckIndex, // axes: extent, length, line, and 1 if negatives lie outside
};

/// How a `minimize` or `grad` was written, for those who read about it.
struct Written {
  std::string place;     // what it trains: `net`, `p.head`, `(a, b)`
  std::string from;      // where it starts; may be empty
  std::string optimizer; // `optim.adam |> optim.clip`; empty for a grad
  bool implicit = false; // its derivative is that of the solution
  /// What its optimizer keeps between updates.
  struct State {
    std::string optimizer, name; // `adam`, `m`
    const Type *type = nullptr;
  };
  std::vector<State> states;
};

struct Node {
  NodeKind kind = NodeKind::Primitive;
  Primitive primitive = Primitive::Add;
  SourceRange range;
  std::vector<Var *> operands, results;
  std::vector<int64_t> axes, more;
  std::vector<double> numbers;
  std::vector<std::unique_ptr<Region>> regions;
  int64_t tripCount = 0;
  bool hasUntil = false;
  bool traced = false;
  bool hasStep = false;
  // As of meta.loop: the plan, the steps or carries that it speaks of.
  int plan = 0;
  int64_t window = 0;
  // Of Effect: its place in Program::sites; of Minimize: the line where losses
  // that are not finite are told, -1 if the top level watches it or nobody may.
  int site = -1;
  int topLevel = -1;
  size_t targets = 0, states = 0, carries = 0; // of Minimize: operand segments
  // Of Minimize, Grad, the CustomGradient of an implicit derivative, and the
  // Loop of `over N seeds`.
  std::shared_ptr<const Written> written;
};

/// What the runtime has to know of an effect statement.
struct Site {
  enum Kind { Report, Print, Claim, Assert, Save, Plot } kind = Report;
  SourceRange range;
  std::string name;    // of a claim; the file of a save; where the points of
                       // a plot stand: "step", "x" (the first leaf), or ""
  std::string text;    // the source of a condition; the title of a plot
  std::string message; // of an assert
  int loop = -1;       // the loop that encloses a report
  int outer = 0;       // how many iterations of loops around that one follow
                       // its leaves
  struct Leaf {
    std::string item, path;
    const Type *type = nullptr;
  };
  std::vector<Leaf> leaves;
};

/// A loop at the top level of an experiment.
struct TopLevelLoop {
  std::string name;
  int64_t steps = 0;
  SourceRange range;
};

struct Experiment {
  std::string name;
  SourceRange range;
  Var *seed = nullptr; // i64
  int64_t memory = 0;  // bytes of the process at most; 0: no budget
  Region body;
};

struct Hyper {
  std::string name;
  double value = 0;
};

/// A data set that is read when the program starts; its arrays are free
/// variables of the experiments.
struct DataSet {
  std::string name, format, source, folder;
  struct Array {
    std::string path; // `train.images`; empty for a plain tensor
    Var *var = nullptr;
  };
  std::vector<Array> arrays;
};

struct ConstSetting {
  std::string name, value;
};

/// A module that the script imports, of those that do not come with the
/// compiler.
struct ImportedModule {
  std::string name;
  uint32_t file = 0;
};

struct Program {
  TypeContext types;
  std::string name; // the script's stem
  uint32_t file = 0;
  std::vector<ImportedModule> modules;
  std::vector<Hyper> hypers;
  std::vector<Var *> hyperVars; // Real, one each; free in the experiments
  std::vector<ConstSetting> consts;
  std::vector<DataSet> data;
  std::vector<std::unique_ptr<Experiment>> experiments;
  std::vector<Site> sites;
  std::vector<TopLevelLoop> loops;
  SourceRange lost; // of a value that is missing though no error says why

  Var *makeVar(const Type *type, std::string name);
  Node *makeNode(NodeKind kind, SourceRange range);

private:
  std::deque<Var> vars_;
  std::deque<Node> nodes_;
};

} // namespace nestor::typed
