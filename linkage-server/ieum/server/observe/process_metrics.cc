#include "ieum/server/observe/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <system_error>

#include "ieum/server/observe/build_info.h"

namespace ieum::server {
namespace {

std::optional<double> ResidentBytes() {
  std::ifstream file("/proc/self/statm");
  double all = 0;
  double resident = 0;
  if (!(file >> all >> resident)) return std::nullopt;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

std::optional<double> EntriesOf(const char* folder) {
  std::error_code error;
  double count = 0;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    ++count;
  }
  return error ? std::nullopt : std::optional<double>(count);
}

std::optional<double> MostDescriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
  return static_cast<double>(limit.rlim_cur);
}

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

void AddProcessMetrics(absl::Time started, Metrics& metrics) {
  metrics.Add("ieum_build_info", "Always 1; the label says which version runs", MetricKind::kGauge,
              [](std::vector<MetricSample>& samples) {
                samples.push_back({.labels = {{"version", BuildVersionWord()}}, .value = 1});
              });
  metrics.AddGauge("ieum_start_time_seconds", "When the server started, in Unix time",
                   [started] { return absl::ToDoubleSeconds(started - absl::UnixEpoch()); });
  metrics.AddGauge("ieum_process_resident_bytes", "Memory of the process that is in use",
                   ResidentBytes);
  metrics.AddGauge("ieum_process_threads", "Threads of the process",
                   [] { return EntriesOf("/proc/self/task"); });
  metrics.AddGauge("ieum_process_open_descriptors", "Files and connections that are open",
                   [] { return EntriesOf("/proc/self/fd"); });
  metrics.AddGauge("ieum_process_max_descriptors", "Files and connections that may be open",
                   MostDescriptors);
  metrics.Add("ieum_process_cpu_seconds_total", "Processor time that the process has used",
              MetricKind::kCounter, [](std::vector<MetricSample>& samples) {
                rusage usage{};
                if (::getrusage(RUSAGE_SELF, &usage) != 0) return;
                samples.push_back({.value = Seconds(usage.ru_utime) + Seconds(usage.ru_stime)});
              });
}

}  // namespace ieum::server
