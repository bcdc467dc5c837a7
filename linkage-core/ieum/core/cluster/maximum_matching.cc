#include "ieum/core/cluster/maximum_matching.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr int64_t kFar = std::numeric_limits<int64_t>::max();
constexpr uint32_t kNobody = UINT32_MAX;

}  // namespace

MaximumMatching::MaximumMatching(std::stop_token stop) : stop_(std::move(stop)) {}

void MaximumMatching::Reset(const WeightedGraph& graph) {
  source_potentials_.assign(graph.source_count(), 0);
  target_potentials_.assign(graph.target_count, 0);
  edges_.assign(graph.source_count(), kNoEdge);
  sources_.assign(graph.target_count, kNobody);
  distances_.assign(graph.target_count, kFar);
  path_edges_.resize(graph.target_count);
  path_source_.resize(graph.target_count);
}

absl::StatusOr<std::optional<std::vector<uint32_t>>> MaximumMatching::Find(
    const WeightedGraph& graph, int64_t most_steps) {
  Reset(graph);
  const int64_t last_step = step_count_ + most_steps;
  for (uint32_t source = 0; source < graph.source_count(); ++source) {
    if (stop_.stop_requested()) return Cancelled("stopped on request");
    // The smallest potential at which no edge is worth more than its two ends.
    int64_t& potential = source_potentials_[source];
    for (uint32_t e = graph.first_edge[source]; e < graph.first_edge[source + 1]; ++e) {
      potential = std::max(potential, graph.worths[e] - target_potentials_[graph.targets[e]]);
    }
    const PathEnd end = ShortestPath(graph, source);
    ShiftPotentials(end.distance);
    Augment(graph, source, end);
    if (step_count_ > last_step) return std::nullopt;
  }
  return edges_;
}

// Dijkstra's search over what edges fall short of the potentials of their ends. Leaving a source
// without target costs its potential.
MaximumMatching::PathEnd MaximumMatching::ShortestPath(const WeightedGraph& graph,
                                                       uint32_t source) {
  PathEnd best = {.distance = kFar, .target = kNoTarget, .source = source};
  Expand(graph, source, 0, best);
  while (!heap_.empty()) {
    const Reached nearest = heap_.front();
    if (nearest.distance > best.distance ||
        (nearest.distance == best.distance && nearest.is_taken)) {
      break;
    }
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
    heap_.pop_back();
    if (nearest.distance > distances_[nearest.target]) continue;  // a shorter path was found since
    if (!nearest.is_taken) {
      best = {.distance = nearest.distance, .target = nearest.target, .source = kNobody};
      break;
    }
    Expand(graph, sources_[nearest.target], nearest.distance, best);
  }
  heap_.clear();
  return best;
}

void MaximumMatching::Expand(const WeightedGraph& graph, uint32_t source, int64_t distance,
                             PathEnd& best) {
  expanded_.emplace_back(source, distance);
  const int64_t potential = source_potentials_[source];
  if (distance + potential < best.distance) {
    best = {.distance = distance + potential, .target = kNoTarget, .source = source};
  }
  const uint32_t end = graph.first_edge[source + 1];
  step_count_ += end - graph.first_edge[source] + 1;
  for (uint32_t e = graph.first_edge[source]; e < end; ++e) {
    const uint32_t target = graph.targets[e];
    const int64_t reached = distance + potential + target_potentials_[target] - graph.worths[e];
    // Ends that are no better than the best known one are not worth a place on the heap.
    if (reached >= distances_[target] || reached > best.distance) continue;
    if (distances_[target] == kFar) reached_.push_back(target);
    distances_[target] = reached;
    path_edges_[target] = e;
    path_source_[target] = source;
    heap_.push_back({reached, sources_[target] != kNobody, target});
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  }
}

// Keeps the edges taken, and those of the path, worth exactly the potentials of their ends.
void MaximumMatching::ShiftPotentials(int64_t distance) {
  for (const auto& [source, at] : expanded_) source_potentials_[source] -= distance - at;
  for (const uint32_t target : reached_) {
    if (distances_[target] < distance) target_potentials_[target] += distance - distances_[target];
    distances_[target] = kFar;
  }
  expanded_.clear();
  reached_.clear();
}

void MaximumMatching::Augment(const WeightedGraph& graph, uint32_t start, const PathEnd& end) {
  // Backwards: the end takes its target from the path, and gives the one it had to the step before.
  uint32_t target = end.target;
  if (target == kNoTarget) {
    if (end.source == start) return;
    target = graph.targets[std::exchange(edges_[end.source], kNoEdge)];
  }
  while (true) {
    const uint32_t source = path_source_[target];
    const uint32_t edge = std::exchange(edges_[source], path_edges_[target]);
    sources_[target] = source;
    if (source == start) return;
    target = graph.targets[edge];
  }
}

}  // namespace ieum::core
