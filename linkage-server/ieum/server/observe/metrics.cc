#include "ieum/server/observe/metrics.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::server {

void DurationHistogram::Observe(absl::Duration elapsed) {
  const absl::Duration bounded = std::max(elapsed, absl::ZeroDuration());
  const double seconds = absl::ToDoubleSeconds(bounded);
  const auto bound = std::lower_bound(kDurationBounds.begin(), kDurationBounds.end(), seconds);
  between_[static_cast<size_t>(bound - kDurationBounds.begin())].Add();
  micros_.Add(static_cast<uint64_t>(absl::ToInt64Microseconds(bounded)));
}

DurationHistogram::Counts DurationHistogram::counts() const {
  Counts counts;
  for (size_t i = 0; i < kDurationBounds.size(); ++i) {
    counts.count += between_[i].value();
    counts.within[i] = counts.count;
  }
  counts.count += between_.back().value();
  counts.seconds = static_cast<double>(micros_.value()) / 1e6;
  return counts;
}

void Metrics::Add(Constant name, Constant help, MetricKind kind, Read read) {
  const auto at = std::lower_bound(
      sources_.begin(), sources_.end(), name.text(),
      [](const Source& source, std::string_view text) { return source.name.text() < text; });
  IEUM_CHECK(at == sources_.end() || at->name.text() != name.text());
  sources_.insert(at, {.name = name, .help = help, .kind = kind, .read = std::move(read)});
}

void Metrics::AddGauge(Constant name, Constant help, std::function<std::optional<double>()> read) {
  Add(name, help, MetricKind::kGauge, [read = std::move(read)](std::vector<MetricSample>& samples) {
    const std::optional<double> value = read();
    if (value.has_value()) samples.push_back({.value = *value});
  });
}

void Metrics::AddCounter(Constant name, Constant help, const Counter& counter) {
  Add(name, help, MetricKind::kCounter, [&counter](std::vector<MetricSample>& samples) {
    samples.push_back({.value = static_cast<double>(counter.value())});
  });
}

std::vector<Metric> Metrics::Collect() const {
  std::vector<Metric> metrics;
  metrics.reserve(sources_.size());
  for (const Source& source : sources_) {
    Metric& metric = metrics.emplace_back(
        Metric{.name = source.name, .help = source.help, .kind = source.kind, .samples = {}});
    source.read(metric.samples);
  }
  return metrics;
}

}  // namespace ieum::server
