// From a typed program to a module of `meta`, `ten` and `func`: one function
// for each experiment. Nothing here can fail.
#include "compiler/irgen/EmitRegion.h"

namespace nestor {

using namespace mlir;

static void emitExperiment(const typed::Program &program,
                           const typed::Experiment &experiment,
                           const SourceManager &sources, OpBuilder &builder) {
  RegionEmitter emitter(builder, sources);
  Location loc = emitter.locationOf(experiment.range);
  auto seedType = RankedTensorType::get({}, builder.getI64Type());
  auto hypersType = RankedTensorType::get({int64_t(program.hypers.size())},
                                          builder.getF64Type());
  SmallVector<mlir::Type> arguments = {seedType, hypersType};
  for (const typed::DataSet &set : program.data)
    for (const typed::DataSet::Array &array : set.arrays)
      arguments.push_back(
          tensorTypeOf(array.var->type, builder.getContext()));
  auto function = func::FuncOp::create(builder, loc,
                                       "experiment_" + experiment.name,
                                       builder.getFunctionType(arguments, {}));
  function->setAttr("nestor.experiment",
                    builder.getStringAttr(experiment.name));
  if (experiment.memory > 0)
    function->setAttr("nestor.memory",
                      builder.getI64IntegerAttr(experiment.memory));
  OpBuilder::InsertionGuard guard(builder);
  Block *block = function.addEntryBlock();
  builder.setInsertionPointToStart(block);
  emitter.bind(experiment.seed, block->getArgument(0));
  unsigned next = 2;
  for (const typed::DataSet &set : program.data)
    for (const typed::DataSet::Array &array : set.arrays)
      emitter.bind(array.var, block->getArgument(next++));
  for (auto [index, var] : llvm::enumerate(program.hyperVars)) {
    auto one = RankedTensorType::get({1}, builder.getF64Type());
    auto scalar = RankedTensorType::get({}, builder.getF64Type());
    Value slice = ten::SliceOp::create(
        builder, loc, one, block->getArgument(1),
        builder.getDenseI64ArrayAttr({int64_t(index)}),
        builder.getDenseI64ArrayAttr({1}));
    emitter.bind(var, ten::ReshapeOp::create(builder, loc, scalar, slice));
  }
  emitter.emitNodes(experiment.body);
  func::ReturnOp::create(builder, loc);
}

OwningOpRef<ModuleOp> emitModule(const typed::Program &program,
                                 const SourceManager &sources,
                                 MLIRContext &context) {
  OpBuilder builder(&context);
  Location loc = FileLineColLoc::get(
      &context, sources.file(program.file).name(), 1, 1);
  OwningOpRef<ModuleOp> module = ModuleOp::create(loc);
  module->getOperation()->setAttr(
      "nestor.manifest",
      builder.getStringAttr(manifestOf(program, sources)));
  builder.setInsertionPointToEnd(module->getBody());
  for (const auto &experiment : program.experiments)
    emitExperiment(program, *experiment, sources, builder);
  return module;
}

} // namespace nestor
