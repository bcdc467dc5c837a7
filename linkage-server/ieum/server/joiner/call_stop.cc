#include "ieum/server/joiner/call_stop.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace ieum::server {
namespace {

constexpr std::chrono::milliseconds kLook(200);

}  // namespace

CallStop::CallStop(const grpc::ServerContext& call, const std::atomic<bool>& stopping)
    : watch_([this, &call, &stopping](const std::stop_token& done) {
        std::mutex mutex;
        std::condition_variable_any ended;
        std::unique_lock lock(mutex);
        while (!done.stop_requested() && !call.IsCancelled() && !stopping.load()) {
          ended.wait_for(lock, done, kLook, [] { return false; });
        }
        if (!done.stop_requested()) source_.request_stop();
      }) {}

}  // namespace ieum::server
