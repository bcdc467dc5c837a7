// What a program can find wrong with its own certificate before it connects.
#ifndef IEUM_CORE_RPC_OWN_CERTIFICATE_H_
#define IEUM_CORE_RPC_OWN_CERTIFICATE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/digest.h"

namespace ieum::core {

// A certificate and its key as read from files; the file names stand in messages.
struct OwnCertificate {
  std::string certificate_file;
  std::string certificate_pem;
  std::string key_file;
  std::string key_pem;
};

// INVALID_ARGUMENT: not PEM, a key with a passphrase, or key and certificate do not belong
// together. UNAUTHENTICATED: expired or not yet valid at `now`, or not exactly one URI name of the
// form ieum://<institution>/<role>/<name>, by which servers know the caller.
absl::Status CheckOwnCertificate(const OwnCertificate& own, absl::Time now);

// The first certificate of a PEM text. INVALID_ARGUMENT if there is none.
struct CertificateFacts {
  Sha256Digest fingerprint;             // SHA-256 of its DER form
  std::vector<std::string> ieum_names;  // URI names that begin with "ieum://"
};
absl::StatusOr<CertificateFacts> ReadCertificateFacts(const std::string& pem);

}  // namespace ieum::core

#endif  // IEUM_CORE_RPC_OWN_CERTIFICATE_H_
