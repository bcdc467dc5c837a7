// Partners for as many rows as pay: a matching of the largest total worth in a bipartite graph.
#ifndef IEUM_CORE_CLUSTER_MAXIMUM_MATCHING_H_
#define IEUM_CORE_CLUSTER_MAXIMUM_MATCHING_H_

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace ieum::core {

// Edges by source: those of source s are [first_edge[s], first_edge[s + 1]).
struct WeightedGraph {
  std::vector<uint32_t> first_edge;  // [source_count + 1]
  std::vector<uint32_t> targets;     // [edge_count] in [0, target_count), of one source ascending
  std::vector<int64_t> worths;       // [edge_count] 1 to 2^40
  uint32_t target_count = 0;
  uint32_t source_count() const { return static_cast<uint32_t>(first_edge.size()) - 1; }
};

// METHOD. Successive shortest augmenting paths with potentials (the "Hungarian" method as Jonker
// and Volgenant 1987 do it, on a sparse graph and with the choice to leave a source without
// target): sources enter one by one, each along the path that costs the least of what was gained.
// At most source_count * edge_count steps; far fewer where few sources want the same targets. Of
// several matchings of the largest worth the graph alone decides which is found; a source of equal
// choices takes the smallest free target. Holds memory between calls; one thread at a time.
class MaximumMatching final {
 public:
  explicit MaximumMatching(std::stop_token stop);

  // [source] the edge taken, or kNoEdge. Nothing: more than `most_steps` edges would have to be
  // looked at. CANCELLED: `stop` was requested.
  static constexpr uint32_t kNoEdge = UINT32_MAX;
  absl::StatusOr<std::optional<std::vector<uint32_t>>> Find(const WeightedGraph& graph,
                                                            int64_t most_steps);
  // Edges looked at by all calls.
  int64_t step_count() const { return step_count_; }

 private:
  struct Reached {
    int64_t distance;
    bool is_taken;
    uint32_t target;
    friend auto operator<=>(const Reached&, const Reached&) = default;
  };
  struct PathEnd {
    int64_t distance;
    uint32_t target;  // free, or kNoTarget: `source` is left without target
    uint32_t source;
  };
  static constexpr uint32_t kNoTarget = UINT32_MAX;

  void Reset(const WeightedGraph& graph);
  PathEnd ShortestPath(const WeightedGraph& graph, uint32_t source);
  void Expand(const WeightedGraph& graph, uint32_t source, int64_t distance, PathEnd& best);
  void ShiftPotentials(int64_t distance);
  void Augment(const WeightedGraph& graph, uint32_t start, const PathEnd& end);

  const std::stop_token stop_;
  int64_t step_count_ = 0;
  std::vector<int64_t> source_potentials_;  // worth <= potential of source + potential of target
  std::vector<int64_t> target_potentials_;
  std::vector<uint32_t> edges_;    // [source] edge taken
  std::vector<uint32_t> sources_;  // [target] taken by, or kNoEdge
  // Of the search at work; targets not reached yet have distance kFar.
  std::vector<int64_t> distances_;     // [target]
  std::vector<uint32_t> path_edges_;   // [target] last edge of the shortest path
  std::vector<uint32_t> path_source_;  // [target] its source
  std::vector<uint32_t> reached_;
  std::vector<std::pair<uint32_t, int64_t>> expanded_;  // sources and their distances
  std::vector<Reached> heap_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_CLUSTER_MAXIMUM_MATCHING_H_
