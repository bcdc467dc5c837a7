#include "ieum/server/app/listener.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/server/app/limits.h"

namespace ieum::server {
namespace {

constexpr int kBacklog = 256;
constexpr int kRetryMillis = 50;
// A flood is one line of the log a minute.
constexpr absl::Duration kReportInterval = absl::Minutes(1);

absl::Status CannotListen(const ListenAddress& address) {
  return core::Unavailable(
      "cannot listen on %s; another process has the port, or this machine has no such address",
      address.ToString());
}

void SetOption(int socket, int level, int option, int value) {
  (void)::setsockopt(socket, level, option, &value, sizeof(value));
}

// Raises the limit of descriptors as far as the system lets, and says from which one on a
// connection is one too many.
int MostDescriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kReservedDescriptors;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, kMaxDescriptors);
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
  (void)::getrlimit(RLIMIT_NOFILE, &limit);
  const auto most = static_cast<int>(std::min<rlim_t>(limit.rlim_cur, kMaxDescriptors));
  return std::max(most - kReservedDescriptors, most / 2);
}

core::FileDescriptor Bind(const addrinfo& found) {
  core::FileDescriptor socket(
      ::socket(found.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (socket.get() < 0) return socket;
  // Ports of connections that have ended are free; of a process that listens they are not.
  SetOption(socket.get(), SOL_SOCKET, SO_REUSEADDR, 1);
  SetOption(socket.get(), IPPROTO_TCP, TCP_NODELAY, 1);
  if (found.ai_family == AF_INET6) SetOption(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, 0);
  if (::bind(socket.get(), found.ai_addr, found.ai_addrlen) != 0 ||
      ::listen(socket.get(), kBacklog) != 0) {
    return core::FileDescriptor(-1);
  }
  return socket;
}

// 0: unknown.
int PortOf(int socket) {
  sockaddr_storage bound{};
  socklen_t size = sizeof(bound);
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&bound), &size) != 0) return 0;
  if (bound.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&bound)->sin6_port);
  }
  return ntohs(reinterpret_cast<const sockaddr_in*>(&bound)->sin_port);
}

}  // namespace

Listener::Listener(core::FileDescriptor socket, core::FileDescriptor stop, int port, const Log& log)
    : socket_(std::move(socket)),
      stop_(std::move(stop)),
      port_(port),
      most_descriptors_(MostDescriptors()),
      log_(log) {}

absl::StatusOr<std::unique_ptr<Listener>> Listener::Open(const ListenAddress& address,
                                                         const Log& log) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (::getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &wanted, &found) !=
      0) {
    return CannotListen(address);
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    core::FileDescriptor socket = Bind(*at);
    core::FileDescriptor stop(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    const int port = socket.get() < 0 ? 0 : PortOf(socket.get());
    if (port == 0 || stop.get() < 0) continue;
    return std::unique_ptr<Listener>(new Listener(std::move(socket), std::move(stop), port, log));
  }
  return CannotListen(address);
}

void Listener::Start(grpc::experimental::ExternalConnectionAcceptor& acceptor) {
  thread_ = std::thread([this, &acceptor] { Accept(acceptor); });
}

void Listener::AddMetrics(Metrics& metrics) const {
  metrics.AddCounter("ieum_connections_total", "Connections that were accepted", accepted_);
  metrics.AddCounter("ieum_connections_refused_total",
                     "Connections closed at once, for descriptors would lack", refused_);
}

void Listener::Stop() {
  if (!thread_.joinable()) return;
  const uint64_t one = 1;
  (void)!::write(stop_.get(), &one, sizeof(one));
  thread_.join();
}

void Listener::Accept(grpc::experimental::ExternalConnectionAcceptor& acceptor) {
  int64_t refused = 0;
  absl::Duration reported = -absl::InfiniteDuration();
  while (true) {
    pollfd watched[] = {{socket_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}};
    (void)::poll(watched, std::size(watched), refused > 0 ? 1'000 : -1);
    if (watched[1].revents != 0) return;
    if (refused > 0 && core::MonotonicNow() - reported > kReportInterval) {
      log_.Write(Event("connections_refused").Count("count", refused));
      refused = 0;
      reported = core::MonotonicNow();
    }
    if (watched[0].revents == 0) continue;
    const int fd = ::accept4(socket_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
      // Without a descriptor or memory the connection stays in the backlog; it is not worth a busy
      // loop, and never the end of the server.
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        (void)::poll(nullptr, 0, kRetryMillis);
      }
      continue;
    }
    // The lowest free descriptor is given, so its number says how many are in use.
    if (fd >= most_descriptors_) {
      ::close(fd);
      ++refused;
      refused_.Add();
      continue;
    }
    accepted_.Add();
    grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
    connection.listener_fd = socket_.get();
    connection.fd = fd;
    acceptor.HandleNewConnection(&connection);
  }
}

}  // namespace ieum::server
