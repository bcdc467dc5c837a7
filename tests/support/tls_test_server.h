// Fakes of services behind real mutual TLS, in the test's own process.
#ifndef IEUM_TESTS_SUPPORT_TLS_TEST_SERVER_H_
#define IEUM_TESTS_SUPPORT_TLS_TEST_SERVER_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "ieum/core/base/status.h"
#include "ieum/core/rpc/channel.h"
#include "ieum/core/rpc/tls_policy.h"
#include "support/temp_dir.h"
#include "support/test_ca.h"

namespace ieum::testing {

// Serves until destroyed, on a free loopback port.
class TlsTestServer final {
 public:
  // `services` outlive this object.
  explicit TlsTestServer(const std::vector<grpc::Service*>& services) {
    core::RequireTls13();
    const PemPair identity = ca_.Issue(ServerLeaf());
    grpc::SslServerCredentialsOptions tls(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    tls.pem_root_certs = ca_.certificate();
    tls.pem_key_cert_pairs.push_back(
        {.private_key = identity.key, .cert_chain = identity.certificate});
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(tls), &port_);
    for (grpc::Service* service : services) builder.RegisterService(service);
    server_ = builder.BuildAndStart();
    IEUM_CHECK(server_ != nullptr);
  }

  // How a holder in good order reaches it.
  core::ChannelOptions HolderChannel() const { return HolderChannel("hospital-a"); }
  core::ChannelOptions HolderChannel(const std::string& institution) const {
    core::ChannelOptions options =
        ca_.IssueTo(dir_, institution, ClientLeaf("holder", institution));
    options.server = absl::StrFormat("127.0.0.1:%d", port_);
    return options;
  }

 private:
  TempDir dir_;
  TestCa ca_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_TLS_TEST_SERVER_H_
