// ieumctl metrics
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/v1/health_service.grpc.pb.h"
#include "ieumctl/command.h"
#include "ieumctl/connection.h"
#include "ieumctl/display.h"
#include "ieumctl/exposition.h"

namespace ieum::server {
namespace {

using Health = Connection<v1::HealthService>;

// For the collector, which is another user.
constexpr unsigned kMode = 0644;

std::string TableText(const v1::GetMetricsResponse& metrics) {
  core::Table table({"metric", "labels", "value"});
  for (const v1::Metric& metric : metrics.metrics()) {
    for (const v1::MetricSample& sample : metric.samples()) {
      const std::string labels = LabelsText(sample);
      table.AddRow({metric.name(), labels.empty() ? "-" : labels, ValueText(metric, sample)});
    }
  }
  return table.ToString();
}

}  // namespace

absl::Status RunCommand(const MetricsOptions& options, const CommandContext& context) {
  const bool to_file = !options.text_file.empty();
  if (to_file && !options.text_file.ends_with(".prom")) {
    return core::InvalidArgument(
        "--textfile: the collector reads files whose names end in '.prom' only; name it so");
  }
  IEUM_ASSIGN_OR_RETURN(Health health, Health::Open(options.common.channel));
  IEUM_ASSIGN_OR_RETURN(const v1::GetMetricsResponse metrics,
                        health.Ask(&Health::Stub::GetMetrics, {}));
  if (to_file) {
    return core::WriteFileDurably(options.text_file, ExpositionText(metrics), kMode);
  }
  if (options.common.output == OutputFormat::kJson) return PrintJson(context.out, metrics);
  PrintText(context.out, TableText(metrics));
  return absl::OkStatus();
}

}  // namespace ieum::server
