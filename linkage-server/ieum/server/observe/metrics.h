// What a server counts and measures of itself, for those who keep it running. Names and the values
// of labels are words fixed at compile time, as in the log, so that nothing of a person, a project,
// an institution or a key can become one.
#ifndef IEUM_SERVER_OBSERVE_METRICS_H_
#define IEUM_SERVER_OBSERVE_METRICS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "ieum/server/observe/log.h"

namespace ieum::server {

// A number that only grows. Thread-safe, without locks.
class Counter final {
 public:
  void Add(uint64_t count = 1) { value_.fetch_add(count, std::memory_order_relaxed); }
  uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> value_ = 0;
};

// Upper bounds of what durations are counted by, in seconds: from what memory answers to what a
// large upload takes.
inline constexpr std::array<double, 9> kDurationBounds = {0.001, 0.01, 0.1, 0.5, 1,
                                                          5,     30,   300, 3600};

// How long something took. Thread-safe, without locks.
class DurationHistogram final {
 public:
  void Observe(absl::Duration elapsed);

  struct Counts {
    std::array<uint64_t, kDurationBounds.size()> within = {};  // by bound: those at most as long
    uint64_t count = 0;
    double seconds = 0;  // together
  };
  // What is observed meanwhile may be in one figure and not yet in another; `within` never
  // decreases, and count is at least its last.
  Counts counts() const;

 private:
  std::array<Counter, kDurationBounds.size() + 1> between_;  // the last: longer than all bounds
  Counter micros_;
};

enum class MetricKind {
  kCounter,    // only grows, from 0 at the start of the process
  kGauge,      // as it is now
  kHistogram,  // of durations
};

struct MetricLabel {
  Constant name;
  Constant value;
};

struct MetricSample {
  std::vector<MetricLabel> labels = {};
  double value = 0;
  std::optional<DurationHistogram::Counts> durations = {};  // of a histogram, which has no value
};

// One metric with all its samples.
struct Metric {
  Constant name;  // "ieum_calls_total"
  Constant help;
  MetricKind kind;
  std::vector<MetricSample> samples;
};

// All metrics of a server. Add is called while one thread has it, Collect is thread-safe then.
class Metrics final {
 public:
  using Read = std::function<void(std::vector<MetricSample>&)>;

  Metrics() = default;
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // `read` is called by Collect, in any thread, and appends the samples. REQUIRES: a new name.
  void Add(Constant name, Constant help, MetricKind kind, Read read);
  // A gauge without labels; nothing if it cannot be read.
  void AddGauge(Constant name, Constant help, std::function<std::optional<double>()> read);
  // The counter outlives this object.
  void AddCounter(Constant name, Constant help, const Counter& counter);

  // By name.
  std::vector<Metric> Collect() const;

 private:
  struct Source {
    Constant name;
    Constant help;
    MetricKind kind;
    Read read;
  };
  std::vector<Source> sources_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_OBSERVE_METRICS_H_
