#include "ieum/server/matcher/run_to_proto.h"

namespace ieum::server {
namespace {

v1::RunState ToProto(RunState state) {
  switch (state) {
    case RunState::kQueued:
      return v1::RUN_STATE_QUEUED;
    case RunState::kRunning:
      return v1::RUN_STATE_RUNNING;
    case RunState::kSucceeded:
      return v1::RUN_STATE_SUCCEEDED;
    case RunState::kFailed:
      return v1::RUN_STATE_FAILED;
    case RunState::kCancelled:
      return v1::RUN_STATE_CANCELLED;
  }
  return v1::RUN_STATE_UNSPECIFIED;
}

v1::RunStage ToProto(RunStage stage) {
  switch (stage) {
    case RunStage::kLoad:
      return v1::RUN_STAGE_LOAD;
    case RunStage::kCompare:
      return v1::RUN_STAGE_COMPARE;
    case RunStage::kSolve:
      return v1::RUN_STAGE_SOLVE;
    case RunStage::kStore:
      return v1::RUN_STAGE_STORE;
  }
  return v1::RUN_STAGE_UNSPECIFIED;
}

void ToProto(const ModelFigures& model, v1::ModelFigures& out) {
  out.set_match_weight_millinats(model.match_weight);
  out.set_estimated_precision_millionths(model.estimated_precision);
  out.set_estimated_recall_millionths(model.estimated_recall);
  out.set_expected_match_count(model.expected_match_count);
  out.set_candidate_count(model.candidate_count);
  out.set_completeness_millionths(model.completeness);
  out.set_completeness_bound_millionths(model.completeness_bound);
  out.set_exhaustive(model.exhaustive);
  for (const int64_t count : model.duplicate_counts) out.add_duplicate_counts(count);
}

void ToProto(const ModelWishes& wishes, v1::ModelWishes& out) {
  if (wishes.match_weight.has_value()) out.set_match_weight_millinats(*wishes.match_weight);
  out.set_precision_millionths(wishes.precision);
  out.set_exhaustive(wishes.exhaustive);
  out.set_min_completeness_millionths(wishes.min_completeness);
  out.set_solver(wishes.optimal ? v1::SOLVER_OPTIMAL : v1::SOLVER_GREEDY);
}

void ToProto(const RunReport& report, const ProjectRecord& project, v1::RunReport& out) {
  for (size_t i = 0; i < report.holders.size(); ++i) {
    v1::HolderCount& holder = *out.add_holders();
    holder.set_holder(project.terms.holders[i].value());
    holder.set_row_count(report.holders[i].row_count);
    holder.set_linked_row_count(report.holders[i].linked_row_count);
  }
  out.set_entity_count(report.entity_count);
  out.set_linked_entity_count(report.linked_entity_count);
  out.set_compared_pair_count(report.compared_pair_count);
  out.set_accepted_pair_count(report.accepted_pair_count);
  out.set_limited_row_count(report.limited_row_count);
  for (const RunStageLine& line : report.stages) {
    v1::StageTime& stage = *out.add_stages();
    stage.set_stage(ToProto(line.stage));
    stage.set_name(line.name);
    stage.set_work_count(line.work_count);
    stage.set_elapsed_micros(absl::ToInt64Microseconds(line.elapsed));
    stage.set_byte_count(line.byte_count);
    stage.set_resumed(line.resumed);
  }
  out.set_kernel(report.kernel);
  out.set_thread_count(static_cast<uint32_t>(report.thread_count));
  if (report.model.has_value()) ToProto(*report.model, *out.mutable_model());
  out.set_fitted_run(report.fitted_run);
  out.set_new_row_count(report.new_row_count);
}

}  // namespace

void ToProto(const RunView& run, const ProjectRecord& project, v1::Run& out) {
  out.set_run_number(run.record.key.run_number);
  out.set_project_id(project.terms.id.value());
  out.set_state(ToProto(run.record.state));
  if (run.progress.has_value()) {
    out.set_stage(ToProto(run.progress->stage));
    out.set_stage_done(run.progress->done);
    out.set_stage_total(run.progress->total);
  }
  out.set_error(run.record.error);
  if (run.record.report.has_value()) {
    ToProto(*run.record.report, project, *out.mutable_report());
  }
  out.set_created_unix_micros(absl::ToUnixMicros(run.record.created));
  out.set_threshold_basis_points(static_cast<uint32_t>(run.record.threshold_basis_points));
  out.set_round(run.record.round);
  out.set_from_scratch(run.record.from_scratch);
  if (run.record.scoring == Scoring::kModel) ToProto(run.record.wishes, *out.mutable_wishes());
  out.set_memory_bytes(run.record.memory_bytes);
  out.set_scoring(run.record.scoring == Scoring::kModel ? v1::SCORING_MODEL : v1::SCORING_PROFILE);
  for (size_t h = 0; h < project.terms.holders.size(); ++h) {
    if ((run.record.duplicate_holders >> h & 1U) != 0) {
      out.add_duplicate_holders(project.terms.holders[h].value());
    }
  }
}

}  // namespace ieum::server
