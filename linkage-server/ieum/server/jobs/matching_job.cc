#include "ieum/server/jobs/matching_job.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "ieum/core/base/clock.h"
#include "ieum/core/base/spilled_memory.h"
#include "ieum/core/base/status.h"
#include "ieum/core/matching/matching_run.h"
#include "ieum/core/matching/model_matching.h"
#include "ieum/core/matching/profile_rule.h"
#include "ieum/core/matching/round_matching.h"
#include "ieum/server/jobs/entity_ids.h"
#include "ieum/server/jobs/later_round.h"
#include "ieum/server/jobs/match_documents.h"
#include "ieum/server/jobs/project_rows.h"

namespace ieum::server {
namespace {

// Stage of the checkpoints that holds the ids drawn.
constexpr std::string_view kIdsStage = "ids";

uint32_t Millionths(double share) {
  return static_cast<uint32_t>(std::lround(1e6 * std::clamp(share, 0.0, 1.0)));
}

// A share that was asked for, of millionths; 0: it was not.
std::optional<double> ShareOf(uint32_t millionths) {
  if (millionths == 0) return std::nullopt;
  return millionths / 1e6;
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

const char* NameOf(RunStage stage) {
  switch (stage) {
    case RunStage::kLoad:
      return "load";
    case RunStage::kCompare:
      return "compare";
    case RunStage::kSolve:
      return "solve";
    case RunStage::kStore:
      return "store";
  }
  return "";
}

// Which stage of the run a stage of the match is part of.
RunStage StageOf(std::string_view name) {
  return name == "solve" || name == "summarise" ? RunStage::kSolve : RunStage::kCompare;
}

// One job in steps; lives for one call of RunMatchingJob.
class Job final {
 public:
  Job(MatcherStore& store, const Log& log, const ProjectRecord& project, const RunRecord& run,
      int thread_count, const std::function<void(const RunProgress&)>& progress,
      std::stop_token stop)
      : store_(store),
        log_(log),
        project_(project),
        run_(run),
        thread_count_(thread_count),
        progress_(progress),
        stop_(std::move(stop)),
        checkpoints_(store.runs().Checkpoints(run.key)) {
    if (run.memory_bytes > 0) limit_.emplace(store.spill_folder(), run.memory_bytes);
  }

  absl::StatusOr<RunReport> Run(core::Random& random) {
    IEUM_RETURN_IF_ERROR(Load());
    IEUM_ASSIGN_OR_RETURN(const core::MatchingOutcome outcome, Match());
    // The encodings are most of the memory and no longer needed.
    rows_.encodings.clear();
    rows_.holder_keys.clear();
    IEUM_RETURN_IF_ERROR(Store(outcome, random));
    return Report(outcome);
  }

 private:
  absl::Status Load();
  absl::StatusOr<core::MatchingOutcome> Match();
  absl::StatusOr<core::MatchingOutcome> MatchByProfile();
  absl::StatusOr<core::MatchingOutcome> MatchAllByModel();
  absl::StatusOr<core::MatchingOutcome> MatchNewRows(const RoundBase& base);
  absl::StatusOr<core::Bytes> EntityIds(const core::MatchingOutcome& outcome, core::Random& random);
  absl::Status Store(const core::MatchingOutcome& outcome, core::Random& random);
  RunReport Report(const core::MatchingOutcome& outcome);

  void Progress(const core::MatchingProgress& step) const;
  void AddLines(const std::vector<core::StageCost>& stages);
  // Begins and ends a line of the report.
  void Enter(RunStage stage, std::string name);
  void Leave(int64_t work_count, int64_t byte_count);

  MatcherStore& store_;
  const Log& log_;
  const ProjectRecord& project_;
  const RunRecord& run_;
  const int thread_count_;
  const std::function<void(const RunProgress&)>& progress_;
  const std::stop_token stop_;
  RunCheckpoints checkpoints_;
  std::optional<core::MemoryLimit> limit_;
  ProjectRows rows_;  // the encodings borrow the limit
  int64_t row_count_ = 0;
  RunReport report_;  // in the making
  absl::Duration entered_;
};

void Job::Enter(RunStage stage, std::string name) {
  entered_ = core::MonotonicNow();
  report_.stages.push_back({.stage = stage, .name = std::move(name)});
}

void Job::Leave(int64_t work_count, int64_t byte_count) {
  RunStageLine& line = report_.stages.back();
  line.elapsed = core::MonotonicNow() - entered_;
  line.work_count = work_count;
  line.byte_count = byte_count;
}

void Job::AddLines(const std::vector<core::StageCost>& stages) {
  for (const core::StageCost& cost : stages) {
    report_.stages.push_back({.stage = StageOf(cost.name),
                              .name = std::string(cost.name),
                              .work_count = cost.pair_count,
                              .elapsed = cost.elapsed,
                              .byte_count = cost.byte_count,
                              .resumed = cost.resumed});
  }
}

absl::Status Job::Load() {
  Enter(RunStage::kLoad, NameOf(RunStage::kLoad));
  IEUM_ASSIGN_OR_RETURN(
      rows_, LoadProjectRows(
                 store_, project_, limit_.has_value() ? &*limit_ : nullptr, thread_count_,
                 [this](int64_t done, int64_t total) {
                   progress_({.stage = RunStage::kLoad, .done = done, .total = total});
                 },
                 stop_));
  row_count_ = rows_.row_count();
  Leave(row_count_, rows_.byte_count());
  return absl::OkStatus();
}

void Job::Progress(const core::MatchingProgress& step) const {
  const bool compare = step.stage == core::MatchingStage::kCompare;
  progress_({.stage = compare ? RunStage::kCompare : RunStage::kSolve,
             .done = step.done_pairs,
             .total = step.total_pairs});
}

absl::StatusOr<core::MatchingOutcome> Job::Match() {
  if (run_.scoring == Scoring::kProfile) return MatchByProfile();
  IEUM_ASSIGN_OR_RETURN(const std::optional<RoundBase> base,
                        FindRoundBase(store_, project_, run_, rows_, log_));
  return base.has_value() ? MatchNewRows(*base) : MatchAllByModel();
}

absl::StatusOr<core::MatchingOutcome> Job::MatchAllByModel() {
  core::ModelMatchingOptions options;
  options.thread_count = thread_count_;
  options.stage_store = &checkpoints_;
  options.memory_bytes = run_.memory_bytes;
  options.threshold = run_.wishes.match_weight;
  options.precision = ShareOf(run_.wishes.precision);
  options.exhaustive = run_.wishes.exhaustive;
  options.min_completeness = ShareOf(run_.wishes.min_completeness);
  options.solver = run_.wishes.optimal ? core::Solver::kOptimal : core::Solver::kGreedy;
  for (uint32_t holder = 0; holder < project_.terms.holders.size(); ++holder) {
    options.holds_duplicates.push_back((run_.duplicate_holders >> holder & 1U) != 0);
  }
  IEUM_ASSIGN_OR_RETURN(
      core::ModelMatching matched,
      core::RunModelMatching(
          rows_.parties(), core::SegmentEncodingsOf(project_.terms.profile), options,
          [this](const core::MatchingProgress& step) { Progress(step); }, stop_));
  report_.model = FiguresOf(matched.model);
  AddLines(matched.model.stages);
  Enter(RunStage::kStore, "index");
  IEUM_ASSIGN_OR_RETURN(const int64_t entries,
                        LeaveFirstIndex(store_, project_, run_.key, rows_, matched,
                                        run_.duplicate_holders, thread_count_, stop_));
  Leave(entries, 0);
  IEUM_RETURN_IF_ERROR(store_.runs().PutMatchDocuments(
      run_.key, DocumentsOf(project_, options.holds_duplicates, matched)));
  return std::move(matched.matching);
}

absl::StatusOr<core::MatchingOutcome> Job::MatchNewRows(const RoundBase& base) {
  core::RoundOptions options;
  options.thread_count = thread_count_;
  IEUM_ASSIGN_OR_RETURN(core::RoundMatching matched,
                        core::MatchRound(
                            base.parties, core::SegmentEncodingsOf(project_.terms.profile),
                            base.head->model, *base.index, base.accepted, options,
                            [this](const core::MatchingProgress& step) { Progress(step); }, stop_));
  report_.fitted_run = base.head->fitted_run;
  report_.new_row_count = matched.new_row_count;
  // What the model says of its pairs it said in the run that fitted it.
  IEUM_ASSIGN_OR_RETURN(const RunRecord fitted,
                        store_.runs().Find({.project_number = run_.key.project_number,
                                            .run_number = base.head->fitted_run}));
  if (fitted.report.has_value()) report_.model = fitted.report->model;
  AddLines(matched.stages);
  Enter(RunStage::kStore, "index");
  IEUM_ASSIGN_OR_RETURN(
      const int64_t entries,
      LeaveLaterIndex(store_, run_.key, base, matched.accepted, thread_count_, stop_));
  Leave(entries, 0);
  return std::move(matched.matching);
}

absl::StatusOr<core::MatchingOutcome> Job::MatchByProfile() {
  IEUM_ASSIGN_OR_RETURN(const core::ScoringRule rule,
                        core::RuleOfProfile(project_.terms.profile, run_.threshold_basis_points));
  std::vector<const core::BitMatrix*> borrowed;
  for (const core::BitMatrix& party : rows_.encodings) borrowed.push_back(&party);
  core::MatchingOptions options;
  options.thread_count = thread_count_;
  IEUM_ASSIGN_OR_RETURN(core::MatchingOutcome outcome,
                        core::RunMatching(
                            borrowed, rule, options,
                            [this](const core::MatchingProgress& step) { Progress(step); }, stop_));
  for (const core::StageTime& time : outcome.stage_times) {
    const bool compare = time.stage == core::MatchingStage::kCompare;
    const RunStage stage = compare ? RunStage::kCompare : RunStage::kSolve;
    report_.stages.push_back(
        {.stage = stage,
         .name = NameOf(stage),
         .work_count = compare ? outcome.compared_pair_count : outcome.accepted_pair_count,
         .elapsed = time.elapsed});
  }
  return outcome;
}

// Those that this run has drawn before it was interrupted, or new ones.
absl::StatusOr<core::Bytes> Job::EntityIds(const core::MatchingOutcome& outcome,
                                           core::Random& random) {
  IEUM_ASSIGN_OR_RETURN(std::optional<core::Bytes> drawn, checkpoints_.Load(kIdsStage));
  if (drawn.has_value() &&
      drawn->size() == static_cast<size_t>(outcome.entity_count) * kEntityIdBytes) {
    report_.stages.back().resumed = true;
    return *std::move(drawn);
  }
  IEUM_ASSIGN_OR_RETURN(const EarlierEntities earlier,
                        ReadEarlierEntities(store_, project_, stop_));
  core::Bytes ids = DrawEntityIds(outcome, earlier, random);
  IEUM_RETURN_IF_ERROR(checkpoints_.Save(kIdsStage, ids));
  return ids;
}

absl::Status Job::Store(const core::MatchingOutcome& outcome, core::Random& random) {
  progress_({.stage = RunStage::kStore, .done = 0, .total = row_count_});
  Enter(RunStage::kStore, "name");
  IEUM_ASSIGN_OR_RETURN(const core::Bytes ids, EntityIds(outcome, random));
  Leave(outcome.entity_count, static_cast<int64_t>(ids.size()));
  Enter(RunStage::kStore, NameOf(RunStage::kStore));
  IEUM_RETURN_IF_ERROR(StoreResults(
      store_, run_.key, rows_.chunk_row_counts, outcome, ids,
      [this](int64_t done) {
        progress_({.stage = RunStage::kStore, .done = done, .total = row_count_});
      },
      stop_));
  Leave(row_count_, row_count_ * static_cast<int64_t>(kEntityIdBytes));
  return absl::OkStatus();
}

RunReport Job::Report(const core::MatchingOutcome& outcome) {
  // Which holders have a row of an entity: the first one, and whether there is another.
  constexpr uint8_t kNone = UINT8_MAX;
  std::vector<uint8_t> first(static_cast<size_t>(outcome.entity_count), kNone);
  std::vector<bool> linked(static_cast<size_t>(outcome.entity_count), false);
  for (size_t holder = 0; holder < outcome.entities.size(); ++holder) {
    for (const uint32_t entity : outcome.entities[holder]) {
      if (first[entity] == kNone) first[entity] = static_cast<uint8_t>(holder);
      if (first[entity] != holder) linked[entity] = true;
    }
  }
  for (const std::vector<uint32_t>& entities : outcome.entities) {
    report_.holders.push_back(
        {.row_count = static_cast<int64_t>(entities.size()),
         .linked_row_count = std::count_if(entities.begin(), entities.end(),
                                           [&](uint32_t entity) { return linked[entity]; })});
  }
  report_.entity_count = outcome.entity_count;
  report_.linked_entity_count = outcome.linked_entity_count;
  report_.compared_pair_count = outcome.compared_pair_count;
  report_.accepted_pair_count = outcome.accepted_pair_count;
  report_.limited_row_count = outcome.limited_row_count;
  report_.kernel = outcome.kernel_name;
  report_.thread_count = thread_count_;
  return std::move(report_);
}

}  // namespace

absl::StatusOr<RunReport> RunMatchingJob(MatcherStore& store, core::Random& random, const Log& log,
                                         const ProjectRecord& project, const RunRecord& run,
                                         int thread_count,
                                         const std::function<void(const RunProgress&)>& progress,
                                         std::stop_token stop) {
  return Job(store, log, project, run, thread_count, progress, std::move(stop)).Run(random);
}

}  // namespace ieum::server
