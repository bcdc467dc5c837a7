#include "ieum/core/cluster/solver_input.h"

#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// Pairs between two looks at the stop token: well below a millisecond of work.
constexpr size_t kPairsPerLook = 4096;

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

}  // namespace

absl::Status CheckSolverInput(std::span<const int64_t> row_counts,
                              std::span<const ScoredPair> pairs, const std::stop_token& stop) {
  IEUM_RETURN_IF_ERROR(CheckRows(row_counts));
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (i % kPairsPerLook == 0 && stop.stop_requested()) return Cancelled("stopped on request");
    IEUM_RETURN_IF_ERROR(CheckPair(pairs, i, row_counts));
  }
  return absl::OkStatus();
}

}  // namespace ieum::core
