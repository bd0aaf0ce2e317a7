// The builtin functions, on the values of their arguments: each checks what it
// was given, then emits. Internal to the room.
#pragma once

#include "compiler/sema/Calls.h"
#include "compiler/sema/Emitter.h"

namespace nestor::shape_rules {
struct Windows;
}

namespace nestor::typed {

class Builtins : protected Emitter {
protected:
  using Emitter::Emitter;
  ~Builtins() = default;

  // ---- What builtins ask of the evaluator
  /// `site`: the call, for its key; null for calls that the library makes.
  virtual Value call(const Value &callee, CallArguments &arguments,
                     SourceRange range, const ast::Node *site) = 0;
  /// A model that was not drawn, for its structure.
  virtual Value drawnShape(const Value &value, SourceRange range) = 0;

  Value callBuiltin(const std::string &name, CallArguments &arguments,
                    SourceRange range);
  Value callUnary(BuiltinCall &call);
  Value callStopGradient(BuiltinCall &call);
  Value callSolved(BuiltinCall &call);
  Value callExtremum(BuiltinCall &call);
  Value callReduce(BuiltinCall &call);
  Value callNorm(BuiltinCall &call);
  Value callCumulative(BuiltinCall &call);
  Value callSegments(BuiltinCall &call, size_t first);
  Value extreme(Element element, const Shape &shape, Extreme which,
                SourceRange range);
  Value weightsOf(BuiltinCall &call, size_t parameter, const Shape &shape,
                  const std::vector<int64_t> &reduced);
  Value reduceSegments(BuiltinCall &call, size_t first, const Value &x,
                       int64_t groups);
  Value callFactor(BuiltinCall &call);
  Value callSort(BuiltinCall &call);
  Value callArgsort(BuiltinCall &call);
  Value callTopK(BuiltinCall &call);
  Value callArgExtremum(BuiltinCall &call);
  Value callOneHot(BuiltinCall &call);
  Value callDot(BuiltinCall &call);
  Value callWhere(BuiltinCall &call);
  Value select(const Value &test, const Value &a, const Value &b,
               SourceRange range);
  Value inShapeOf(const Value &taken, const Value &other, SourceRange range);
  Value selectLeaves(const Value &test, const Value &a, const Value &b,
                     SourceRange range);
  Value callExtents(BuiltinCall &call);
  Value callReshape(BuiltinCall &call);
  Value callTranspose(BuiltinCall &call);
  Value callConcat(BuiltinCall &call);
  Value callStack(BuiltinCall &call);
  Value callFill(BuiltinCall &call);
  Value callEye(BuiltinCall &call);
  Value callLinspace(BuiltinCall &call);
  Value callConvolution(BuiltinCall &call);
  Value callTransposedConvolution(BuiltinCall &call);
  Value callWindowMax(BuiltinCall &call);
  Value callReverse(BuiltinCall &call);
  Value callLength(BuiltinCall &call);
  Value callZip(BuiltinCall &call);
  Value callLeaves(BuiltinCall &call);
  Value callMap(BuiltinCall &call);
  Value mapTrees(const Value &f, std::vector<Value> trees, SourceRange range);
  Value callFlatten(BuiltinCall &call);
  Value callUnflatten(BuiltinCall &call);
  Value callDistribution(BuiltinCall &call);
  Value callCategorical(BuiltinCall &call);
  Value drawCategorical(const Value &weights, Var *key, const Shape &shape,
                        SourceRange range);
  Value callRows(BuiltinCall &call);
  Value callChoose(BuiltinCall &call);
  Value callEpochs(BuiltinCall &call);
  int64_t rowCount(const Value &data, SourceRange range);
  Value drawRows(const Value &source, Var *key, SourceRange range);
  Value epochBatch(const Value &epochs, Var *turn, Var *key, SourceRange range);
  Value withNumbers(const Value &value, SourceRange range);
  Value reduceLeaves(BuiltinCall &call, const Value &x);
  Value asTensor(const Value &value, SourceRange range);
  std::vector<size_t> movingLeaves(const Type *type);
  Value needTensor(BuiltinCall &call, size_t index);
  std::optional<AlongAxis> alongAxis(BuiltinCall &call, size_t parameter);
  std::optional<bool> constantFlag(BuiltinCall &call, size_t parameter,
                                   const char *what);
  Value forEachLeaf(BuiltinCall &call, const Value &tree,
                    Value (Builtins::*handler)(BuiltinCall &));
  Value argsort(const AlongAxis &along, bool descending, SourceRange range);
  Value takeAlong(const AlongAxis &along, const Value &indices,
                  SourceRange range);
  struct Convolution;
  std::optional<Convolution> convolutionOf(BuiltinCall &call);
  bool checkChannels(BuiltinCall &call, const Convolution &c, int64_t wanted);
  Value emitConvolution(Primitive primitive, const Convolution &c,
                        const Shape &inner, SourceRange range);
  std::optional<std::vector<int64_t>> perAxis(BuiltinCall &call, size_t index,
                                              size_t spatial, int64_t least);
  bool readPadding(BuiltinCall &call, size_t index,
                   shape_rules::Windows &windows);
  std::optional<Value> imageOf(BuiltinCall &call, size_t spatial);
  std::optional<Shape> outputsOf(BuiltinCall &call, const Value &image,
                                 const shape_rules::Windows &windows);
  std::optional<std::vector<Value>> partsOf(BuiltinCall &call);
  std::optional<int64_t> axisArgument(BuiltinCall &call, size_t index,
                                      int64_t rank);
  std::optional<std::vector<int64_t>>
  reducedAxes(BuiltinCall &call, size_t parameter, const Shape &shape);
  /// Element `index` (a run-time Int in range) of the first axis.
  Value elementAt(const Value &base, Var *index, SourceRange range);
};

} // namespace nestor::typed
