#include "ieum/server/jobs/run_request.h"

#include "ieum/core/base/status.h"
#include "ieum/core/cluster/optimal_solver.h"
#include "ieum/core/terminal/option_text.h"

namespace ieum::server {
namespace {

constexpr uint32_t kAll = 1'000'000;  // millionths

absl::Status CheckByProfile(const RunRequest& request) {
  if (request.from_scratch) {
    return core::InvalidArgument(
        "every run that is scored by profile compares all rows; leave from-scratch out, or score "
        "by model");
  }
  const ModelWishes& wishes = request.wishes;
  const std::pair<const char*, bool> given[] = {
      {"the match weight", wishes.match_weight.has_value()},
      {"the precision", wishes.precision != 0},
      {"comparing exhaustively", wishes.exhaustive},
      {"the least completeness", wishes.min_completeness != 0},
      {"solving optimally", wishes.optimal}};
  for (const auto& [name, is_given] : given) {
    if (is_given) {
      return core::InvalidArgument("%s is of the fitted model; leave it out, or score by model",
                                   name);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckByModel(const ProjectRecord& project, const RunRequest& request) {
  if (request.threshold_basis_points != 0) {
    return core::InvalidArgument(
        "the threshold is a similarity, and the model finds its own; leave it out or score by "
        "profile");
  }
  const ModelWishes& wishes = request.wishes;
  if (wishes.precision != 0 && (wishes.precision < kAll / 2 || wishes.precision > kAll)) {
    return core::InvalidArgument("the precision is not from 0.5 to 1.0");
  }
  if (wishes.precision != 0 && wishes.match_weight.has_value()) {
    return core::InvalidArgument(
        "the precision and the match weight both choose the threshold; leave one of them out");
  }
  if (wishes.min_completeness >= kAll) {
    return core::InvalidArgument(
        "the least completeness is not between 0 and 1; a run that compares exhaustively misses "
        "nothing");
  }
  if (!wishes.optimal) return absl::OkStatus();
  return core::CheckIsAssignment(project.terms.holders.size(), request.duplicate_holders);
}

}  // namespace

absl::Status CheckRunRequest(const ProjectRecord& project, const RunRequest& request) {
  if (request.threshold_basis_points < 0 || request.threshold_basis_points > 10'000) {
    return core::InvalidArgument(
        "the threshold is outside 1 to 10000 basis points (0 takes the project's)");
  }
  const bool by_model = request.scoring == Scoring::kModel;
  const size_t holder_count = project.terms.holders.size();
  if (request.duplicate_holders >> holder_count != 0 ||
      (!by_model && request.duplicate_holders != 0)) {
    return core::InvalidArgument(
        "holders of duplicates must be holders of the project, in a run that is scored by model");
  }
  if (request.memory_bytes != 0 && request.memory_bytes < core::kLeastMemoryBytes) {
    return core::InvalidArgument(
        "the memory is less than 256MiB; give the run more, or leave it out");
  }
  return by_model ? CheckByModel(project, request) : CheckByProfile(request);
}

}  // namespace ieum::server
