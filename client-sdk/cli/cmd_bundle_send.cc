// ieum bundle send
#include <memory>

#include "cli/command.h"
#include "cli/progress_display.h"
#include "cli/project_channel.h"
#include "cli/report.h"
#include "ieum/client/submit/retry.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "ieum/core/handover/bundle_sender.h"

namespace ieum::client {
namespace {

constexpr absl::Duration kReconnectTime = absl::Seconds(10);

struct Sent {
  v1::FinishImportResponse response;
  int retries;
};

// Goes on after lost connections, where the server has left off.
absl::StatusOr<Sent> SendThrough(core::BundleSender& sender, core::BundleFiles& files,
                                 const CommandContext& context) {
  const RetryOptions options;
  Retry retry(options);
  ProgressDisplay display(context.err);
  uint64_t most = 0;
  const auto show = [&](uint64_t bytes, uint64_t total) {
    display.Update("send", "bytes", static_cast<int64_t>(bytes), static_cast<int64_t>(total));
    if (bytes > most) retry.Progressed();
    most = std::max(most, bytes);
  };
  while (true) {
    absl::StatusOr<v1::FinishImportResponse> response = sender.Send(files, show, context.stop);
    if (response.ok()) return Sent{.response = *std::move(response), .retries = retry.retries()};
    IEUM_RETURN_IF_ERROR(retry.WaitAfter(response.status(), context.stop));
    if (absl::IsUnavailable(response.status())) {
      sender.WaitUntilConnected(kReconnectTime, context.stop);
    }
  }
}

}  // namespace

absl::Status RunCommand(const BundleSendOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(core::BundleFiles files, core::OpenBundleFiles(options.in_file));
  const core::BundleHeader& header = files.cover.header;
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.server, header.project, context));
  IEUM_ASSIGN_OR_RETURN(const auto sender, core::BundleSender::Create(channel));
  IEUM_ASSIGN_OR_RETURN(const Sent sent, SendThrough(*sender, files, context));
  const v1::BundleImport& bundle = sent.response.bundle();
  Report report;
  report.AddFact("kind", "kind", TextValue(bundle.kind()));
  report.AddFact("project", "project", TextValue(header.project.value()));
  report.AddFact("bundle_id", "bundle id", TextValue(core::ToHex(header.id)));
  report.AddFact("recipient", "taken in by", TextValue(header.recipient));
  report.AddFact("content_bytes", "bytes of content",
                 CountValue(static_cast<int64_t>(files.cover.content_bytes)));
  report.AddFact("parts", "parts", CountValue(static_cast<int64_t>(files.cover.parts.size())));
  report.AddFact("retries", "connections lost", CountValue(sent.retries));
  report.AddFact("digest", "digest of the bundle",
                 TextValue(core::ToHex(core::AsBytes(bundle.digest()))));
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

}  // namespace ieum::client
