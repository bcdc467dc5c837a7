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
#include "ieumctl/propose.h"

namespace ieum::server {
namespace {

using Bundles = Connection<v1::BundleService>;

constexpr int64_t kMaxPemBytes = int64_t{64} << 10;
constexpr absl::Duration kExportTimeout = absl::Hours(12);
// In a joint key file.
constexpr uint64_t kRowBytes = 32;
// In a file of joinable serials.
constexpr uint64_t kSerialBytes = 16;

// What the messages say beside the bundle.
struct Answered {
  uint64_t run_number = 0;
  uint64_t row_count = 0;
};

// `ask` begins the stream of the call.
template <typename Response, typename Ask>
absl::Status Receive(Bundles& bundles, BundleReceiver& receiver, uint64_t row_bytes,
                     Answered& answered, const Ask& ask) {
  core::Call call(kExportTimeout, {});
  const auto stream = ask(bundles.stub(), call.context());
  Response response;
  absl::Status taken;
  while (taken.ok() && stream->Read(&response)) {
    answered = {.run_number = response.run_number(), .row_count = response.row_count()};
    taken = receiver.Take(response.part(), response.content(), response.cover(),
                          answered.row_count * row_bytes);
  }
  if (!taken.ok()) call.Cancel();
  const absl::Status received = call.Outcome(stream->Finish(), bundles.server());
  IEUM_RETURN_IF_ERROR(taken);
  return received;
}

template <typename Request>
absl::StatusOr<Request> RequestOf(const ExportOptions& options) {
  Request request;
  request.set_project_id(options.project);
  request.set_holder(options.holder);
  IEUM_ASSIGN_OR_RETURN(*request.mutable_recipient_certificate(),
                        core::ReadFile(options.to, kMaxPemBytes));
  request.set_part_bytes(options.part_mebibytes << 20);
  return request;
}

absl::StatusOr<Answered> Export(const ExportOptions& options, BundleReceiver& receiver) {
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  IEUM_ASSIGN_OR_RETURN(Bundles bundles, Bundles::Open(channel));
  Answered answered;
  if (options.joinable) {
    IEUM_ASSIGN_OR_RETURN(const auto request, RequestOf<v1::ExportJoinableSerialsRequest>(options));
    IEUM_RETURN_IF_ERROR(Receive<v1::ExportJoinableSerialsResponse>(
        bundles, receiver, kSerialBytes, answered,
        [&request](Bundles::Stub& stub, grpc::ClientContext* call) {
          return stub.ExportJoinableSerials(call, request);
        }));
  } else {
    IEUM_ASSIGN_OR_RETURN(const auto request, RequestOf<v1::ExportJointKeysRequest>(options));
    IEUM_RETURN_IF_ERROR(Receive<v1::ExportJointKeysResponse>(
        bundles, receiver, kRowBytes, answered,
        [&request](Bundles::Stub& stub, grpc::ClientContext* call) {
          return stub.ExportJointKeys(call, request);
        }));
  }
  return answered;
}

}  // namespace

absl::Status RunCommand(const ExportOptions& options, const CommandContext& context) {
  if (!options.propose.empty()) {
    if (!options.joinable) {
      return core::InvalidArgument(
          "joint keys take one person; give the command without --propose, or with --joinable");
    }
    IEUM_ASSIGN_OR_RETURN(const auto request, RequestOf<v1::ExportJoinableSerialsRequest>(options));
    return Propose({"BundleService/ExportJoinableSerials", options.project, options.propose},
                   request, options.common, context.out);
  }
  IEUM_ASSIGN_OR_RETURN(const auto sink, core::BundleFileSink::Create(options.out));
  BundleReceiver receiver(*sink, context.err);
  IEUM_ASSIGN_OR_RETURN(const Answered answered, Export(options, receiver));
  IEUM_ASSIGN_OR_RETURN(const core::BundleCover cover, receiver.Finish());
  core::Report report;
  AddBundleFacts(cover, report);
  report.AddFact("holder", "holder", core::TextValue(options.holder));
  report.AddFact("run", "run", core::CountValue(static_cast<int64_t>(answered.run_number)));
  report.AddFact("rows", options.joinable ? "serials" : "rows with joint key",
                 core::CountValue(static_cast<int64_t>(answered.row_count)));
  AddBundleFiles(cover, options.out, report);
  report.Print(context.out, options.common.output);
  absl::FPrintF(context.err, "Send the cover and all parts; they open for their recipient only.\n");
  return absl::OkStatus();
}

}  // namespace ieum::server
