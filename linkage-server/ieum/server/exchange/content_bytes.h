// The content of a bundle, read as the file that it is.
#ifndef IEUM_SERVER_EXCHANGE_CONTENT_BYTES_H_
#define IEUM_SERVER_EXCHANGE_CONTENT_BYTES_H_

#include <span>

#include "ieum/core/base/byte_source.h"
#include "ieum/core/bundle/bundle_content.h"

namespace ieum::server {

// The content outlives it.
class ContentBytes final : public core::ByteSource {
 public:
  explicit ContentBytes(core::BundleContent& content) : content_(content) {}
  uint64_t size_bytes() const override { return content_.size_bytes(); }
  absl::Status ReadAt(uint64_t offset, std::span<std::byte> out) override {
    return content_.ReadAt(offset, out);
  }

 private:
  core::BundleContent& content_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_EXCHANGE_CONTENT_BYTES_H_
