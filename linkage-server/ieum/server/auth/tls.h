// Transport identity: the server's credentials, and the caller of a connection.
#ifndef IEUM_SERVER_AUTH_TLS_H_
#define IEUM_SERVER_AUTH_TLS_H_

#include <grpcpp/security/auth_context.h>
#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/digest.h"
#include "ieum/server/auth/principal.h"
#include "ieum/server/config/server_config.h"

namespace ieum::server {

// Credentials that let in only clients with a certificate signed by one of the authorities, over
// TLS 1.3. Reads the files and checks them, so that a mistake is named now and not as failed
// handshakes. INVALID_ARGUMENT: not PEM, or key and certificate do not fit. UNAUTHENTICATED: the
// certificate is not valid at `now`. NOT_FOUND, PERMISSION_DENIED: as core::ReadFile and
// core::RequireOwnerOnly (the key).
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const TlsFiles& files, absl::Time now);

// The caller, from the verified certificate of its connection. UNAUTHENTICATED if it does not say.
absl::StatusOr<Principal> CallerOf(const grpc::AuthContext& connection);

// SHA-256 of the certificate of a connection (DER); zeros if it has none.
core::Sha256Digest FingerprintOf(const grpc::AuthContext& connection);

// The name of the server's own certificate, without "ieum://". Errors as MakeServerCredentials.
absl::StatusOr<std::string> OwnName(const TlsFiles& files);

}  // namespace ieum::server

#endif  // IEUM_SERVER_AUTH_TLS_H_
