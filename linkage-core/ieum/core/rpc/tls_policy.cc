#include "ieum/core/rpc/tls_policy.h"

#include <cstdlib>
#include <mutex>

namespace ieum::core {

void RequireTls13() {
  // gRPC 1.51 has no setting for the lowest version, but takes the cipher suites of TLS 1.2 from
  // this variable (those of 1.3 are separate). A pre-shared-key suite is one that OpenSSL accepts
  // in the list and, without a key to share, never negotiates: TLS 1.2 is left with nothing.
  static std::once_flag once;
  std::call_once(
      once, [] { setenv("GRPC_SSL_CIPHER_SUITES", "PSK-AES256-GCM-SHA384", /*overwrite=*/1); });
}

}  // namespace ieum::core
