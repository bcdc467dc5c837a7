#include "ieum/core/blocking/completeness.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"
#include "ieum/core/blocking/binomial_bound.h"
#include "ieum/core/blocking/join_progress.h"
#include "ieum/core/blocking/row_partners.h"

namespace ieum::core {
namespace {

// Rows on the right that all sampled rows are compared with while they are in the cache.
constexpr int64_t kTileRows = 512;
// Of sampled rows: the unit of work is so many against all rows.
constexpr int64_t kRowsPerUnit = 8;

absl::Status CheckOptions(const BitMatrix& left, const BitMatrix& right,
                          const SampleOptions& options) {
  if (left.layout() != right.layout()) {
    return InvalidArgument(
        "the encodings of the two parties have different layouts; encode both with one profile");
  }
  if (options.pair_budget < 0 || options.min_rows < 1 || options.pairs_per_row < 1) {
    return InvalidArgument(
        "want a pair budget of at least 0, and at least 1 row and 1 pair of each row");
  }
  if (options.thread_count < 1) {
    return InvalidArgument("%d threads were asked for; want at least 1", options.thread_count);
  }
  if (options.kernel != nullptr && !options.kernel->SupportedByThisCpu()) {
    return InvalidArgument("this processor cannot run kernel '%s'", options.kernel->name());
  }
  return absl::OkStatus();
}

// `count` different rows of [0, row_count), ascending, every set of them as likely as any other
// (Vitter's method A without its skips: one number for each row).
std::vector<uint32_t> DrawRows(int64_t row_count, int64_t count, Random& random) {
  std::vector<uint32_t> rows;
  std::vector<uint64_t> numbers(4'096);
  size_t next = numbers.size();
  for (int64_t i = 0; i < row_count && count > 0; ++i) {
    if (next == numbers.size()) {
      random.Fill(std::as_writable_bytes(std::span(numbers)));
      next = 0;
    }
    // Row i is drawn with probability (rows still wanted) / (rows left); the remainder of a 64-bit
    // number is uniform but for 2^-33.
    const auto left = static_cast<uint64_t>(row_count - i);
    if (numbers[next++] % left < static_cast<uint64_t>(count)) {
      rows.push_back(static_cast<uint32_t>(i));
      --count;
    }
  }
  return rows;
}

// `most` of the rows at most, evenly spread.
std::vector<uint32_t> Thinned(const std::vector<uint32_t>& rows, int64_t most) {
  const auto size = static_cast<int64_t>(rows.size());
  if (size <= most) return rows;
  std::vector<uint32_t> thinned;
  for (int64_t i = 0; i < most; ++i) thinned.push_back(rows[static_cast<size_t>(i * size / most)]);
  return thinned;
}

}  // namespace

absl::StatusOr<ReferenceSample> DrawReferenceSample(
    const BitMatrix& left, const BitMatrix& right, const PairJudge& judge,
    const SampleOptions& options, Random& random,
    const std::function<void(int64_t done, int64_t total)>& progress, std::stop_token stop) {
  IEUM_RETURN_IF_ERROR(CheckOptions(left, right, options));
  ReferenceSample sample;
  if (left.row_count() == 0 || right.row_count() == 0) return sample;
  std::vector<uint32_t> rows =
      DrawRows(left.row_count(),
               std::min(left.row_count(),
                        std::max(options.min_rows, options.pair_budget / right.row_count())),
               random);
  sample.row_count = static_cast<int64_t>(rows.size());
  if (options.find_pairs) {
    IEUM_ASSIGN_OR_RETURN(std::optional<std::vector<CandidatePair>> found,
                          options.find_pairs(rows, options.min_score, options.pairs_per_row));
    if (found.has_value()) {
      sample.pairs = *std::move(found);
      return sample;
    }
    rows = Thinned(rows, std::max<int64_t>(1, options.most_pairs_by_row / right.row_count()));
    sample.row_count = static_cast<int64_t>(rows.size());
  }

  const SimilarityKernel& kernel = options.kernel != nullptr ? *options.kernel : BestKernel();
  const auto segment_count = static_cast<size_t>(left.layout().segment_count());
  RowPartners partners(sample.row_count, options.pairs_per_row);
  JoinProgress sample_progress(sample.row_count * right.row_count(), progress);
  IEUM_RETURN_IF_ERROR(ParallelFor(
      (sample.row_count + kRowsPerUnit - 1) / kRowsPerUnit, options.thread_count, stop,
      [&](int64_t unit, int) -> absl::Status {
        std::vector<int32_t> counts(kTileRows * segment_count);
        std::vector<int32_t> scores(kTileRows);
        const int64_t unit_end = std::min((unit + 1) * kRowsPerUnit, sample.row_count);
        for (int64_t begin = 0; begin < right.row_count(); begin += kTileRows) {
          if (stop.stop_requested()) return Cancelled("stopped on request");
          const RowRange tile{begin, std::min(begin + kTileRows, right.row_count())};
          const auto size = static_cast<size_t>(tile.size());
          for (int64_t i = unit * kRowsPerUnit; i < unit_end; ++i) {
            const uint32_t row = rows[static_cast<size_t>(i)];
            const std::span<int32_t> tile_counts = std::span(counts).first(size * segment_count);
            const std::span<int32_t> tile_scores = std::span(scores).first(size);
            kernel.CommonBits(left.row(row), right, tile, tile_counts);
            judge.ScoreMany(tile_counts, left.popcounts(row),
                            right.all_popcounts().subspan(
                                static_cast<size_t>(begin) * segment_count, size * segment_count),
                            tile_scores);
            for (size_t r = 0; r < size; ++r) {
              if (tile_scores[r] < options.min_score) continue;
              const auto other = static_cast<uint32_t>(begin + static_cast<int64_t>(r));
              if (&left == &right && other == row) continue;
              partners.Offer(i, {other, tile_scores[r]});
            }
          }
          sample_progress.Add(tile.size() * (unit_end - unit * kRowsPerUnit));
        }
        return absl::OkStatus();
      }));
  sample_progress.Finish();

  for (int64_t i = 0; i < sample.row_count; ++i) {
    const size_t first = sample.pairs.size();
    for (const Partner& partner : partners.partners(i)) {
      sample.pairs.push_back({rows[static_cast<size_t>(i)], partner.row, partner.score});
    }
    std::sort(sample.pairs.begin() + static_cast<std::ptrdiff_t>(first), sample.pairs.end(),
              [](const auto& a, const auto& b) { return a.right < b.right; });
  }
  return sample;
}

CompletenessEstimate EstimateCompleteness(const CandidatePlan& plan, const ReferenceSample& sample,
                                          double error) {
  return EstimateCompleteness(
      sample, [&](uint32_t left, uint32_t right) { return plan.Holds(left, right); }, error);
}

CompletenessEstimate EstimateCompleteness(
    const ReferenceSample& sample,
    const std::function<bool(uint32_t left, uint32_t right)>& is_candidate, double error) {
  CompletenessEstimate estimate;
  estimate.error = error;
  estimate.row_count = sample.row_count;
  estimate.reference_pairs = static_cast<int64_t>(sample.pairs.size());
  if (sample.pairs.empty()) return estimate;
  double sum_of_squares = 0;
  for (size_t begin = 0; begin < sample.pairs.size();) {
    size_t end = begin;
    for (; end < sample.pairs.size() && sample.pairs[end].left == sample.pairs[begin].left; ++end) {
      if (is_candidate(sample.pairs[end].left, sample.pairs[end].right)) ++estimate.held_pairs;
    }
    const auto size = static_cast<double>(end - begin);
    sum_of_squares += size * size;
    begin = end;
  }
  const auto pairs = static_cast<double>(estimate.reference_pairs);
  estimate.completeness = static_cast<double>(estimate.held_pairs) / pairs;
  estimate.effective_pairs = pairs * pairs / sum_of_squares;
  const auto trials = static_cast<int64_t>(estimate.effective_pairs);
  estimate.lower_bound = LowerBoundOfShare(
      static_cast<int64_t>(static_cast<double>(trials) * estimate.completeness), trials, error);
  return estimate;
}

}  // namespace ieum::core
