// TLS below gRPC, with versions that gRPC would never offer.
#ifndef IEUM_TESTS_SUPPORT_RAW_TLS_H_
#define IEUM_TESTS_SUPPORT_RAW_TLS_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "support/test_ca.h"

namespace ieum::testing {

enum class TlsVersion { k11, k12, k13 };

// Connects to 127.0.0.1:port as an HTTP/2 client that offers no more than `highest`, and waits for
// the first byte of the server. suites: of TLS 1.3, in OpenSSL's words; empty: its own choice.
// UNAUTHENTICATED if the server refuses.
absl::Status ProbeTls(int port, const std::string& ca, const PemPair& identity, TlsVersion highest,
                      const std::string& suites = "");

// A server that offers no more than `highest`, shakes hands and then says nothing.
class RawTlsServer final {
 public:
  RawTlsServer(const PemPair& identity, TlsVersion highest);
  ~RawTlsServer();
  RawTlsServer(const RawTlsServer&) = delete;
  RawTlsServer& operator=(const RawTlsServer&) = delete;

  std::string address() const;  // "127.0.0.1:port"
  // Handshakes that succeeded so far.
  int handshakes() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_RAW_TLS_H_
