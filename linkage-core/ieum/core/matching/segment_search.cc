#include "ieum/core/matching/segment_search.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"
#include "ieum/core/blocking/row_partners.h"
#include "ieum/core/join/sliced_join.h"
#include "ieum/core/model/model_judge.h"

namespace ieum::core {
namespace {

// Of unrelated pairs, in all segments together: with more, verifying costs more than it saves.
constexpr double kMostShare = 0.02;
// Partners of one row in one slice, and pairs of all: with more this is not worth its memory.
constexpr int kMostPartners = 50'000;
constexpr size_t kMostPairs = size_t{16} << 20;
// Rows that tell beforehand whether there will be too many.
constexpr size_t kPilotRows = 32;
// Right rows are searched so many at a time.
constexpr int64_t kRowsPerSlice = 262'144;
constexpr int64_t kRowsPerCopy = 4'096;
constexpr int64_t kRowsPerUnit = 8;

// Cut 0 takes identical filters only, cut i those of kLevelCuts[i - 1] percent and more; the last
// takes all that have the segment.
constexpr size_t kCutCount = kLevelCuts.size() + 2;
using Cuts = std::array<SegmentCut, kCutCount>;

Cuts CutsOf(const LinkageModel& model, size_t s) {
  Cuts cuts;
  double share = 0;
  for (size_t level = 0; level < kFrequencyClassCount; ++level) share += model.segment(s).u[level];
  for (size_t i = 0; i < kCutCount; ++i) {
    const size_t level = kFrequencyClassCount + i - 1;  // the last one that reaches the cut
    if (i > 0) share += model.segment(s).u[level];
    cuts[i].percent = i == 0 ? kIdenticalPercent : i <= kLevelCuts.size() ? kLevelCuts[i - 1] : 0;
    cuts[i].share = std::min(1.0, share);
    for (size_t below = level + 1; below < kLevelCount; ++below) {
      cuts[i].most_below = std::max(cuts[i].most_below, model.weight(s, static_cast<int>(below)));
    }
  }
  return cuts;
}

// One segment of `count` rows: those that `row_at` gives for 0, 1 and so on.
template <typename RowAt>
absl::StatusOr<BitMatrix> SegmentOf(const BitMatrix& rows, size_t s, int64_t count,
                                    const RowAt& row_at) {
  const EncodingLayout& layout = rows.layout();
  IEUM_ASSIGN_OR_RETURN(EncodingLayout own, EncodingLayout::Create({layout.segments()[s]}));
  IEUM_ASSIGN_OR_RETURN(BitMatrix segment, BitMatrix::Create(std::move(own), count));
  const auto begin = static_cast<size_t>(layout.word_offset(static_cast<int>(s)));
  const auto words = static_cast<size_t>(layout.word_offset(static_cast<int>(s) + 1)) - begin;
  std::vector<uint64_t> copies;
  for (int64_t first = 0; first < count; first += kRowsPerCopy) {
    copies.clear();
    for (int64_t i = first; i < std::min(count, first + kRowsPerCopy); ++i) {
      const std::span<const uint64_t> part = rows.row(row_at(i)).subspan(begin, words);
      copies.insert(copies.end(), part.begin(), part.end());
    }
    IEUM_RETURN_IF_ERROR(segment.AppendRows(std::as_bytes(std::span(copies))));
  }
  return segment;
}

std::vector<int32_t> PopcountsOf(const BitMatrix& segment) {
  std::vector<int32_t> counts(segment.all_popcounts().begin(), segment.all_popcounts().end());
  std::sort(counts.begin(), counts.end());
  counts.erase(std::unique(counts.begin(), counts.end()), counts.end());
  return counts;
}

// The least common bits with which two filters reach `percent`; -1 if none do.
int32_t LeastCommon(const SegmentSimilarity& similarity, int percent, int32_t left, int32_t right) {
  int32_t least = 0;
  int32_t most = std::min(left, right) + 1;
  while (least < most) {
    const int32_t middle = (least + most) / 2;
    const int reached = similarity.Percent(middle, left, right);
    if (reached != kMissingPercent && reached >= percent) {
      most = middle;
    } else {
      least = middle + 1;
    }
  }
  return least > std::min(left, right) ? -1 : least;
}

// Of `rule`, the similarity that every pair of at least `percent` reaches; 0 if there is none.
int32_t SimilarityOf(const SegmentSimilarity& similarity, int percent, const ScoringRule& rule,
                     const BitMatrix& left, const BitMatrix& right) {
  int32_t lowest = 10'000;
  const std::vector<int32_t> right_counts = PopcountsOf(right);
  for (const int32_t l : PopcountsOf(left)) {
    for (const int32_t r : right_counts) {
      if (l == 0 || r == 0) continue;
      const int32_t common = LeastCommon(similarity, percent, l, r);
      if (common < 0) continue;
      const auto left_count = static_cast<uint16_t>(l);
      const auto right_count = static_cast<uint16_t>(r);
      lowest = std::min(lowest, rule.Similarity({&common, 1}, {&left_count, 1}, {&right_count, 1}));
    }
  }
  return lowest;
}

using RowPair = std::pair<uint32_t, uint32_t>;  // index into the chosen rows, right row

// Appends the pairs that reach the cut of one segment, at most `most_pairs` in all. False: there
// are more.
absl::StatusOr<bool> AppendSegment(const ScoredParties& parties, size_t s, const SegmentCut& cut,
                                   std::span<const uint32_t> rows, size_t most_pairs,
                                   int thread_count, const std::stop_token& stop,
                                   std::vector<RowPair>& pairs) {
  IEUM_ASSIGN_OR_RETURN(const BitMatrix left,
                        SegmentOf(parties.left, s, static_cast<int64_t>(rows.size()),
                                  [&](int64_t i) { return rows[static_cast<size_t>(i)]; }));
  const SegmentEncoding& encoding = parties.chances[s].similarity.encoding();
  SegmentRule how{.weight = 1};
  if (encoding.xor_count > 0) {
    how.hamming_bits = encoding.bit_count;
    how.xor_count = encoding.xor_count;
  }
  IEUM_ASSIGN_OR_RETURN(const ScoringRule any, ScoringRule::CreateForSegments({&how, 1}, 1));
  for (int64_t begin = 0; begin < parties.right.row_count(); begin += kRowsPerSlice) {
    const int64_t count = std::min(kRowsPerSlice, parties.right.row_count() - begin);
    IEUM_ASSIGN_OR_RETURN(
        const BitMatrix right,
        SegmentOf(parties.right, s, count, [begin](int64_t i) { return begin + i; }));
    const int32_t similarity =
        SimilarityOf(parties.chances[s].similarity, cut.percent, any, left, right);
    if (similarity < 1) return false;
    IEUM_ASSIGN_OR_RETURN(const ScoringRule rule,
                          ScoringRule::CreateForSegments({&how, 1}, similarity));
    IEUM_ASSIGN_OR_RETURN(
        JoinedPartners partners,
        JoinSliced(left, std::nullopt, right, rule,
                   {.thread_count = thread_count, .partner_limit = kMostPartners}, {}, stop));
    for (size_t i = 0; i < rows.size(); ++i) {
      if (partners.lost_some(static_cast<int64_t>(i))) return false;
      for (const AcceptedRow& found : partners.Take(static_cast<int64_t>(i))) {
        pairs.emplace_back(static_cast<uint32_t>(i), static_cast<uint32_t>(begin + found.row));
      }
    }
    if (pairs.size() > most_pairs) return false;
  }
  return true;
}

// The pairs of some rows that reach the cuts, ascending. Nothing: there are more than `most_pairs`.
absl::StatusOr<std::optional<std::vector<RowPair>>> PairsBeyond(const ScoredParties& parties,
                                                                std::span<const SegmentCut> cuts,
                                                                std::span<const uint32_t> rows,
                                                                size_t most_pairs, int thread_count,
                                                                const std::stop_token& stop) {
  std::vector<RowPair> pairs;
  for (size_t s = 0; s < cuts.size(); ++s) {
    IEUM_ASSIGN_OR_RETURN(const bool bounded, AppendSegment(parties, s, cuts[s], rows, most_pairs,
                                                            thread_count, stop, pairs));
    if (!bounded) return std::nullopt;
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return std::optional(std::move(pairs));
}

// Of the pairs, ascending, those of at least `min_score`, each row's best.
absl::StatusOr<std::vector<CandidatePair>> Verify(const ScoredParties& parties,
                                                  std::span<const uint32_t> rows,
                                                  std::span<const RowPair> pairs, int32_t min_score,
                                                  int pairs_per_row, int thread_count,
                                                  const std::stop_token& stop) {
  const ModelJudge judge(parties.model, parties.chances);
  const SimilarityKernel& kernel = BestKernel();
  RowPartners partners(static_cast<int64_t>(rows.size()), pairs_per_row);
  const auto count = static_cast<int64_t>(rows.size());
  IEUM_RETURN_IF_ERROR(ParallelFor(
      (count + kRowsPerUnit - 1) / kRowsPerUnit, thread_count, stop, [&](int64_t unit, int) {
        std::array<int32_t, EncodingLayout::kMaxSegments> common;
        const std::span<int32_t> of_segments = std::span(common).first(parties.chances.size());
        const auto begin = static_cast<uint32_t>(unit * kRowsPerUnit);
        const auto end = static_cast<uint32_t>(std::min(count, (unit + 1) * kRowsPerUnit));
        for (auto pair = std::lower_bound(pairs.begin(), pairs.end(), RowPair(begin, 0));
             pair != pairs.end() && pair->first < end; ++pair) {
          const uint32_t row = rows[pair->first];
          kernel.CommonBits(parties.left.row(row), parties.right,
                            {pair->second, int64_t{pair->second} + 1}, of_segments);
          const int32_t score = judge.Score(of_segments, parties.left.popcounts(row),
                                            parties.right.popcounts(pair->second));
          if (score < min_score) continue;
          // Within a party a row is no partner of itself.
          if (&parties.left == &parties.right && row == pair->second) continue;
          partners.Offer(pair->first, {pair->second, score});
        }
        return absl::OkStatus();
      }));
  std::vector<CandidatePair> found;
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto first = static_cast<std::ptrdiff_t>(found.size());
    for (const Partner& partner : partners.partners(static_cast<int64_t>(i))) {
      found.push_back({rows[i], partner.row, partner.score});
    }
    std::sort(found.begin() + first, found.end(),
              [](const auto& a, const auto& b) { return a.right < b.right; });
  }
  return found;
}

}  // namespace

std::optional<std::vector<SegmentCut>> ChooseCuts(const LinkageModel& model, int32_t min_score) {
  std::vector<Cuts> cuts;
  std::vector<size_t> chosen(model.segment_count(), 0);
  int64_t most_below = 0;
  for (size_t s = 0; s < model.segment_count(); ++s) {
    cuts.push_back(CutsOf(model, s));
    most_below += cuts[s][0].most_below;
  }
  // From the narrowest cuts, the step that costs fewest pairs for what it gains.
  while (most_below >= min_score) {
    size_t best_segment = 0;
    size_t best_cut = 0;
    double best_cost = 0;
    for (size_t s = 0; s < cuts.size(); ++s) {
      const SegmentCut& now = cuts[s][chosen[s]];
      for (size_t i = chosen[s] + 1; i < kCutCount; ++i) {
        const int32_t gain = now.most_below - cuts[s][i].most_below;
        if (gain <= 0) continue;
        const double cost = (cuts[s][i].share - now.share + 1e-12) / gain;
        if (best_cut != 0 && cost >= best_cost) continue;
        best_segment = s;
        best_cut = i;
        best_cost = cost;
      }
    }
    if (best_cut == 0) return std::nullopt;
    most_below -= cuts[best_segment][chosen[best_segment]].most_below -
                  cuts[best_segment][best_cut].most_below;
    chosen[best_segment] = best_cut;
  }
  std::vector<SegmentCut> result;
  for (size_t s = 0; s < cuts.size(); ++s) result.push_back(cuts[s][chosen[s]]);
  return result;
}

absl::StatusOr<std::optional<std::vector<CandidatePair>>> SearchBySegments(
    const ScoredParties& parties, std::span<const uint32_t> rows, int32_t min_score,
    int pairs_per_row, int thread_count, const std::stop_token& stop) {
  const std::optional<std::vector<SegmentCut>> cuts = ChooseCuts(parties.model, min_score);
  if (!cuts.has_value()) return std::nullopt;
  double share = 0;
  for (const SegmentCut& cut : *cuts) share += cut.share;
  if (share > kMostShare) return std::nullopt;
  const auto pairs_of = [&](std::span<const uint32_t> some, size_t most_pairs) {
    return PairsBeyond(parties, *cuts, some, most_pairs, thread_count, stop);
  };
  if (rows.size() > kPilotRows) {
    std::vector<uint32_t> pilot;
    for (size_t i = 0; i < kPilotRows; ++i) pilot.push_back(rows[i * rows.size() / kPilotRows]);
    IEUM_ASSIGN_OR_RETURN(const auto found, pairs_of(pilot, kMostPairs * kPilotRows / rows.size()));
    if (!found.has_value()) return std::nullopt;
  }
  IEUM_ASSIGN_OR_RETURN(const auto pairs, pairs_of(rows, kMostPairs));
  if (!pairs.has_value()) return std::nullopt;
  IEUM_ASSIGN_OR_RETURN(
      std::vector<CandidatePair> found,
      Verify(parties, rows, *pairs, min_score, pairs_per_row, thread_count, stop));
  return std::optional(std::move(found));
}

}  // namespace ieum::core
