#include "ieum/core/cluster/greedy_solver.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/cluster/disjoint_sets.h"

namespace ieum::core {
namespace {

// Pairs between two looks at the stop token: well below a millisecond of work.
constexpr size_t kPairsPerLook = 4096;

// Disjoint sets of rows with the parties that occur in each.
class PartySets final {
 public:
  PartySets(std::span<const int64_t> row_counts, uint32_t duplicate_parties)
      : first_row_(FirstRows(row_counts)), sets_(first_row_.back()), once_(~duplicate_parties) {
    for (size_t party = 0; party < row_counts.size(); ++party) {
      party_mask_.insert(party_mask_.end(), static_cast<size_t>(row_counts[party]),
                         uint32_t{1} << party);
    }
  }

  uint32_t Find(RecordRef ref) { return sets_.Find(first_row_[ref.party] + ref.row); }
  uint32_t party_mask(uint32_t root) const { return party_mask_[root]; }

  void Join(RecordRef a, RecordRef b) {
    const uint32_t left = Find(a);
    const uint32_t right = Find(b);
    if (left == right || (party_mask_[left] & party_mask_[right] & once_) != 0) return;
    const uint32_t parties = party_mask_[left] | party_mask_[right];
    party_mask_[sets_.Unite(left, right)] = parties;
  }

 private:
  // [party] rows of the parties before, and of all behind them.
  static std::vector<uint32_t> FirstRows(std::span<const int64_t> row_counts) {
    std::vector<uint32_t> first = {0};
    for (const int64_t count : row_counts) {
      first.push_back(first.back() + static_cast<uint32_t>(count));
    }
    return first;
  }

  const std::vector<uint32_t> first_row_;
  DisjointSets sets_;
  std::vector<uint32_t> party_mask_;  // [all rows], of roots
  const uint32_t once_;               // parties with one row at most in a set
};

// Positions of the pairs in the order of TakenBefore: scores are few and the pairs ascend by rows,
// so one counting pass does what a sort would, and can stop at any time.
absl::StatusOr<std::vector<int64_t>> TakingOrder(std::span<const ScoredPair> pairs,
                                                 const std::stop_token& stop) {
  int32_t lowest = kMaxScore;
  int32_t highest = -kMaxScore;
  for (const ScoredPair& pair : pairs) {
    lowest = std::min(lowest, pair.score);
    highest = std::max(highest, pair.score);
  }
  if (pairs.empty()) return std::vector<int64_t>();
  std::vector<int64_t> next(static_cast<size_t>(highest - lowest) + 2, 0);
  for (const ScoredPair& pair : pairs) ++next[static_cast<size_t>(highest - pair.score) + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  std::vector<int64_t> order(pairs.size());
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (i % kPairsPerLook == 0 && stop.stop_requested()) return Cancelled("stopped on request");
    const auto place = next[static_cast<size_t>(highest - pairs[i].score)]++;
    order[static_cast<size_t>(place)] = static_cast<int64_t>(i);
  }
  return order;
}

Clustering Number(PartySets& sets, std::span<const int64_t> row_counts) {
  constexpr uint32_t kUnnumbered = UINT32_MAX;
  Clustering clustering;
  const int64_t total = std::accumulate(row_counts.begin(), row_counts.end(), int64_t{0});
  std::vector<uint32_t> number_of_root(static_cast<size_t>(total), kUnnumbered);
  for (uint32_t party = 0; party < row_counts.size(); ++party) {
    std::vector<uint32_t>& entities = clustering.entities.emplace_back();
    entities.reserve(static_cast<size_t>(row_counts[party]));
    for (uint32_t row = 0; row < row_counts[party]; ++row) {
      const uint32_t root = sets.Find({party, row});
      if (number_of_root[root] == kUnnumbered) {
        number_of_root[root] = static_cast<uint32_t>(clustering.entity_count++);
        if (std::popcount(sets.party_mask(root)) > 1) ++clustering.linked_entity_count;
      }
      entities.push_back(number_of_root[root]);
    }
  }
  return clustering;
}

}  // namespace

absl::StatusOr<Clustering> SolveGreedily(std::span<const int64_t> row_counts,
                                         uint32_t duplicate_parties,
                                         std::span<const ScoredPair> pairs,
                                         const std::function<void(int64_t taken)>& progress,
                                         std::stop_token stop) {
  IEUM_RETURN_IF_ERROR(CheckSolverInput(row_counts, pairs, stop));
  IEUM_ASSIGN_OR_RETURN(const std::vector<int64_t> order, TakingOrder(pairs, stop));
  PartySets sets(row_counts, duplicate_parties);
  for (size_t taken = 0; taken < order.size(); ++taken) {
    if (taken % kPairsPerLook == 0) {
      if (stop.stop_requested()) return Cancelled("stopped on request");
      if (progress) progress(static_cast<int64_t>(taken));
    }
    const ScoredPair& pair = pairs[static_cast<size_t>(order[taken])];
    sets.Join(pair.left, pair.right);
  }
  return Number(sets, row_counts);
}

}  // namespace ieum::core
