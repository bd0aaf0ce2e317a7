// Passes that lower the dialects ten and meta.
#ifndef NESTOR_CONVERSION_PASSES
#define NESTOR_CONVERSION_PASSES

include "mlir/Pass/PassBase.td"

def MetaToScf : Pass<"meta-to-scf", "::mlir::ModuleOp"> {
  let summary = "meta.loop, meta.if and meta.stop_gradient to scf";
  let description = [{
    A loop becomes scf.for over its trip count; with `hasUntil` a carried flag
    guards the body. A scanned row is an extract_slice, a stacked result an
    insert_slice into a carried tensor. A top-level loop is a resume point: it
    starts from what nestor_resume gives, calls nestor_step at the beginning of
    each iteration, and hands its state over where that asks for it; the
    module's manifest gets the names of what it carries. Expects first-order
    functions: no grad, minimize or map.
  }];
  let dependentDialects = [
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect",
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::bufferization::BufferizationDialect",
    "::mlir::memref::MemRefDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::func::FuncDialect"];
}

def TenToLinalg : Pass<"ten-to-linalg", "::mlir::ModuleOp"> {
  let summary = "every ten operation to linalg, tensor, arith and math";
  let description = [{
    Full conversion. Tensors of rank 0 become scalars wherever they are computed
    or carried. Orders of summation are written into the iterators of
    linalg.generic (see LinalgToLoops.h, note: order of reductions).
  }];
  let dependentDialects = [
    "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect",
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
    "::mlir::bufferization::BufferizationDialect",
    "::mlir::func::FuncDialect", "::mlir::LLVM::LLVMDialect"];
}

def EffectsToRuntime : Pass<"effects-to-runtime", "::mlir::ModuleOp"> {
  let summary = "effects, losses and index checks to calls of the runtime";
  let description = [{
    Leaves become read-only buffers whose addresses are stored into one table
    per function; scalars are stored into stack slots first.
  }];
  let dependentDialects = [
    "::mlir::scf::SCFDialect", "::mlir::arith::ArithDialect",
    "::mlir::tensor::TensorDialect", "::mlir::memref::MemRefDialect",
    "::mlir::bufferization::BufferizationDialect",
    "::mlir::func::FuncDialect", "::mlir::LLVM::LLVMDialect"];
}

def FuncToCAbi : Pass<"func-to-c-abi", "::mlir::ModuleOp"> {
  let summary = "experiment functions take an i64 seed and a buffer of hypers";
  let description = [{
    (tensor<i64>, tensor<Hxf64>) becomes (i64, memref<Hxf64>), read only. The
    third argument of the C signature, the arena, is added by `plan-memory`,
    which knows its size.
  }];
  let dependentDialects = [
    "::mlir::tensor::TensorDialect", "::mlir::func::FuncDialect",
    "::mlir::bufferization::BufferizationDialect"];
}

def HoistTransposes : Pass<"hoist-transposes", "::mlir::func::FuncOp"> {
  let summary = "transposed copies of loop-invariant tensors leave the loop";
  let description = [{
    A product reads its right factor along rows; ten-to-linalg transposes the
    factor where it lies the other way.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def FuseElementwise : Pass<"fuse-elementwise", "::mlir::func::FuncOp"> {
  let summary = "merge elementwise linalg.generic ops, keeping every result";
  let description = [{
    A producer joins its consumer wherever the merged operation has a legal
    place in the block; a result that others use too stays a result. So the
    update of an optimizer is one loop. Bits do not change: every element is
    computed by the same operations.
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect",
                           "::mlir::affine::AffineDialect"];
}

def Bufferize : Pass<"bufferize", "::mlir::func::FuncOp"> {
  let summary = "tensors become buffers";
  let description = [{
    Runs materialize-carries, separate-destinations, place-results and upstream's
    one-shot bufferization on functions without tensors in their types (others
    are left to it). Where bufferization cannot obey what was chosen, since a
    carry is read after its next value was put there, all begins anew, and the
    few loops that are to blame copy the next values of their carries before
    they write the first of them.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect",
                           "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::tensor::TensorDialect"];
}

def MaterializeCarries : Pass<"materialize-carries", "::mlir::func::FuncOp"> {
  let summary = "each tensor that a loop yields is written into its carry";
  let description = [{
    Makes bufferization of scf.for free of allocations: the yielded tensor gets
    the carry as destination. A yield through scf.if is materialized in the
    branches. Also gives every reduction a linalg.fill of its own. A loop with
    `nestor.copies_carries` copies all next values before it writes one.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect",
                           "::mlir::scf::SCFDialect"];
}

def PlaceResults : Pass<"place-results", "::mlir::func::FuncOp"> {
  let summary = "compute tensors in the slice or carry where they end up";
  let description = [{
    Upstream's elimination of empty tensors, kept from choosing a carry for a
    value that comes out of a loop or a branch: bufferization could not obey.
  }];
  let dependentDialects = ["::mlir::tensor::TensorDialect"];
}

def BoolsToBytes : Pass<"bools-to-bytes", "::mlir::ModuleOp"> {
  let summary = "buffers of i1 become buffers of i8";
  let description = [{
    Memory holds a flag in a byte anyway. As i8, sixteen of them are read and
    written at once; a vector of i1 would be sixteen packed bits.
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect"];
}

def PlanMemory : Pass<"plan-memory", "::mlir::func::FuncOp"> {
  let summary = "every memref.alloc becomes a view of one arena argument";
  let description = [{
    Lifetimes are intervals of the function's operations in textual order,
    stretched over loops that a buffer enters from outside. Buffers are placed
    largest first at the lowest 64-byte aligned offset that is free during
    their lifetime. The size is the attribute `nestor.arena_bytes`.
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect",
                           "::mlir::arith::ArithDialect"];
  let statistics = [
    Statistic<"buffers", "buffers", "number of planned buffers">,
    Statistic<"bytes", "bytes", "bytes of the arena">];
}

def SeparateDestinations : Pass<"separate-destinations",
                                "::mlir::func::FuncOp"> {
  let summary = "every use of an empty tensor gets one of its own";
  let description = [{
    Runs just before destinations are chosen. Two outputs of one operation that
    start as the same empty tensor would share a buffer.
  }];
  let dependentDialects = ["::mlir::tensor::TensorDialect"];
}

def OutlineKernels : Pass<"outline-kernels", "::mlir::ModuleOp"> {
  let summary = "loops of equal structure become calls of one function";
  let description = [{
    First nests, then long loops around them, from the outermost: a function of
    the script that learns is compiled once, however often it is called. Equal
    are operations with one text, up to the names of values and where their
    buffers begin. A fill goes with the reduction that starts from it. Small
    nests stay, because a call would be felt, and so do loops in which the
    runtime may ask the program to return.
  }];
  let dependentDialects = [
    "::mlir::func::FuncDialect", "::mlir::memref::MemRefDialect",
    "::mlir::LLVM::LLVMDialect"];
  let statistics = [
    Statistic<"kernels", "kernels", "number of functions">,
    Statistic<"calls", "calls", "number of calls of them">];
}

def LinalgToLoops : Pass<"linalg-to-loops", "::mlir::func::FuncOp"> {
  let summary = "linalg on buffers to scf loops over vectors";
  let description = [{
    Fixes the order of every sum (docs/decisions.md, D3); see LinalgToLoops.h.
  }];
  let dependentDialects = [
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect",
    "::mlir::memref::MemRefDialect", "::mlir::arith::ArithDialect",
    "::mlir::affine::AffineDialect", "::mlir::math::MathDialect",
    "::mlir::linalg::LinalgDialect"];
}

def ApproximateMath : Pass<"approximate-math", "::mlir::ModuleOp"> {
  let summary = "f32 elementary functions to polynomials";
  let description = [{
    The polynomials are made of exactly rounded operations, so every machine
    and every schedule gives the same bits. f64 and powers become calls of the
    C library: llvm has intrinsics for them, but expands log1p and expm1 to
    forms that lose all digits near 0.
  }];
  let dependentDialects = ["::mlir::vector::VectorDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect",
                           "::mlir::func::FuncDialect"];
}

def ReturnOnInterrupt : Pass<"return-on-interrupt", "::mlir::func::FuncOp"> {
  let summary = "the function returns where the runtime asks for it";
  let description = [{
    Runs on control flow graphs. Experiment functions return nothing and own
    nothing, so leaving all loops at once is a branch to a return.
  }];
  let dependentDialects = ["::mlir::cf::ControlFlowDialect",
                           "::mlir::arith::ArithDialect",
                           "::mlir::func::FuncDialect"];
}

#endif
