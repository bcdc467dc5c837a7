// Makes bundles: content in, parts and then the cover out, in constant memory.
#ifndef IEUM_CORE_BUNDLE_BUNDLE_WRITER_H_
#define IEUM_CORE_BUNDLE_BUNDLE_WRITER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "ieum/core/base/random.h"
#include "ieum/core/bundle/bundle_cover.h"
#include "ieum/core/pki/certificate.h"

namespace ieum::core {

inline constexpr uint64_t kDefaultBundlePartBytes = uint64_t{2} << 30;
// Room for one segment.
inline constexpr uint64_t kMinBundlePartBytes = 128 << 10;

// Where the files of a bundle go. Calls come in this order: BeginPart, any number of Write, EndPart
// for parts 1, 2, …; then WriteCover.
class BundleSink {
 public:
  virtual ~BundleSink() = default;
  virtual absl::Status BeginPart(uint32_t number) = 0;
  virtual absl::Status Write(ByteView bytes) = 0;
  virtual absl::Status EndPart() = 0;
  virtual absl::Status WriteCover(ByteView cover) = 0;
};

// What a bundle is made of beside its content.
struct BundleTerms {
  BundleKind kind;
  ProjectId project;
  Sha256Digest project_digest;  // of its manifest; zeros: none
  absl::Time created;
  uint64_t part_bytes = kDefaultBundlePartBytes;  // the most of one part
};

// One thread at a time. What was written to the sink before an error is no bundle: the cover is
// missing.
class BundleWriter final {
 public:
  // The key belongs to the sender's certificate; it and the sink outlive the writer.
  // INVALID_ARGUMENT: roles that do not send or get this kind, a recipient without a key of P-256,
  // or a part size out of range.
  static absl::StatusOr<std::unique_ptr<BundleWriter>> Create(const BundleTerms& terms,
                                                              const Certificate& sender,
                                                              const SigningKey& key,
                                                              const Certificate& recipient,
                                                              Random& random, BundleSink& sink);
  ~BundleWriter();
  BundleWriter(const BundleWriter&) = delete;
  BundleWriter& operator=(const BundleWriter&) = delete;

  absl::Status Append(ByteView content);
  // Signs and writes the cover. Call once, last.
  absl::StatusOr<BundleCover> Finish();

 private:
  struct State;
  explicit BundleWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_BUNDLE_BUNDLE_WRITER_H_
