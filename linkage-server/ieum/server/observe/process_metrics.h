// What the system says of this process.
#ifndef IEUM_SERVER_OBSERVE_PROCESS_METRICS_H_
#define IEUM_SERVER_OBSERVE_PROCESS_METRICS_H_

#include "ieum/server/observe/metrics.h"

namespace ieum::server {

// Build, start, memory, processor time, threads and descriptors. The names do not begin as those
// that the exporter of a machine has of itself, so that both can be in one file.
void AddProcessMetrics(absl::Time started, Metrics& metrics);

}  // namespace ieum::server

#endif  // IEUM_SERVER_OBSERVE_PROCESS_METRICS_H_
