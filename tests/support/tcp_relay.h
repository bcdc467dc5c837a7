// A loopback address that stays while servers behind it come and go, and a wire that can be cut.
#ifndef IEUM_TESTS_SUPPORT_TCP_RELAY_H_
#define IEUM_TESTS_SUPPORT_TCP_RELAY_H_

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "ieum/core/base/mutex.h"

namespace ieum::testing {

// Forwards bytes of connections to 127.0.0.1:port() to a target port on the same machine. Sees only
// ciphertext, and keeps it if asked to. Thread-safe.
class TcpRelay final {
 public:
  TcpRelay();
  ~TcpRelay();
  TcpRelay(const TcpRelay&) = delete;
  TcpRelay& operator=(const TcpRelay&) = delete;

  int port() const { return port_; }
  std::string address() const;  // "127.0.0.1:port"

  // New connections go to `port`; 0: they are closed at once.
  void SetTarget(int port) { target_port_ = port; }
  // Closes all connections, as if the wire were cut, once `bytes` more have gone from clients to
  // the target; 0: now.
  void CutAfter(int64_t bytes);
  // From now on nothing goes through and nothing is closed, as if the host behind the wire were
  // gone.
  void Stall();
  // From now on, keeps all that goes through in either direction.
  void Record() { recording_ = true; }
  std::string Recorded() const;
  // Times that a wire has been cut.
  int cuts() const { return cuts_; }

 private:
  void Forward();

  int listener_;
  int wake_[2];  // pipe that ends the wait of Forward
  int port_;
  std::atomic<int> target_port_ = 0;
  std::atomic<int64_t> bytes_to_cut_ = -1;  // below 0: no cut is due
  std::atomic<int> cuts_ = 0;
  std::atomic<bool> ending_ = false;
  std::atomic<bool> recording_ = false;
  std::atomic<bool> stalled_ = false;
  mutable core::Mutex mutex_;
  std::string recorded_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_TCP_RELAY_H_
