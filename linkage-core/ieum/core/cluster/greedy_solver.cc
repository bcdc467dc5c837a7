#include "ieum/core/cluster/greedy_solver.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// Pairs between two looks at the stop token: well below a millisecond of work.
constexpr size_t kPairsPerLook = 4096;

// Disjoint sets of rows with the parties that occur in each.
class PartySets final {
 public:
  PartySets(std::span<const int64_t> row_counts, uint32_t duplicate_parties)
      : once_(~duplicate_parties) {
    for (const int64_t count : row_counts) {
      first_row_.push_back(static_cast<uint32_t>(party_mask_.size()));
      const uint32_t bit = uint32_t{1} << (first_row_.size() - 1);
      party_mask_.insert(party_mask_.end(), static_cast<size_t>(count), bit);
    }
    parent_.resize(party_mask_.size());
    size_.assign(party_mask_.size(), 1);
    std::iota(parent_.begin(), parent_.end(), 0U);
  }

  uint32_t Find(RecordRef ref) {
    uint32_t row = first_row_[ref.party] + ref.row;
    while (parent_[row] != row) {
      parent_[row] = parent_[parent_[row]];
      row = parent_[row];
    }
    return row;
  }
  uint32_t party_mask(uint32_t root) const { return party_mask_[root]; }

  void Join(RecordRef a, RecordRef b) {
    uint32_t left = Find(a);
    uint32_t right = Find(b);
    if (left == right || (party_mask_[left] & party_mask_[right] & once_) != 0) return;
    if (size_[left] < size_[right]) std::swap(left, right);
    size_[left] += size_[right];
    parent_[right] = left;
    party_mask_[left] |= party_mask_[right];
  }

 private:
  std::vector<uint32_t> first_row_;   // [party]
  std::vector<uint32_t> parent_;      // [all rows]
  std::vector<uint32_t> party_mask_;  // [all rows], of roots
  std::vector<uint32_t> size_;        // [all rows], of roots
  const uint32_t once_;               // parties with one row at most in a set
};

absl::Status CheckRows(std::span<const int64_t> row_counts) {
  if (row_counts.size() < 2 || row_counts.size() > kMaxParties) {
    return InvalidArgument("%d parties; want 2 to %d", row_counts.size(), kMaxParties);
  }
  int64_t total = 0;
  for (const int64_t count : row_counts) {
    if (count < 0 || count > UINT32_MAX - total) {
      return InvalidArgument("the parties have more than %d rows together; link fewer at a time",
                             UINT32_MAX);
    }
    total += count;
  }
  return absl::OkStatus();
}

bool InRange(RecordRef ref, std::span<const int64_t> row_counts) {
  return ref.party < row_counts.size() && ref.row < row_counts[ref.party];
}

absl::Status CheckPair(std::span<const ScoredPair> pairs, size_t i,
                       std::span<const int64_t> row_counts) {
  const ScoredPair& pair = pairs[i];
  if (!InRange(pair.left, row_counts) || !InRange(pair.right, row_counts) ||
      pair.left.party >= pair.right.party) {
    return InvalidArgument("pair %d does not join rows of two parties in party order", i);
  }
  if (pair.score < -kMaxScore || pair.score > kMaxScore) {
    return InvalidArgument("pair %d has score %d; want %d to %d", i, pair.score, -kMaxScore,
                           kMaxScore);
  }
  if (i > 0 &&
      std::pair(pairs[i - 1].left, pairs[i - 1].right) >= std::pair(pair.left, pair.right)) {
    return InvalidArgument("pair %d does not follow pair %d in the order of rows", i, i - 1);
  }
  return absl::OkStatus();
}

// Positions of the pairs in the order of TakenBefore: scores are few and the pairs ascend by rows,
// so one counting pass does what a sort would, and can stop at any time.
absl::StatusOr<std::vector<int64_t>> TakingOrder(std::span<const int64_t> row_counts,
                                                 std::span<const ScoredPair> pairs,
                                                 const std::stop_token& stop) {
  int32_t lowest = kMaxScore;
  int32_t highest = -kMaxScore;
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (i % kPairsPerLook == 0 && stop.stop_requested()) return Cancelled("stopped on request");
    IEUM_RETURN_IF_ERROR(CheckPair(pairs, i, row_counts));
    lowest = std::min(lowest, pairs[i].score);
    highest = std::max(highest, pairs[i].score);
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
  IEUM_RETURN_IF_ERROR(CheckRows(row_counts));
  IEUM_ASSIGN_OR_RETURN(const std::vector<int64_t> order, TakingOrder(row_counts, pairs, stop));
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
