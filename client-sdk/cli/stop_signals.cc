#include "cli/stop_signals.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

namespace ieum::client {
namespace {

constexpr int kExitCancelled = 8;

sigset_t Signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

StopSignals::StopSignals() {
  const sigset_t signals = Signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  listener_ = std::thread([this] { Listen(); });
}

StopSignals::~StopSignals() {
  ending_ = true;
  pthread_kill(listener_.native_handle(), SIGTERM);
  listener_.join();
}

void StopSignals::Listen() {
  const sigset_t signals = Signals();
  while (true) {
    int signal = 0;
    if (sigwait(&signals, &signal) != 0) continue;
    if (ending_) return;
    if (source_.stop_requested()) ::_exit(kExitCancelled);
    source_.request_stop();
  }
}

}  // namespace ieum::client
