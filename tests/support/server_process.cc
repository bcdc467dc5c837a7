#include "support/server_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "ieum/core/base/clock.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/server/keystore/keystore.h"
#include "ieum/server/keystore/passphrase_root_key.h"

extern char** environ;

namespace ieum::testing {
namespace {

constexpr absl::Duration kStartTimeout = absl::Minutes(1);
constexpr auto kPollInterval = std::chrono::milliseconds(5);
constexpr int kSignalBase = 128;

// Standard output and error go to files. Returns the process id.
pid_t Spawn(const std::vector<std::string>& argv, const std::string& out_file,
            const std::string& err_file) {
  std::vector<char*> arguments;
  for (const std::string& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  constexpr mode_t kMode = 0600;
  constexpr int kFlags = O_WRONLY | O_CREAT | O_APPEND;
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, out_file.c_str(), kFlags, kMode);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, err_file.c_str(), kFlags, kMode);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, arguments[0], &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  return error == 0 ? pid : -1;
}

int ExitStatusOf(int wait_status) {
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : kSignalBase + WTERMSIG(wait_status);
}

std::string ContentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

std::string KeystoreOf(const std::string& data_dir) { return data_dir + ".keystore"; }
std::string PassphraseOf(const std::string& data_dir) { return data_dir + ".passphrase"; }

// Beside the data folder, unless there is one.
absl::Status MakeKeystore(const std::string& data_dir) {
  constexpr std::string_view kPassphrase = "passphrase of a test";
  if (std::filesystem::exists(PassphraseOf(data_dir))) return absl::OkStatus();
  IEUM_RETURN_IF_ERROR(core::WriteFileDurably(PassphraseOf(data_dir), kPassphrase, 0600));
  IEUM_ASSIGN_OR_RETURN(
      const std::unique_ptr<server::RootKey> root,
      server::NewPassphraseRootKey(core::SecretBytes::CopyOf(core::AsBytes(kPassphrase)),
                                   server::kMinScryptLog2N, core::SystemRandom()));
  return server::Keystore::Create(KeystoreOf(data_dir), *root, core::SystemRandom());
}

}  // namespace

ProgramResult RunProgram(const std::vector<std::string>& argv) {
  const TempDir dir;
  const pid_t pid = Spawn(argv, dir.File("out"), dir.File("err"));
  IEUM_CHECK(pid > 0);
  int wait_status = 0;
  IEUM_CHECK(::waitpid(pid, &wait_status, 0) == pid);
  return {.exit_status = ExitStatusOf(wait_status),
          .out = ContentOf(dir.File("out")),
          .err = ContentOf(dir.File("err"))};
}

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(
    const ServerProcessOptions& options) {
  std::unique_ptr<ServerProcess> server(new ServerProcess());
  const std::string port_file = server->dir_.File("port");
  IEUM_RETURN_IF_ERROR(MakeKeystore(options.data_dir));
  std::vector<std::string> arguments = {IEUM_SERVER_PROGRAM,
                                        "--role",
                                        options.role,
                                        "--listen",
                                        "127.0.0.1:0",
                                        "--data-dir",
                                        options.data_dir,
                                        "--tls-ca",
                                        options.tls.ca_file,
                                        "--tls-cert",
                                        options.tls.certificate_file,
                                        "--tls-key",
                                        options.tls.key_file,
                                        "--keystore",
                                        KeystoreOf(options.data_dir),
                                        "--keystore-passphrase-file",
                                        PassphraseOf(options.data_dir),
                                        "--threads",
                                        std::to_string(options.threads),
                                        "--port-file",
                                        port_file};
  arguments.insert(arguments.end(), options.more.begin(), options.more.end());
  constexpr char kReserve[] = "--min-free-disk-mib";
  if (std::find(arguments.begin(), arguments.end(), kReserve) == arguments.end()) {
    arguments.insert(arguments.end(), {kReserve, "16"});
  }
  server->pid_ = Spawn(arguments, server->dir_.File("out"), server->dir_.File("log"));
  if (server->pid_ < 0) return core::Unavailable("cannot start %s", IEUM_SERVER_PROGRAM);
  const absl::Duration deadline = core::MonotonicNow() + kStartTimeout;
  // A child that is starting can only be polled: its port file, and whether it is still there.
  while (server->port_ == 0) {
    int wait_status = 0;
    if (::waitpid(server->pid_, &wait_status, WNOHANG) == server->pid_) {
      server->pid_ = -1;
      return core::Unavailable("the server ended with status %d: %s", ExitStatusOf(wait_status),
                               server->Log());
    }
    if (core::MonotonicNow() > deadline) {
      return core::Unavailable("the server is not ready: %s", server->Log());
    }
    std::this_thread::sleep_for(kPollInterval);
    server->port_ = std::atoi(ContentOf(port_file).c_str());
  }
  return server;
}

ServerProcess::~ServerProcess() { Kill(); }

std::string ServerProcess::address() const { return absl::StrFormat("127.0.0.1:%d", port_); }

void ServerProcess::Kill() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  Wait();
}

int ServerProcess::Terminate() {
  IEUM_CHECK(pid_ > 0);
  ::kill(pid_, SIGTERM);
  return Wait();
}

int ServerProcess::Wait() {
  int wait_status = 0;
  IEUM_CHECK(::waitpid(pid_, &wait_status, 0) == pid_);
  pid_ = -1;
  return ExitStatusOf(wait_status);
}

std::string ServerProcess::Log() const { return ContentOf(dir_.File("log")); }

}  // namespace ieum::testing
