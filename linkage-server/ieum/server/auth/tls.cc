#include "ieum/server/auth/tls.h"

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpc/grpc_security_constants.h>
#include <sys/stat.h>

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/mutex.h"
#include "ieum/core/base/status.h"
#include "ieum/core/rpc/own_certificate.h"
#include "ieum/core/rpc/tls_policy.h"

namespace ieum::server {
namespace {

constexpr int64_t kMaxPemBytes = int64_t{256} << 10;
constexpr absl::Duration kWarningPause = absl::Hours(24);
constexpr std::string_view kScheme = "ieum://";

// What the files were when they were looked at; two that are equal were not written in between.
struct Stamp {
  std::array<int64_t, 12> numbers{};
  friend bool operator==(const Stamp&, const Stamp&) = default;
};

Stamp StampOf(const TlsFiles& files) {
  Stamp stamp;
  size_t next = 0;
  for (const std::string* path : {&files.ca, &files.cert, &files.key}) {
    struct stat status = {};
    const bool there = ::stat(path->c_str(), &status) == 0;
    for (const int64_t number :
         {there ? static_cast<int64_t>(status.st_ino) : -1, static_cast<int64_t>(status.st_size),
          static_cast<int64_t>(status.st_mtim.tv_sec),
          static_cast<int64_t>(status.st_mtim.tv_nsec)}) {
      stamp.numbers[next++] = number;
    }
  }
  return stamp;
}

struct Material {
  std::string authorities;
  std::string certificate;
  std::string key;
  core::CertificateDetails details;
  std::string name;  // of the server, without the scheme
};

absl::StatusOr<Material> ReadMaterial(const TlsFiles& files, absl::Time now) {
  Material material;
  IEUM_ASSIGN_OR_RETURN(material.authorities, core::ReadFile(files.ca, kMaxPemBytes));
  if (material.authorities.find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
    return core::InvalidArgument("%s holds no certificate in PEM form", files.ca);
  }
  IEUM_ASSIGN_OR_RETURN(material.certificate, core::ReadFile(files.cert, kMaxPemBytes));
  IEUM_RETURN_IF_ERROR(core::RequireOwnerOnly(files.key));
  IEUM_ASSIGN_OR_RETURN(material.key, core::ReadFile(files.key, kMaxPemBytes));
  IEUM_RETURN_IF_ERROR(core::CheckOwnCertificate({.certificate_file = files.cert,
                                                  .certificate_pem = material.certificate,
                                                  .key_file = files.key,
                                                  .key_pem = material.key},
                                                 now));
  IEUM_ASSIGN_OR_RETURN(material.details, core::ReadCertificateDetails(material.certificate));
  const std::vector<std::string_view> uris(material.details.uris.begin(),
                                           material.details.uris.end());
  IEUM_ASSIGN_OR_RETURN(const Principal own, ParsePrincipal(uris));
  material.name = UriOf(own).substr(kScheme.size());
  return material;
}

// gRPC's own class of credentials takes no source of certificates, its C interface does.
class WatchedCredentials final : public grpc::ServerCredentials {
 public:
  // The base has started gRPC by the time its functions are called.
  WatchedCredentials(grpc_ssl_server_certificate_config_callback source, void* of)
      : credentials_(grpc_ssl_server_credentials_create_with_options(
            grpc_ssl_server_credentials_create_options_using_config_fetcher(
                GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY, source, of))) {}
  ~WatchedCredentials() override { grpc_server_credentials_release(credentials_); }

  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {
    IEUM_CHECK(false);  // callers are known by their certificates alone
  }

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }
  grpc_server_credentials* const credentials_;
};

}  // namespace

struct ServerIdentity::State {
  State(const TlsFiles& the_files, const core::Clock& the_clock, const Log& the_log)
      : files(the_files), clock(the_clock), log(the_log) {}

  const TlsFiles files;
  const core::Clock& clock;
  const Log& log;
  mutable core::Mutex mutex;
  Stamp looked_at ABSL_GUARDED_BY(mutex);
  Material material ABSL_GUARDED_BY(mutex);
  bool handed_out ABSL_GUARDED_BY(mutex) = false;  // gRPC has this material
  absl::Time warned ABSL_GUARDED_BY(mutex) = absl::InfinitePast();
  std::shared_ptr<grpc::ServerCredentials> credentials;

  void WarnOfExpiry() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
  void Follow() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
  static grpc_ssl_certificate_config_reload_status Fetch(
      void* self, grpc_ssl_server_certificate_config** config);
};

void ServerIdentity::State::WarnOfExpiry() {
  const absl::Time now = clock.Now();
  if (material.details.valid_until - now >= core::kExpiryWarning || now - warned < kWarningPause) {
    return;
  }
  warned = now;
  log.Write(
      Event("own_certificate_expires").Count("days_left", core::DaysLeft(material.details, now)));
}

void ServerIdentity::State::Follow() {
  // Before the content: what is written meanwhile is seen the next time.
  const Stamp now = StampOf(files);
  if (now == looked_at) return;
  looked_at = now;
  absl::StatusOr<Material> read = ReadMaterial(files, clock.Now());
  if (!read.ok()) {
    log.Write(Event("certificate_not_reloaded").Code(read.status().code()));
    return;
  }
  const bool same = read->authorities == material.authorities &&
                    read->certificate == material.certificate && read->key == material.key;
  if (same) return;
  material = *std::move(read);
  handed_out = false;
  warned = absl::InfinitePast();
  log.Write(Event("certificate_reloaded"));
}

grpc_ssl_certificate_config_reload_status ServerIdentity::State::Fetch(
    void* self, grpc_ssl_server_certificate_config** config) {
  State& state = *static_cast<State*>(self);
  const core::MutexLock lock(state.mutex);
  state.Follow();
  state.WarnOfExpiry();
  if (state.handed_out) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
  const grpc_ssl_pem_key_cert_pair pair = {state.material.key.c_str(),
                                           state.material.certificate.c_str()};
  *config = grpc_ssl_server_certificate_config_create(state.material.authorities.c_str(), &pair, 1);
  state.handed_out = true;
  return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
}

absl::StatusOr<std::unique_ptr<ServerIdentity>> ServerIdentity::Load(const TlsFiles& files,
                                                                     const core::Clock& clock,
                                                                     const Log& log) {
  core::RequireTls13();
  auto state = std::make_unique<State>(files, clock, log);
  const Stamp stamp = StampOf(files);
  IEUM_ASSIGN_OR_RETURN(Material material, ReadMaterial(files, clock.Now()));
  {
    const core::MutexLock lock(state->mutex);
    state->looked_at = stamp;
    state->material = std::move(material);
    state->WarnOfExpiry();
  }
  state->credentials = std::make_shared<WatchedCredentials>(State::Fetch, state.get());
  return std::unique_ptr<ServerIdentity>(new ServerIdentity(std::move(state)));
}

ServerIdentity::ServerIdentity(std::unique_ptr<State> state) : state_(std::move(state)) {}
ServerIdentity::~ServerIdentity() = default;

std::shared_ptr<grpc::ServerCredentials> ServerIdentity::credentials() const {
  return state_->credentials;
}

std::string ServerIdentity::name() const {
  const core::MutexLock lock(state_->mutex);
  return state_->material.name;
}

absl::Time ServerIdentity::valid_until() const {
  const core::MutexLock lock(state_->mutex);
  return state_->material.details.valid_until;
}

std::string ServerIdentity::authorities() const {
  const core::MutexLock lock(state_->mutex);
  return state_->material.authorities;
}

absl::StatusOr<core::KeyAgreement> ServerIdentity::agreement_key() const {
  const core::MutexLock lock(state_->mutex);
  absl::StatusOr<core::KeyAgreement> key =
      core::KeyAgreement::FromPem(state_->material.key, "the server's key");
  if (key.ok()) return key;
  return core::FailedPrecondition(
      "this server's certificate has no key of P-256, so nothing can be sealed for it; give it "
      "one");
}

absl::StatusOr<SigningIdentity> ServerIdentity::signing_identity(Role role) const {
  const core::MutexLock lock(state_->mutex);
  const auto refused = [role](std::string_view why) {
    return core::FailedPrecondition(
        "this server cannot sign bundles: %s. Give it a certificate that an authority of its "
        "--tls-ca has issued for the role '%s', with a key of EC P-256 or RSA",
        why, RoleName(role).text());
  };
  absl::StatusOr<core::Certificate> certificate =
      core::Certificate::Verify(state_->material.certificate, state_->material.authorities,
                                state_->clock.Now(), "its certificate", core::CertificateUse::kAny);
  if (!certificate.ok()) return refused(core::Message(certificate.status()));
  if (certificate->name().role != RoleName(role).text()) {
    return refused("its certificate is of the role '" + certificate->name().role + "'");
  }
  absl::StatusOr<core::SigningKey> key =
      core::SigningKey::Load(state_->material.key, *certificate, "its key");
  if (!key.ok()) return refused(core::Message(key.status()));
  return SigningIdentity{.certificate = *std::move(certificate), .key = *std::move(key)};
}

absl::StatusOr<core::CertificateDetails> CertificateOf(const grpc::AuthContext& connection) {
  if (connection.IsPeerAuthenticated()) {
    for (const grpc::string_ref& pem :
         connection.FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME)) {
      auto details = core::ReadCertificateDetails({pem.data(), pem.size()});
      if (details.ok()) return details;
    }
  }
  return core::Unauthenticated("the connection has no verified certificate");
}

std::string ChainOf(const grpc::AuthContext& connection) {
  // On the server's side OpenSSL leaves the certificate itself out of the chain.
  std::string pem;
  for (const char* property :
       {GRPC_X509_PEM_CERT_PROPERTY_NAME, GRPC_X509_PEM_CERT_CHAIN_PROPERTY_NAME}) {
    for (const grpc::string_ref& found : connection.FindPropertyValues(property)) {
      pem.append(found.data(), found.size());
    }
  }
  return pem;
}

absl::StatusOr<Principal> CorrespondentOf(const core::CertificateDetails& certificate,
                                          absl::Duration max_life, absl::Time now) {
  const std::vector<std::string_view> uris(certificate.uris.begin(), certificate.uris.end());
  IEUM_ASSIGN_OR_RETURN(const Principal principal, ParsePrincipal(uris));
  if (principal.role != Role::kMatcher && principal.role != Role::kJoiner)
    return CallerOf(certificate, max_life, now);
  core::CertificateDetails as_client = certificate;
  as_client.for_clients = true;
  return CallerOf(as_client, max_life, now);
}

absl::StatusOr<Principal> CallerOf(const core::CertificateDetails& certificate,
                                   absl::Duration max_life, absl::Time now) {
  // TLS looked when the connection, or the session that it resumes, began.
  if (certificate.valid_until <= now) {
    return core::Unauthenticated(
        "the certificate has expired since the connection began; ask its issuer for a new one");
  }
  if (!certificate.for_clients) {
    return core::Unauthenticated(
        "the certificate is not for clients (extended key usage clientAuth); ask its issuer for a "
        "new one");
  }
  if (certificate.valid_until - certificate.valid_from > max_life) {
    return core::Unauthenticated(
        "the certificate is valid for more than %d days, the most that this server accepts; ask "
        "its issuer for a new one",
        absl::ToInt64Hours(max_life) / 24);
  }
  const std::vector<std::string_view> uris(certificate.uris.begin(), certificate.uris.end());
  return ParsePrincipal(uris);
}

}  // namespace ieum::server
