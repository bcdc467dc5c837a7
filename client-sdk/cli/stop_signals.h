// SIGINT and SIGTERM as a std::stop_token.
#ifndef IEUM_CLIENT_CLI_STOP_SIGNALS_H_
#define IEUM_CLIENT_CLI_STOP_SIGNALS_H_

#include <atomic>
#include <stop_token>
#include <thread>

namespace ieum::client {

// The first signal requests a stop; the second, for people who will not wait, ends the process with
// exit status 8 at once. Make one in main before any other thread, so that all threads inherit the
// blocked signals.
class StopSignals final {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  std::stop_token token() const { return source_.get_token(); }

 private:
  void Listen();

  std::stop_source source_;
  std::atomic<bool> ending_ = false;
  std::thread listener_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_STOP_SIGNALS_H_
