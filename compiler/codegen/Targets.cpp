// Which processor code is made for.
#include "compiler/codegen/Codegen.h"

#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"

using namespace llvm;

namespace nestor {

static std::string hostFeatures() {
  SubtargetFeatures features;
  for (const auto &feature : sys::getHostCPUFeatures())
    features.AddFeature(feature.first(), feature.second);
  // LLVM distrusts the clock of old processors under 512-bit work. Our loops
  // are written in such vectors.
  features.AddFeature("prefer-256-bit", /*Enable=*/false);
  return features.getString();
}

Expected<std::unique_ptr<TargetMachine>> createTarget(StringRef cpu) {
  InitializeNativeTarget();
  InitializeNativeTargetAsmPrinter();
  Triple triple(sys::getDefaultTargetTriple());
  std::string message;
  const Target *target = TargetRegistry::lookupTarget(triple, message);
  if (!target)
    return createStringError(message);
  bool isHost = cpu == "host";
  std::string name = isHost ? sys::getHostCPUName().str() : cpu.str();
  // LLVM only warns of a name that it does not know.
  std::unique_ptr<MCSubtargetInfo> info(
      target->createMCSubtargetInfo(triple, "", ""));
  if (!isHost && !info->isCPUStringValid(name))
    return createStringError("unknown processor `" + name +
                             "`, expected `host`, `generic` or a name such as "
                             "`x86-64-v3`");
  TargetOptions options;
  // Contraction would make bits depend on the code around a product.
  options.AllowFPOpFusion = FPOpFusion::Strict;
  return std::unique_ptr<TargetMachine>(target->createTargetMachine(
      triple, name, isHost ? hostFeatures() : "", options, Reloc::PIC_,
      std::nullopt, CodeGenOptLevel::Aggressive));
}

VectorRegisters vectorRegistersOf(const TargetMachine &target) {
  const MCSubtargetInfo &info = *target.getMCSubtargetInfo();
  if (!target.getTargetTriple().isX86())
    return {/*bytes=*/16, /*count=*/32};
  if (info.checkFeatures("+avx512f"))
    return {/*bytes=*/64, /*count=*/32};
  if (info.checkFeatures("+avx"))
    return {/*bytes=*/32, /*count=*/16};
  return {/*bytes=*/16, /*count=*/16};
}

} // namespace nestor
