// The real ieum-server in a process of its own, to be started, killed and started again.
#ifndef IEUM_TESTS_SUPPORT_SERVER_PROCESS_H_
#define IEUM_TESTS_SUPPORT_SERVER_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/rpc/channel.h"
#include "support/temp_dir.h"

namespace ieum::testing {

// Runs a program to its end. argv[0] is its path.
struct ProgramResult {
  int exit_status;  // 128 + signal number if a signal ended it
  std::string out;
  std::string err;
};
ProgramResult RunProgram(const std::vector<std::string>& argv);

struct ServerProcessOptions {
  std::string data_dir;  // the keystore and its passphrase lie beside it and are made if need be
  core::ChannelOptions tls;  // files of the server's own certificate
  int threads = 2;
  std::vector<std::string> more = {"--one-person"};  // further options
  std::string role = "matcher";
};

// Listens on a free loopback port, another one after each start. Killed by the destructor. One
// thread at a time.
class ServerProcess final {
 public:
  // Waits until the server accepts connections. UNAVAILABLE with the server's own words if it ends
  // before, or is not ready within a minute.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(const ServerProcessOptions& options);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  int port() const { return port_; }
  std::string address() const;
  pid_t pid() const { return pid_; }
  // kill -9, and waits until the process is gone. Harmless if it is.
  void Kill();
  // SIGTERM; returns the exit status, 128 + signal number if a signal ended it.
  int Terminate();
  // All it has written to standard error so far.
  std::string Log() const;

 private:
  ServerProcess() = default;
  int Wait();

  TempDir dir_;  // port file and log
  pid_t pid_ = -1;
  int port_ = 0;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_SERVER_PROCESS_H_
