// A minimum cut through the values of a block. Every value is two nodes with an
// edge of its size between them, to be cut where it is stored; operations that
// may run again lead from their operands to their results, what cannot be had
// again hangs on the source, what is read on the sink.
#include "dialects/meta/transforms/ChooseResiduals.h"
#include "dialects/ten/Ten.h"

#include <limits>

using namespace mlir;

namespace nestor::meta {

namespace {

/// Maximum flow by shortest augmenting paths in layers (Dinic 1970).
class FlowNetwork {
public:
  static constexpr int64_t unlimited = std::numeric_limits<int64_t>::max() / 4;

  size_t addNode() {
    leaving.emplace_back();
    return leaving.size() - 1;
  }
  void addEdge(size_t from, size_t to, int64_t capacity) {
    leaving[from].push_back(edges.size());
    edges.push_back({to, capacity});
    leaving[to].push_back(edges.size());
    edges.push_back({from, 0});
  }
  /// Afterwards, whether a node still reaches the sink.
  SmallVector<bool> cut(size_t source, size_t sink) {
    while (findLayers(source, sink)) {
      next.assign(leaving.size(), 0);
      while (augment(source, sink, unlimited))
        ;
    }
    // Backwards from the sink: along edges that have room into a node.
    SmallVector<bool> reaches(leaving.size(), false);
    SmallVector<size_t> open = {sink};
    reaches[sink] = true;
    while (!open.empty())
      for (size_t edge : leaving[open.pop_back_val()])
        if (size_t from = edges[edge].to;
            edges[edge ^ 1].capacity > 0 && !reaches[from]) {
          reaches[from] = true;
          open.push_back(from);
        }
    return reaches;
  }

private:
  struct Edge {
    size_t to;
    int64_t capacity; // what is left of it
  };

  bool findLayers(size_t source, size_t sink) {
    layer.assign(leaving.size(), -1);
    layer[source] = 0;
    SmallVector<size_t> open = {source};
    for (size_t i = 0; i < open.size(); ++i)
      for (size_t edge : leaving[open[i]])
        if (edges[edge].capacity > 0 && layer[edges[edge].to] < 0) {
          layer[edges[edge].to] = layer[open[i]] + 1;
          open.push_back(edges[edge].to);
        }
    return layer[sink] >= 0;
  }

  // One path, node by node: bodies of loops are too long for a recursion.
  bool augment(size_t source, size_t sink, int64_t limit) {
    SmallVector<size_t> path; // edges
    size_t node = source;
    while (node != sink) {
      size_t &i = next[node];
      for (; i < leaving[node].size(); ++i) {
        const Edge &edge = edges[leaving[node][i]];
        if (edge.capacity > 0 && layer[edge.to] == layer[node] + 1)
          break;
      }
      if (i < leaving[node].size()) {
        path.push_back(leaving[node][i]);
        node = edges[path.back()].to;
        continue;
      }
      if (path.empty())
        return false;
      node = edges[path.pop_back_val() ^ 1].to;
      ++next[node];
    }
    int64_t flow = limit;
    for (size_t edge : path)
      flow = std::min(flow, edges[edge].capacity);
    for (size_t edge : path) {
      edges[edge].capacity -= flow;
      edges[edge ^ 1].capacity += flow;
    }
    return true;
  }

  std::vector<SmallVector<size_t, 4>> leaving; // indices of edges
  std::vector<Edge> edges;                     // each beside its reverse
  std::vector<int> layer;
  std::vector<size_t> next; // the first edge of a node that is worth a try
};

} // namespace

// In sixteenths of a byte, that is in bytes of cheap results: sixteen chained
// operations are as much as reading a stored tensor, one on a number as much
// as reading two.
static constexpr int64_t perByte = 16;
static int64_t costAgain(Type type, Recompute recompute) {
  return recompute == Recompute::Cheap ? bytesOf(type) + 8 * perByte : 1;
}

static bool mayRunAgain(Operation *op, Recompute recompute) {
  return recompute != Recompute::Cheap || op->hasTrait<ten::Cheap>() ||
         op->hasTrait<OpTrait::ConstantLike>();
}

StoredResiduals chooseResiduals(Block &block, ArrayRef<Value> residuals,
                                function_ref<bool(BlockArgument)> isFree,
                                Recompute recompute) {
  FlowNetwork network;
  size_t source = network.addNode(), sink = network.addNode();
  DenseMap<Value, size_t> nodes; // the first of the two
  SmallVector<Value> found;
  auto nodeOf = [&](Value value) {
    auto [place, isNew] = nodes.try_emplace(value, 0);
    if (isNew) {
      place->second = network.addNode();
      bool mayStore = recompute != Recompute::FromArguments ||
                      isa<BlockArgument>(value);
      network.addEdge(place->second, network.addNode(),
                      mayStore ? perByte * bytesOf(value.getType())
                               : FlowNetwork::unlimited);
      found.push_back(value);
    }
    return place->second;
  };
  for (Value residual : residuals)
    network.addEdge(nodeOf(residual) + 1, sink, FlowNetwork::unlimited);
  for (size_t i = 0; i < found.size(); ++i) {
    Value value = found[i];
    size_t node = nodes.lookup(value);
    Operation *definition = value.getDefiningOp();
    if (!definition) {
      if (!isFree(cast<BlockArgument>(value)))
        network.addEdge(source, node, FlowNetwork::unlimited);
    } else if (!mayRunAgain(definition, recompute)) {
      network.addEdge(source, node, FlowNetwork::unlimited);
    } else if (!definition->hasTrait<OpTrait::ConstantLike>()) {
      network.addEdge(source, node, costAgain(value.getType(), recompute));
      for (Value operand : definition->getOperands())
        network.addEdge(nodeOf(operand) + 1, node, FlowNetwork::unlimited);
    }
  }

  SmallVector<bool> reaches = network.cut(source, sink);
  StoredResiduals result;
  DenseSet<Operation *> needed;
  SmallVector<Value> open;
  // Stored: what reaches the sink only behind its own edge.
  auto need = [&](Value value) {
    size_t node = nodes.lookup(value);
    Operation *definition = value.getDefiningOp();
    if (!definition || (reaches[node + 1] && !reaches[node])) {
      result.stored.insert(value);
    } else if (needed.insert(definition).second) {
      llvm::append_range(open, definition->getOperands());
    }
  };
  for (Value residual : residuals)
    need(residual);
  while (!open.empty())
    need(open.pop_back_val());
  for (Operation &op : block)
    if (needed.contains(&op))
      result.again.push_back(&op);
  return result;
}

} // namespace nestor::meta
