/// What the runtime knows about the compiled program: the manifest of Abi.h as
/// C++ values.
#pragma once

#include "data/Data.h"
#include "nestor/Abi.h"

#include <cstdint>
#include <string>
#include <vector>

namespace nestor {

/// `Text` is a word of a print statement: `Leaf::item`, without data.
enum class ElementType { F32, F64, BF16, I32, I64, U8, Bool, Text };

/// Bytes of one element.
int64_t elementSize(ElementType type);

/// The type as the language writes it: `f32`.
const char *elementName(ElementType type);

/// One tensor that an effect statement or a loop hands over.
struct Leaf {
  std::string item;
  std::string path;
  ElementType type = ElementType::F32;
  std::vector<int64_t> shape;
  int64_t count = 1; ///< elements

  /// `item`, or `item.path` where there is a path.
  std::string name() const;
  int64_t bytes() const { return count * elementSize(type); }
};

enum class SiteKind { Report, Print, Claim, Assert, Save, Plot };

/// One effect statement of the program.
struct Site {
  SiteKind kind = SiteKind::Report;
  int line = 0;
  std::string name;
  std::string text;
  std::string message;
  int loop = -1; ///< index into `Program::loops`, -1 outside loops
  int outer = 0; ///< loops around that one, whose iterations follow the leaves
  std::vector<Leaf> leaves;
};

/// One place where `--check` inspects numbers.
struct Check {
  std::string file;
  int line = 0;
  std::string source;    ///< "`log`", or "the operand of `log`"
  int order = 0;         ///< of the derivative; 0: the values
  bool isBackward = false; ///< found by reverse mode
  bool nanOnly = false;
  Leaf leaf;
  std::vector<int> loops; ///< lines of the loops around, from within
};

/// One gradient that `nestor gradcheck` compares.
struct Gradient {
  std::string experiment; ///< its name
  std::string file;
  int line = 0, column = 0;
  bool isForward = false;
  std::string departs; ///< why differences may say something else
  std::vector<std::vector<int64_t>> shapes; ///< of what is trained
  std::vector<int64_t> coordinates; ///< which numbers, counted through all
};

struct Hyper {
  std::string name;
  double defaultValue = 0;
};

struct Const {
  std::string name;
  std::string value;
};

/// A data set that the program reads, with the shapes it was compiled for.
struct DataSet {
  std::string name;
  data::Request request;
  std::string folder; ///< of the script, when it was compiled
  std::vector<data::Array> arrays;
};

/// What a loop at the top level carries from one iteration to the next.
struct LoopLayout {
  bool isOuter = false;    ///< other such loops are inside
  bool isFollowed = false; ///< others come after it, so its results are kept
  std::vector<Leaf> leaves;
  std::vector<bool> kept; ///< for each leaf: somebody reads it after the loop
};

struct Loop {
  std::string name;
  int64_t steps = 0; ///< 0 where the number is not known
  int line = 0;
  LoopLayout layout; ///< empty for loops that are no resume points
};

/// A file that the script imports, the library's not counted.
struct Module {
  std::string name;
  std::string source;
};

struct Program {
  std::string name;
  std::string file; ///< for messages; `name`.nest where the manifest has none
  std::string nestorVersion;
  std::string source;
  std::vector<Module> modules;
  std::string plan; ///< what `nestor explain` says
  std::vector<Hyper> hypers;
  std::vector<Const> consts;
  std::vector<DataSet> data;
  std::vector<Loop> loops;
  std::vector<Site> sites;
  std::vector<Check> checks;
  std::vector<Gradient> gradients;
  std::vector<nestor_experiment> experiments;
  const char *manifest = nullptr; ///< the JSON text

  /// The texts of the script and of its modules: what a run repeats.
  std::string wholeSource() const;
  /// Line `line` of the script without the space around it.
  std::string lineText(int line) const;
  /// "`file`:`line`: `severity`: `text`", and the source line where it is
  /// known.
  std::string messageAt(int line, const char *severity,
                        const std::string &text) const;
  std::string errorAt(int line, const std::string &text) const {
    return messageAt(line, "error", text);
  }
};

/// Reads the table that the compiler made. Throws `Failure` with status 70
/// where it and this runtime do not fit together.
Program parseProgram(const nestor_program &table);

} // namespace nestor
