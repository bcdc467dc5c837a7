// ieum-server: parse, check, serve until a signal, close; or restore, or check, a stopped server.
#include <malloc.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string_view>

#include "ieum/core/base/secret.h"
#include "ieum/core/base/status.h"
#include "ieum/core/rpc/tls_policy.h"
#include "ieum/core/terminal/terminal.h"
#include "ieum/server/app/offline_commands.h"
#include "ieum/server/app/server_app.h"
#include "ieum/server/config/parse_args.h"

namespace {

using ieum::server::ServerApp;

// Blocks the stop signals in this thread and all that it starts, so that only sigwait sees them.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

absl::Status Serve(const ieum::server::ServerOptions& options) {
  IEUM_ASSIGN_OR_RETURN(const ieum::server::ServerConfig config,
                        ieum::server::CheckOptions(options));
  IEUM_RETURN_IF_ERROR(ieum::core::InitSecureMemory());
  const sigset_t signals = BlockStopSignals();
  const ieum::server::Log log(ieum::core::SystemClock(), STDERR_FILENO);
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<ServerApp> app,
                        ServerApp::Start(config, {.clock = ieum::core::SystemClock(),
                                                  .random = ieum::core::SystemRandom(),
                                                  .log = log}));
  int signal = 0;
  sigwait(&signals, &signal);
  log.Write(ieum::server::Event("server_stopping").Count("signal", signal));
  return app->Shutdown();
}

absl::Status RunOffline(const ieum::server::ParsedArgs& args) {
  IEUM_RETURN_IF_ERROR(ieum::core::InitSecureMemory());
  ieum::core::ProgressLine line(stderr, "bytes");
  const auto progress = [&line](std::string_view stage, int64_t done, int64_t all) {
    line.Update(stage, done, all);
  };
  ieum::server::OfflineResult result;
  if (args.command == ieum::server::ServerCommand::kRestore) {
    IEUM_ASSIGN_OR_RETURN(const ieum::server::RestoreConfig config,
                          ieum::server::CheckRestore(args.options, args.offline));
    result = ieum::server::Restore(config, progress);
  } else {
    IEUM_ASSIGN_OR_RETURN(const ieum::server::FsckConfig config,
                          ieum::server::CheckFsck(args.options, args.offline));
    result =
        ieum::server::Fsck(config, ieum::core::SystemClock(), ieum::core::SystemRandom(), progress);
  }
  line.Finish();
  std::fputs(result.text.c_str(), stdout);
  return result.outcome;
}

absl::Status Run(const ieum::server::ParsedArgs& args) {
  return args.command == ieum::server::ServerCommand::kServe ? Serve(args.options)
                                                             : RunOffline(args);
}

}  // namespace

int main(int argc, char** argv) {
  ieum::core::RequireTls13();
  // What is stored is for this user only, and memory holds encodings and keys: no core files.
  umask(077);
  const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
  setrlimit(RLIMIT_CORE, &no_core);
  // Nor may another process of this user look into it.
  prctl(PR_SET_DUMPABLE, 0);
  // What one call or run needed for a while goes back to the system, however long the server runs:
  // few heaps, and large blocks by themselves.
  mallopt(M_ARENA_MAX, 4);
  mallopt(M_MMAP_THRESHOLD, 256 << 10);
  const auto parsed = ieum::server::ParseArgs(argc, argv);
  if (parsed.ok() && !parsed->text.empty()) {
    std::fputs(parsed->text.c_str(), stdout);
    return 0;
  }
  const absl::Status status = parsed.ok() ? Run(*parsed) : parsed.status();
  if (!status.ok()) ieum::core::PrintError(stderr, "ieum-server", status);
  return ieum::core::ExitCode(status);
}
