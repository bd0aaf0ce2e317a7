// The search for what loops store: from everything to carries at one, two or
// three distances or in ever fewer slots, until the program's plan of buffers
// fits.
#include "compiler/driver/FitMemory.h"
#include "compiler/conversion/Passes.h"
#include "compiler/driver/FrontEnd.h"
#include "compiler/driver/Lower.h"
#include "dialects/meta/Meta.h"
#include "runtime/include/nestor/FormatBytes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

using namespace mlir;

namespace nestor {

// The compiler bakes the shapes of data sets into the manifest.
static int64_t dataBytes(ModuleOp module) {
  auto manifest = module->getAttrOfType<StringAttr>(manifestAttrName);
  auto json = nlohmann::json::parse(manifest ? manifest.getValue().str() : "{}",
                                    nullptr, /*allow_exceptions=*/false);
  int64_t bytes = 0;
  for (const auto &set : json.value("data", nlohmann::json::array()))
    for (const auto &array : set.value("arrays", nlohmann::json::array())) {
      std::string type = array.value("type", "");
      int64_t size = type == "u8" || type == "bool" ? 1
                     : type == "f64" || type == "i64" ? 8
                                                      : 4;
      for (int64_t extent : array.value("shape", std::vector<int64_t>()))
        size *= extent;
      bytes += size;
    }
  return bytes;
}

namespace {

/// The loops of one place in the script have one storage, but for those that
/// a derivative goes through in another way.
class MemoryFitter {
public:
  MemoryFitter(ModuleOp module, const CompileOptions &options,
               MemoryPlan &plan)
      : module(module), options(options), plan(plan) {}

  ExitStatus run();

private:
  using Storages = std::vector<LoopStorage>; // of each loop

  void collect();
  template <typename Loop> void add(Loop op, int64_t carryBytes);
  void store(ModuleOp into, const Storages &storage);
  /// The arena of a program whose loops store so; none after a failure.
  std::optional<int64_t> arenaWith(const Storages &storage);
  bool search(int64_t budget);
  bool relax(int64_t budget);
  bool fillSlots(int64_t budget);
  template <typename... Args>
  ExitStatus refuse(DiagnosticKind kind, const std::string &note,
                    const Args &...args) {
    DiagnosticEngine diagnostics;
    Diagnostic &diagnostic =
        diagnostics.report(kind, SourceRange{}, args...);
    if (!note.empty())
      diagnostic.notes.push_back(note);
    printDiagnostics(diagnostics, SourceManager(), options.diagnostics);
    return ExitStatus::BadInput;
  }

  ModuleOp module;
  const CompileOptions &options;
  MemoryPlan &plan;
  Storages storage;                  // the best so far
  Storages before;                   // with less recomputation
  std::vector<double> residualBytes; // of one step, once known
  ExitStatus status = ExitStatus::Success;
};

} // namespace

// A derivative may go through what lies in the region that it is taken of.
static bool isDifferentiated(Operation *op) {
  for (Operation *around = op->getParentOp(); around;
       around = around->getParentOp()) {
    if (isa<meta::GradOp>(around))
      return true;
    if (auto learning = dyn_cast<meta::MinimizeOp>(around))
      if (learning.getLoss().isAncestor(op->getParentRegion()))
        return true;
  }
  return false;
}

template <typename Loop> void MemoryFitter::add(Loop op, int64_t carryBytes) {
  if (op.getTripCount() < 2 || !isDifferentiated(op))
    return;
  if (auto row = rowOf(op, plan)) {
    LoopPlan &known = plan.loops[*row];
    known.steps = std::max<int64_t>(known.steps, op.getTripCount());
    known.carryBytes = std::max(known.carryBytes, carryBytes);
    return;
  }
  LoopPlan loop;
  loop.place = op.getLoc();
  if (auto place = dyn_cast<FileLineColLoc>(op.getLoc())) {
    loop.line = fmt::format("{}:{}", place.getLine(), place.getColumn());
    if (place.getFilename() != options.input)
      loop.line =
          llvm::sys::path::filename(place.getFilename()).str() + ":" + loop.line;
  }
  loop.through = throughOf(op);
  loop.steps = op.getTripCount();
  loop.carryBytes = std::max<int64_t>(carryBytes, 1);
  plan.loops.push_back(loop);
}

void MemoryFitter::collect() {
  module.walk([&](Operation *op) {
    if (auto loop = dyn_cast<meta::LoopOp>(op))
      add(loop, meta::bytesOf(loop.getCarries().getTypes()));
    if (auto loop = dyn_cast<meta::MinimizeOp>(op))
      add(loop, meta::bytesOf(loop.getTargets().getTypes()) +
                    meta::bytesOf(loop.getStates().getTypes()) +
                    meta::bytesOf(loop.getCarries().getTypes()));
  });
  storage.assign(plan.loops.size(), {});
  before.assign(plan.loops.size(), {});
  residualBytes.assign(plan.loops.size(), 0);
}

void MemoryFitter::store(ModuleOp into, const Storages &storages) {
  into.walk([&](Operation *op) {
    auto row = rowOf(op, plan);
    if (!row)
      return;
    const auto &[lengths, slots] = storages[*row];
    auto attribute = DenseI64ArrayAttr::get(op->getContext(), lengths);
    if (lengths.empty())
      attribute = {};
    auto set = [&, slots = slots](auto loop) {
      loop.setStorageAttr(attribute);
      loop.setSlots(slots);
    };
    if (auto loop = dyn_cast<meta::LoopOp>(op))
      set(loop);
    if (auto loop = dyn_cast<meta::MinimizeOp>(op))
      set(loop);
  });
}

std::optional<int64_t>
MemoryFitter::arenaWith(const Storages &storages) {
  OwningOpRef<ModuleOp> trial(cast<ModuleOp>(module->clone()));
  store(*trial, storages);
  status = lowerBetween(*trial, IrStage::Meta, IrStage::Buffers, options);
  if (status != ExitStatus::Success)
    return std::nullopt;
  return arenaOf(*trial);
}

bool MemoryFitter::search(int64_t budget) {
  const LoopStorage everyStep = {{1}, 0};
  std::vector<unsigned> levels(plan.loops.size(), 0);
  while (plan.arena > budget) {
    std::optional<size_t> chosen;
    Storages best;
    int64_t least = plan.arena;
    bool isMore = false;
    auto attempt = [&](size_t loop, const LoopStorage &next) {
      if (status != ExitStatus::Success || next == storage[loop])
        return;
      Storages trial = storage;
      trial[loop] = next;
      auto bytes = arenaWith(trial);
      if (!bytes)
        return;
      // Without the steps' residuals, their carries are there instead.
      if (levels[loop] == 0 && next == everyStep)
        residualBytes[loop] =
            double(plan.arena - *bytes) / double(plan.loops[loop].steps) +
            double(plan.loops[loop].carryBytes);
      if (*bytes < least) {
        least = *bytes;
        chosen = loop;
        best = trial;
      }
    };
    for (size_t i = 0; i < plan.loops.size(); ++i) {
      if (levels[i] == storageLevels)
        continue;
      isMore = true;
      if (levels[i] == 0)
        attempt(i, everyStep); // also tells what a step's residuals are
      for (const LoopStorage &next :
           storagesAt(levels[i] + 1, plan.loops[i].steps,
                      double(plan.loops[i].carryBytes), residualBytes[i]))
        attempt(i, next);
    }
    if (status != ExitStatus::Success)
      return false;
    if (!isMore)
      return false;
    if (!chosen) { // perhaps further down
      for (unsigned &level : levels)
        level = std::min(level + 1, storageLevels);
      continue;
    }
    ++levels[*chosen];
    before[*chosen] = storage[*chosen];
    storage = best;
    plan.arena = least;
  }
  return true;
}

// What one loop saved, another may have made unnecessary later. Also tells
// what the program would take if a loop computed less again.
bool MemoryFitter::relax(int64_t budget) {
  for (size_t i = plan.loops.size(); i-- > 0;) {
    if (storage[i].keepsAll())
      continue;
    Storages trial = storage;
    trial[i] = before[i];
    auto bytes = arenaWith(trial);
    if (!bytes)
      return false;
    if (*bytes > budget) {
      plan.loops[i].lessNeeds = plan.peakWith(*bytes);
      continue;
    }
    storage = trial;
    before[i] = {};
    plan.arena = *bytes;
    ++i; // perhaps even less
  }
  return true;
}

// Room that is left makes more slots, if a step is then computed less often.
bool MemoryFitter::fillSlots(int64_t budget) {
  for (size_t i = 0; i < plan.loops.size(); ++i) {
    const LoopPlan &loop = plan.loops[i];
    if (storage[i].keepsAll())
      continue;
    int64_t kept = storage[i].slots, before = loop.steps;
    for (int64_t length : storage[i].lengths) {
      kept += llvm::divideCeil(before, length);
      before = length;
    }
    // Steps between the nearest carries keep more than these.
    if (before > 1 && !storage[i].lengths.empty())
      kept += int64_t(residualBytes[i] * double(before) / double(loop.carryBytes));
    int64_t room = budget - plan.arena;
    for (int attempt = 0; attempt < 2; ++attempt) { // the second knows better
      Storages trial = storage;
      kept += (room - (room < 0 ? loop.carryBytes - 1 : 0)) / loop.carryBytes;
      trial[i] = {{}, std::min(kept, loop.steps - 1)};
      if (trial[i].slots < 2 || trial[i].computed(loop.steps) >=
                                    storage[i].computed(loop.steps))
        break;
      auto bytes = arenaWith(trial);
      if (!bytes)
        return false;
      room = budget - *bytes;
      if (room < 0)
        continue;
      storage = trial;
      plan.arena = *bytes;
      break;
    }
  }
  return true;
}

ExitStatus MemoryFitter::run() {
  plan.data = dataBytes(module);
  plan.budget = budgetOf(module, options);
  collect();
  bool limited = plan.budget > 0;
  int64_t machine =
      int64_t(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGE_SIZE);
  if (limited && plan.budget > machine)
    return refuse(DiagnosticKind::MemoryAbsent, {},
                  formatBytes(double(plan.budget)), formatBytes(double(machine)));
  if (!limited)
    return ExitStatus::Success;
  auto bytes = arenaWith(storage);
  if (!bytes)
    return status;
  plan.arena = plan.keepAll = *bytes;
  int64_t budget = plan.budget - plan.data - MemoryPlan::processBytes;
  if (!search(budget)) {
    if (status != ExitStatus::Success)
      return status;
    return refuse(DiagnosticKind::MemoryBudget,
                  fmt::format("{} are data sets, {} the program itself; "
                              "`nestor explain {}` shows the rest",
                              formatBytes(double(plan.data)),
                              formatBytes(double(MemoryPlan::processBytes)),
                              options.input),
                  options.input, formatBytes(double(plan.peak())),
                  formatBytes(double(plan.budget)));
  }
  if (!relax(budget) || !fillSlots(budget))
    return status;
  for (auto [loop, own] : llvm::zip(plan.loops, storage))
    loop.storage = own;
  store(module, storage);
  return status;
}

int64_t budgetOf(ModuleOp module, const CompileOptions &options) {
  int64_t least = options.memory;
  if (options.memory == 0)
    for (auto function : module.getOps<func::FuncOp>())
      if (auto own = function->getAttrOfType<IntegerAttr>(memoryAttrName))
        least = least == 0 ? own.getInt() : std::min(least, own.getInt());
  return least;
}

ExitStatus fitMemory(ModuleOp module, const CompileOptions &options,
                     MemoryPlan &plan) {
  return MemoryFitter(module, options, plan).run();
}

} // namespace nestor
