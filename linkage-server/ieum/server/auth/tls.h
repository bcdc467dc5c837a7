// Transport identity: the server's credentials, which follow their files, and the certificate of a
// connection.
#ifndef IEUM_SERVER_AUTH_TLS_H_
#define IEUM_SERVER_AUTH_TLS_H_

#include <grpcpp/security/auth_context.h>
#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/pki/certificate.h"
#include "ieum/core/pki/certificate_details.h"
#include "ieum/core/pki/key_agreement.h"
#include "ieum/server/auth/principal.h"
#include "ieum/server/config/server_config.h"
#include "ieum/server/observe/log.h"

namespace ieum::server {

// A certificate and its key.
struct SigningIdentity {
  core::Certificate certificate;
  core::SigningKey key;
};

// The server's certificate, key and authorities as its files have them: each new connection looks
// whether they have changed, so that nobody restarts a server to renew a certificate. Files that
// are not in order change nothing: the server goes on with what it has, and says so in its log.
// Thread-safe.
class ServerIdentity final {
 public:
  // Reads the files and checks them, so that a mistake is named now and not as failed handshakes.
  // INVALID_ARGUMENT: not PEM, or key and certificate do not fit. UNAUTHENTICATED: the certificate
  // is not valid at present, or has no name of a server. NOT_FOUND, PERMISSION_DENIED: as
  // core::ReadFile and core::RequireOwnerOnly (the key). Clock and log outlive it.
  static absl::StatusOr<std::unique_ptr<ServerIdentity>> Load(const TlsFiles& files,
                                                              const core::Clock& clock,
                                                              const Log& log);
  ~ServerIdentity();
  ServerIdentity(const ServerIdentity&) = delete;
  ServerIdentity& operator=(const ServerIdentity&) = delete;

  // Let in only clients with a certificate signed by one of the authorities, over TLS 1.3. This
  // object outlives every server that uses them.
  std::shared_ptr<grpc::ServerCredentials> credentials() const;
  // Of the certificate in use, without "ieum://".
  std::string name() const;
  // When the certificate in use ends.
  absl::Time valid_until() const;
  // Certificates of the authorities in use, PEM.
  std::string authorities() const;
  // To open what was sealed for the certificate in use. FAILED_PRECONDITION unless its key is of
  // P-256.
  absl::StatusOr<core::KeyAgreement> agreement_key() const;
  // To sign as the certificate in use. FAILED_PRECONDITION: none of the authorities in use vouches
  // for it now, it has no name or key that signs, or another role than `role`.
  absl::StatusOr<SigningIdentity> signing_identity(Role role) const;

 private:
  struct State;
  explicit ServerIdentity(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The certificate that a connection was made with. UNAUTHENTICATED if it has none.
absl::StatusOr<core::CertificateDetails> CertificateOf(const grpc::AuthContext& connection);
// The certificate and its intermediates as PEM; empty if there is none.
std::string ChainOf(const grpc::AuthContext& connection);

// The caller a verified certificate names. UNAUTHENTICATED unless it is for clients, expires after
// `now`, is for no more than `max_life`, and has one URI name in order.
absl::StatusOr<Principal> CallerOf(const core::CertificateDetails& certificate,
                                   absl::Duration max_life, absl::Time now);
// Whom a verified certificate names that signs or opens what crosses an air gap. As CallerOf, but
// that of a server need not be for clients.
absl::StatusOr<Principal> CorrespondentOf(const core::CertificateDetails& certificate,
                                          absl::Duration max_life, absl::Time now);

}  // namespace ieum::server

#endif  // IEUM_SERVER_AUTH_TLS_H_
