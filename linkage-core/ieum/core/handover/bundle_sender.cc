#include "ieum/core/handover/bundle_sender.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/core/rpc/call.h"

namespace ieum::core {
namespace {

constexpr absl::Duration kCallTimeout = absl::Seconds(60);
constexpr absl::Duration kStreamTimeout = absl::Hours(1);
// Checks, decrypts and stores the whole content.
constexpr absl::Duration kFinishTimeout = absl::Hours(12);
constexpr uint64_t kPieceBytes = uint64_t{1} << 20;
// After so many bytes the server is asked to acknowledge, so that little is sent twice.
constexpr uint64_t kWindowBytes = uint64_t{256} << 20;

// What is not there, or not whole, is better found before anything is sent.
absl::Status CheckSizes(const BundleCover& cover, BundleParts& parts) {
  for (uint32_t part = 1; part <= cover.parts.size(); ++part) {
    const absl::StatusOr<uint64_t> size = parts.SizeOf(part);
    if (absl::IsNotFound(size.status())) {
      return DataLoss("part %d of %d of the bundle, %s, is missing; copy it again", part,
                      cover.parts.size(), parts.NameOf(part));
    }
    IEUM_RETURN_IF_ERROR(size.status());
    if (*size != cover.parts[part - 1].size_bytes) {
      return DataLoss(
          "part %d of %d of the bundle, %s, has %d bytes instead of %d; copy it "
          "again",
          part, cover.parts.size(), parts.NameOf(part), *size, cover.parts[part - 1].size_bytes);
    }
  }
  return absl::OkStatus();
}

struct Amount {
  uint64_t received = 0;
  uint64_t whole = 0;
};

Amount AmountOf(const v1::BundleImport& view) {
  Amount amount;
  for (int i = 0; i < view.part_bytes_size(); ++i) {
    amount.received += std::min(view.part_bytes(i), view.received_bytes(i));
    amount.whole += view.part_bytes(i);
  }
  return amount;
}

// A server whose answer does not fit the bundle would have us read what is not there.
absl::Status CheckView(const v1::BundleImport& view, const BundleCover& cover) {
  const auto count = static_cast<int>(cover.parts.size());
  bool fits = view.part_bytes_size() == count && view.received_bytes_size() == count;
  for (int i = 0; fits && i < count; ++i) {
    fits = view.part_bytes(i) == cover.parts[static_cast<size_t>(i)].size_bytes;
  }
  return fits ? absl::OkStatus()
              : Internal("the server's answer is about other parts than the bundle has");
}

}  // namespace

absl::StatusOr<BundleFiles> OpenBundleFiles(const std::string& cover_path) {
  IEUM_RETURN_IF_ERROR(CheckBundlePath(cover_path));
  IEUM_ASSIGN_OR_RETURN(std::string file, ReadFile(cover_path, kMaxBundleCoverBytes));
  absl::StatusOr<BundleCover> cover = ParseBundleCover(AsBytes(file));
  if (!cover.ok()) return WithContext(cover.status(), "'" + cover_path + "'");
  auto parts = std::make_unique<BundleFileParts>(cover_path);
  IEUM_RETURN_IF_ERROR(CheckSizes(*cover, *parts));
  return BundleFiles{.project = cover->header.project.value(),
                     .cover_file = std::move(file),
                     .cover = *std::move(cover),
                     .parts = std::move(parts)};
}

absl::StatusOr<std::unique_ptr<BundleSender>> BundleSender::Create(const ChannelOptions& channel) {
  IEUM_ASSIGN_OR_RETURN(std::shared_ptr<grpc::Channel> open, OpenChannel(channel));
  return std::unique_ptr<BundleSender>(new BundleSender(std::move(open), channel.server));
}

BundleSender::BundleSender(std::shared_ptr<grpc::Channel> channel, std::string server)
    : channel_(std::move(channel)),
      server_(std::move(server)),
      stub_(v1::BundleService::NewStub(channel_)) {}

absl::StatusOr<v1::FinishImportResponse> BundleSender::Send(BundleFiles& files,
                                                            const HandoverProgress& progress,
                                                            const std::stop_token& stop) {
  if (asked_to_finish_) {
    absl::StatusOr<v1::FinishImportResponse> again = Finish(files, stop);
    if (!absl::IsNotFound(again.status()) && !absl::IsDataLoss(again.status())) return again;
  }
  v1::OpenImportRequest open;
  open.set_project_id(files.project);
  open.set_cover(files.cover_file);
  v1::OpenImportResponse opened;
  {
    Call call(kCallTimeout, stop);
    IEUM_RETURN_IF_ERROR(call.Outcome(stub_->OpenImport(call.context(), open, &opened), server_));
  }
  v1::BundleImport& view = *opened.mutable_bundle();
  for (bool more = true; more;) {
    IEUM_RETURN_IF_ERROR(CheckView(view, files.cover));
    IEUM_ASSIGN_OR_RETURN(more, SendWindow(files, view, progress, stop));
  }
  return Finish(files, stop);
}

absl::StatusOr<v1::FinishImportResponse> BundleSender::Finish(const BundleFiles& files,
                                                              const std::stop_token& stop) {
  asked_to_finish_ = true;
  const BundleId& id = files.cover.header.id;
  v1::FinishImportRequest finish;
  finish.set_project_id(files.project);
  finish.set_bundle_id(id.data(), id.size());
  v1::FinishImportResponse response;
  Call call(kFinishTimeout, stop);
  IEUM_RETURN_IF_ERROR(
      call.Outcome(stub_->FinishImport(call.context(), finish, &response), server_));
  return response;
}

void BundleSender::WaitUntilConnected(absl::Duration timeout, const std::stop_token& stop) {
  core::WaitUntilConnected(*channel_, timeout, stop);
}

absl::StatusOr<bool> BundleSender::SendWindow(BundleFiles& files, v1::BundleImport& view,
                                              const HandoverProgress& progress,
                                              const std::stop_token& stop) {
  const Amount amount = AmountOf(view);
  progress(amount.received, amount.whole);
  if (amount.received == amount.whole) return false;
  v1::SendPartsResponse response;
  Call call(kStreamTimeout, stop);
  const auto writer = stub_->SendParts(call.context(), &response);
  const absl::Status read = WritePieces(files, view, *writer);
  if (!read.ok()) call.Cancel();
  writer->WritesDone();
  const absl::Status sent = call.Outcome(writer->Finish(), server_);
  IEUM_RETURN_IF_ERROR(read);
  IEUM_RETURN_IF_ERROR(sent);
  view = response.bundle();
  return true;
}

absl::Status BundleSender::WritePieces(BundleFiles& files, const v1::BundleImport& view,
                                       grpc::ClientWriter<v1::SendPartsRequest>& writer) {
  v1::SendPartsRequest request;
  request.set_project_id(files.project);
  request.set_bundle_id(view.bundle_id());
  uint64_t sent = 0;
  for (int i = 0; i < view.part_bytes_size(); ++i) {
    for (uint64_t offset = view.received_bytes(i); offset < view.part_bytes(i);) {
      if (sent >= kWindowBytes) return absl::OkStatus();
      piece_.resize(std::min(kPieceBytes, view.part_bytes(i) - offset));
      const auto number = static_cast<uint32_t>(i) + 1;
      IEUM_RETURN_IF_ERROR(files.parts->Read(number, offset, piece_));
      request.set_part(number);
      request.set_offset(offset);
      request.set_content(piece_.data(), piece_.size());
      // False means that the call has failed; its outcome says why.
      if (!writer.Write(request)) return absl::OkStatus();
      offset += piece_.size();
      sent += piece_.size();
    }
  }
  return absl::OkStatus();
}

}  // namespace ieum::core
