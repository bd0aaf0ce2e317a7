// The one symbol that the runtime looks for, with all that it must know of a
// program.
#include "compiler/codegen/Codegen.h"
#include "compiler/conversion/Passes.h"
#include "runtime/include/nestor/Abi.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/IRBuilder.h"

using namespace llvm;

namespace nestor {

ProgramTable takeProgramTable(mlir::ModuleOp module) {
  ProgramTable table;
  if (auto manifest =
          module->getAttrOfType<mlir::StringAttr>(manifestAttrName)) {
    table.manifest = manifest.getValue().str();
    module->removeAttr(manifestAttrName);
  }
  VectorRegisters::detachFrom(module);
  for (auto function : module.getOps<mlir::LLVM::LLVMFuncOp>()) {
    auto name = function->getAttrOfType<mlir::StringAttr>(experimentAttrName);
    auto bytes = function->getAttrOfType<mlir::IntegerAttr>(arenaBytesAttrName);
    function->removeAttr(experimentAttrName);
    function->removeAttr(arenaBytesAttrName);
    function->removeAttr(memoryAttrName);
    if (name)
      table.experiments.push_back({name.getValue().str(),
                                   function.getSymName().str(),
                                   bytes ? bytes.getInt() : 0});
  }
  return table;
}

static Constant *textConstant(Module &module, StringRef text) {
  Constant *bytes = ConstantDataArray::getString(module.getContext(), text);
  auto *global =
      new GlobalVariable(module, bytes->getType(), /*isConstant=*/true,
                         GlobalValue::PrivateLinkage, bytes, "nestor_text");
  global->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  return global;
}

// What the runtime calls: (seed, hypers, arena, data). The experiment takes
// each array of data by itself, and the arena last.
static Function *entryOf(Function &experiment, Module &module) {
  LLVMContext &context = module.getContext();
  Type *pointer = PointerType::getUnqual(context);
  Type *i64 = Type::getInt64Ty(context);
  auto *type = FunctionType::get(Type::getVoidTy(context),
                                 {i64, pointer, pointer, pointer}, false);
  Function *entry = Function::Create(type, GlobalValue::PrivateLinkage,
                                     experiment.getName() + "_entry", module);
  IRBuilder<> builder(BasicBlock::Create(context, "", entry));
  SmallVector<Value *> arguments = {entry->getArg(0), entry->getArg(1)};
  // The arena stands behind the data where a program needs one.
  size_t arrays = experiment.arg_size() - 3;
  for (size_t i = 0; i < arrays; ++i) {
    Value *place = builder.CreateConstGEP1_64(pointer, entry->getArg(3), i);
    arguments.push_back(builder.CreateLoad(pointer, place));
  }
  arguments.push_back(entry->getArg(2));
  builder.CreateCall(experiment.getFunctionType(), &experiment, arguments);
  builder.CreateRetVoid();
  return entry;
}

// struct nestor_experiment: {name, entry, arena_bytes}
static Error emitExperiments(const ProgramTable &table, Module &module,
                             Constant *&result) {
  LLVMContext &context = module.getContext();
  Type *pointer = PointerType::getUnqual(context);
  Type *i64 = Type::getInt64Ty(context);
  StructType *type = StructType::get(context, {pointer, pointer, i64});
  std::vector<Constant *> entries;
  for (const ProgramTable::Experiment &experiment : table.experiments) {
    Function *function = module.getFunction(experiment.function);
    if (!function)
      return createStringError("experiment function @" + experiment.function +
                               " is missing");
    entries.push_back(ConstantStruct::get(
        type,
        {textConstant(module, experiment.name), entryOf(*function, module),
         ConstantInt::getSigned(i64, experiment.arenaBytes)}));
  }
  ArrayType *arrayType = ArrayType::get(type, entries.size());
  result = new GlobalVariable(
      module, arrayType, /*isConstant=*/true, GlobalValue::PrivateLinkage,
      ConstantArray::get(arrayType, entries), "nestor_experiments");
  return Error::success();
}

Error emitProgramTable(const ProgramTable &table, Module &module) {
  LLVMContext &context = module.getContext();
  Type *pointer = PointerType::getUnqual(context);
  Type *i32 = Type::getInt32Ty(context);
  Constant *experiments = nullptr;
  if (Error error = emitExperiments(table, module, experiments))
    return error;
  // struct nestor_program: {abi_version, experiment_count, manifest,
  // experiments}
  StructType *type = StructType::get(context, {i32, i32, pointer, pointer});
  Constant *value = ConstantStruct::get(
      type, {ConstantInt::get(i32, NESTOR_ABI_VERSION),
             ConstantInt::get(i32, table.experiments.size()),
             textConstant(module, table.manifest), experiments});
  new GlobalVariable(module, type, /*isConstant=*/true,
                     GlobalValue::ExternalLinkage, value,
                     "nestor_program_table");
  return Error::success();
}

} // namespace nestor
