// The files of a bundle as messages to the caller: a part's number with its content, piece by
// piece, and the cover at the end.
#ifndef IEUM_SERVER_SERVICE_BUNDLE_STREAM_H_
#define IEUM_SERVER_SERVICE_BUNDLE_STREAM_H_

#include <grpcpp/support/sync_stream.h>

#include <cstdint>
#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "ieum/core/bundle/bundle_writer.h"

namespace ieum::server {

// Response: a message with part, content and cover, as ExportJointKeysResponse has them. One thread
// at a time. Write is CANCELLED if the caller has stopped reading.
template <typename Response>
class BundleStream final : public core::BundleSink {
 public:
  // facts: what every message says beside. before_first: called once, before anything is sent;
  // however the stream ends, some may have arrived. The writer outlives the object.
  explicit BundleStream(
      grpc::ServerWriter<Response>& writer, Response facts = {},
      std::function<void()> before_first = [] {})
      : writer_(writer), response_(std::move(facts)), before_first_(std::move(before_first)) {}

  absl::Status BeginPart(uint32_t number) override {
    if (number == 1) before_first_();
    response_.set_part(number);
    return absl::OkStatus();
  }
  absl::Status Write(core::ByteView bytes) override {
    response_.set_content(bytes.data(), bytes.size());
    return Send();
  }
  absl::Status EndPart() override { return absl::OkStatus(); }
  absl::Status WriteCover(core::ByteView cover) override {
    response_.clear_part();
    response_.clear_content();
    response_.set_cover(cover.data(), cover.size());
    return Send();
  }

 private:
  absl::Status Send() {
    if (writer_.Write(response_)) return absl::OkStatus();
    return core::Cancelled("the caller stopped reading");
  }

  grpc::ServerWriter<Response>& writer_;
  Response response_;
  std::function<void()> before_first_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_SERVICE_BUNDLE_STREAM_H_
