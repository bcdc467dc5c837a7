// What a certificate says, whoever vouches for it: all that a server decides by.
#ifndef IEUM_CORE_PKI_CERTIFICATE_DETAILS_H_
#define IEUM_CORE_PKI_CERTIFICATE_DETAILS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/digest.h"

namespace ieum::core {

struct CertificateDetails {
  Sha256Digest fingerprint{};  // SHA-256 of its DER form
  Sha256Digest public_key{};   // SHA-256 of its SubjectPublicKeyInfo (DER)
  std::string serial;          // lower-case hexadecimal without leading zeros
  absl::Time valid_from;
  absl::Time valid_until;
  bool for_clients = false;        // extended key usage names clientAuth
  std::vector<std::string> uris;   // URI names, bytes as they stand: may hold anything, also NUL
  std::vector<std::string> units;  // organisational units (OU) of the subject, UTF-8
};

// The first certificate of a PEM text. A certificate with two lists of alternative names has no
// URIs here. INVALID_ARGUMENT if there is none, no readable time in it, or a serial below 0.
absl::StatusOr<CertificateDetails> ReadCertificateDetails(std::string_view pem);

// A certificate that ends sooner is worth a warning.
inline constexpr absl::Duration kExpiryWarning = absl::Hours(14 * 24);
// Whole days from `now` until it ends; below 0 if it has.
int DaysLeft(const CertificateDetails& certificate, absl::Time now);

}  // namespace ieum::core

#endif  // IEUM_CORE_PKI_CERTIFICATE_DETAILS_H_
