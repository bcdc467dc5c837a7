// ieumctl export
#include <memory>
#include <utility>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/core/bundle/bundle_folder.h"
#include "ieum/core/page/report.h"
#include "ieum/v1/bundle_service.grpc.pb.h"
#include "ieumctl/bundle_receiver.h"
#include "ieumctl/command.h"
#include "ieumctl/connection.h"
#include "ieumctl/project_channel.h"

namespace ieum::server {
namespace {

using Bundles = Connection<v1::BundleService>;

constexpr int64_t kMaxPemBytes = int64_t{64} << 10;
constexpr absl::Duration kExportTimeout = absl::Hours(12);
// In a joint key file.
constexpr uint64_t kRowBytes = 32;

// What the messages say beside the bundle.
struct Answered {
  uint64_t run_number = 0;
  uint64_t row_count = 0;
};

absl::Status Receive(Bundles& bundles, const v1::ExportJointKeysRequest& request,
                     BundleReceiver& receiver, Answered& answered) {
  core::Call call(kExportTimeout, {});
  const auto stream = bundles.stub().ExportJointKeys(call.context(), request);
  v1::ExportJointKeysResponse response;
  absl::Status taken;
  while (taken.ok() && stream->Read(&response)) {
    answered = {.run_number = response.run_number(), .row_count = response.row_count()};
    taken = receiver.Take(response.part(), response.content(), response.cover(),
                          answered.row_count * kRowBytes);
  }
  if (!taken.ok()) call.Cancel();
  const absl::Status received = call.Outcome(stream->Finish(), bundles.server());
  IEUM_RETURN_IF_ERROR(taken);
  return received;
}

}  // namespace

absl::Status RunCommand(const ExportOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const std::string certificate, core::ReadFile(options.to, kMaxPemBytes));
  IEUM_ASSIGN_OR_RETURN(const auto sink, core::BundleFileSink::Create(options.out));
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  IEUM_ASSIGN_OR_RETURN(Bundles bundles, Bundles::Open(channel));
  v1::ExportJointKeysRequest request;
  request.set_project_id(options.project);
  request.set_holder(options.holder);
  request.set_recipient_certificate(certificate);
  request.set_part_bytes(options.part_mebibytes << 20);
  BundleReceiver receiver(*sink, context.err);
  Answered answered;
  IEUM_RETURN_IF_ERROR(Receive(bundles, request, receiver, answered));
  IEUM_ASSIGN_OR_RETURN(const core::BundleCover cover, receiver.Finish());
  core::Report report;
  AddBundleFacts(cover, report);
  report.AddFact("holder", "holder", core::TextValue(options.holder));
  report.AddFact("run", "run", core::CountValue(static_cast<int64_t>(answered.run_number)));
  report.AddFact("rows", "rows with joint key",
                 core::CountValue(static_cast<int64_t>(answered.row_count)));
  AddBundleFiles(cover, options.out, report);
  report.Print(context.out, options.common.output);
  absl::FPrintF(context.err, "Send the cover and all parts; they open for their recipient only.\n");
  return absl::OkStatus();
}

}  // namespace ieum::server
