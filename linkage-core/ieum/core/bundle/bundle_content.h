// The content of a bundle, for its recipient.
#ifndef IEUM_CORE_BUNDLE_BUNDLE_CONTENT_H_
#define IEUM_CORE_BUNDLE_BUNDLE_CONTENT_H_

#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "ieum/core/bundle/bundle_parts.h"
#include "ieum/core/bundle/bundle_trust.h"
#include "ieum/core/pki/key_agreement.h"

namespace ieum::core {

// Opens one segment at a time, in constant memory. One thread at a time.
class BundleContent final {
 public:
  // Call CheckBundleParts before: content is to be used only once all parts have been found to be
  // those that were signed. PERMISSION_DENIED: the bundle is for another key. `cover` and `parts`
  // outlive the object.
  static absl::StatusOr<std::unique_ptr<BundleContent>> Open(const VerifiedCover& cover,
                                                             BundleParts& parts,
                                                             const KeyAgreement& key);
  ~BundleContent();
  BundleContent(const BundleContent&) = delete;
  BundleContent& operator=(const BundleContent&) = delete;

  // The next bytes, valid until the next call; nothing at the end. DATA_LOSS: a segment does not
  // open; nothing more is given then.
  absl::StatusOr<std::optional<ByteView>> Next();
  uint64_t size_bytes() const;
  // Fills `out` from this place of the content, wherever Next() is. DATA_LOSS as there, and if the
  // content ends before.
  absl::Status ReadAt(uint64_t offset, std::span<std::byte> out);

 private:
  struct State;
  explicit BundleContent(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_BUNDLE_BUNDLE_CONTENT_H_
