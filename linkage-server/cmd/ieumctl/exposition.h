// Metrics as text that Prometheus reads.
#ifndef IEUM_SERVER_CMD_IEUMCTL_EXPOSITION_H_
#define IEUM_SERVER_CMD_IEUMCTL_EXPOSITION_H_

#include <string>

#include "ieum/v1/health_service.pb.h"

namespace ieum::server {

// Prometheus text exposition format 0.0.4. Each sample gets a first label `server`, the role of the
// server, so that the files of two servers of one machine can be read together. Metrics without
// samples are left out. Names that are not of the format are left out too, whatever a server sends.
std::string ExpositionText(const v1::GetMetricsResponse& metrics);

// "method=…, code=…"; empty if there are none.
std::string LabelsText(const v1::MetricSample& sample);
// "1,024", "0.25", "12 in 0.8 s" for a histogram.
std::string ValueText(const v1::Metric& metric, const v1::MetricSample& sample);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_EXPOSITION_H_
