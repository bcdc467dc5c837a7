#include "ieum/core/cluster/optimal_solver.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "ieum/core/base/status.h"
#include "ieum/core/cluster/disjoint_sets.h"
#include "ieum/core/cluster/maximum_matching.h"

namespace ieum::core {
namespace {

// Components between two looks at the stop token; large ones look themselves.
constexpr size_t kComponentsPerLook = 1024;

// Pairs by the component of their rows, components in the order of their first left rows.
struct Components {
  std::vector<uint64_t> pairs;       // positions, ascending in each component
  std::vector<uint64_t> first_pair;  // [component_count + 1]
};

Components FindComponents(std::span<const int64_t> row_counts, std::span<const ScoredPair> pairs) {
  const auto left_count = static_cast<uint32_t>(row_counts[0]);
  DisjointSets sets(static_cast<size_t>(row_counts[0] + row_counts[1]));
  for (const ScoredPair& pair : pairs) sets.Unite(pair.left.row, left_count + pair.right.row);
  constexpr uint32_t kUnnumbered = UINT32_MAX;
  std::vector<uint32_t> numbers(static_cast<size_t>(row_counts[0] + row_counts[1]), kUnnumbered);
  Components components = {.pairs = std::vector<uint64_t>(pairs.size()), .first_pair = {0}};
  const auto component_of = [&](const ScoredPair& pair) -> uint32_t& {
    return numbers[sets.Find(pair.left.row)];
  };
  for (const ScoredPair& pair : pairs) {
    uint32_t& number = component_of(pair);
    if (number == kUnnumbered) {
      number = static_cast<uint32_t>(components.first_pair.size() - 1);
      components.first_pair.push_back(0);
    }
    ++components.first_pair[number + 1];
  }
  std::partial_sum(components.first_pair.begin(), components.first_pair.end(),
                   components.first_pair.begin());
  std::vector<uint64_t> next(components.first_pair);
  for (size_t i = 0; i < pairs.size(); ++i) components.pairs[next[component_of(pairs[i])]++] = i;
  return components;
}

// One component as a graph; the side of fewer rows are the sources, for their number counts.
class ComponentGraph final {
 public:
  ComponentGraph(std::span<const ScoredPair> pairs, std::span<const uint64_t> component,
                 int32_t threshold)
      : edge_pairs_(component.begin(), component.end()) {
    std::vector<uint32_t> left = RowsOf(pairs, &ScoredPair::left);
    std::vector<uint32_t> right = RowsOf(pairs, &ScoredPair::right);
    const bool by_left = left.size() <= right.size();
    const auto source_of = by_left ? &ScoredPair::left : &ScoredPair::right;
    const auto target_of = by_left ? &ScoredPair::right : &ScoredPair::left;
    const std::vector<uint32_t>& sources = by_left ? left : right;
    const std::vector<uint32_t>& targets = by_left ? right : left;
    std::stable_sort(edge_pairs_.begin(), edge_pairs_.end(), [&](uint64_t a, uint64_t b) {
      return (pairs[a].*source_of).row < (pairs[b].*source_of).row;
    });
    graph_.target_count = static_cast<uint32_t>(targets.size());
    size_t source = 0;
    graph_.first_edge.push_back(0);
    for (const uint64_t i : edge_pairs_) {
      if ((pairs[i].*source_of).row != sources[source]) {
        ++source;
        graph_.first_edge.push_back(static_cast<uint32_t>(graph_.targets.size()));
      }
      const auto target =
          std::lower_bound(targets.begin(), targets.end(), (pairs[i].*target_of).row);
      graph_.targets.push_back(static_cast<uint32_t>(target - targets.begin()));
      graph_.worths.push_back(int64_t{pairs[i].score} - threshold + 1);
    }
    graph_.first_edge.push_back(static_cast<uint32_t>(graph_.targets.size()));
  }

  const WeightedGraph& graph() const { return graph_; }
  uint64_t pair_of_edge(uint32_t edge) const { return edge_pairs_[edge]; }

 private:
  // Ascending, each once.
  std::vector<uint32_t> RowsOf(std::span<const ScoredPair> pairs,
                               RecordRef ScoredPair::*side) const {
    std::vector<uint32_t> rows;
    rows.reserve(edge_pairs_.size());
    for (const uint64_t i : edge_pairs_) rows.push_back((pairs[i].*side).row);
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
  }

  std::vector<uint64_t> edge_pairs_;  // [edge]
  WeightedGraph graph_;
};

}  // namespace

absl::Status CheckIsAssignment(size_t party_count, uint32_t duplicate_parties) {
  if (party_count != 2) {
    return InvalidArgument(
        "an optimal assignment is of two parties, and these are %d; solve greedily", party_count);
  }
  if ((duplicate_parties & 3) != 0) {
    return InvalidArgument(
        "an optimal assignment gives every row one partner, and a party holds duplicates; solve "
        "greedily");
  }
  return absl::OkStatus();
}

absl::StatusOr<Clustering> SolveOptimally(std::span<const int64_t> row_counts,
                                          uint32_t duplicate_parties,
                                          std::span<const ScoredPair> pairs, int32_t threshold,
                                          const std::function<void(int64_t taken)>& progress,
                                          std::stop_token stop, const OptimalLimits& limits) {
  IEUM_RETURN_IF_ERROR(CheckSolverInput(row_counts, pairs, stop));
  IEUM_RETURN_IF_ERROR(CheckIsAssignment(row_counts.size(), duplicate_parties));
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (pairs[i].score < threshold) {
      return InvalidArgument("pair %d has score %d, below the threshold of %d", i, pairs[i].score,
                             threshold);
    }
  }
  const Components components = FindComponents(row_counts, pairs);
  MaximumMatching matching(stop);
  std::vector<bool> taken(pairs.size());
  int64_t greedy_component_count = 0;
  for (size_t c = 0; c + 1 < components.first_pair.size(); ++c) {
    const uint64_t first = components.first_pair[c];
    if (c % kComponentsPerLook == 0) {
      if (stop.stop_requested()) return Cancelled("stopped on request");
      if (progress) progress(static_cast<int64_t>(first));
    }
    const std::span<const uint64_t> component =
        std::span(components.pairs).subspan(first, components.first_pair[c + 1] - first);
    if (component.size() == 1) {
      taken[component.front()] = true;
      continue;
    }
    const int64_t steps = std::min(limits.component_steps, limits.steps - matching.step_count());
    std::optional<std::vector<uint32_t>> edges;
    if (static_cast<int64_t>(component.size()) <= std::min(limits.component_pairs, steps)) {
      const ComponentGraph graph(pairs, component, threshold);
      IEUM_ASSIGN_OR_RETURN(edges, matching.Find(graph.graph(), steps));
      for (const uint32_t edge : edges.value_or(std::vector<uint32_t>())) {
        if (edge != MaximumMatching::kNoEdge) taken[graph.pair_of_edge(edge)] = true;
      }
    }
    if (!edges.has_value()) {
      ++greedy_component_count;
      for (const uint64_t i : component) taken[i] = true;
    }
  }
  // Pairs that were assigned exclude nobody; the others compete here.
  std::vector<ScoredPair> chosen;
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (taken[i]) chosen.push_back(pairs[i]);
  }
  IEUM_ASSIGN_OR_RETURN(Clustering clustering, SolveGreedily(row_counts, 0, chosen, {}, stop));
  clustering.greedy_component_count = greedy_component_count;
  if (progress) progress(static_cast<int64_t>(pairs.size()));
  return clustering;
}

}  // namespace ieum::core
