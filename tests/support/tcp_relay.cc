#include "support/tcp_relay.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <list>
#include <vector>

#include "absl/strings/str_format.h"
#include "ieum/core/base/status.h"

namespace ieum::testing {
namespace {

constexpr size_t kBufferBytes = 64 << 10;

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// One direction waits in `pending` until the receiver takes it.
struct Direction {
  int from;
  int to;
  std::vector<char> pending;
};

struct Wire {
  Direction up;    // client to target
  Direction down;  // target to client
  bool broken = false;
};

// Moves what can be moved without waiting, and appends it to `heard`. Returns the bytes read; below
// 0 when the wire is broken.
int64_t Move(Direction& direction, short from_events, short to_events, std::string& heard) {
  int64_t moved = 0;
  if (direction.pending.empty() && (from_events & (POLLIN | POLLHUP | POLLERR)) != 0) {
    direction.pending.resize(kBufferBytes);
    const ssize_t size =
        ::recv(direction.from, direction.pending.data(), kBufferBytes, MSG_DONTWAIT);
    if (size <= 0) return -1;
    direction.pending.resize(static_cast<size_t>(size));
    moved = size;
    heard.append(direction.pending.data(), direction.pending.size());
    to_events |= POLLOUT;
  }
  if (!direction.pending.empty() && (to_events & (POLLOUT | POLLHUP | POLLERR)) != 0) {
    const ssize_t size = ::send(direction.to, direction.pending.data(), direction.pending.size(),
                                MSG_DONTWAIT | MSG_NOSIGNAL);
    if (size < 0) return errno == EAGAIN ? moved : -1;
    direction.pending.erase(direction.pending.begin(), direction.pending.begin() + size);
  }
  return moved;
}

short EventsFor(const Direction& incoming, const Direction& outgoing) {
  const int in = incoming.pending.empty() ? POLLIN : 0;
  const int out = outgoing.pending.empty() ? 0 : POLLOUT;
  return static_cast<short>(in | out);
}

void Close(const Wire& wire) {
  // Reset rather than an orderly end: what a cut wire or a killed host looks like.
  const linger reset{.l_onoff = 1, .l_linger = 0};
  for (const int socket : {wire.up.from, wire.up.to}) {
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
    ::close(socket);
  }
}

bool Connect(int client, int target_port, std::list<Wire>& wires) {
  if (target_port == 0) return false;
  const int target = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(target_port);
  if (::connect(target, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    ::close(target);
    return false;
  }
  const int on = 1;
  ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  ::setsockopt(target, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  wires.push_back({.up = {.from = client, .to = target, .pending = {}},
                   .down = {.from = target, .to = client, .pending = {}}});
  return true;
}

}  // namespace

TcpRelay::TcpRelay() {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  IEUM_CHECK(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
  IEUM_CHECK(::listen(listener_, SOMAXCONN) == 0);
  IEUM_CHECK(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  IEUM_CHECK(::pipe2(wake_, O_CLOEXEC) == 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Forward(); });
}

TcpRelay::~TcpRelay() {
  ending_ = true;
  IEUM_CHECK(::write(wake_[1], "x", 1) == 1);
  thread_.join();
  ::close(listener_);
  ::close(wake_[0]);
  ::close(wake_[1]);
}

std::string TcpRelay::address() const { return absl::StrFormat("127.0.0.1:%d", port_); }

std::string TcpRelay::Recorded() const {
  const core::MutexLock lock(mutex_);
  return recorded_;
}

void TcpRelay::CutAfter(int64_t bytes) {
  bytes_to_cut_ = bytes;
  IEUM_CHECK(::write(wake_[1], "x", 1) == 1);
}

void TcpRelay::Stall() {
  stalled_ = true;
  IEUM_CHECK(::write(wake_[1], "x", 1) == 1);
}

void TcpRelay::Forward() {
  std::list<Wire> wires;
  std::vector<pollfd> polls;
  while (!ending_) {
    polls = {{.fd = wake_[0], .events = POLLIN, .revents = 0},
             {.fd = listener_, .events = POLLIN, .revents = 0}};
    const bool stalled = stalled_;
    for (const Wire& wire : wires) {
      if (stalled) break;
      polls.push_back({.fd = wire.up.from, .events = EventsFor(wire.up, wire.down), .revents = 0});
      polls.push_back({.fd = wire.up.to, .events = EventsFor(wire.down, wire.up), .revents = 0});
    }
    IEUM_CHECK(::poll(polls.data(), polls.size(), -1) >= 0);
    std::array<char, 16> ignored;
    if (polls[0].revents != 0) IEUM_CHECK(::read(wake_[0], ignored.data(), ignored.size()) > 0);
    size_t i = 2;
    std::string heard;
    for (Wire& wire : wires) {
      if (stalled) break;
      const short client = polls[i++].revents;
      const short target = polls[i++].revents;
      const int64_t up = Move(wire.up, client, target, heard);
      const int64_t down = up < 0 ? -1 : Move(wire.down, target, client, heard);
      wire.broken = up < 0 || down < 0;
      if (up > 0 && bytes_to_cut_ > 0) bytes_to_cut_ = std::max<int64_t>(0, bytes_to_cut_ - up);
    }
    if (recording_) {
      const core::MutexLock lock(mutex_);
      recorded_ += heard;
    }
    const bool cut = bytes_to_cut_ == 0;
    for (auto wire = wires.begin(); wire != wires.end();) {
      if (cut || wire->broken) {
        Close(*wire);
        wire = wires.erase(wire);
      } else {
        ++wire;
      }
    }
    if (cut) {
      bytes_to_cut_ = -1;
      ++cuts_;
    }
    if ((polls[1].revents & POLLIN) != 0) {
      const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client >= 0 && !Connect(client, target_port_, wires)) ::close(client);
    }
  }
  for (const Wire& wire : wires) Close(wire);
}

}  // namespace ieum::testing
