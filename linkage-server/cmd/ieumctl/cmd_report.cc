// ieumctl report
#include "ieumctl/command.h"
#include "ieumctl/display.h"
#include "ieumctl/project_channel.h"
#include "ieumctl/run_watch.h"

namespace ieum::server {

absl::Status RunCommand(const ReportOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  IEUM_ASSIGN_OR_RETURN(Matching matching, Matching::Open(channel));
  IEUM_ASSIGN_OR_RETURN(const v1::Run run,
                        FindRun(matching, options.project, options.run_number, true));
  if (options.common.output == OutputFormat::kJson) return PrintJson(context.out, run);
  if (run.state() != v1::RUN_STATE_SUCCEEDED) {
    return core::FailedPrecondition(
        "run %d of project %s is %s; only a run that succeeded has a "
        "report",
        run.run_number(), run.project_id(), NameOf(run.state()));
  }
  PrintText(context.out,
            absl::StrFormat("Run %d of project %s\n\n", run.run_number(), run.project_id()));
  PrintText(context.out, ReportText(run));
  return absl::OkStatus();
}

}  // namespace ieum::server
