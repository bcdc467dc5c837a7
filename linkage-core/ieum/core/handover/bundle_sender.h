// Hands a bundle's files over to the server that they are for, and goes on where an earlier attempt
// has ended (proto/ieum/v1/bundle_service.proto).
#ifndef IEUM_CORE_HANDOVER_BUNDLE_SENDER_H_
#define IEUM_CORE_HANDOVER_BUNDLE_SENDER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/bundle/bundle_cover.h"
#include "ieum/core/bundle/bundle_folder.h"
#include "ieum/core/rpc/channel.h"
#include "ieum/v1/bundle_service.grpc.pb.h"

namespace ieum::core {

// A cover that was read, and parts that are there and of the sizes that it says. Nothing is
// verified: the server does, before it takes anything in.
struct BundleFiles {
  std::string project;     // to which it is handed over; that of the cover unless changed
  std::string cover_file;  // bytes
  BundleCover cover;
  std::unique_ptr<BundleFileParts> parts;
};

// INVALID_ARGUMENT: not the path of a bundle, or no cover. DATA_LOSS: a part is missing or of
// another size; the message names it. Else as ReadFile.
absl::StatusOr<BundleFiles> OpenBundleFiles(const std::string& cover_path);

// Told how many bytes of the parts the server has.
using HandoverProgress = std::function<void(uint64_t bytes, uint64_t total)>;

// For one bundle. One thread at a time; `stop` of a call may be requested from any.
class BundleSender final {
 public:
  // channel: names the manifest of the bundle's project. Errors as OpenChannel.
  static absl::StatusOr<std::unique_ptr<BundleSender>> Create(const ChannelOptions& channel);

  // Sends what the server has not, 1 MiB at a time, and has it taken in. After UNAVAILABLE and
  // DATA_LOSS calling again goes on, also if it was the answer to the last call that was lost.
  // ALREADY_EXISTS: it was taken in before. Else codes of the service; CANCELLED if `stop` was
  // requested.
  absl::StatusOr<v1::FinishImportResponse> Send(BundleFiles& files,
                                                const HandoverProgress& progress,
                                                const std::stop_token& stop);
  // Lets a broken connection come back (WaitUntilConnected); call it before sending again.
  void WaitUntilConnected(absl::Duration timeout, const std::stop_token& stop);

 private:
  BundleSender(std::shared_ptr<grpc::Channel> channel, std::string server);
  absl::StatusOr<v1::FinishImportResponse> Finish(const BundleFiles& files,
                                                  const std::stop_token& stop);
  // False if there was nothing to send.
  absl::StatusOr<bool> SendWindow(BundleFiles& files, v1::BundleImport& view,
                                  const HandoverProgress& progress, const std::stop_token& stop);
  absl::Status WritePieces(BundleFiles& files, const v1::BundleImport& view,
                           grpc::ClientWriter<v1::SendPartsRequest>& writer);

  const std::shared_ptr<grpc::Channel> channel_;
  const std::string server_;
  const std::unique_ptr<v1::BundleService::Stub> stub_;
  bool asked_to_finish_ = false;
  Bytes piece_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_HANDOVER_BUNDLE_SENDER_H_
