// ieum precheck
#include "cli/command.h"
#include "cli/project_channel.h"
#include "cli/report.h"
#include "ieum/client/result/match_rate.h"
#include "ieum/core/base/status.h"

namespace ieum::client {

absl::Status RunCommand(const PrecheckOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::ProjectId project, core::ProjectId::Parse(options.project));
  IEUM_ASSIGN_OR_RETURN(const core::InstitutionId other,
                        core::InstitutionId::Parse(options.other_holder));
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.server, project, context));
  IEUM_ASSIGN_OR_RETURN(const MatchRate rate, AskMatchRate(channel, project, other, context.stop));
  Report report;
  report.AddFact("project", "project", TextValue(options.project));
  report.AddFact("other_holder", "with", TextValue(options.other_holder));
  report.AddFact("round", "round", CountValue(rate.round));
  if (rate.too_few) {
    report.AddFact("too_few", "persons in common", TextValue("too few to be told"));
  } else {
    report.AddFact("persons", "persons in common, about",
                   CountValue(static_cast<int64_t>(rate.count)));
    report.AddFact("persons_at_least", "at least (95 %)",
                   CountValue(static_cast<int64_t>(rate.low)));
    report.AddFact("persons_at_most", "at most (95 %)",
                   CountValue(static_cast<int64_t>(rate.high)));
  }
  report.AddFact("answers_left", "further answers", CountValue(rate.answers_left));
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

}  // namespace ieum::client
