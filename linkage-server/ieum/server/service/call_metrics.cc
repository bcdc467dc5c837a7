#include "ieum/server/service/call_metrics.h"

#include "ieum/core/base/status.h"
#include "ieum/server/auth/access_table.h"

namespace ieum::server {
namespace {

Constant WordOf(core::AuditRule rule) {
  switch (rule) {
    case core::AuditRule::kNone:
      return "none";
    case core::AuditRule::kIdentity:
      return "identity";
    case core::AuditRule::kRole:
      return "role";
    case core::AuditRule::kLoad:
      return "load";
    case core::AuditRule::kVisibility:
      return "visibility";
    case core::AuditRule::kState:
      return "state";
    case core::AuditRule::kContent:
      return "content";
    case core::AuditRule::kSecondPerson:
      return "second-person";
  }
  return "none";
}

}  // namespace

CallMetrics::CallMetrics() : methods_(AccessTable().size()) {}

void CallMetrics::Count(Constant method, absl::StatusCode code, absl::Duration elapsed) {
  const AccessRule* rule = FindRule(method.text());
  IEUM_CHECK(rule != nullptr);
  Method& counted = methods_[static_cast<size_t>(rule - AccessTable().data())];
  counted.by_code[static_cast<size_t>(code)].Add();
  counted.durations.Observe(elapsed);
}

void CallMetrics::CountRefusal(core::AuditRule rule) { refusals_[static_cast<size_t>(rule)].Add(); }

CallCounts CallMetrics::counts() const {
  CallCounts counts;
  for (const Method& method : methods_) {
    for (size_t i = 0; i < kCodes; ++i) {
      const auto code = static_cast<absl::StatusCode>(i);
      const auto count = static_cast<int64_t>(method.by_code[i].value());
      if (code == absl::StatusCode::kOk) {
        counts.ok += count;
      } else if (code == absl::StatusCode::kUnauthenticated ||
                 code == absl::StatusCode::kPermissionDenied) {
        counts.refused += count;
      } else {
        counts.failed += count;
      }
    }
  }
  return counts;
}

void CallMetrics::AddTo(StoreRole server, Metrics& metrics) const {
  metrics.Add("ieum_calls_total", "Calls that have ended, by method and status code",
              MetricKind::kCounter, [this, server](std::vector<MetricSample>& samples) {
                for (size_t i = 0; i < methods_.size(); ++i) {
                  const AccessRule& rule = AccessTable()[i];
                  if (!rule.IsAt(server)) continue;
                  for (size_t code = 0; code < kCodes; ++code) {
                    const uint64_t count = methods_[i].by_code[code].value();
                    // That of OK is there from the start, so that its first increase is seen.
                    if (count == 0 && code != 0) continue;
                    samples.push_back({.labels = {{"method", rule.method},
                                                  {"code", CodeName(absl::StatusCode(code))}},
                                       .value = static_cast<double>(count)});
                  }
                }
              });
  metrics.Add("ieum_call_seconds", "How long calls took, by method", MetricKind::kHistogram,
              [this](std::vector<MetricSample>& samples) {
                for (size_t i = 0; i < methods_.size(); ++i) {
                  const DurationHistogram::Counts durations = methods_[i].durations.counts();
                  if (durations.count == 0) continue;
                  samples.push_back(
                      {.labels = {{"method", AccessTable()[i].method}}, .durations = durations});
                }
              });
  metrics.AddGauge("ieum_calls_under_way", "Calls that are being handled",
                   [this] { return static_cast<double>(under_way_.load()); });
  metrics.Add("ieum_refusals_total",
              "Calls refused before they were handled, by the rule they broke",
              MetricKind::kCounter, [this](std::vector<MetricSample>& samples) {
                for (size_t i = 1; i < kRules; ++i) {
                  const auto rule = core::AuditRule(i);
                  // That is up to what handles the call.
                  if (rule == core::AuditRule::kVisibility) continue;
                  samples.push_back({.labels = {{"rule", WordOf(rule)}},
                                     .value = static_cast<double>(refusals_[i].value())});
                }
              });
}

}  // namespace ieum::server
