// Whoever signs a file with the certificate that the command line names.
#ifndef IEUM_SERVER_CMD_IEUMCTL_SIGNER_H_
#define IEUM_SERVER_CMD_IEUMCTL_SIGNER_H_

#include <span>
#include <string>
#include <utility>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/secret.h"
#include "ieum/core/base/status.h"
#include "ieum/core/pki/certificate.h"

namespace ieum::server {

inline constexpr int64_t kMaxPemBytes = int64_t{256} << 10;

struct Signer {
  core::Certificate certificate;
  core::SigningKey key;
};

// Certificate and key, both in order at `now`; the key file is readable by its owner only. Errors
// as core::Certificate::Verify, core::SigningKey::Load, core::RequireOwnerOnly and core::ReadFile.
inline absl::StatusOr<Signer> LoadSigner(const std::string& ca_file,
                                         const std::string& certificate_file,
                                         const std::string& key_file, absl::Time now) {
  IEUM_ASSIGN_OR_RETURN(const std::string ca, core::ReadFile(ca_file, kMaxPemBytes));
  IEUM_ASSIGN_OR_RETURN(const std::string chain, core::ReadFile(certificate_file, kMaxPemBytes));
  IEUM_ASSIGN_OR_RETURN(core::Certificate certificate,
                        core::Certificate::Verify(chain, ca, now, certificate_file));
  IEUM_RETURN_IF_ERROR(core::RequireOwnerOnly(key_file));
  IEUM_ASSIGN_OR_RETURN(std::string key_pem, core::ReadFile(key_file, kMaxPemBytes));
  absl::StatusOr<core::SigningKey> key = core::SigningKey::Load(key_pem, certificate, key_file);
  core::Cleanse(std::as_writable_bytes(std::span(key_pem)));
  IEUM_RETURN_IF_ERROR(key.status());
  return Signer{.certificate = std::move(certificate), .key = *std::move(key)};
}

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_SIGNER_H_
