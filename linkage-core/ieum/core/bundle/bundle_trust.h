// Whether a bundle is to be believed: whose it is, and that it is what was expected.
#ifndef IEUM_CORE_BUNDLE_BUNDLE_TRUST_H_
#define IEUM_CORE_BUNDLE_BUNDLE_TRUST_H_

#include <functional>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "ieum/core/bundle/bundle_cover.h"
#include "ieum/core/pki/certificate.h"

namespace ieum::core {

struct BundleTrust {
  std::string_view ca_pem;  // authorities
  absl::Time now;
  // True for certificates, given as PEM, that are not accepted any more. Empty: none.
  std::function<bool(std::string_view certificate_pem)> denies = {};
};

// What is not given is not asked for.
struct BundleExpectation {
  std::optional<BundleKind> kind = {};
  std::optional<ProjectId> project = {};
  std::optional<Sha256Digest> project_digest = {};
};

// A cover that its sender has signed. Immutable, share freely.
class VerifiedCover final {
 public:
  // `file`: NAME.bundle as it is; `what` names it in messages. INVALID_ARGUMENT: not a cover.
  // UNAUTHENTICATED: the signature does not fit, or the sender's certificate is not accepted, not
  // of the name or role that it says, or the bundle is from the future. FAILED_PRECONDITION:
  // another kind, project or manifest than expected.
  static absl::StatusOr<VerifiedCover> Verify(ByteView file, const BundleTrust& trust,
                                              const BundleExpectation& expected,
                                              std::string_view what);

  const BundleCover& cover() const { return cover_; }
  const BundleHeader& header() const { return cover_.header; }
  const CertifiedName& sender() const { return sender_; }
  // SHA-256 of the serialised header.
  const Sha256Digest& header_digest() const { return header_digest_; }
  // SHA-256 of what is signed: the same for two files only if they are the same bundle.
  const Sha256Digest& digest() const { return digest_; }

 private:
  VerifiedCover(BundleCover cover, CertifiedName sender)
      : cover_(std::move(cover)),
        sender_(std::move(sender)),
        header_digest_(Sha256(SerializeBundleHeader(cover_.header))),
        digest_(Sha256(SignedBundleBytes(cover_))) {}

  BundleCover cover_;
  CertifiedName sender_;
  Sha256Digest header_digest_;
  Sha256Digest digest_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_BUNDLE_BUNDLE_TRUST_H_
