// What the command line asks of a compilation.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace nestor {

enum class DiagnosticFormat { Text, Json };

/// `--check`: what ends the program wherever it appears.
enum class Check { None, Finite, Nan };

struct CompileOptions {
  std::string input;
  /// `--set name=value`, in order.
  std::vector<std::pair<std::string, std::string>> settings;
  /// `--library`: folders in which imports are looked for, too.
  std::vector<std::string> moduleFolders;
  bool f64 = false;
  std::string cpu = "host";
  /// `--memory`, bytes of the whole process at most; 0: no budget.
  int64_t memory = 0;
  Check check = Check::None;
  DiagnosticFormat diagnostics = DiagnosticFormat::Text;
};

} // namespace nestor
