// ieumctl run start | watch | cancel | show | list
#include <cmath>

#include "ieum/core/terminal/option_text.h"
#include "ieum/core/terminal/terminal.h"
#include "ieumctl/command.h"
#include "ieumctl/display.h"
#include "ieumctl/project_channel.h"
#include "ieumctl/propose.h"
#include "ieumctl/run_watch.h"

namespace ieum::server {
namespace {

absl::Status PrintRun(const v1::Run& run, OutputFormat output, std::FILE* out) {
  if (output == OutputFormat::kJson) return PrintJson(out, run);
  PrintText(out, RunText(run));
  return absl::OkStatus();
}

// Prints a run that has ended; anything but success is the command's error too.
absl::Status PrintEnd(const v1::Run& run, OutputFormat output, std::FILE* out) {
  IEUM_RETURN_IF_ERROR(PrintRun(run, output, out));
  if (run.state() == v1::RUN_STATE_FAILED) {
    return core::Internal("run %d has failed: %s", run.run_number(), run.error());
  }
  if (run.state() == v1::RUN_STATE_CANCELLED) {
    return core::Cancelled("run %d was cancelled; the project's results are as before",
                           run.run_number());
  }
  return absl::OkStatus();
}

uint32_t Millionths(double share) { return static_cast<uint32_t>(std::lround(1e6 * share)); }

v1::ModelWishes WishesOf(const RunStartOptions& options) {
  v1::ModelWishes wishes;
  if (options.match_weight.has_value()) wishes.set_match_weight_millinats(*options.match_weight);
  if (options.precision.has_value())
    wishes.set_precision_millionths(Millionths(*options.precision));
  wishes.set_exhaustive(options.exhaustive);
  if (options.min_completeness.has_value()) {
    wishes.set_min_completeness_millionths(Millionths(*options.min_completeness));
  }
  if (options.optimal) wishes.set_solver(v1::SOLVER_OPTIMAL);
  return wishes;
}

}  // namespace

absl::Status RunCommand(const RunStartOptions& options, const CommandContext& context) {
  if (!options.by_profile && options.threshold_basis_points != 0) {
    return core::InvalidArgument(
        "--threshold is a similarity, and the model finds its own; leave it out or add '--scoring "
        "profile'");
  }
  if (options.by_profile) {
    IEUM_RETURN_IF_ERROR(core::CheckNoneIsOfModel({
        {"--match-weight", options.match_weight.has_value()},
        {"--precision", options.precision.has_value()},
        {"--exhaustive", options.exhaustive},
        {"--min-completeness", options.min_completeness.has_value()},
        {"--solve optimal", options.optimal},
        {"--duplicates", !options.duplicate_holders.empty()},
        {"--from-scratch", options.from_scratch},
    }));
  }
  IEUM_RETURN_IF_ERROR(
      core::CheckOneThreshold(options.precision.has_value(), options.match_weight.has_value()));
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  IEUM_ASSIGN_OR_RETURN(Matching matching, Matching::Open(channel));
  v1::StartRunRequest request;
  request.set_project_id(options.project);
  request.set_threshold_basis_points(options.threshold_basis_points);
  request.set_scoring(options.by_profile ? v1::SCORING_PROFILE : v1::SCORING_MODEL);
  request.set_from_scratch(options.from_scratch);
  *request.mutable_wishes() = WishesOf(options);
  request.set_memory_bytes(options.memory_bytes);
  for (const std::string& holder : options.duplicate_holders) {
    request.add_duplicate_holders(holder);
  }
  if (!options.propose.empty()) {
    return Propose({"MatchingService/StartRun", options.project, options.propose}, request,
                   options.common, context.out);
  }
  IEUM_ASSIGN_OR_RETURN(const v1::StartRunResponse response,
                        matching.Ask(&Matching::Stub::StartRun, request));
  if (!options.wait) return PrintRun(response.run(), options.common.output, context.out);
  IEUM_ASSIGN_OR_RETURN(const v1::Run run, WatchToEnd(matching, options.project,
                                                      response.run().run_number(), context.err));
  return PrintEnd(run, options.common.output, context.out);
}

absl::Status RunCommand(const RunWatchOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  IEUM_ASSIGN_OR_RETURN(Matching matching, Matching::Open(channel));
  IEUM_ASSIGN_OR_RETURN(const v1::Run found,
                        FindRun(matching, options.project, options.run_number, false));
  IEUM_ASSIGN_OR_RETURN(const v1::Run run,
                        WatchToEnd(matching, options.project, found.run_number(), context.err));
  return PrintEnd(run, options.common.output, context.out);
}

absl::Status RunCommand(const RunCancelOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  IEUM_ASSIGN_OR_RETURN(Matching matching, Matching::Open(channel));
  IEUM_ASSIGN_OR_RETURN(const v1::Run found,
                        FindRun(matching, options.project, options.run_number, false));
  v1::CancelRunRequest request;
  request.set_project_id(options.project);
  request.set_run_number(found.run_number());
  IEUM_ASSIGN_OR_RETURN(const v1::CancelRunResponse response,
                        matching.Ask(&Matching::Stub::CancelRun, request));
  return PrintRun(response.run(), options.common.output, context.out);
}

absl::Status RunCommand(const RunShowOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  IEUM_ASSIGN_OR_RETURN(Matching matching, Matching::Open(channel));
  IEUM_ASSIGN_OR_RETURN(const v1::Run run,
                        FindRun(matching, options.project, options.run_number, false));
  return PrintRun(run, options.common.output, context.out);
}

absl::Status RunCommand(const RunListOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  IEUM_ASSIGN_OR_RETURN(Matching matching, Matching::Open(channel));
  v1::ListRunsRequest request;
  request.set_project_id(options.project);
  IEUM_ASSIGN_OR_RETURN(const v1::ListRunsResponse response,
                        matching.Ask(&Matching::Stub::ListRuns, request));
  if (options.common.output == OutputFormat::kJson) return PrintJson(context.out, response);
  core::Table table({"run", "state", "rounds", "stage", "threshold", "linked entities", "created"});
  for (const v1::Run& run : response.runs()) {
    table.AddRow({absl::StrFormat("%d", run.run_number()), NameOf(run.state()),
                  RoundsText(run.round()), NameOf(run.stage()), ThresholdText(run),
                  run.has_report() ? core::WithThousands(run.report().linked_entity_count()) : "-",
                  TimeText(run.created_unix_micros())});
  }
  PrintText(context.out, table.ToString());
  return absl::OkStatus();
}

}  // namespace ieum::server
