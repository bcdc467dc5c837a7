// A server inside the test program, whose clock the test moves and whose times it chooses. All else
// is as in a process of its own: files, store, port, mutual TLS, tasks.
#ifndef IEUM_TESTS_SUPPORT_APP_HOST_H_
#define IEUM_TESTS_SUPPORT_APP_HOST_H_

#include <memory>
#include <string>

#include "ieum/core/base/file_descriptor.h"
#include "ieum/server/app/server_app.h"
#include "support/api_client.h"
#include "support/fake_clock.h"
#include "support/temp_dir.h"
#include "support/test_ca.h"

namespace ieum::testing {

// One at a time in a process; one thread at a time, except clock().
class AppHost final {
 public:
  // Starts the server, in which one person is enough; ends the test program if it does not start.
  explicit AppHost(server::ServerTimes times, server::StoreRole role = server::StoreRole::kMatcher);

  // It starts with the time that it is, and moves by the test only.
  FakeClock& clock() { return clock_; }
  int port() const { return app_->port(); }
  std::string address() const { return absl::StrFormat("127.0.0.1:%d", port()); }
  const TempDir& dir() const { return dir_; }
  const TestCa& ca() const { return ca_; }
  // What it has logged so far.
  std::string Log() const;
  // Name of the audit log's public key.
  std::string LogKey() const;

  // A channel of somebody whose certificate is in order for ten years by the server's clock.
  core::ChannelOptions Channel(const std::string& role, const std::string& institution) const;
  ApiClient Client(const std::string& role, const std::string& institution) const {
    return ApiClient(Channel(role, institution));
  }
  // A sum of the metric's samples, as an operator is told it.
  double Metric(const std::string& name) const;

 private:
  server::StoreRole role_;
  TempDir dir_;
  TestCa ca_;
  FakeClock clock_;
  core::FileDescriptor log_file_;
  server::Log log_;
  std::unique_ptr<server::ServerApp> app_;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_APP_HOST_H_
