#include "ieum/core/terminal/passphrase_prompt.h"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>

#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr int kPollMilliseconds = 100;

// Keeps the terminal from showing what is typed, until destroyed.
class QuietTerminal final {
 public:
  QuietTerminal(int fd, const termios& usual) : fd_(fd), usual_(usual) {
    termios quiet = usual;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    quiet.c_lflag |= ICANON;  // lines, with the usual keys to correct them
    quiet.c_cc[VQUIT] = _POSIX_VDISABLE;
    quiet.c_cc[VSUSP] = _POSIX_VDISABLE;
    ::tcsetattr(fd_, TCSAFLUSH, &quiet);
  }
  ~QuietTerminal() { ::tcsetattr(fd_, TCSAFLUSH, &usual_); }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;

 private:
  int fd_;
  termios usual_;
};

absl::Status NoTerminal() {
  return FailedPrecondition(
      "a passphrase is needed and there is no terminal to ask at; give --passphrase-file FILE, a "
      "file of mode 0600 or a descriptor such as /dev/fd/3");
}

// Reads a line into `line`; its size without the line feed.
absl::StatusOr<size_t> ReadLine(int fd, const std::string& terminal, SecretBytes& line,
                                const std::stop_token& stop) {
  size_t size = 0;
  while (size < line.size()) {
    if (stop.stop_requested()) return Cancelled("stopped on request; nothing was written");
    pollfd waiting{.fd = fd, .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, kPollMilliseconds) <= 0) continue;
    const std::span<std::byte> rest = line.mutable_view().subspan(size);
    const ssize_t got = ::read(fd, rest.data(), rest.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0 && errno != EIO) return SystemError("read", terminal, errno);
    if (got <= 0) return Cancelled("the input ended before a passphrase was typed");
    size += static_cast<size_t>(got);
    if (line.view()[size - 1] == std::byte{'\n'}) return size - 1;
  }
  ::tcflush(fd, TCIFLUSH);
  return InvalidArgument("the passphrase is longer than %d bytes", line.size() - 1);
}

}  // namespace

absl::StatusOr<SecretBytes> AskPassphraseAt(const std::string& terminal, std::string_view question,
                                            size_t limit_bytes, const std::stop_token& stop) {
  const FileDescriptor fd(::open(terminal.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  termios usual{};
  if (fd.get() < 0 || ::tcgetattr(fd.get(), &usual) != 0) return NoTerminal();
  const QuietTerminal quiet(fd.get(), usual);
  IEUM_RETURN_IF_ERROR(WriteAll(fd.get(), AsBytes(question), terminal));
  SecretBytes line(limit_bytes + 1);
  const absl::StatusOr<size_t> size = ReadLine(fd.get(), terminal, line, stop);
  IEUM_RETURN_IF_ERROR(WriteAll(fd.get(), AsBytes("\n"), terminal));
  IEUM_RETURN_IF_ERROR(size.status());
  return SecretBytes::CopyOf(line.view().first(*size));
}

}  // namespace ieum::core
