// ieumctl export
#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/core/bundle/bundle_folder.h"
#include "ieum/core/page/report.h"
#include "ieum/core/terminal/terminal.h"
#include "ieum/v1/bundle_service.grpc.pb.h"
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

absl::Status OutOfOrder() {
  return core::DataLoss(
      "what the server sent is no whole bundle; nothing was written. Ask for it again");
}

// Writes the files of a bundle as they come, and holds them to its cover at the end. One thread at
// a time.
class BundleReceiver final {
 public:
  BundleReceiver(core::BundleSink& sink, std::FILE* err) : sink_(sink), progress_(err, "bytes") {}

  absl::Status Take(const v1::ExportJointKeysResponse& response) {
    if (cover_.has_value()) return OutOfOrder();
    run_number_ = response.run_number();
    row_count_ = response.row_count();
    if (response.part() == 0) return TakeCover(response.cover());
    return TakeContent(response.part(), core::AsBytes(response.content()));
  }

  // Call once, after a call that ended well. DATA_LOSS: not all has come.
  absl::StatusOr<core::BundleCover> Finish() {
    if (!cover_.has_value()) return OutOfOrder();
    progress_.Finish();
    IEUM_RETURN_IF_ERROR(sink_.WriteCover(core::SerializeBundleCover(*cover_)));
    return *std::move(cover_);
  }
  uint64_t run_number() const { return run_number_; }
  uint64_t row_count() const { return row_count_; }

 private:
  absl::Status TakeContent(uint32_t part, core::ByteView content) {
    if (part != number_) {
      IEUM_RETURN_IF_ERROR(EndPart());
      if (part != number_ + 1) return OutOfOrder();
      number_ = part;
      digest_.emplace();
      part_bytes_ = 0;
      IEUM_RETURN_IF_ERROR(sink_.BeginPart(part));
    }
    digest_->Update(content);
    part_bytes_ += content.size();
    all_bytes_ += content.size();
    progress_.Update("receive", static_cast<int64_t>(all_bytes_),
                     static_cast<int64_t>(std::max(all_bytes_, row_count_ * kRowBytes)));
    return sink_.Write(content);
  }
  absl::Status EndPart() {
    if (!digest_.has_value()) return absl::OkStatus();
    parts_.push_back({.size_bytes = part_bytes_, .digest = digest_->Finish()});
    digest_.reset();
    return sink_.EndPart();
  }
  absl::Status TakeCover(const std::string& file) {
    IEUM_RETURN_IF_ERROR(EndPart());
    absl::StatusOr<core::BundleCover> cover = core::ParseBundleCover(core::AsBytes(file));
    if (!cover.ok() || cover->parts.size() != parts_.size()) return OutOfOrder();
    for (size_t i = 0; i < parts_.size(); ++i) {
      if (cover->parts[i].size_bytes != parts_[i].size_bytes ||
          cover->parts[i].digest != parts_[i].digest) {
        return OutOfOrder();
      }
    }
    cover_ = *std::move(cover);
    return absl::OkStatus();
  }

  core::BundleSink& sink_;
  core::ProgressLine progress_;
  uint64_t run_number_ = 0;
  uint64_t row_count_ = 0;
  uint32_t number_ = 0;  // of the part being written
  std::optional<core::Sha256Stream> digest_;
  uint64_t part_bytes_ = 0;
  uint64_t all_bytes_ = 0;
  std::vector<core::BundlePart> parts_;  // those that have ended
  std::optional<core::BundleCover> cover_;
};

absl::Status Receive(Bundles& bundles, const v1::ExportJointKeysRequest& request,
                     BundleReceiver& receiver) {
  core::Call call(kExportTimeout, {});
  const auto stream = bundles.stub().ExportJointKeys(call.context(), request);
  v1::ExportJointKeysResponse response;
  absl::Status taken;
  while (taken.ok() && stream->Read(&response)) taken = receiver.Take(response);
  if (!taken.ok()) call.Cancel();
  const absl::Status received = call.Outcome(stream->Finish(), bundles.server());
  IEUM_RETURN_IF_ERROR(taken);
  return received;
}

void AddFacts(const core::BundleCover& cover, core::Report& report) {
  const core::BundleHeader& header = cover.header;
  report.AddFact("kind", "kind", core::TextValue(core::FactsOf(header.kind).name));
  report.AddFact("project", "project", core::TextValue(header.project.value()));
  report.AddFact("bundle_id", "bundle id", core::TextValue(core::ToHex(header.id)));
  report.AddFact("sender", "from", core::TextValue(header.sender));
  report.AddFact("recipient", "for", core::TextValue(header.recipient));
  report.AddFact("content_bytes", "bytes of content",
                 core::CountValue(static_cast<int64_t>(cover.content_bytes)));
  report.AddFact("parts", "parts", core::CountValue(static_cast<int64_t>(cover.parts.size())));
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
  IEUM_RETURN_IF_ERROR(Receive(bundles, request, receiver));
  IEUM_ASSIGN_OR_RETURN(const core::BundleCover cover, receiver.Finish());
  core::Report report;
  AddFacts(cover, report);
  report.AddFact("holder", "holder", core::TextValue(options.holder));
  report.AddFact("run", "run", core::CountValue(static_cast<int64_t>(receiver.run_number())));
  report.AddFact("rows", "rows with joint key",
                 core::CountValue(static_cast<int64_t>(receiver.row_count())));
  report.AddFact("out", "cover", core::TextValue(options.out));
  report.AddFact("last_part", "last part",
                 core::TextValue(
                     core::BundlePartPath(options.out, static_cast<uint32_t>(cover.parts.size()))));
  report.Print(context.out, options.common.output);
  absl::FPrintF(context.err, "Send the cover and all parts; they open for their recipient only.\n");
  return absl::OkStatus();
}

}  // namespace ieum::server
