#include "ieumctl/exposition.h"

#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "ieum/core/terminal/terminal.h"

namespace ieum::server {
namespace {

using Labels = std::vector<std::pair<std::string, std::string>>;

constexpr double kMaxExact = 1e15;

bool IsName(std::string_view text) {
  for (const char c : text) {
    if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_') return false;
  }
  return !text.empty() && text.front() >= 'a';
}

// As the format wants it in the values of labels.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\' || c == '"') escaped += '\\';
    if (c == '\n') {
      escaped += "\\n";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string OneLine(std::string text) {
  for (char& c : text) {
    if (c == '\n' || c == '\\') c = ' ';
  }
  return text;
}

// Nine digits are microseconds of half an hour; whole numbers are exact.
std::string NumberText(double value) {
  if (std::trunc(value) == value && std::abs(value) < kMaxExact) {
    return absl::StrFormat("%.0f", value);
  }
  return absl::StrFormat("%.9g", value);
}

void AddLine(const std::string& name, const Labels& labels, const std::string& value,
             std::string& text) {
  text += name;
  const char* separator = "{";
  for (const auto& [label, content] : labels) {
    if (!IsName(label)) continue;
    text += separator + label + "=\"" + Escaped(content) + "\"";
    separator = ",";
  }
  if (*separator == ',') text += "}";
  text += " " + value + "\n";
}

void AddSample(const v1::Metric& metric, const v1::MetricSample& sample, const std::string& server,
               std::string& text) {
  Labels labels = {{"server", server}};
  for (const v1::MetricLabel& label : sample.labels()) {
    labels.emplace_back(label.name(), label.value());
  }
  if (metric.kind() != v1::METRIC_KIND_HISTOGRAM) {
    AddLine(metric.name(), labels, NumberText(sample.value()), text);
    return;
  }
  const std::string count = absl::StrFormat("%d", sample.count());
  labels.emplace_back("le", "");
  for (const v1::MetricBucket& bucket : sample.buckets()) {
    labels.back().second = NumberText(bucket.upper_bound());
    AddLine(metric.name() + "_bucket", labels, absl::StrFormat("%d", bucket.count()), text);
  }
  labels.back().second = "+Inf";
  AddLine(metric.name() + "_bucket", labels, count, text);
  labels.pop_back();
  AddLine(metric.name() + "_sum", labels, NumberText(sample.value()), text);
  AddLine(metric.name() + "_count", labels, count, text);
}

const char* TypeText(v1::MetricKind kind) {
  switch (kind) {
    case v1::METRIC_KIND_COUNTER:
      return "counter";
    case v1::METRIC_KIND_GAUGE:
      return "gauge";
    case v1::METRIC_KIND_HISTOGRAM:
      return "histogram";
    default:
      return "untyped";
  }
}

}  // namespace

std::string ExpositionText(const v1::GetMetricsResponse& metrics) {
  std::string text;
  for (const v1::Metric& metric : metrics.metrics()) {
    if (metric.samples().empty() || !IsName(metric.name())) continue;
    text += "# HELP " + metric.name() + " " + OneLine(metric.help()) + "\n";
    text += "# TYPE " + metric.name() + " " + TypeText(metric.kind()) + "\n";
    for (const v1::MetricSample& sample : metric.samples()) {
      AddSample(metric, sample, metrics.role(), text);
    }
  }
  return text;
}

std::string LabelsText(const v1::MetricSample& sample) {
  std::string text;
  for (const v1::MetricLabel& label : sample.labels()) {
    text += (text.empty() ? "" : ", ") + label.name() + "=" + label.value();
  }
  return text;
}

std::string ValueText(const v1::Metric& metric, const v1::MetricSample& sample) {
  const double value = sample.value();
  const bool is_time = metric.name().ends_with("_time_seconds");
  if (metric.kind() == v1::METRIC_KIND_HISTOGRAM) {
    return absl::StrFormat("%s in %s", core::WithThousands(static_cast<int64_t>(sample.count())),
                           core::HumanDuration(absl::Seconds(value)));
  }
  if (is_time && std::abs(value) < kMaxExact) {
    return absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", absl::UnixEpoch() + absl::Seconds(value),
                            absl::UTCTimeZone());
  }
  if (std::trunc(value) == value && std::abs(value) < kMaxExact) {
    return core::WithThousands(static_cast<int64_t>(value));
  }
  return absl::StrFormat("%.3f", value);
}

}  // namespace ieum::server
