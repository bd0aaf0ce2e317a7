// What each subcommand of `nestor` does.
#pragma once

#include "compiler/driver/ExitStatus.h"
#include "compiler/driver/Installation.h"
#include "compiler/driver/Options.h"

#include <string>
#include <vector>

namespace nestor {

/// `nestor check`: reports errors and makes nothing.
ExitStatus checkCommand(const CompileOptions &options,
                        const Installation &installation);

/// `nestor explain`: says how the learning loops of a script lie in each
/// other, what loops store for their derivatives, and what the program takes.
/// With `dot` the first as a graph for Graphviz, and nothing else.
ExitStatus explainCommand(const CompileOptions &options,
                          const Installation &installation, bool dot);

/// `nestor build`: writes the program `output`.
ExitStatus buildCommand(const CompileOptions &options,
                        const Installation &installation,
                        const std::string &output);

/// `nestor run`: compiles and becomes the program, with `programOptions` and
/// those of the settings that are hypers.
ExitStatus runCommand(const CompileOptions &options,
                      const Installation &installation,
                      const std::vector<std::string> &programOptions);

/// `nestor gradcheck`: compiles in f64 to a program that compares each gradient
/// where it is first taken, and becomes it. `smooth`: without kinks.
ExitStatus gradcheckCommand(const CompileOptions &options,
                            const Installation &installation, bool smooth,
                            const std::vector<std::string> &programOptions);

/// `nestor doc`: the library, the documents and the modules in `files` as HTML
/// in the folder `output`.
ExitStatus docCommand(const std::vector<std::string> &files,
                      const Installation &installation,
                      const std::string &output);

/// The values that `--emit` takes, in the order of the stages.
const std::vector<std::string> &emitForms();

/// `nestor --emit=FORM`: writes a listing, or an object file, to `output`
/// ("-" is standard output).
ExitStatus emitCommand(const CompileOptions &options,
                       const Installation &installation,
                       const std::string &form, const std::string &output);

} // namespace nestor
