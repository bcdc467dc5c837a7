#include "ieum/core/matching/sliced_comparison.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/join/sliced_join.h"

namespace ieum::core {
namespace {

// Appends what the rows of `party` found in the party `other`, row by row, and marks the rows that
// lost some of it.
void AppendPairs(uint32_t party, uint32_t other, JoinedPartners partners,
                 std::vector<ScoredPair>& pairs, std::vector<bool>& limited) {
  for (size_t i = 0; i < limited.size(); ++i) {
    const auto row = static_cast<int64_t>(i);
    if (partners.lost_some(row)) limited[i] = true;
    for (const AcceptedRow& found : partners.Take(row)) {
      pairs.push_back({.left = {party, static_cast<uint32_t>(i)},
                       .right = {other, static_cast<uint32_t>(found.row)},
                       .score = found.similarity});
    }
  }
}

// What the rows of `party` found in all later parties.
absl::StatusOr<ComparedRows> CompareParty(std::span<const BitMatrix* const> parties, uint32_t party,
                                          const ScoringRule& rule, const MatchingOptions& options,
                                          ProgressReporter& progress, const std::stop_token& stop) {
  ComparedRows compared;
  std::vector<ScoredPair>& pairs = compared.accepted;
  std::vector<bool> limited(static_cast<size_t>(parties[party]->row_count()), false);
  for (uint32_t other = party + 1; other < parties.size(); ++other) {
    IEUM_ASSIGN_OR_RETURN(JoinedPartners partners,
                          JoinSliced(
                              *parties[party], std::nullopt, *parties[other], rule,
                              {.thread_count = options.thread_count,
                               .partner_limit = options.partner_limit,
                               .kernel = options.plane_kernel},
                              [&](int64_t done) { progress.Add(done); }, stop));
    const auto before = static_cast<std::ptrdiff_t>(pairs.size());
    AppendPairs(party, other, std::move(partners), pairs, limited);
    // Stable: of one row, the pairs with earlier parties stay in front.
    std::inplace_merge(
        pairs.begin(), pairs.begin() + before, pairs.end(),
        [](const ScoredPair& a, const ScoredPair& b) { return a.left.row < b.left.row; });
  }
  compared.limited_row_count = std::count(limited.begin(), limited.end(), true);
  return compared;
}

}  // namespace

bool ChoosesSlicedComparison(std::span<const BitMatrix* const> parties,
                             const MatchingOptions& options) {
  if (parties[0]->layout().segment_count() != 1) return false;
  if (options.plane_kernel != nullptr || options.kernel != nullptr) {
    return options.plane_kernel != nullptr;
  }
  std::vector<int64_t> row_counts;
  for (const BitMatrix* party : parties) row_counts.push_back(party->row_count());
  // The two largest parties have most of the work.
  std::partial_sort(row_counts.begin(), row_counts.begin() + 2, row_counts.end(), std::greater<>());
  return SlicedJoinPays(row_counts[0], row_counts[1]);
}

absl::StatusOr<std::vector<ComparedRows>> CompareSliced(std::span<const BitMatrix* const> parties,
                                                        const ScoringRule& rule,
                                                        const MatchingOptions& options,
                                                        ProgressReporter& progress,
                                                        const std::stop_token& stop) {
  std::vector<ComparedRows> compared;
  for (uint32_t party = 0; party + 1 < parties.size(); ++party) {
    IEUM_ASSIGN_OR_RETURN(ComparedRows rows,
                          CompareParty(parties, party, rule, options, progress, stop));
    compared.push_back(std::move(rows));
  }
  return compared;
}

}  // namespace ieum::core
