/// The `main` of every compiled program, and the functions of Abi.h.
#include "nestor/Abi.h"

#include "checkpoint/CheckpointReader.h"
#include "checkpoint/FolderLock.h"
#include "core/GradientCheck.h"
#include "core/Interrupts.h"
#include "core/Messages.h"
#include "core/Options.h"
#include "core/Run.h"
#include "log/OutputFile.h"
#include "log/RunFolder.h"

#include <exception>
#include <fcntl.h>
#include <unistd.h>

using namespace nestor;

/// The run that generated code calls; set while an experiment runs. The C
/// interface has no place for it.
static Run *current = nullptr;
/// In its place in a program of `nestor gradcheck`.
static GradientCheck *checking = nullptr;

extern "C" {

void nestor_effect(int32_t site, int64_t step, const void *const *leaves) {
  if (checking)
    checking->effect(site, leaves);
  else
    current->effect(site, step, leaves);
}

int64_t nestor_resume(int32_t loop, void *const *leaves) {
  return checking ? checking->enterLoop(loop)
                  : current->enterLoop(loop, leaves);
}

int32_t nestor_step(int32_t loop, int64_t step) {
  return !checking && current->beginStep(loop, step) ? 1 : 0;
}

int32_t nestor_state(int32_t loop, int64_t step, const void *const *leaves) {
  return !checking && current->state(loop, step, leaves) ? 1 : 0;
}

int32_t nestor_finish(int32_t loop, const void *const *leaves) {
  return !checking && current->finishLoop(loop, leaves) ? 1 : 0;
}

void nestor_loss(int32_t loop, int64_t step, double loss) {
  if (!checking)
    current->loss(loop, step, loss);
}

void nestor_inner_loss(int32_t line, int64_t step, double loss) {
  if (!checking)
    current->innerLoss(line, step, loss);
}

void nestor_fail_index(int32_t line, int64_t index, int64_t extent) {
  if (checking)
    checking->failIndex(line, index, extent);
  current->failIndex(line, index, extent);
}

void nestor_solved(int32_t line, double residual, int64_t steps) {
  if (!checking)
    current->solved(line, residual, steps);
}

int32_t nestor_first_time(int32_t place) {
  return checking && checking->isFirstTime(place) ? 1 : 0;
}

void nestor_check_finite(int32_t check, const void *const *leaves) {
  current->checkFinite(check, leaves);
}

} // extern "C"

/// Opens the three standard descriptors where the caller left them closed, so
/// that no file of the run gets their numbers.
static void openStandardDescriptors() {
  int descriptor = STDIN_FILENO;
  while (descriptor >= 0 && descriptor <= STDERR_FILENO)
    descriptor = open("/dev/null", O_RDWR);
  if (descriptor >= 0)
    close(descriptor);
}

static ExitStatus runProgram(int argc, char **argv) {
  Program program = parseProgram(nestor_program_table);
  Options options = parseOptions(program, argc, argv);
  if (!options.answer.empty()) {
    OutputFile output(STDOUT_FILENO, "standard output");
    output.write(options.answer);
    output.close();
    return ExitStatus::Success;
  }
  if (!program.gradients.empty()) {
    LoadedData loaded = loadData(program, options);
    GradientCheck check(program, options, loaded);
    checking = &check;
    check.runAll();
  }
  std::optional<FolderLock> lock;
  std::optional<Checkpoint> checkpoint;
  if (options.resume) {
    lock.emplace(*options.resume);
    checkpoint = readCheckpoint(program, options);
  }
  LoadedData loaded = loadData(program, options);
  std::string folder;
  if (checkpoint) {
    compareData(*checkpoint, program, loaded);
    folder = *options.resume;
  } else {
    folder = makeRunFolder(program, options);
    lock.emplace(folder);
    writeRunRecord(folder, program, options);
  }
  Run run(program, options, loaded, folder, std::move(checkpoint));
  current = &run;
  return run.runAll();
}

int main(int argc, char **argv) {
  openStandardDescriptors();
  installSignalHandlers();
  try {
    return static_cast<int>(runProgram(argc, argv));
  } catch (const Failure &failure) {
    printError(failure);
    return static_cast<int>(failure.status);
  } catch (const std::exception &error) {
    printError(Failure(ExitStatus::InternalError, error.what()));
    return static_cast<int>(ExitStatus::InternalError);
  }
}
