// How every client program reaches a server: gRPC over TLS 1.3, both sides with a certificate.
// There is no other way in: no plaintext, no connection without a certificate of one's own.
#ifndef IEUM_CORE_RPC_CHANNEL_H_
#define IEUM_CORE_RPC_CHANNEL_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/base/digest.h"

namespace grpc {
class Channel;
class Status;
}  // namespace grpc

namespace ieum::core {

struct ChannelOptions {
  std::string server;            // "host:port"
  std::string ca_file;           // PEM; certificates that may sign the server's certificate
  std::string certificate_file;  // PEM; own certificate, then any intermediate ones
  std::string key_file;          // PEM; key of the certificate, readable by its owner only
  // Of the project that the calls are about: every call carries it (kManifestMetadata). Nothing:
  // the calls are about no project, or are to learn its manifest.
  std::optional<Sha256Digest> manifest = std::nullopt;
};

// FORMAT: the metadata of a call that has the digest of the project's manifest, as 64 lower-case
// hexadecimal digits. proto/ieum/v1/project_service.proto says which calls have it.
inline constexpr char kManifestMetadata[] = "ieum-manifest";

// Checks the files, so that a mistake is named here and not as a failed handshake, and makes a
// channel; the connection itself is made by the first call. The channel is thread-safe.
// INVALID_ARGUMENT: no server, not PEM, or key and certificate do not belong together.
// UNAUTHENTICATED: the certificate has expired, is not valid yet, or does not have exactly one name
// of the form ieum://<institution>/<role>/<name>. NOT_FOUND, PERMISSION_DENIED: as core::ReadFile
// and core::RequireOwnerOnly.
absl::StatusOr<std::shared_ptr<grpc::Channel>> OpenChannel(const ChannelOptions& options);

// The status of a call in our vocabulary, with the server's message. A failure to agree on
// certificates becomes UNAUTHENTICATED, a failure to connect UNAVAILABLE; both say what to look at.
absl::Status FromGrpc(const grpc::Status& status, const std::string& server);

}  // namespace ieum::core

#endif  // IEUM_CORE_RPC_CHANNEL_H_
