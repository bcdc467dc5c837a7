// ieum submit
#include <memory>
#include <optional>

#include "cli/command.h"
#include "cli/progress_display.h"
#include "cli/project_channel.h"
#include "cli/report.h"
#include "ieum/client/submit/submitter.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "ieum/core/format/chunk.h"
#include "ieum/core/format/submission_file.h"

namespace ieum::client {
namespace {

// Everything short of sending: the file is whole, and the project at the server is the one that it
// was encoded for.
absl::Status TryOut(const SubmitOptions& options, core::SubmissionFileReader& file,
                    const CommandContext& context) {
  const core::ProjectId& project = file.header().project;
  ProgressDisplay progress(context.err);
  const auto row_count = static_cast<int64_t>(file.trailer().row_count);
  for (int64_t rows = 0;;) {
    if (context.stop.stop_requested()) return core::Cancelled("stopped on request");
    IEUM_ASSIGN_OR_RETURN(const std::optional<core::ByteView> chunk, file.Next());
    if (!chunk.has_value()) break;
    IEUM_ASSIGN_OR_RETURN(const core::ChunkView view, core::ParseChunk(*chunk));
    rows += view.row_count;
    progress.Update("read", "rows", rows, row_count);
  }
  progress.Finish();
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.server, project, context));
  IEUM_ASSIGN_OR_RETURN(const std::optional<core::SignedManifest> there,
                        ServerManifest(channel, project, context));
  if (!there.has_value()) {
    return core::FailedPrecondition("project '%s' is destroyed", project.value());
  }
  const core::Manifest& manifest = there->manifest;
  if (manifest.digest != channel.manifest) {
    return core::FailedPrecondition(
        "the server has another manifest of project '%s' than %s; settle with the operator which "
        "one all parties have signed",
        project.value(), options.server.manifest_file);
  }
  if (manifest.profile.digest != file.header().profile_digest) {
    return core::FailedPrecondition(
        "the file was encoded under another profile than the project's; encode again with the "
        "profile of the manifest");
  }
  if (manifest.mock.has_value() && row_count > manifest.mock->maximum_file_rows) {
    return core::FailedPrecondition(
        "the file has more than the %d rows of a mock linkage; encode with --manifest",
        manifest.mock->maximum_file_rows);
  }
  Report report;
  report.AddFact("project", "project", TextValue(project.value()));
  report.AddFact("rows", "rows", CountValue(row_count));
  report.AddFact("chunks", "chunks", CountValue(file.trailer().chunk_count));
  report.AddFact("manifest", "manifest", TextValue(core::ToHex(manifest.digest)));
  report.AddFact("submission_digest", "submission digest",
                 TextValue(core::ToHex(file.trailer().submission_digest)));
  report.Print(context.out, options.output);
  absl::FPrintF(context.err, "Nothing was sent: --dry-run\n");
  return absl::OkStatus();
}

}  // namespace

absl::Status RunCommand(const SubmitOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<core::SubmissionFileReader> file,
                        core::SubmissionFileReader::Open(options.in_file));
  if (options.dry_run) return TryOut(options, *file, context);
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
