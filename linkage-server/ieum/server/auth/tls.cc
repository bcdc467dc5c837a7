#include "ieum/server/auth/tls.h"

#include <grpc/grpc_security_constants.h>

#include <string>
#include <vector>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/core/rpc/own_certificate.h"
#include "ieum/core/rpc/tls_policy.h"

namespace ieum::server {
namespace {

constexpr int64_t kMaxPemBytes = int64_t{256} << 10;

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const TlsFiles& files, absl::Time now) {
  core::RequireTls13();
  grpc::SslServerCredentialsOptions tls(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  IEUM_ASSIGN_OR_RETURN(tls.pem_root_certs, core::ReadFile(files.ca, kMaxPemBytes));
  if (tls.pem_root_certs.find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
    return core::InvalidArgument("%s holds no certificate in PEM form", files.ca);
  }
  core::OwnCertificate own{
      .certificate_file = files.cert, .certificate_pem = {}, .key_file = files.key, .key_pem = {}};
  IEUM_ASSIGN_OR_RETURN(own.certificate_pem, core::ReadFile(files.cert, kMaxPemBytes));
  IEUM_RETURN_IF_ERROR(core::RequireOwnerOnly(files.key));
  IEUM_ASSIGN_OR_RETURN(own.key_pem, core::ReadFile(files.key, kMaxPemBytes));
  IEUM_RETURN_IF_ERROR(core::CheckOwnCertificate(own, now));
  tls.pem_key_cert_pairs.push_back({.private_key = own.key_pem, .cert_chain = own.certificate_pem});
  return grpc::SslServerCredentials(tls);
}

absl::StatusOr<Principal> CallerOf(const grpc::AuthContext& connection) {
  if (!connection.IsPeerAuthenticated()) {
    return core::Unauthenticated("the connection has no verified certificate");
  }
  std::vector<std::string_view> uris;
  for (const grpc::string_ref& uri : connection.FindPropertyValues(GRPC_PEER_URI_PROPERTY_NAME)) {
    uris.emplace_back(uri.data(), uri.size());
  }
  return ParsePrincipal(uris);
}

core::Sha256Digest FingerprintOf(const grpc::AuthContext& connection) {
  for (const grpc::string_ref& pem :
       connection.FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME)) {
    const auto facts = core::ReadCertificateFacts(std::string(pem.data(), pem.size()));
    if (facts.ok()) return facts->fingerprint;
  }
  return {};
}

absl::StatusOr<std::string> OwnName(const TlsFiles& files) {
  IEUM_ASSIGN_OR_RETURN(const std::string pem, core::ReadFile(files.cert, kMaxPemBytes));
  IEUM_ASSIGN_OR_RETURN(const core::CertificateFacts facts, core::ReadCertificateFacts(pem));
  std::vector<std::string_view> names(facts.ieum_names.begin(), facts.ieum_names.end());
  IEUM_ASSIGN_OR_RETURN(const Principal own, ParsePrincipal(names));
  return UriOf(own).substr(std::string_view("ieum://").size());
}

}  // namespace ieum::server
