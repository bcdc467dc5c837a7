#include "ieum/core/matching/matching_run.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"
#include "ieum/core/cluster/greedy_solver.h"
#include "ieum/core/matching/best_partners.h"
#include "ieum/core/matching/progress_reporter.h"
#include "ieum/core/matching/sliced_comparison.h"
#include "ieum/core/similarity/pair_scorer.h"

namespace ieum::core {
namespace {

// Rows that a tile is compared with before the next tile is loaded: enough that loading it costs
// nothing, few enough that short inputs still occupy all threads.
constexpr int64_t kMaxBlockRows = 64;
constexpr int64_t kMinBlockRows = 8;
constexpr int64_t kBlocksPerThread = 8;

// The unit of work: rows of one party against all rows of all later parties. So each list of best
// partners has one owner, and the units one behind the other have their pairs in (left, right)
// order.
struct Block {
  uint32_t party;
  RowRange rows;
};

// What one worker thread needs from block to block.
struct Worker {
  PairScorer scorer;
  std::vector<AcceptedRow> accepted;
  // [later party * block rows + row of block]
  std::vector<BestPartners> partners;
};

absl::Status CheckOptions(const MatchingOptions& options) {
  if (options.partner_limit < 1) {
    return InvalidArgument("the partner limit is %d; want at least 1", options.partner_limit);
  }
  if (options.kernel != nullptr && !options.kernel->SupportedByThisCpu()) {
    return InvalidArgument("this processor cannot run kernel '%s'", options.kernel->name());
  }
  return absl::OkStatus();
}

std::string KernelName(std::span<const BitMatrix* const> parties, const MatchingOptions& options,
                       const SimilarityKernel& kernel) {
  if (!ChoosesSlicedComparison(parties, options)) return std::string(kernel.name());
  return std::string(
      (options.plane_kernel != nullptr ? *options.plane_kernel : BestPlaneKernel()).name());
}

std::vector<Block> CutIntoBlocks(std::span<const BitMatrix* const> parties, int thread_count) {
  std::vector<Block> blocks;
  for (uint32_t party = 0; party + 1 < parties.size(); ++party) {
    const int64_t row_count = parties[party]->row_count();
    const int64_t block_rows =
        std::clamp(row_count / (thread_count * kBlocksPerThread), kMinBlockRows, kMaxBlockRows);
    for (int64_t begin = 0; begin < row_count; begin += block_rows) {
      blocks.push_back({party, {begin, std::min(begin + block_rows, row_count)}});
    }
  }
  return blocks;
}

int64_t CountPairs(std::span<const BitMatrix* const> parties) {
  int64_t pairs = 0;
  int64_t earlier_rows = 0;
  for (const BitMatrix* party : parties) {
    pairs += earlier_rows * party->row_count();
    earlier_rows += party->row_count();
  }
  return pairs;
}

absl::Status CompareBlock(std::span<const BitMatrix* const> parties, const Block& block,
                          const std::stop_token& stop, Worker& worker, ProgressReporter& progress) {
  const BitMatrix& left = *parties[block.party];
  for (size_t party = block.party + 1; party < parties.size(); ++party) {
    const BitMatrix& right = *parties[party];
    BestPartners* partners =
        worker.partners.data() + static_cast<int64_t>(party - block.party - 1) * kMaxBlockRows;
    for (int64_t begin = 0; begin < right.row_count(); begin += worker.scorer.rows_per_tile()) {
      if (stop.stop_requested()) return Cancelled("stopped on request");
      const RowRange tile{begin,
                          std::min(begin + worker.scorer.rows_per_tile(), right.row_count())};
      worker.scorer.LoadTile(right, tile);
      for (int64_t i = block.rows.begin; i < block.rows.end; ++i) {
        worker.accepted.clear();
        worker.scorer.Score(left, i, worker.accepted);
        partners[i - block.rows.begin].Add(worker.accepted);
      }
      progress.Add(tile.size() * block.rows.size());
    }
  }
  return absl::OkStatus();
}

ComparedRows TakeResult(size_t party_count, const Block& block, Worker& worker) {
  ComparedRows result;
  for (int64_t i = block.rows.begin; i < block.rows.end; ++i) {
    bool limited = false;
    for (size_t party = block.party + 1; party < party_count; ++party) {
      const size_t list =
          (party - block.party - 1) * kMaxBlockRows + static_cast<size_t>(i - block.rows.begin);
      limited = limited || worker.partners[list].lost_some();
      for (const AcceptedRow& row : worker.partners[list].Take()) {
        result.accepted.push_back(
            {.left = {block.party, static_cast<uint32_t>(i)},
             .right = {static_cast<uint32_t>(party), static_cast<uint32_t>(row.row)},
             .score = row.similarity});
      }
    }
    if (limited) ++result.limited_row_count;
  }
  return result;
}

absl::StatusOr<std::vector<ComparedRows>> CompareAll(std::span<const BitMatrix* const> parties,
                                                     const ScoringRule& rule,
                                                     const MatchingOptions& options,
                                                     const SimilarityKernel& kernel,
                                                     ProgressReporter& progress,
                                                     const std::stop_token& stop) {
  if (ChoosesSlicedComparison(parties, options)) {
    return CompareSliced(parties, rule, options, progress, stop);
  }
  std::vector<Worker> workers;
  for (int w = 0; w < options.thread_count; ++w) {
    IEUM_ASSIGN_OR_RETURN(PairScorer scorer,
                          PairScorer::Create(rule, parties[0]->layout(), kernel));
    workers.push_back({.scorer = std::move(scorer),
                       .accepted = {},
                       .partners = std::vector<BestPartners>((parties.size() - 1) * kMaxBlockRows,
                                                             BestPartners(options.partner_limit))});
  }
  const std::vector<Block> blocks = CutIntoBlocks(parties, options.thread_count);
  std::vector<ComparedRows> results(blocks.size());
  const auto compare = [&](int64_t unit, int w) -> absl::Status {
    const Block& block = blocks[static_cast<size_t>(unit)];
    Worker& worker = workers[static_cast<size_t>(w)];
    IEUM_RETURN_IF_ERROR(CompareBlock(parties, block, stop, worker, progress));
    results[static_cast<size_t>(unit)] = TakeResult(parties.size(), block, worker);
    return absl::OkStatus();
  };
  IEUM_RETURN_IF_ERROR(
      ParallelFor(static_cast<int64_t>(blocks.size()), options.thread_count, stop, compare));
  return results;
}

// Joins the results in block order and frees each as it goes: the pairs are not held twice.
std::vector<ScoredPair> JoinResults(std::vector<ComparedRows> results, MatchingOutcome& outcome) {
  for (const ComparedRows& result : results) {
    outcome.accepted_pair_count += static_cast<int64_t>(result.accepted.size());
    outcome.limited_row_count += result.limited_row_count;
  }
  std::vector<ScoredPair> pairs;
  pairs.reserve(static_cast<size_t>(outcome.accepted_pair_count));
  for (ComparedRows& result : results) {
    const std::vector<ScoredPair> accepted = std::move(result.accepted);
    pairs.insert(pairs.end(), accepted.begin(), accepted.end());
  }
  return pairs;
}

}  // namespace

absl::Status CheckParties(std::span<const BitMatrix* const> parties, int thread_count) {
  if (parties.size() < 2 || parties.size() > kMaxParties) {
    return InvalidArgument("a match of %d parties was asked for; want 2 to %d", parties.size(),
                           kMaxParties);
  }
  for (size_t party = 1; party < parties.size(); ++party) {
    if (parties[party]->layout() != parties[0]->layout()) {
      return InvalidArgument(
          "the encodings of party %d have another layout than those of party 0; encode all files "
          "with one profile",
          party);
    }
  }
  if (thread_count < 1) {
    return InvalidArgument("%d threads were asked for; want at least 1", thread_count);
  }
  return absl::OkStatus();
}

std::string_view StageName(MatchingStage stage) {
  switch (stage) {
    case MatchingStage::kCompare:
      return "compare";
    case MatchingStage::kSolve:
      return "solve";
  }
  return "unknown";
}

absl::StatusOr<MatchingOutcome> RunMatching(
    std::span<const BitMatrix* const> parties, const ScoringRule& rule,
    const MatchingOptions& options, const std::function<void(const MatchingProgress&)>& progress,
    std::stop_token stop) {
  IEUM_RETURN_IF_ERROR(CheckParties(parties, options.thread_count));
  IEUM_RETURN_IF_ERROR(CheckOptions(options));
  const SimilarityKernel& kernel = options.kernel != nullptr ? *options.kernel : BestKernel();
  MatchingOutcome outcome;
  outcome.kernel_name = KernelName(parties, options, kernel);
  outcome.compared_pair_count = CountPairs(parties);

  const absl::Duration start = MonotonicNow();
  ProgressReporter compare_progress(MatchingStage::kCompare, outcome.compared_pair_count, progress);
  IEUM_ASSIGN_OR_RETURN(std::vector<ComparedRows> results,
                        CompareAll(parties, rule, options, kernel, compare_progress, stop));
  compare_progress.Finish();
  const std::vector<ScoredPair> pairs = JoinResults(std::move(results), outcome);
  const absl::Duration compared = MonotonicNow();
  outcome.stage_times.push_back({MatchingStage::kCompare, compared - start});

  std::vector<int64_t> row_counts;
  for (const BitMatrix* party : parties) row_counts.push_back(party->row_count());
  ProgressReporter solve_progress(MatchingStage::kSolve, outcome.accepted_pair_count, progress);
  int64_t reported = 0;
  IEUM_ASSIGN_OR_RETURN(
      Clustering clustering,
      SolveGreedily(
          row_counts, /*duplicate_parties=*/0, pairs,
          [&](int64_t taken) { solve_progress.Add(taken - std::exchange(reported, taken)); },
          stop));
  solve_progress.Finish();
  outcome.entities = std::move(clustering.entities);
  outcome.entity_count = clustering.entity_count;
  outcome.linked_entity_count = clustering.linked_entity_count;
  outcome.stage_times.push_back({MatchingStage::kSolve, MonotonicNow() - compared});
  return outcome;
}

}  // namespace ieum::core
