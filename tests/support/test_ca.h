// A certificate authority for tests, and certificates with every fault a server must refuse.
#ifndef IEUM_TESTS_SUPPORT_TEST_CA_H_
#define IEUM_TESTS_SUPPORT_TEST_CA_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "ieum/core/rpc/channel.h"
#include "support/temp_dir.h"

namespace ieum::testing {

struct PemPair {
  std::string certificate;
  std::string key;
};

enum class KeyAlgorithm { kEcP256, kRsa2048 };

struct LeafOptions {
  std::vector<std::string> uris = {};           // URI names
  bool local_host_names = false;                // DNS:localhost and IP:127.0.0.1
  bool for_server = false;                      // extended key usage serverAuth; else clientAuth
  absl::Duration valid_from = -absl::Hours(1);  // from now
  absl::Duration valid_until = absl::Hours(24 * 30);
  KeyAlgorithm algorithm = KeyAlgorithm::kEcP256;
  std::string unit = {};                  // OU of the subject; empty: none
  std::optional<std::string> usage = {};  // other extended key usage; empty text: none
  bool self_signed = false;
};

// Client certificate with the URI ieum://<institution>/<role>/<name>.
LeafOptions ClientLeaf(std::string_view role, std::string_view institution,
                       std::string_view name = "test");
// Server certificate for this machine with the URI ieum://linkage-center/<role>/server.
LeafOptions ServerLeaf(std::string_view role = "matcher");

// ECDSA P-256 unless a leaf says otherwise. Ends the test program if OpenSSL fails. One thread at a
// time.
class TestCa final {
 public:
  TestCa();
  // An intermediate authority that `root` vouches for.
  explicit TestCa(const TestCa& root);
  ~TestCa();
  TestCa& operator=(const TestCa&) = delete;

  const std::string& certificate() const { return certificate_; }  // PEM
  PemPair Issue(const LeafOptions& options) const;

  // Writes <name>.pem and <name>.key (mode 0600) and ca.pem to `dir`; `server` is left empty.
  core::ChannelOptions IssueTo(const TempDir& dir, const std::string& name,
                               const LeafOptions& options) const;

 private:
  struct State;
  void Make(const State* root);
  std::unique_ptr<State> state_;
  std::string certificate_;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_TEST_CA_H_
