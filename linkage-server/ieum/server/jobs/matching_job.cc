#include "ieum/server/jobs/matching_job.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/matching/matching_run.h"
#include "ieum/core/matching/model_matching.h"
#include "ieum/core/matching/profile_rule.h"

namespace ieum::server {
namespace {

constexpr size_t kEntityIdBytes = 16;

absl::Status CheckStop(const std::stop_token& stop) {
  return stop.stop_requested() ? core::Cancelled("stopped on request") : absl::OkStatus();
}

uint32_t Millionths(double share) {
  return static_cast<uint32_t>(std::lround(1e6 * std::clamp(share, 0.0, 1.0)));
}

ModelFigures FiguresOf(const core::ModelOutcome& model) {
  return {.match_weight = model.estimate.threshold,
          .estimated_precision = Millionths(model.estimate.precision()),
          .estimated_recall = Millionths(model.estimate.recall()),
          .expected_match_count = std::llround(model.expected_match_count),
          .candidate_count = model.candidate_count,
          .completeness = Millionths(model.completeness.completeness),
          // Never more than was shown.
          .completeness_bound =
              static_cast<uint32_t>(1e6 * std::clamp(model.completeness.lower_bound, 0.0, 1.0)),
          .exhaustive = model.exhaustive,
          .duplicate_counts = model.duplicate_counts};
}

// One job in steps; lives for one call of RunMatchingJob.
class Job final {
 public:
  Job(MatcherStore& store, const ProjectRecord& project, const RunRecord& run,
      const std::function<void(const RunProgress&)>& progress, std::stop_token stop)
      : store_(store), project_(project), run_(run), progress_(progress), stop_(std::move(stop)) {}

  absl::StatusOr<std::vector<core::BitMatrix>> Load();
  absl::StatusOr<core::MatchingOutcome> Match(const std::vector<core::BitMatrix>& parties,
                                              int thread_count);
  absl::Status Store(const core::MatchingOutcome& outcome, core::Random& random);
  RunReport Report(const core::MatchingOutcome& outcome, int thread_count);

 private:
  absl::StatusOr<core::MatchingOutcome> MatchByModel(const std::vector<core::BitMatrix>& parties,
                                                     int thread_count);
  absl::StatusOr<core::MatchingOutcome> MatchByProfile(const std::vector<core::BitMatrix>& parties,
                                                       int thread_count);
  void Report(const core::MatchingProgress& step) const;
  uint32_t holder_count() const { return static_cast<uint32_t>(project_.terms.holders.size()); }
  absl::Status LoadHolder(uint32_t holder, int64_t total, int64_t& done,
                          std::vector<core::BitMatrix>& parties);
  absl::Status StoreHolder(uint32_t holder, const std::vector<uint32_t>& entities,
                           core::ByteView entity_ids, int64_t& done);
  void Enter(RunStage stage, int64_t total);
  void Leave();

  MatcherStore& store_;
  const ProjectRecord& project_;
  const RunRecord& run_;
  const std::function<void(const RunProgress&)>& progress_;
  const std::stop_token stop_;
  std::vector<std::vector<uint64_t>> blocking_keys_;  // [holder][row, key], once loaded
  std::optional<ModelFigures> model_;
  std::vector<RunStageTime> times_;
  absl::Duration entered_;
  int64_t row_count_ = 0;
};

void Job::Enter(RunStage stage, int64_t total) {
  entered_ = core::MonotonicNow();
  times_.push_back({.stage = stage, .elapsed = absl::ZeroDuration()});
  progress_({.stage = stage, .done = 0, .total = total});
}

void Job::Leave() { times_.back().elapsed = core::MonotonicNow() - entered_; }

absl::StatusOr<std::vector<core::BitMatrix>> Job::Load() {
  std::vector<int64_t> row_counts;
  for (uint32_t holder = 0; holder < holder_count(); ++holder) {
    IEUM_ASSIGN_OR_RETURN(const std::vector<ChunkRecord> chunks,
                          store_.submissions().ListChunks(project_, holder));
    int64_t rows = 0;
    for (const ChunkRecord& chunk : chunks) rows += chunk.row_count;
    row_counts.push_back(rows);
    row_count_ += rows;
  }
  Enter(RunStage::kLoad, row_count_);
  std::vector<core::BitMatrix> parties;
  int64_t done = 0;
  for (uint32_t holder = 0; holder < holder_count(); ++holder) {
    IEUM_ASSIGN_OR_RETURN(
        core::BitMatrix matrix,
        core::BitMatrix::Create(project_.terms.profile.layout, row_counts[holder]));
    parties.push_back(std::move(matrix));
    IEUM_RETURN_IF_ERROR(LoadHolder(holder, row_count_, done, parties));
  }
  Leave();
  return parties;
}

absl::Status Job::LoadHolder(uint32_t holder, int64_t total, int64_t& done,
                             std::vector<core::BitMatrix>& parties) {
  std::vector<uint64_t>& keys = blocking_keys_.emplace_back();
  return store_.submissions().ReadChunks(
      project_, holder, [&](const core::ChunkView& chunk) -> absl::Status {
        IEUM_RETURN_IF_ERROR(CheckStop(stop_));
        IEUM_RETURN_IF_ERROR(parties[holder].AppendRows(chunk.encodings));
        for (size_t at = 0; at < chunk.blocking_keys.size(); at += sizeof(uint64_t)) {
          keys.push_back(core::LoadLittleEndian<uint64_t>(chunk.blocking_keys, at));
        }
        done += chunk.row_count;
        progress_({.stage = RunStage::kLoad, .done = done, .total = total});
        return absl::OkStatus();
      });
}

void Job::Report(const core::MatchingProgress& step) const {
  const bool compare = step.stage == core::MatchingStage::kCompare;
  progress_({.stage = compare ? RunStage::kCompare : RunStage::kSolve,
             .done = step.done_pairs,
             .total = step.total_pairs});
}

absl::StatusOr<core::MatchingOutcome> Job::MatchByModel(const std::vector<core::BitMatrix>& parties,
                                                        int thread_count) {
  std::vector<core::PartyRows> rows;
  for (size_t holder = 0; holder < parties.size(); ++holder) {
    rows.push_back({.encodings = &parties[holder],
                    .holder_keys = blocking_keys_[holder],
                    .holder_key_count = project_.terms.profile.blocking_key_count});
  }
  core::ModelMatchingOptions options;
  options.thread_count = thread_count;
  for (uint32_t holder = 0; holder < holder_count(); ++holder) {
    options.holds_duplicates.push_back((run_.duplicate_holders >> holder & 1U) != 0);
  }
  IEUM_ASSIGN_OR_RETURN(core::ModelMatching matched,
                        core::RunModelMatching(
                            rows, core::SegmentEncodingsOf(project_.terms.profile), options,
                            [this](const core::MatchingProgress& step) { Report(step); }, stop_));
  model_ = FiguresOf(matched.model);
  return std::move(matched.matching);
}

absl::StatusOr<core::MatchingOutcome> Job::Match(const std::vector<core::BitMatrix>& parties,
                                                 int thread_count) {
  IEUM_ASSIGN_OR_RETURN(core::MatchingOutcome outcome, run_.scoring == Scoring::kModel
                                                           ? MatchByModel(parties, thread_count)
                                                           : MatchByProfile(parties, thread_count));
  for (const core::StageTime& time : outcome.stage_times) {
    const bool compare = time.stage == core::MatchingStage::kCompare;
    times_.push_back(
        {.stage = compare ? RunStage::kCompare : RunStage::kSolve, .elapsed = time.elapsed});
  }
  return outcome;
}

absl::StatusOr<core::MatchingOutcome> Job::MatchByProfile(
    const std::vector<core::BitMatrix>& parties, int thread_count) {
  IEUM_ASSIGN_OR_RETURN(const core::ScoringRule rule,
                        core::RuleOfProfile(project_.terms.profile, run_.threshold_basis_points));
  std::vector<const core::BitMatrix*> borrowed;
  for (const core::BitMatrix& party : parties) borrowed.push_back(&party);
  core::MatchingOptions options;
  options.thread_count = thread_count;
  return core::RunMatching(
      borrowed, rule, options, [this](const core::MatchingProgress& step) { Report(step); }, stop_);
}

absl::Status Job::Store(const core::MatchingOutcome& outcome, core::Random& random) {
  Enter(RunStage::kStore, row_count_);
  // Ids are random, so that a joint key tells nothing of a record's place in any file.
  core::Bytes entity_ids(static_cast<size_t>(outcome.entity_count) * kEntityIdBytes);
  constexpr size_t kPieceBytes = size_t{1} << 20;
  for (size_t begin = 0; begin < entity_ids.size(); begin += kPieceBytes) {
    const size_t size = std::min(kPieceBytes, entity_ids.size() - begin);
    random.Fill(std::span(entity_ids).subspan(begin, size));
  }
  int64_t done = 0;
  for (uint32_t holder = 0; holder < holder_count(); ++holder) {
    IEUM_RETURN_IF_ERROR(StoreHolder(holder, outcome.entities[holder], entity_ids, done));
  }
  Leave();
  return absl::OkStatus();
}

absl::Status Job::StoreHolder(uint32_t holder, const std::vector<uint32_t>& entities,
                              core::ByteView entity_ids, int64_t& done) {
  IEUM_ASSIGN_OR_RETURN(const std::vector<ChunkRecord> chunks,
                        store_.submissions().ListChunks(project_, holder));
  size_t row = 0;
  for (uint32_t sequence = 0; sequence < chunks.size(); ++sequence) {
    IEUM_RETURN_IF_ERROR(CheckStop(stop_));
    core::Bytes ids;
    ids.reserve(chunks[sequence].row_count * kEntityIdBytes);
    for (uint32_t i = 0; i < chunks[sequence].row_count; ++i, ++row) {
      const core::ByteView id = entity_ids.subspan(entities[row] * kEntityIdBytes, kEntityIdBytes);
      ids.insert(ids.end(), id.begin(), id.end());
    }
    IEUM_RETURN_IF_ERROR(store_.runs().PutResultChunk(run_.key, holder, sequence, ids));
    done += chunks[sequence].row_count;
    progress_({.stage = RunStage::kStore, .done = done, .total = row_count_});
  }
  return absl::OkStatus();
}

RunReport Job::Report(const core::MatchingOutcome& outcome, int thread_count) {
  // An entity has at most one row of a holder, so two rows are two holders.
  std::vector<uint8_t> rows_of(static_cast<size_t>(outcome.entity_count));
  for (const std::vector<uint32_t>& entities : outcome.entities) {
    for (const uint32_t entity : entities) ++rows_of[entity];
  }
  RunReport report;
  for (const std::vector<uint32_t>& entities : outcome.entities) {
    const auto linked = std::count_if(entities.begin(), entities.end(),
                                      [&](uint32_t entity) { return rows_of[entity] > 1; });
    report.holders.push_back(
        {.row_count = static_cast<int64_t>(entities.size()), .linked_row_count = linked});
  }
  report.entity_count = outcome.entity_count;
  report.linked_entity_count = outcome.linked_entity_count;
  report.compared_pair_count = outcome.compared_pair_count;
  report.accepted_pair_count = outcome.accepted_pair_count;
  report.limited_row_count = outcome.limited_row_count;
  report.stages = times_;
  report.kernel = outcome.kernel_name;
  report.thread_count = thread_count;
  report.model = model_;
  return report;
}

}  // namespace

absl::StatusOr<RunReport> RunMatchingJob(MatcherStore& store, core::Random& random,
                                         const ProjectRecord& project, const RunRecord& run,
                                         int thread_count,
                                         const std::function<void(const RunProgress&)>& progress,
                                         std::stop_token stop) {
  Job job(store, project, run, progress, std::move(stop));
  IEUM_ASSIGN_OR_RETURN(std::vector<core::BitMatrix> parties, job.Load());
  IEUM_ASSIGN_OR_RETURN(const core::MatchingOutcome outcome, job.Match(parties, thread_count));
  // The encodings are most of the memory and no longer needed.
  parties.clear();
  IEUM_RETURN_IF_ERROR(job.Store(outcome, random));
  return job.Report(outcome, thread_count);
}

}  // namespace ieum::server
