/// From the words of the command line to `Options`; afterwards every hyper has
/// a finite value and every name is known.
#include "core/Options.h"

#include "core/Failure.h"
#include "core/Suggest.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <system_error>

namespace nestor {

static Failure badInput(const std::string &message) {
  return Failure(ExitStatus::BadInput, message);
}

/// Without the underscores that stand between digits (`20_000`).
static std::string withoutUnderscores(const std::string &text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    bool separates = text[i] == '_' && i > 0 && i + 1 < text.size() &&
                     std::isdigit(static_cast<unsigned char>(text[i - 1])) &&
                     std::isdigit(static_cast<unsigned char>(text[i + 1]));
    if (!separates)
      plain += text[i];
  }
  return plain;
}

template <typename Number>
static std::optional<Number> parseNumber(const std::string &text) {
  std::string plain = withoutUnderscores(text);
  Number value{};
  const char *end = plain.data() + plain.size();
  auto result = std::from_chars(plain.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end)
    return std::nullopt;
  return value;
}

/// Any whole number of 64 bits, signed or not: the bits are what counts.
static int64_t parseSeed(const std::string &text) {
  if (auto value = parseNumber<int64_t>(text))
    return *value;
  if (auto value = parseNumber<uint64_t>(text))
    return static_cast<int64_t>(*value);
  throw badInput(fmt::format(
      "`--seed` takes a whole number of at most 64 bits, got `{}`", text));
}

static std::vector<std::string> hyperNames(const Program &program) {
  std::vector<std::string> names;
  for (const Hyper &hyper : program.hypers)
    names.push_back(hyper.name);
  return names;
}

/// One `--set name=value`.
static void setHyper(const Program &program, const std::string &assignment,
                     Options &options) {
  size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0)
    throw badInput(
        fmt::format("`--set` takes `name=value`, got `{}`", assignment));
  std::string name = assignment.substr(0, equals);
  std::string text = assignment.substr(equals + 1);
  for (const Const &fixed : program.consts)
    if (fixed.name == name)
      throw badInput(fmt::format("\"{}\" is fixed when compiled: recompile "
                                 "with nestor build --set {}={}",
                                 name, name, text));
  for (size_t i = 0; i < program.hypers.size(); ++i) {
    if (program.hypers[i].name != name)
      continue;
    auto value = parseNumber<double>(text);
    if (!value || !std::isfinite(*value))
      throw badInput(fmt::format("hyper `{}` takes a finite number, got `{}`",
                                 name, text));
    options.hypers[i] = *value;
    options.isHyperGiven[i] = true;
    return;
  }
  throw badInput(fmt::format("the program has no hyper `{}`", name) +
                 suggest(name, hyperNames(program), "its hypers"));
}

/// One `--data`: `name=path` or a folder. A name has no `/`, so a folder whose
/// name has an `=` can be told apart as `./a=b`.
static void takeData(const Program &program, const std::string &value,
                     Options &options) {
  size_t equals = value.find('=');
  if (equals == std::string::npos || value.find('/') < equals) {
    std::error_code error;
    if (!std::filesystem::is_directory(value, error))
      throw badInput(fmt::format(
          "`--data` takes `name=path` or a folder, got `{}`", value));
    options.dataFolders.push_back(value);
    return;
  }
  std::string name = value.substr(0, equals), path = value.substr(equals + 1);
  std::vector<std::string> names;
  for (const DataSet &set : program.data)
    names.push_back(set.name);
  if (std::find(names.begin(), names.end(), name) == names.end())
    throw badInput(fmt::format("the program has no data set `{}`", name) +
                   suggest(name, names, "its data sets"));
  if (path.empty())
    throw badInput(
        fmt::format("`--data {}=` takes a file or folder, got nothing", name));
  options.data.emplace_back(name, path);
}

static std::vector<size_t> chooseExperiments(const Program &program,
                                             const std::string &only) {
  std::vector<size_t> chosen;
  std::vector<std::string> names;
  for (size_t i = 0; i < program.experiments.size(); ++i) {
    names.emplace_back(program.experiments[i].name);
    if (only.empty() || only == names.back())
      chosen.push_back(i);
  }
  if (!only.empty() && chosen.empty())
    throw badInput(fmt::format("the program has no experiment `{}`", only) +
                   suggest(only, names, "its experiments"));
  return chosen;
}

/// The part of `--help` that is about this program.
static std::string describe(const Program &program) {
  size_t width = 0;
  for (const Hyper &hyper : program.hypers)
    width = std::max(width, hyper.name.size());
  for (const Const &fixed : program.consts)
    width = std::max(width, fixed.name.size());
  for (const DataSet &set : program.data)
    width = std::max(width, set.name.size());
  std::string text;
  if (!program.hypers.empty())
    text += "Hypers (--set NAME=VALUE):\n";
  for (const Hyper &hyper : program.hypers)
    text +=
        fmt::format("  {:<{}}  {}\n", hyper.name, width, hyper.defaultValue);
  if (!program.consts.empty())
    text += "Fixed when compiled (nestor build --set NAME=VALUE):\n";
  for (const Const &fixed : program.consts)
    text += fmt::format("  {:<{}}  {}\n", fixed.name, width, fixed.value);
  if (!program.data.empty())
    text += "Data sets (--data NAME=PATH):\n";
  for (const DataSet &set : program.data)
    text += fmt::format("  {:<{}}  {} {}\n", set.name, width,
                        set.request.format, set.request.source);
  text += "Experiments (--only EXPERIMENT):\n";
  for (const nestor_experiment &experiment : program.experiments)
    text += fmt::format("  {}\n", experiment.name);
  text +=
      "Results go to a new folder runs/" + program.name + "/0001, 0002, ...";
  return text;
}

static std::vector<std::string> optionNames(const CLI::App &app) {
  std::vector<std::string> names;
  for (const CLI::Option *option : app.get_options())
    names.push_back("--" + option->get_lnames().front());
  return names;
}

Options parseOptions(const Program &program, int argc, char **argv) {
  Options options;
  options.command.assign(argv, argv + argc);
  std::string out, seed = "0", only;
  std::vector<std::string> assignments;

  CLI::App app("Runs the experiments of " + program.file + ".", program.name);
  app.footer(describe(program));
  app.allow_extras(); // refused below, in our own words
  app.set_version_flag("--version",
                       fmt::format("{} (compiled by nestor {})", program.name,
                                   program.nestorVersion));
  app.add_option("--set", assignments, "Give a hyper another value")
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->take_all();
  std::vector<std::string> places;
  app.add_option("--data", places,
                 "Where a data set lies, or a folder to search for all")
      ->type_name("NAME=PATH|DIR")
      ->expected(1)
      ->take_all();
  CLI::Option *seedOption =
      app.add_option("--seed", seed, "Where all randomness starts (default 0)")
          ->type_name("N");
  CLI::Option *outOption =
      app.add_option("--out", out, "Run folder: new or empty")
          ->type_name("DIR");
  std::string resume, every;
  CLI::Option *resumeOption =
      app.add_option("--resume", resume,
                     "Go on with an interrupted run, in its folder")
          ->type_name("DIR");
  CLI::Option *everyOption =
      app.add_option("--checkpoint-every", every,
                     "Seconds between checkpoints (default 60; 0: only when "
                     "interrupted)")
          ->type_name("SECONDS");
  app.add_flag("--quiet", options.quiet, "No progress and no report lines");
  CLI::Option *onlyOption =
      app.add_option("--only", only, "Run one experiment of several")
          ->type_name("EXPERIMENT");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp &) {
    options.answer = app.help();
    return options;
  } catch (const CLI::CallForVersion &request) {
    options.answer = std::string(request.what()) + "\n";
    return options;
  } catch (const CLI::ParseError &error) {
    throw badInput(error.what());
  }
  for (const std::string &word : app.remaining())
    throw badInput(fmt::format("`{}` is not understood", word) +
                   suggest(word, optionNames(app), "the options"));

  for (const Hyper &hyper : program.hypers)
    options.hypers.push_back(hyper.defaultValue);
  options.isHyperGiven.resize(program.hypers.size());
  for (const std::string &assignment : assignments)
    setHyper(program, assignment, options);
  for (const std::string &place : places)
    takeData(program, place, options);
  options.seed = parseSeed(seed);
  if (*outOption) {
    if (out.empty())
      throw badInput("`--out` takes the name of a folder, got nothing");
    options.out = out;
  }
  options.isSeedGiven = bool(*seedOption);
  options.isOnlyGiven = bool(*onlyOption);
  if (*resumeOption)
    options.resume = resume;
  // The same command with --resume behind it names the folder twice.
  if (*resumeOption && *outOption && out != resume)
    throw badInput("`--out` does not go with `--resume`: a resumed run goes on "
                   "in its own folder");
  if (*everyOption) {
    auto seconds = parseNumber<double>(every);
    if (!seconds || !(*seconds >= 0) || !std::isfinite(*seconds))
      throw badInput(fmt::format("`--checkpoint-every` takes a number of "
                                 "seconds, 0 or more, got `{}`",
                                 every));
    options.checkpointEvery = *seconds;
  }
  if (*onlyOption && only.empty())
    throw badInput("`--only` takes the name of an experiment, got nothing");
  options.experiments = chooseExperiments(program, only);
  return options;
}

} // namespace nestor
