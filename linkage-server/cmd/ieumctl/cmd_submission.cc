// ieumctl submission list
#include "ieum/core/base/bytes.h"
#include "ieum/core/terminal/terminal.h"
#include "ieum/v1/submission_service.grpc.pb.h"
#include "ieumctl/command.h"
#include "ieumctl/connection.h"
#include "ieumctl/display.h"
#include "ieumctl/project_channel.h"

namespace ieum::server {

absl::Status RunCommand(const SubmissionListOptions& options, const CommandContext& context) {
  using Submissions = Connection<v1::SubmissionService>;
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  IEUM_ASSIGN_OR_RETURN(Submissions submissions, Submissions::Open(channel));
  v1::ListSubmissionsRequest request;
  request.set_project_id(options.project);
  IEUM_ASSIGN_OR_RETURN(const v1::ListSubmissionsResponse response,
                        submissions.Ask(&Submissions::Stub::ListSubmissions, request));
  if (options.common.output == OutputFormat::kJson) return PrintJson(context.out, response);
  core::Table table({"holder", "state", "rows", "chunks", "round", "digest"});
  for (const v1::Submission& submission : response.submissions()) {
    table.AddRow({submission.holder(), NameOf(submission.state()),
                  core::WithThousands(static_cast<int64_t>(submission.row_count())),
                  core::WithThousands(submission.next_sequence()),
                  core::WithThousands(submission.round()),
                  core::ToHex(core::AsBytes(submission.submission_digest()))});
  }
  PrintText(context.out, table.ToString());
  return absl::OkStatus();
}

}  // namespace ieum::server
