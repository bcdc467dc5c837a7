#include "ieum/core/rpc/channel.h"

#include <grpc/support/log.h>
#include <grpcpp/grpcpp.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/core/rpc/own_certificate.h"
#include "ieum/core/rpc/tls_policy.h"

namespace ieum::core {
namespace {

constexpr int64_t kMaxPemBytes = 256 << 10;
// Lists of projects carry their profiles.
constexpr int kMaxReceivedBytes = 64 << 20;

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// gRPC would write its own lines to standard error beside ours. Every failure comes back as a
// status; GRPC_VERBOSITY brings the lines back for those who look for more.
void KeepGrpcQuiet() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (std::getenv("GRPC_VERBOSITY") == nullptr) gpr_set_log_function([](gpr_log_func_args*) {});
  });
}

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxReceivedBytes);
  // A restarted server is found again soon; callers do their own retries.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  // In spite of its name, the time allowed for one attempt: connection and handshake.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 10'000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  // Only of calls that no server has seen, such as those a connection too old no longer takes.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 1);
  // The connection goes to the server that was named, whatever proxy the environment names.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return arguments;
}

// Gives every call of a channel the digest of the manifest it is made under.
class ManifestMetadata final : public grpc::MetadataCredentialsPlugin {
 public:
  explicit ManifestMetadata(const Sha256Digest& manifest) : digits_(ToHex(manifest)) {}

  bool IsBlocking() const override { return false; }
  grpc::Status GetMetadata(grpc::string_ref, grpc::string_ref, const grpc::AuthContext&,
                           std::multimap<grpc::string, grpc::string>* metadata) override {
    metadata->emplace(kManifestMetadata, digits_);
    return grpc::Status::OK;
  }

 private:
  const std::string digits_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(const ChannelOptions& options) {
  RequireTls13();
  KeepGrpcQuiet();
  if (options.server.find(':') == std::string::npos) {
    return InvalidArgument(
        "the server must be given as host:port, such as linkage.example.org:8443");
  }
  OwnCertificate own{.certificate_file = options.certificate_file,
                     .certificate_pem = {},
                     .key_file = options.key_file,
                     .key_pem = {}};
  grpc::SslCredentialsOptions tls;
  IEUM_ASSIGN_OR_RETURN(tls.pem_root_certs, ReadFile(options.ca_file, kMaxPemBytes));
  if (!Contains(tls.pem_root_certs, "-----BEGIN CERTIFICATE-----")) {
    return InvalidArgument("%s holds no certificate in PEM form", options.ca_file);
  }
  IEUM_ASSIGN_OR_RETURN(own.certificate_pem, ReadFile(options.certificate_file, kMaxPemBytes));
  IEUM_RETURN_IF_ERROR(RequireOwnerOnly(options.key_file));
  IEUM_ASSIGN_OR_RETURN(own.key_pem, ReadFile(options.key_file, kMaxPemBytes));
  IEUM_RETURN_IF_ERROR(CheckOwnCertificate(own, SystemClock().Now()));
  tls.pem_cert_chain = own.certificate_pem;
  tls.pem_private_key = own.key_pem;
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::SslCredentials(tls);
  if (options.manifest.has_value()) {
    credentials = grpc::CompositeChannelCredentials(
        credentials,
        grpc::MetadataCredentialsFromPlugin(std::make_unique<ManifestMetadata>(*options.manifest)));
  }
  return grpc::CreateCustomChannel(options.server, credentials, Arguments());
}

absl::Status FromGrpc(const grpc::Status& status, const std::string& server) {
  if (status.ok()) return absl::OkStatus();
  const std::string& message = status.error_message();
  if (Contains(message, "RST_STREAM") || Contains(message, "Stream removed")) {
    return Unavailable("%s cut off the call; it may be stopping", server);
  }
  if (status.error_code() != grpc::StatusCode::UNAVAILABLE) {
    return absl::Status(static_cast<absl::StatusCode>(status.error_code()), message);
  }
  // UNAVAILABLE is also what gRPC itself reports for everything that happens to a connection, in
  // words for its developers.
  if (Contains(message, "CERTIFICATE_VERIFY_FAILED") ||
      Contains(message, "certificate verify failed") || Contains(message, "Peer name ") ||
      // A signature that does not fit: a CA of the same name with another key.
      Contains(message, "asn1 encoding routines")) {
    return Unauthenticated(
        "%s does not prove that it is the server: its certificate is not signed by the CA given, "
        "has expired, or does not name this host",
        server);
  }
  if (Contains(message, "andshake failed") || Contains(message, "SSL_ERROR_SSL")) {
    return Unauthenticated(
        "cannot agree with %s on TLS 1.3 with certificates on both sides; check that it is an Ieum "
        "server and that its CA has signed the certificate given",
        server);
  }
  if (Contains(message, "Connection refused")) {
    return Unavailable(
        "cannot reach %s (connection refused); check the address and that "
        "ieum-server runs",
        server);
  }
  if (Contains(message, "failed to connect") || Contains(message, "DNS resolution failed")) {
    return Unavailable(
        "cannot reach %s; check the address, the network, that ieum-server runs there, and that "
        "both "
        "sides' certificates come from the authority the other trusts (--ca)",
        server);
  }
  if (Contains(message, "Socket closed") || Contains(message, "onnection reset") ||
      Contains(message, "Broken pipe") || Contains(message, "GOAWAY")) {
    return Unavailable(
        "%s closed the connection: it has stopped, or it refuses the certificate given", server);
  }
  return absl::UnavailableError(message);
}

}  // namespace ieum::core
