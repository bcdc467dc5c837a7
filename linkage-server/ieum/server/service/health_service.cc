#include "ieum/server/service/health_service.h"

#include <string>

#include "ieum/core/similarity/kernel.h"
#include "ieum/server/observe/build_info.h"

namespace ieum::server {
namespace {

v1::MetricKind ToProto(MetricKind kind) {
  switch (kind) {
    case MetricKind::kCounter:
      return v1::METRIC_KIND_COUNTER;
    case MetricKind::kGauge:
      return v1::METRIC_KIND_GAUGE;
    case MetricKind::kHistogram:
      return v1::METRIC_KIND_HISTOGRAM;
  }
  return v1::METRIC_KIND_UNSPECIFIED;
}

void ToProto(const MetricSample& sample, v1::MetricSample& out) {
  for (const MetricLabel& label : sample.labels) {
    v1::MetricLabel& added = *out.add_labels();
    added.set_name(std::string(label.name.text()));
    added.set_value(std::string(label.value.text()));
  }
  out.set_value(sample.value);
  if (!sample.durations.has_value()) return;
  const DurationHistogram::Counts& durations = *sample.durations;
  out.set_value(durations.seconds);
  out.set_count(durations.count);
  for (size_t i = 0; i < durations.within.size(); ++i) {
    v1::MetricBucket& bucket = *out.add_buckets();
    bucket.set_upper_bound(kDurationBounds[i]);
    bucket.set_count(durations.within[i]);
  }
}

}  // namespace

grpc::Status HealthServiceImpl::GetHealth(grpc::ServerContext* context, const v1::GetHealthRequest*,
                                          v1::GetHealthResponse* response) {
  return context_.guard.Run(*context, "HealthService/GetHealth", {}, [&](const Principal&) {
    response->set_readiness(context_.stopping.load() ? v1::READINESS_STOPPING
                            : context_.store.read_only() || context_.guard.halted()
                                ? v1::READINESS_READ_ONLY
                                : v1::READINESS_READY);
    response->set_role(std::string(StoreRoleName(context_.store.role())));
    response->set_version(std::string(BuildVersion()));
    response->set_kernel(std::string(core::BestKernel().name()));
    response->set_now_unix_micros(absl::ToUnixMicros(context_.clock.Now()));
    return absl::OkStatus();
  });
}

grpc::Status HealthServiceImpl::GetMetrics(grpc::ServerContext* context,
                                           const v1::GetMetricsRequest*,
                                           v1::GetMetricsResponse* response) {
  return context_.guard.Run(*context, "HealthService/GetMetrics", {}, [&](const Principal&) {
    response->set_role(std::string(StoreRoleName(context_.store.role())));
    for (const Metric& metric : metrics_.Collect()) {
      v1::Metric& added = *response->add_metrics();
      added.set_name(std::string(metric.name.text()));
      added.set_help(std::string(metric.help.text()));
      added.set_kind(ToProto(metric.kind));
      for (const MetricSample& sample : metric.samples) ToProto(sample, *added.add_samples());
    }
    return absl::OkStatus();
  });
}

}  // namespace ieum::server
