// A bundle that a server makes, as it comes in the messages of a stream.
#ifndef IEUM_SERVER_CMD_IEUMCTL_BUNDLE_RECEIVER_H_
#define IEUM_SERVER_CMD_IEUMCTL_BUNDLE_RECEIVER_H_

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/bundle/bundle_cover.h"
#include "ieum/core/bundle/bundle_writer.h"
#include "ieum/core/page/report.h"
#include "ieum/core/terminal/terminal.h"

namespace ieum::server {

// Writes the files of a bundle as they come, and holds them to its cover at the end. One thread at
// a time.
class BundleReceiver final {
 public:
  // Progress goes to `err`. Both outlive it.
  BundleReceiver(core::BundleSink& sink, std::FILE* err) : sink_(sink), progress_(err, "bytes") {}

  // One message: bytes of a part, from 1; or the cover, of part 0. expected_bytes: of all parts, as
  // far as the server tells; 0: not told. DATA_LOSS: out of order, or after the cover.
  absl::Status Take(uint32_t part, const std::string& content, const std::string& cover,
                    uint64_t expected_bytes);
  // Call once, after a call that ended well. DATA_LOSS: not all has come.
  absl::StatusOr<core::BundleCover> Finish();

 private:
  absl::Status TakeContent(uint32_t part, core::ByteView content, uint64_t expected_bytes);
  absl::Status EndPart();
  absl::Status TakeCover(const std::string& file);

  core::BundleSink& sink_;
  core::ProgressLine progress_;
  uint32_t number_ = 0;  // of the part being written
  std::optional<core::Sha256Stream> digest_;
  uint64_t part_bytes_ = 0;
  uint64_t all_bytes_ = 0;
  std::vector<core::BundlePart> parts_;  // those that have ended
  std::optional<core::BundleCover> cover_;
};

// What its cover says of a bundle that was received.
void AddBundleFacts(const core::BundleCover& cover, core::Report& report);
// Where its files were written.
void AddBundleFiles(const core::BundleCover& cover, const std::string& out, core::Report& report);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_BUNDLE_RECEIVER_H_
