// Starts a program whose file is already deleted: nothing is left behind
// however it ends, and signals reach it directly.
#include "compiler/driver/RunProgram.h"

#include "llvm/Support/raw_ostream.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace nestor {

ExitStatus runProgram(const std::string &program, TemporaryFolder &folder,
                      std::vector<std::string> arguments) {
  int file = open(program.c_str(), O_RDONLY | O_CLOEXEC);
  folder.remove();
  std::vector<char *> argv;
  for (std::string &argument : arguments)
    argv.push_back(argument.data());
  argv.push_back(nullptr);
  if (file >= 0)
    fexecve(file, argv.data(), environ);
  llvm::errs() << "error: cannot start the program: " << std::strerror(errno)
               << "\n";
  return ExitStatus::BadInput;
}

} // namespace nestor
