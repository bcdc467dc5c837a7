// ieum submit
#include <memory>

#include "cli/command.h"
#include "cli/progress_display.h"
#include "cli/project_channel.h"
#include "cli/report.h"
#include "ieum/client/submit/submitter.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "ieum/core/format/submission_file.h"

namespace ieum::client {

absl::Status RunCommand(const SubmitOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<core::SubmissionFileReader> file,
                        core::SubmissionFileReader::Open(options.in_file));
  SubmitterOptions connection;
  IEUM_ASSIGN_OR_RETURN(connection.channel,
                        ProjectChannel(options.server, file->header().project, context));
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<Submitter> submitter, Submitter::Create(connection));
  ProgressDisplay progress(context.err);
  const auto show = [&progress](const SubmissionProgress& now) {
    progress.Update("submit", "rows", static_cast<int64_t>(now.acknowledged_rows),
                    static_cast<int64_t>(now.total_rows));
  };
  IEUM_ASSIGN_OR_RETURN(const SubmissionReport submitted,
                        submitter->Submit(options.in_file, options.replace, show, context.stop));
  progress.Finish();

  const auto row_count = static_cast<int64_t>(submitted.row_count);
  const std::string& project = file->header().project.value();
  Report report;
  report.AddFact("project", "project", TextValue(project));
  report.AddFact("rows", "rows acknowledged", CountValue(row_count));
  report.AddFact("chunks", "chunks", CountValue(submitted.chunk_count));
  report.AddFact("chunks_sent", "chunks sent now", CountValue(submitted.chunks_sent));
  report.AddFact("chunks_skipped", "chunks there before", CountValue(submitted.chunks_skipped));
  report.AddFact("retries", "connections lost", CountValue(submitted.retries));
  report.AddFact("seconds", "time", SecondsValue(submitted.elapsed));
  report.AddFact("submission_digest", "submission digest",
                 TextValue(core::ToHex(submitted.submission_digest)));
  report.Print(context.out, options.output);
  absl::FPrintF(context.err,
                "Everything is durable on the server. Compare the digest with the operator by "
                "telephone.\nNext, when the project is matched: ieum results --project %s "
                "--serials FILE --out keys.csv\n",
                project);
  return absl::OkStatus();
}

}  // namespace ieum::client
