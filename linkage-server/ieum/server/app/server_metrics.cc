#include "ieum/server/app/server_metrics.h"

#include <filesystem>
#include <string>
#include <system_error>

#include "ieum/core/auditlog/signed_note.h"
#include "ieum/server/custody/retention.h"

namespace ieum::server {
namespace {

double UnixSeconds(absl::Time time) { return absl::ToDoubleSeconds(time - absl::UnixEpoch()); }

// Files come and go meanwhile.
double BytesIn(const std::string& folder) {
  std::error_code error;
  double bytes = 0;
  for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    std::error_code gone;
    if (!at->is_regular_file(gone)) continue;
    const uintmax_t size = at->file_size(gone);
    if (!gone) bytes += static_cast<double>(size);
  }
  return bytes;
}

std::optional<double> FreeBytes(const std::string& folder) {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(folder, error);
  if (error) return std::nullopt;
  return static_cast<double>(space.available);
}

constexpr ProjectState kStates[] = {ProjectState::kOpen, ProjectState::kSealed,
                                    ProjectState::kMatched, ProjectState::kStopped,
                                    ProjectState::kDestroyed};

void AddProjects(const MeasuredParts& parts, Metrics& metrics) {
  metrics.Add("ieum_projects", "Projects, by state", MetricKind::kGauge,
              [&projects = parts.store.projects()](std::vector<MetricSample>& samples) {
                const std::vector<ProjectRecord> all = projects.List();
                for (const ProjectState state : kStates) {
                  double count = 0;
                  for (const ProjectRecord& project : all) count += project.state == state ? 1 : 0;
                  samples.push_back({.labels = {{"state", StateName(state)}}, .value = count});
                }
              });
  metrics.AddGauge("ieum_projects_retention_over",
                   "Projects whose retention has ended and that are not destroyed",
                   [&projects = parts.store.projects(), &clock = parts.clock] {
                     double count = 0;
                     for (const ProjectRecord& project : projects.List()) {
                       const bool over = project.state != ProjectState::kDestroyed &&
                                         clock.Now() >= RetentionEnd(project.terms);
                       count += over ? 1 : 0;
                     }
                     return count;
                   });
}

void AddStore(const MeasuredParts& parts, Metrics& metrics) {
  ServerStore& store = parts.store;
  metrics.AddGauge("ieum_store_bytes", "Size of the data folder",
                   [&store] { return BytesIn(store.spill_folder()); });
  metrics.AddGauge("ieum_store_read_only",
                   "1 if a write has failed and no more is written until the next start",
                   [&store] { return store.read_only() ? 1.0 : 0.0; });
  metrics.AddGauge("ieum_disk_free_bytes", "Room on the file system of the data folder",
                   [&store] { return FreeBytes(store.spill_folder()); });
  metrics.AddGauge("ieum_disk_reserve_bytes",
                   "Room below which no new data is taken in (--min-free-disk-mib)",
                   [bytes = parts.min_free_disk_bytes] { return static_cast<double>(bytes); });
}

void AddAudit(const MeasuredParts& parts, Metrics& metrics) {
  const AuditLog& audit = parts.audit;
  const TaskCounts& tasks = parts.tasks;
  metrics.AddGauge("ieum_audit_log_entries", "Entries of the audit log, those erased too",
                   [&audit] { return static_cast<double>(audit.head().size); });
  metrics.AddGauge("ieum_audit_log_cosigned_entries",
                   "Entries in the last checkpoint that a witness has signed; 0 if none has",
                   [&audit]() -> std::optional<double> {
                     const absl::StatusOr<std::string> note = audit.CosignedCheckpoint();
                     if (!note.ok()) return std::nullopt;
                     if (note->empty()) return 0;
                     const auto parsed = core::SignedNote::Parse(*note);
                     if (!parsed.ok()) return std::nullopt;
                     const auto checkpoint = core::ParseCheckpointText(parsed->text);
                     if (!checkpoint.ok()) return std::nullopt;
                     return static_cast<double>(checkpoint->size);
                   });
  metrics.AddGauge("ieum_audit_log_checked_time_seconds",
                   "When the whole audit log was last found to be what was signed, in Unix time",
                   [&tasks] { return static_cast<double>(tasks.log_checked.load()); });
  metrics.AddGauge("ieum_audit_log_halted",
                   "1 if the audit log was found changed and the server does nothing any more",
                   [halted = parts.halted] { return halted() ? 1.0 : 0.0; });
  metrics.AddCounter("ieum_audit_log_writes_failed_total",
                     "Entries that the server could not write of its own accord",
                     tasks.audit_writes_failed);
  metrics.AddCounter("ieum_audit_log_erased_entries_total",
                     "Entries that were erased because their retention was over",
                     tasks.audit_entries_erased);
}

}  // namespace

void AddServerMetrics(const MeasuredParts& parts, Metrics& metrics) {
  AddProjects(parts, metrics);
  AddStore(parts, metrics);
  AddAudit(parts, metrics);
  metrics.AddGauge("ieum_metrics_time_seconds", "When these metrics were read, in Unix time",
                   [&clock = parts.clock] { return UnixSeconds(clock.Now()); });
  metrics.AddGauge("ieum_certificate_end_time_seconds",
                   "When the server's certificate ends, in Unix time",
                   [&identity = parts.identity] { return UnixSeconds(identity.valid_until()); });
  metrics.AddGauge("ieum_root_key_pending",
                   "1 if two persons have to agree to the root key before anything is done",
                   [&rotation = parts.rotation] { return rotation.pending() ? 1.0 : 0.0; });
}

}  // namespace ieum::server
