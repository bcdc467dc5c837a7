#include "ieum/core/cluster/duplicate_solver.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "ieum/core/base/status.h"
#include "ieum/core/cluster/disjoint_sets.h"

namespace ieum::core {
namespace {

// Pairs between two looks at the stop token: about a millisecond of work.
constexpr size_t kPairsPerLook = 4096;

absl::Status CheckPairs(int64_t row_count, std::span<const ScoredPair> pairs) {
  if (row_count < 0 || row_count > UINT32_MAX) {
    return InvalidArgument("%d rows; want 0 to %d", row_count, UINT32_MAX);
  }
  for (size_t i = 0; i < pairs.size(); ++i) {
    const ScoredPair& pair = pairs[i];
    if (pair.left.party != 0 || pair.right.party != 0 || pair.left.row >= pair.right.row ||
        pair.right.row >= row_count) {
      return InvalidArgument("pair %d does not join two rows of the party in their order", i);
    }
    if (pair.score < -kMaxScore || pair.score > kMaxScore) {
      return InvalidArgument("pair %d has score %d; want %d to %d", i, pair.score, -kMaxScore,
                             kMaxScore);
    }
    if (i > 0 &&
        std::pair(pairs[i - 1].left, pairs[i - 1].right) >= std::pair(pair.left, pair.right)) {
      return InvalidArgument("pair %d does not follow pair %d in the order of rows", i, i - 1);
    }
  }
  return absl::OkStatus();
}

// Entities and the numbers of accepted pairs between them.
class Entities final {
 public:
  Entities(int64_t row_count, int64_t partner_limit, std::span<const ScoredPair> pairs)
      : partner_limit_(partner_limit),
        sets_(static_cast<size_t>(row_count)),
        names_(static_cast<size_t>(row_count)),
        sizes_(static_cast<size_t>(row_count), 1),
        neighbours_(static_cast<size_t>(row_count)) {
    std::iota(names_.begin(), names_.end(), 0U);
    for (const ScoredPair& pair : pairs) {
      neighbours_[pair.left.row].emplace(pair.right.row, 1);
      neighbours_[pair.right.row].emplace(pair.left.row, 1);
    }
  }

  uint32_t Find(uint32_t row) { return names_[sets_.Find(row)]; }
  int64_t size(uint32_t entity) const { return sizes_[entity]; }

  // Joins the entities of two rows if at least half of the pairs between them were accepted.
  void Offer(uint32_t row, uint32_t other) {
    uint32_t whole = Find(row);
    uint32_t gone = Find(other);
    if (whole == gone) return;
    const int64_t smaller = std::min(sizes_[whole], sizes_[gone]);
    const int64_t larger = std::max(sizes_[whole], sizes_[gone]);
    if (2 * neighbours_[whole][gone] < smaller * std::min(larger, partner_limit_)) return;
    if (neighbours_[whole].size() < neighbours_[gone].size()) std::swap(whole, gone);
    names_[sets_.Unite(row, other)] = whole;
    sizes_[whole] += sizes_[gone];
    neighbours_[whole].erase(gone);
    for (const auto& [neighbour, count] : std::exchange(neighbours_[gone], {})) {
      if (neighbour == whole) continue;
      neighbours_[whole][neighbour] += count;
      neighbours_[neighbour].erase(gone);
      neighbours_[neighbour][whole] += count;
    }
  }

 private:
  const int64_t partner_limit_;
  DisjointSets sets_;
  std::vector<uint32_t> names_;  // [number that stands for a set]
  // [name] of entities that are whole.
  std::vector<int64_t> sizes_;
  std::vector<absl::flat_hash_map<uint32_t, int64_t>> neighbours_;  // accepted pairs by entity
};

}  // namespace

absl::StatusOr<Clustering> SolveDuplicates(int64_t row_count, int64_t partner_limit,
                                           std::span<const ScoredPair> pairs,
                                           const std::function<void(int64_t taken)>& progress,
                                           std::stop_token stop) {
  if (partner_limit < 1) {
    return InvalidArgument("a limit of %d partners; want at least 1", partner_limit);
  }
  IEUM_RETURN_IF_ERROR(CheckPairs(row_count, pairs));
  std::vector<uint64_t> order(pairs.size());
  std::iota(order.begin(), order.end(), uint64_t{0});
  std::sort(order.begin(), order.end(),
            [pairs](uint64_t a, uint64_t b) { return TakenBefore(pairs[a], pairs[b]); });
  Entities entities(row_count, partner_limit, pairs);
  for (size_t taken = 0; taken < order.size(); ++taken) {
    if (taken % kPairsPerLook == 0) {
      if (stop.stop_requested()) return Cancelled("stopped on request");
      if (progress) progress(static_cast<int64_t>(taken));
    }
    const ScoredPair& pair = pairs[order[taken]];
    entities.Offer(pair.left.row, pair.right.row);
  }
  constexpr uint32_t kUnnumbered = UINT32_MAX;
  std::vector<uint32_t> numbers(static_cast<size_t>(row_count), kUnnumbered);
  Clustering clustering;
  std::vector<uint32_t>& of_rows = clustering.entities.emplace_back();
  for (uint32_t row = 0; row < row_count; ++row) {
    const uint32_t entity = entities.Find(row);
    if (numbers[entity] == kUnnumbered) {
      numbers[entity] = static_cast<uint32_t>(clustering.entity_count++);
      if (entities.size(entity) > 1) ++clustering.linked_entity_count;
    }
    of_rows.push_back(numbers[entity]);
  }
  return clustering;
}

}  // namespace ieum::core
