#include "ieum/core/blocking/column_choice.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/blocking/bit_sampling.h"

namespace ieum::core {
namespace {

// Blocks of a table that are too large are cut by so many more bits, so many times.
constexpr int kRefiningBits = 4;
constexpr int kRefiningSteps = 3;
// Of the budget of a table, for each of these steps.
constexpr int kRefiningBudgetDivisor = 4;
// A table that could do with fewer bits takes as many as make its blocks this much smaller: whoever
// asks for a table wants to get beyond blocks that are too large.
constexpr double kLargestShare = 0.25;

absl::Status CheckOptions(const KeyMaker& left, const KeyMaker& right, const PlanOptions& options) {
  if (left.encodings().layout() != right.encodings().layout()) {
    return InvalidArgument(
        "the encodings of the two parties have different layouts; encode both with one profile");
  }
  if (left.holder_key_count() != right.holder_key_count()) {
    return InvalidArgument(
        "one party has %d blocking keys for each row, the other %d; encode both with one profile",
        left.holder_key_count(), right.holder_key_count());
  }
  if (options.pairs_per_row < 1 || options.sampling_pairs_per_row < 1 || options.block_limit < 1) {
    return InvalidArgument("pairs per row and block limit must be at least 1");
  }
  if (options.max_equal_segments < 1 || options.fuzzy_tables < 0 || options.sampling_tables < 0 ||
      options.max_columns < 1) {
    return InvalidArgument(
        "want at least 1 equal segment and 1 column, and no negative number of tables");
  }
  return absl::OkStatus();
}

// Sets of `size` segments, in the order of their numbers.
void AppendSets(int segment_count, int size, std::vector<int>& begun,
                std::vector<std::vector<int>>& sets) {
  if (static_cast<int>(begun.size()) == size) {
    sets.push_back(begun);
    return;
  }
  for (int s = begun.empty() ? 0 : begun.back() + 1; s < segment_count; ++s) {
    begun.push_back(s);
    AppendSets(segment_count, size, begun, sets);
    begun.pop_back();
  }
}

absl::Status AddConjunctions(int thread_count, const std::stop_token& stop, CandidatePlan& plan) {
  const int segment_count = plan.left().encodings().layout().segment_count();
  const int64_t budget = plan.options().pairs_per_row * plan.larger_row_count();
  for (int size = 1; size <= std::min(segment_count, plan.options().max_equal_segments); ++size) {
    std::vector<int> begun;
    std::vector<std::vector<int>> sets;
    AppendSets(segment_count, size, begun, sets);
    for (std::vector<int>& set : sets) {
      if (plan.CountUsedColumns() >= plan.options().max_columns) return absl::OkStatus();
      IEUM_RETURN_IF_ERROR(plan.AddColumn({.equal_segments = std::move(set), .sampled_bits = {}},
                                          budget, thread_count, stop)
                               .status());
    }
  }
  return absl::OkStatus();
}

absl::Status AddFuzzyTables(Random& random, int thread_count, const std::stop_token& stop,
                            CandidatePlan& plan) {
  const int segment_count = plan.left().encodings().layout().segment_count();
  for (int equal = 0; equal < segment_count; ++equal) {
    for (int sampled = 0; sampled < segment_count; ++sampled) {
      if (sampled == equal) continue;
      for (int table = 0; table < plan.options().fuzzy_tables; ++table) {
        IEUM_ASSIGN_OR_RETURN(const int64_t added, AddSampledTable({{equal}, {sampled}}, random,
                                                                   thread_count, stop, plan));
        if (added == 0) break;
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int64_t> AddSampledTable(const SampledKind& kind, Random& random, int thread_count,
                                        std::stop_token stop, CandidatePlan& plan) {
  const EncodingLayout& layout = plan.left().encodings().layout();
  const BitSample sample(layout, kind.sampled_segments, random);
  const bool alone = kind.equal_segments.empty();
  int64_t open_pairs = plan.CountAllPairs();
  if (!alone) {
    IEUM_ASSIGN_OR_RETURN(
        open_pairs, plan.CountOpenPairs({.equal_segments = kind.equal_segments, .sampled_bits = {}},
                                        thread_count, stop));
  }
  if (open_pairs == 0) return 0;
  const int64_t budget =
      (alone ? plan.options().sampling_pairs_per_row : plan.options().pairs_per_row) *
      plan.larger_row_count();
  const double share = static_cast<double>(budget) / static_cast<double>(open_pairs);
  int count = sample.BitsForShare(plan.left().encodings(), plan.right().encodings(),
                                  std::min(share, kLargestShare));
  int64_t added = 0;
  for (int step = 0; step <= kRefiningSteps; ++step) {
    IEUM_ASSIGN_OR_RETURN(
        const int64_t pairs,
        plan.AddColumn(
            {.equal_segments = kind.equal_segments, .sampled_bits = sample.FirstBits(count)},
            step == 0 ? budget : budget / kRefiningBudgetDivisor, thread_count, stop));
    added += pairs;
    if (plan.columns().back().left_over.block_count == 0 || count == sample.size()) break;
    count = std::min(count + kRefiningBits, sample.size());
  }
  return added;
}

absl::StatusOr<CandidatePlan> PlanCandidates(const KeyMaker& left, const KeyMaker* right,
                                             const PlanOptions& options, Random& random,
                                             int thread_count, std::stop_token stop) {
  IEUM_RETURN_IF_ERROR(CheckOptions(left, right == nullptr ? left : *right, options));
  CandidatePlan plan(left, right, options);
  for (int key = 0; key < left.holder_key_count(); ++key) {
    IEUM_RETURN_IF_ERROR(
        plan.AddColumn({.equal_segments = {}, .sampled_bits = {}, .holder_key = key},
                       options.pairs_per_row * plan.larger_row_count(), thread_count, stop)
            .status());
  }
  IEUM_RETURN_IF_ERROR(AddConjunctions(thread_count, stop, plan));
  if (left.encodings().layout().segment_count() > 1) {
    IEUM_RETURN_IF_ERROR(AddFuzzyTables(random, thread_count, stop, plan));
    return plan;
  }
  // The holders chose their keys to find partners by; what they miss, sampling finds at any price.
  if (left.holder_key_count() > 0) return plan;
  for (int table = 0; table < options.sampling_tables; ++table) {
    IEUM_RETURN_IF_ERROR(AddSampledTable({{}, {0}}, random, thread_count, stop, plan).status());
  }
  return plan;
}

}  // namespace ieum::core
