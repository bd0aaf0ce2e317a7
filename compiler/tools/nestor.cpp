// The compiler's command line.
#include "compiler/driver/Commands.h"
#include "compiler/driver/ExplainError.h"
#include "compiler/support/LargeStack.h"
#include "compiler/support/NearestName.h"
#include "compiler/support/ParseBytes.h"

#include <CLI/CLI.hpp>

#include <csignal>

#include <iostream>

using namespace nestor;

namespace {

/// Everything that the command line can say.
struct CommandLine {
  CompileOptions compile;
  std::vector<std::string> assignments;
  std::string diagnostics = "text", emit, output, errorId, memory,
              stopAt;
  // Passed on to the program.
  std::string seed, out, only, resume, checkpointEvery;
  bool quiet = false, smooth = false, dot = false;
  std::vector<std::string> dataPaths, programOptions;

  CLI::App app{"The compiler of Nestor, a language for meta-learning.",
               "nestor"};
  CLI::App *run, *build, *check, *explain, *gradcheck, *explainError, *doc;
  std::vector<std::string> documented;

  CommandLine() {
    app.set_version_flag("--version", "nestor " NESTOR_VERSION);
    app.require_subcommand(0, 1);
    app.footer("nestor --emit=FORM FILE writes a form of the program on its "
               "way to the machine.");
    addCompileOptions(app);
    app.add_option("--emit", emit, "Write this form to standard output or -o")
        ->check(CLI::IsMember(emitForms()))
        ->type_name("FORM");
    app.add_option("-o", output, "Where to write")->type_name("FILE");
    app.add_option("file", compile.input, "A script")->type_name("FILE");

    run = addFileCommand("run", "Compile a script and run it");
    addProgramOptions(*run);
    build = addFileCommand("build", "Compile a script to a program");
    build->add_option("-o", output, "The program")
        ->type_name("FILE")
        ->required();
    check = addFileCommand("check", "Report the errors of a script");
    explain = addFileCommand(
        "explain",
        "Show how learning loops lie in each other, what loops store and what "
        "the program takes");
    explain->add_flag("--dot", dot,
                      "The graph of learning loops, for Graphviz, and nothing "
                      "else");
    gradcheck = addFileCommand("gradcheck",
                               "Compare every gradient of a script with the "
                               "other mode and with differences");
    gradcheck->add_option("--seed", seed, "Where all randomness starts")
        ->type_name("N");
    gradcheck->add_option("--only", only, "Check one experiment of several")
        ->type_name("EXPERIMENT");
    gradcheck->add_flag("--smooth", smooth,
                        "Smooth kinks for the comparison, which differences "
                        "cannot see across");
    explainError = app.add_subcommand(
        "explain-error", "What an error means and how to repair it");
    explainError
        ->add_option("id", errorId,
                     "The words in brackets, as in "
                     "shape-mismatch")
        ->type_name("ID")
        ->required();
    doc = app.add_subcommand(
        "doc", "Write the reference of the language and its library as HTML");
    doc->add_option("-o", output, "A new folder")->type_name("DIR")->required();
    doc->add_option("files", documented, "Modules of your own to include")
        ->type_name("FILE");
  }

  CLI::App *addFileCommand(const std::string &name,
                           const std::string &description) {
    CLI::App *command = app.add_subcommand(name, description);
    addCompileOptions(*command);
    command->add_option("file", compile.input, "A script")
        ->type_name("FILE")
        ->required();
    return command;
  }

  void addCompileOptions(CLI::App &command) {
    command
        .add_option("--set", assignments,
                    "Give a const or a hyper another value")
        ->type_name("NAME=VALUE")
        ->expected(1)
        ->allow_extra_args(false) // the word behind it may be the script
        ->take_all();
    command
        .add_option("--library", compile.moduleFolders,
                    "A folder in which imports are looked for, too")
        ->type_name("DIR")
        ->check(CLI::ExistingDirectory)
        ->expected(1)
        ->allow_extra_args(false)
        ->take_all();
    command.add_flag("--f64", compile.f64, "Compute with f64 instead of f32");
    command
        .add_option("--cpu", compile.cpu,
                    "Processor to compile for (default: this one)")
        ->type_name("NAME");
    command
        .add_option("--memory", memory,
                    "Stay within this much memory: 64M, 1.5G; bytes without a "
                    "unit")
        ->type_name("SIZE");
    command
        .add_option("--check", stopAt,
                    "Stop at the first number that is not finite, or at the "
                    "first nan, and say where it comes from")
        ->check(CLI::IsMember({"finite", "nan"}))
        ->type_name("finite|nan");
    command.add_option("--diagnostics", diagnostics, "text or json")
        ->check(CLI::IsMember({"text", "json"}))
        ->type_name("FORMAT");
  }

  void addProgramOptions(CLI::App &command) {
    command.add_option("--seed", seed, "Where all randomness starts")
        ->type_name("N");
    command.add_option("--out", out, "Run folder: new or empty")
        ->type_name("DIR");
    command.add_option("--only", only, "Run one experiment of several")
        ->type_name("EXPERIMENT");
    command
        .add_option("--data", dataPaths,
                    "Take a data set from this path, or look for all in this "
                    "folder")
        ->type_name("[NAME=]PATH")
        ->expected(1)
        ->allow_extra_args(false)
        ->take_all();
    command.add_option("--resume", resume,
                       "Go on with an interrupted run, in its folder")
        ->type_name("DIR");
    command
        .add_option("--checkpoint-every", checkpointEvery,
                    "Seconds between checkpoints (default 60; 0: only when "
                    "interrupted)")
        ->type_name("SECONDS");
    command.add_flag("--quiet", quiet, "No progress and no report lines");
    command
        .add_option("options", programOptions,
                    "Options of the program, after --")
        ->type_name("");
  }

  /// The program's own command line.
  std::vector<std::string> forProgram() const {
    std::vector<std::string> words;
    auto add = [&](const char *name, const std::string &value) {
      if (!value.empty()) {
        words.push_back(name);
        words.push_back(value);
      }
    };
    add("--seed", seed);
    add("--out", out);
    add("--only", only);
    add("--resume", resume);
    add("--checkpoint-every", checkpointEvery);
    for (const std::string &path : dataPaths)
      add("--data", path);
    if (quiet)
      words.push_back("--quiet");
    words.insert(words.end(), programOptions.begin(), programOptions.end());
    return words;
  }
};

ExitStatus complain(const std::string &message) {
  std::cerr << "error: " << message << "\n"
            << "  nestor --help lists what can be said\n";
  return ExitStatus::BadInput;
}

/// ``; did you mean `--seed`?`` for what the command line does not know.
std::string suggestion(CommandLine &line) {
  std::vector<std::string> known;
  std::string word = line.compile.input; // a command that is none
  CLI::App *command = &line.app;
  for (CLI::App *named : line.app.get_subcommands())
    command = named;
  for (const std::string &extra : line.app.remaining(/*recurse=*/true))
    if (extra.rfind("--", 0) == 0) {
      word = extra.substr(0, extra.find('='));
      for (const CLI::Option *option : command->get_options())
        for (const std::string &name : option->get_lnames())
          known.push_back("--" + name);
      break;
    }
  if (known.empty() && command == &line.app)
    for (const CLI::App *named : line.app.get_subcommands(
             [](const CLI::App *) { return true; }))
      known.push_back(named->get_name());
  std::string meant = nearestName(word, known);
  return meant.empty() ? "" : "; did you mean `" + meant + "`?";
}

ExitStatus dispatch(CommandLine &line, const Installation &installation) {
  CompileOptions &options = line.compile;
  for (const std::string &assignment : line.assignments) {
    size_t equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0)
      return complain("`--set` takes `name=value`, got `" + assignment + "`");
    options.settings.emplace_back(assignment.substr(0, equals),
                                  assignment.substr(equals + 1));
  }
  if (line.diagnostics == "json")
    options.diagnostics = DiagnosticFormat::Json;
  if (!line.stopAt.empty())
    options.check = line.stopAt == "nan" ? Check::Nan : Check::Finite;
  if (!line.memory.empty()) {
    auto bytes = parseBytes(line.memory);
    if (!bytes)
      return complain("`--memory` takes a size such as 64M or 1.5G, got `" +
                      line.memory + "`");
    options.memory = *bytes;
  }
  if (*line.explain)
    return explainCommand(options, installation, line.dot);
  if (*line.doc)
    return docCommand(line.documented, installation, line.output);
  if (*line.explainError)
    return explainError(line.errorId, installation.errorIndex());
  if (*line.check)
    return checkCommand(options, installation);
  if (*line.build)
    return buildCommand(options, installation, line.output);
  if (*line.gradcheck)
    return gradcheckCommand(options, installation, line.smooth,
                            line.forProgram());
  if (*line.run)
    return runCommand(options, installation, line.forProgram());
  if (options.input.empty())
    return complain("no command and no file");
  if (line.emit.empty())
    return complain("what to do with `" + options.input + "`? `nestor run " +
                    options.input + "` runs it");
  return emitCommand(options, installation, line.emit,
                     line.output.empty() ? "-" : line.output);
}

ExitStatus parseAndDispatch(int argc, char **argv) {
  CommandLine line;
  try {
    line.app.parse(argc, argv);
  } catch (const CLI::CallForHelp &) {
    // The help of the subcommand that was named, if there was one.
    CLI::App *asked = &line.app;
    for (CLI::App *command : line.app.get_subcommands())
      asked = command;
    std::cout << asked->help();
    return ExitStatus::Success;
  } catch (const CLI::CallForVersion &version) {
    std::cout << version.what() << "\n";
    return ExitStatus::Success;
  } catch (const CLI::ExtrasError &error) {
    return complain(error.what() + suggestion(line));
  } catch (const CLI::ParseError &error) {
    return complain(error.what());
  }
  return dispatch(line, Installation(argv[0]));
}

} // namespace

int main(int argc, char **argv) {
  // A full disk is an error of a write, not the end of the process.
  std::signal(SIGXFSZ, SIG_IGN);
  ExitStatus status = ExitStatus::Internal;
  runOnLargeStack([&] { status = parseAndDispatch(argc, argv); });
  return int(status);
}
