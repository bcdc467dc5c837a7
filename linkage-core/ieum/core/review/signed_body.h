// One signed document of a review: a body, and the signature of a certificate's owner over its
// digest, in one canonical text. Every byte of the text counts. FORMAT: docs/formats/review.md.
#ifndef IEUM_CORE_REVIEW_SIGNED_BODY_H_
#define IEUM_CORE_REVIEW_SIGNED_BODY_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/pki/certificate.h"

namespace ieum::core {

// Largest statement or approval accepted, in bytes.
inline constexpr int64_t kMaxStatementBytes = int64_t{128} << 10;

struct SignedBody {
  std::string text;       // as it is in a file, with a line feed
  Sha256Digest digest{};  // of text: the document's name
  std::string body;       // canonical JSON
  std::string certificate_pem;
  Bytes signature;
};

// What is signed: the digest of the body, and nothing else.
Bytes ReviewMessage(std::string_view body);

// REQUIRES: `body` is canonical.
SignedBody SignBody(std::string body, const Certificate& certificate, const SigningKey& key);

// Says nothing about who signed. INVALID_ARGUMENT: not of the form, byte by byte.
absl::StatusOr<SignedBody> ReadSignedBody(std::string_view text);

// The signer. `at`: when the certificate must be valid; `what` names it in messages.
// UNAUTHENTICATED: the certificate does not hold. INVALID_ARGUMENT: the signature does not.
absl::StatusOr<Certificate> CheckSignedBody(const SignedBody& signed_body, std::string_view ca_pem,
                                            absl::Time at, std::string_view what);

}  // namespace ieum::core

#endif  // IEUM_CORE_REVIEW_SIGNED_BODY_H_
