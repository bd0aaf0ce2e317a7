// The evaluator: runs a script on types. What is known when the program is
// compiled it computes; for the rest it emits nodes of the typed program. A
// call evaluates the callee's body on the types of the arguments, so that
// every function is generic. Internal to the room.
#pragma once

#include "compiler/ast/Walk.h"
#include "compiler/sema/Analyze.h"
#include "compiler/sema/Builtins.h"
#include "compiler/sema/Calls.h"
#include "compiler/sema/Constructs.h"
#include "compiler/sema/Turns.h"

#include <set>

namespace nestor::shape_rules {
struct Windows;
}

namespace nestor::typed {

class Evaluator final : Builtins {
public:
  Evaluator(Program &program, SourceManager &sources,
            DiagnosticEngine &diagnostics, const AnalyzeOptions &options);
  void run(const ast::Module &script);

private:
  // ---- Declarations (EvaluateDeclarations.cpp)
  void evaluateConstants(Module &module);
  Value lookUp(const std::string &name, SourceRange range);
  Value lookUpInModule(Module &module, const std::string &name,
                       SourceRange range);
  Value evaluateDeclaration(Module &module, const std::string &name,
                            const ast::Decl &declaration);
  void unknownName(const std::string &name, SourceRange range, Module *module);
  std::optional<std::string> setting(const std::string &name);
  Value settingValue(const std::string &name, const Value &declared,
                     SourceRange range);

  // ---- Data (EvaluateData.cpp)
  Value evaluateData(const std::string &name, const ast::Bindings &declaration);
  Value readData(const std::string &name, const ast::Call &call);
  bool isComputedData(const std::string &name);
  Value recordOf(const std::vector<DataSet::Array> &arrays, size_t depth);

  // ---- Experiments (EvaluateExperiment.cpp)
  void evaluateExperiment(const ast::Experiment &experiment);
  void evaluateSeeds(const ast::Experiment &experiment, Var *seed);
  void startKeys(const ast::Experiment &experiment, Var *seed);
  Value stackedOver(const Value &value, int64_t count, const std::string &name,
                    Node &node);

  // ---- Expressions (EvaluateExpr.cpp)
  Value evaluate(const ast::Expr *expr);
  Value evaluateNumber(const ast::Number &number);
  Value evaluateMember(const ast::Member &member);
  Value member(const Value &base, const std::string &name, SourceRange range);
  Value evaluateTuple(const ast::Tuple &tuple);
  Value evaluateList(const ast::List &list);
  Value evaluateLambda(const ast::Function &function, SourceRange range);
  // ---- Operators (EvaluateOperators.cpp)
  Value evaluateUnary(const ast::Unary &unary);
  Value evaluateChain(const ast::Chain &chain);
  Value evaluateBinary(const ast::Binary &binary);

  // ---- Conversion, broadcasting, types (Convert.cpp)
  /// Checks a value against a written type; binds the names of dimensions.
  Value matchType(const Value &value, const ast::TypeExpr &type, Scope &names,
                  SourceRange range, const char *what);
  bool matchShape(const Value &value, const std::vector<ast::Dimension> &dims,
                  Scope &names, SourceRange range, const char *what);
  std::string writtenType(const ast::TypeExpr &type);

  // ---- Indexing (EvaluateIndex.cpp, EvaluateBlocks.cpp, EvaluateRows.cpp)
  Value evaluateIndex(const ast::Index &index);
  bool evaluateParts(const std::vector<ast::IndexItem> &items,
                     IndexParts &parts);
  std::optional<Shape> drawnExtents(const std::vector<ast::IndexItem> &items);
  Value index(const Value &base, const IndexParts &parts, SourceRange range);
  Value indexList(const Value &base, const IndexPart &part, SourceRange range);
  Value indexRecord(const Value &base, const IndexParts &parts,
                    SourceRange range);

  // ---- Calls (EvaluateCalls.cpp, Builtins*.cpp)
  Value evaluateCall(const ast::Call &call);
  Value call(const Value &callee, CallArguments &arguments, SourceRange range,
             const ast::Node *site) override;
  /// `self`: of a method; `closure`: what the function captured.
  Value callFunction(const ast::Function &function, const Value *self,
                     const Value *closure, CallArguments &arguments,
                     SourceRange range, Var *key);
  void defineMethods(Scope &scope, const Value &instance, SourceRange range);
  void defineFields(Scope &scope, const Value &instance, SourceRange range);
  bool bindArguments(const std::vector<ast::Parameter> &parameters,
                     CallArguments &arguments, Scope &scope,
                     const std::string &callee);
  Value construct(const ast::Decl &declaration, CallArguments &arguments,
                  SourceRange range);
  Value constructRecord(const ast::Record &record, CallArguments &arguments,
                        SourceRange range);
  Value constructOptimizer(const ast::Aggregate &optimizer,
                           CallArguments &arguments, SourceRange range);
  Value drawAggregate(const ast::Aggregate &aggregate,
                      const std::vector<Field> &fields,
                      const std::vector<Var *> &leaves, Var *key,
                      SourceRange range);
  Value modelOf(Value model, CallArguments &arguments, SourceRange range);
  Value drawnShape(const Value &value, SourceRange range) override;
  const ast::Function *methodOf(const ast::Decl &declaration,
                                const std::string &name);

  // ---- Blocks and statements (EvaluateStatements.cpp)
  Value evaluateBlock(const ast::Block &block, bool ownScope = true);
  /// What an inner scope rebound, in the present one.
  void assignRebound(Scope &inner);
  Value evaluateStatement(const ast::Stmt &stmt, bool last);
  void evaluateBind(const ast::Bind &bind);
  Value evaluateBound(const ast::Expr *expr, SourceRange range);
  void checkLost(const Value &value, SourceRange range);
  void assignTarget(const ast::Expr *target, const Value &value,
                    SourceRange range);
  Value assignInto(const Value &base, const ast::Expr *target,
                   const Value &value);
  void destructure(const std::vector<ast::Expr *> &targets, const Value &value,
                   SourceRange range);
  Value partOf(const Value &base, const ast::Expr *target);
  void noteBinding(const std::string &name, SourceRange range);
  void markRead(const Binding &binding);
  static const ast::Minimize *lastMinimize(const ast::Block &block);
  void markValue(const ast::Block &block);
  void reportUnused();

  // ---- Effects (EvaluateEffects.cpp)
  /// What the block of a traced loop noted, in order.
  using Notes = std::vector<std::pair<std::string, Value>>;
  bool checkEffect(SourceRange range, const char *what);
  Var *condition(const ast::Expr *expr, const char *what,
                 std::vector<Value> *sides = nullptr);
  /// `sides` gets left and right of each comparison of numbers in `a and b`.
  Value evaluateSides(const ast::Expr *expr, std::vector<Value> &sides);
  void emitCondition(Site site, const ast::Expr *expr, const char *what,
                     SourceRange range);
  void evaluateNote(const ast::Binding &note);
  void evaluateSave(const ast::Effect &effect);
  void saveItem(const ast::Argument &item);
  void savedLeaves(const Value &value, const std::string &path, bool constants,
                   SourceRange range, Site &site, std::vector<Var *> &vars);
  void evaluatePlot(const ast::Effect &effect);
  bool checkCurves(const Site::Leaf &leaf, bool isInLoop, SourceRange range);
  void evaluateEffect(const ast::Effect &effect);
  void evaluateClaim(const ast::Claim &claim);
  void evaluateAssert(const ast::Assert &assertion);
  void emitEffect(Site site, const std::vector<Var *> &leaves,
                  SourceRange range);
  void addLeaves(Site &site, std::vector<Var *> &leaves,
                 const std::string &item, const Value &value,
                 SourceRange range);

  // ---- Control (EvaluateBranches.cpp, EvaluateControl.cpp,
  // EvaluateComprehension.cpp)
  Value evaluateIf(const ast::If &conditional);
  Value evaluateFor(const ast::For &loop, bool traced);
  Value evaluateWith(const ast::With &with);
  Value evaluateMatch(const ast::Match &match);
  /// One of two values (or none) by a run-time truth; what each rebinds.
  Value branch(const Value &test, SourceRange range,
               const std::function<Value()> &thenValue,
               const std::function<Value()> &elseValue, bool maybeNone = false);
  bool armsOf(const ast::Match &match, std::vector<MatchArm> &arms);
  Value evaluateArm(const MatchArm &arm);
  bool isCallable(const Type *type);
  /// `list[index]` of callables of unlike types: a callable.
  Value choice(const Value &list, const Value &index, SourceRange range);
  Value callChoice(const Value &callee, const CallArguments &arguments,
                   SourceRange range, const ast::Node *site);
  Value evaluateComprehension(const ast::Comprehension &comprehension,
                              size_t level);
  Value unrollComprehension(const ast::Comprehension &comprehension,
                            size_t level, const Value &source);
  Value mapComprehension(const ast::Comprehension &comprehension, size_t level,
                         const Value &source, int64_t lanes);
  Value laneElement(const ast::Comprehension &comprehension, size_t level,
                    const Value &element, Scope &scope);
  bool bindPattern(const std::vector<ast::Name> &pattern, const Value &value,
                   Scope &scope, SourceRange range);
  static constexpr int64_t largestUnroll = 1024;
  std::vector<Carried> carriedNames(const ast::Block &block,
                                    const std::string &except);
  void bindCarried(std::vector<Carried> &carried, Region &region, Scope &scope);
  void bindCarried(Carried &carried, const Value &inside, Scope &scope);
  bool settleCarried(std::vector<Carried> &carried, Scope &scope, bool &failed);
  void finishCarried(std::vector<Carried> &carried, Node &node);
  /// What `c` has come to at the end of the body whose names are `scope`.
  Value endOf(const Carried &c, Scope &scope);
  Value emitLoop(const ast::For &loop, const Value &source, int64_t count,
                 const Through &through, bool traced);
  /// What a header walks (Unit for `N steps`), and how many turns it makes.
  bool headerSource(const ast::LoopHeader &header, Value &source,
                    int64_t &count);
  Var *stepAfter(Var *iteration, SourceRange range);
  void evaluateEvery(const std::vector<ast::Every> &every, Var *iteration);
  /// Runs `attempt`; if it demanded a constant where a loop variable stood,
  /// takes everything back and returns false.
  bool speculate(const std::function<void()> &attempt);
  /// Values of independent lanes, stacked: `body` gets the lane and the lane's
  /// slices of `mapped`.
  Value
  mapLanes(int64_t lanes, const Value &mapped, SourceRange range,
           const std::function<Value(Var *lane, const Value &slice)> &body);
  /// Marks what is inside a loop for reports; the destructor undoes it.
  struct LoopEffects {
    LoopEffects(Evaluator &evaluator, const std::string &name, int64_t steps,
                SourceRange range);
    ~LoopEffects() { leave(); }
    void leave();
    Evaluator &evaluator;
    int loop = -1, enclosing;
    Var *step;
    size_t outer;
    bool topLevel, left = false;
  };
  friend struct LoopEffects;
  void evaluateState(const ast::State &state);
  /// The optimizer's state of a `minimize` without `from` outlives the
  /// statement: it is bound beside the variable, under a name of its own.
  std::string stateName(const ast::Minimize &minimize);
  /// The states of a minimize as fields of a tree, for carries.
  static std::vector<Field> stateFields(const std::vector<StateSlot> &slots,
                                        const ast::Place &place);
  /// The name of a leaf as a checkpoint shows it: `net.w`, `adam.net.w.m`.
  static std::string leafName(const std::string &name, const std::string &path);
  static std::string targetName(const ast::Place &place,
                                const std::string &path);
  Value *hiddenState(const ast::Minimize &minimize);
  bool isBoundAround(const ast::Minimize &minimize);
  bool carryLate(std::vector<Carried> &carried, const ast::Block &block,
                 Region *region, Scope *scope);
  Value stateSoFar(const Value &state, size_t index, const Value &first);

  // ---- Learning (EvaluateMinimize.cpp, EvaluateGrad.cpp, EvaluateCost.cpp)
  std::optional<Through> evaluateThrough(const ast::Expr *through,
                                         const ast::Expr *until);
  Value evaluateMinimize(const ast::Minimize &minimize, bool traced);
  Value evaluateGrad(const ast::Grad &grad);
  Value evaluateCost(const ast::Cost &cost);
  Value evaluatePlace(const ast::Place &place);
  void overrideHypers(const ast::Place &place, const Value &value);
  Value replacePlace(const Value &base, const ast::Place &place, size_t from,
                     const Value &value);
  /// `bound`: the place that a read of the name counts for, if any.
  void bindPlace(Scope &scope, const ast::Place &place, const Value &value,
                 SourceRange bound = {});
  std::vector<size_t> targetLeaves(const Value &value);
  /// The tree of `gradients`; zeros where nothing has a derivative.
  Value wholeGradient(const Value &start, const std::vector<size_t> &targets,
                      const std::vector<Var *> &gradients, SourceRange range);
  Var *scalarLoss(const Value &value, SourceRange range, const char *what);
  /// An error unless the loss depends on `sources`, which `place` names.
  bool checkDependence(const Region &region,
                       const std::vector<Var *> &sources, Var *loss,
                       SourceRange block, SourceRange place, Dependence kind);
  bool reads(const Region &region, const std::vector<Var *> &vars);
  /// The new p after one update of `optimizer`; p and g have one structure.
  Value callUpdate(const Value &optimizer, const Value &p, const Value &g,
                   const Value &initial, SourceRange range);
  Value callUpdateClause(const Value &optimizer, const ast::Function &clause,
                         const Value &p, const Value &g, const Value &initial,
                         SourceRange range);
  /// `inner.update(p, g)` inside the update of another optimizer.
  Value callInnerUpdate(const Value &optimizer, CallArguments &arguments,
                        SourceRange range);
  /// (next = p to walk on from, result = p to show), of one structure.
  bool isNextAndResult(const Value &value);
  Value nextAndResult(const Value &next, const Value &result);
  const ast::Function *clauseFor(const Value &optimizer, const Value &p,
                                 const std::string &path, SourceRange range);
  Value sameStructure(const Value &value, const Value &like, SourceRange range,
                      const std::string &what);
  Value startingAt(const Value &first, const Value &later, SourceRange range);
  Value asState(const Value &value, const Value &p, SourceRange range);
  // ---- Derivatives of solutions (EvaluateImplicit.cpp)
  struct Implicit;
  struct MinimizeParts; // the regions of one minimize, while they are made
  /// A node of the syntax tree that no script wrote.
  template <typename T> T *synthesize(SourceRange range);
  void writeProduct(Implicit &implicit);
  Value implicitValue(MinimizeParts &parts, Value trained,
                      const ast::Expr *solver);
  Value emitImplicit(const Implicit &implicit, const Value &trained,
                     unsigned order);
  bool emitImplicitRule(const Implicit &implicit, const Value &b,
                        std::vector<Var *> &slopes);
  std::vector<Carried> carriedOf(const ast::Minimize &minimize,
                                 const Value &start);
  /// A call of a function with a `gradient` clause, its arguments bound.
  Value callWithRule(const ast::Function &function, Scope &scope);
  bool cotangentsOf(const ast::Function &function, const Value &given,
                    const std::vector<Value> &parameters,
                    std::vector<Var *> &results);
  Value evaluateLossAt(MinimizeParts &parts, const Value &q, const Value *carry,
                       Scope &around, Module &module, Var *key,
                       const Turns &turns, Var *step, SourceRange range);
  Value lossAndCarry(const Value &loss, const Value &carry);
  bool evaluateLossRegion(MinimizeParts &parts);
  bool evaluateUpdateRegion(MinimizeParts &parts);
  bool checkGradient(MinimizeParts &parts);
  bool evaluateObserveRegion(MinimizeParts &parts);
  Value finishMinimize(MinimizeParts &parts, bool traced);

  // ---- Model state (EvaluateModelState.cpp)
  /// The states of the models that a `minimize` trains, as one region sees
  /// them. A leaf is known by the variable that stood for it when the step
  /// began; a write makes another variable its present value.
  struct ModelStates {
    explicit ModelStates(Evaluator &evaluator);
    ~ModelStates();
    /// The leaves that were written here, in order of their keys.
    std::vector<Var *> written() const;
    Evaluator &evaluator;
    ModelStates *outer;
    std::map<Var *, Var *, VarOrder> now;
  };
  friend struct ModelStates;
  /// The present value of a leaf of state; `leaf` itself if it is none.
  Var *presentState(Var *leaf);
  Value withPresentStates(const Value &value) override;
  /// Whether a call of a method of `self` is part of its training.
  bool isTraining(const Value &self);
  /// A method sees its own state as names that it may assign.
  void defineStates(Scope &scope, const Value &self, SourceRange range);
  /// What it assigned is the state from now on.
  bool writeStates(Scope &scope, const Value &self, SourceRange range);
  /// The trained model, with its state as the region has it.
  Value withStates(Value value, const std::vector<Carried> &carried);
  /// Carries the states that the body wrote and `carried` lacks.
  bool carryStates(std::vector<Carried> &carried, const ModelStates &states);

  // ---- Randomness (EvaluateDraws.cpp)
  /// `D[shape]`, and `(0..n)[shape]`, which indexes anywhere else.
  Value evaluateDrawSource(const ast::Expr *expr);
  Value draw(const Value &source, const ast::Node *site, SourceRange range);
  Value drawParts(const Value &value, Var *key, SourceRange range);
  Value drawWithKey(const Value &source, Var *key, SourceRange range);
  Value drawSample(const Value &source, Var *key, SourceRange range);
  /// The key of a place that draws or calls (`tag`: see ten.fold_key).
  Var *siteKey(int tag, const ast::Node *site, SourceRange range);
  /// Draws from here on are those of one turn; until the end of a Within.
  void enterTurn(const ast::Node &loop, int tag, Var *number, SourceRange range);
  /// Of a closure that may draw: that of its place, in the turns since.
  Var *closureKey(const Value &callee, SourceRange range);
  /// Numbers the sites of one declaration's body.
  void numberSites(const ast::Block &body);

  // ---- Emission (Evaluator.cpp)
  /// Points emission at another region, names at another scope.
  struct Within {
    Within(Evaluator &evaluator, Region *into, Scope *names);
    ~Within();
    Evaluator &evaluator;
    Region *region;
    Scope *scope;
    Var *key;
    Turns turns;
  };

  const AnalyzeOptions &options_;
  Modules modules_;
  std::set<std::string> usedSettings_;
  std::vector<std::unique_ptr<ast::Node>> synthesized_;

  std::map<std::pair<uint32_t, std::string>, SourceRange> bound_; // by place
  std::set<uint32_t> read_;                                       // places

  Module *module_ = nullptr;
  Scope *scope_ = nullptr;
  Var *key_ = nullptr, *rootKey_ = nullptr; // null outside experiments
  Turns turns_;
  TurnPlaces turnPlaces_;
  std::map<const ast::Node *, uint32_t> siteNumbers_;
  std::set<const ast::Block *> numbered_;
  Region *dataRegion_ = nullptr; // of the experiment, before its body
  std::map<std::string, Value> computedData_;
  std::map<const ast::Decl *, Override> hyperOverrides_;
  Notes *notes_ = nullptr;
  UpdateContext *update_ = nullptr;
  ModelStates *states_ = nullptr; // of what is trained
  // Types of states that only a turn of their loop has shown.
  std::map<const ast::Minimize *, const Type *> lateStates_;
  std::set<const Var *> trained_;
  bool training_ = false;
  std::optional<bool> trainingSetting_;
  bool effectsAllowed_ = false; // in an experiment and its loops
  int enclosingLoop_ = -1;
  Var *step_ = nullptr;
  std::vector<Var *> outerSteps_; // of the loops around that one
  bool topLevel_ = false; // no loop, branch or call around: resume points
};

} // namespace nestor::typed
