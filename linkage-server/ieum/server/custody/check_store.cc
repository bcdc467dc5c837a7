#include "ieum/server/custody/check_store.h"

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/audit/audit_log.h"
#include "ieum/server/custody/store_anchors.h"
#include "ieum/server/storage/destruction_record.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/open_store.h"

namespace ieum::server {
namespace {

absl::Status CheckValues(ServerStore& store, uint64_t& count) {
  for (const Column column : ProjectColumns(store.role())) {
    IEUM_RETURN_IF_ERROR(
        store.database().Scan(column, "", [&count](std::string_view, core::ByteView) {
          ++count;
          return absl::OkStatus();
        }));
  }
  return absl::OkStatus();
}

absl::Status CheckDigests(ServerStore& store, uint64_t& count) {
  for (const ProjectRecord& project : store.projects().List()) {
    if (project.state == ProjectState::kDestroyed) continue;
    IEUM_ASSIGN_OR_RETURN(const ProjectAnchor anchor, store.database().Anchor(project.number));
    IEUM_RETURN_IF_ERROR(store.database().CheckChain(project.number));
    count += anchor.counter;
  }
  return absl::OkStatus();
}

absl::Status CheckDestructions(ServerStore& store, uint64_t& count) {
  IEUM_ASSIGN_OR_RETURN(const std::vector<DestructionRecord> records,
                        ReadDestructions(store.unsealed_database()));
  for (const DestructionRecord& record : records) {
    ++count;
    // The next start of the server finishes it.
    if (record.step != DestructionStep::kDone) continue;
    IEUM_RETURN_IF_ERROR(ReadCertificate(store.unsealed_database(), record).status());
    if (store.database().Find(record.number).ok()) {
      return core::DataLoss("project number %d was destroyed, and its key is there again",
                            record.number);
    }
    for (const Column column : ProjectColumns(store.role())) {
      IEUM_ASSIGN_OR_RETURN(const SealedDatabase::Figures figures,
                            store.database().Count(column, record.object));
      if (figures.key_count == 0) continue;
      return core::DataLoss("project number %d was destroyed, and column %s has data of it",
                            record.number, ColumnName(column));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckAudit(ServerStore& store, const std::string& audit_key, const core::Clock& clock,
                        core::Random& random, std::unique_ptr<AuditLog>& log, uint64_t& count) {
  IEUM_ASSIGN_OR_RETURN(log, AuditLog::Open(store.unsealed_database(),
                                            {.key_file = audit_key,
                                             .name = "fsck",
                                             // No log is begun here, whatever the store holds.
                                             .store_has_content = true},
                                            clock, random));
  count = log->head().size;
  return absl::OkStatus();
}

}  // namespace

std::vector<StoreCheck> CheckStore(const std::string& data_dir, Keystore& keystore,
                                   const std::string& audit_key, const core::Clock& clock,
                                   core::Random& random, const CheckProgress& progress) {
  std::vector<StoreCheck> checks;
  const auto step = [&](const std::string& name, auto&& check) {
    if (progress) progress(name);
    StoreCheck& done = checks.emplace_back();
    done.name = name;
    done.outcome = check(done.count);
  };
  std::unique_ptr<ServerStore> store;
  std::unique_ptr<AuditLog> audit;
  step("store", [&](uint64_t& count) -> absl::Status {
    // What is not there would be made.
    std::error_code error;
    if (!std::filesystem::exists(data_dir + "/store", error)) {
      return core::NotFound("the data folder '%s' holds no store; check --data-dir", data_dir);
    }
    IEUM_ASSIGN_OR_RETURN(store, OpenStore({.data_dir = data_dir, .min_free_disk_bytes = 0},
                                           keystore, clock, random));
    count = store->projects().count();
    return absl::OkStatus();
  });
  if (store == nullptr) return checks;
  step("files", [&](uint64_t&) { return store->unsealed_database().VerifyFiles(); });
  step("values", [&](uint64_t& count) { return CheckValues(*store, count); });
  step("digests", [&](uint64_t& count) { return CheckDigests(*store, count); });
  for (const auto& [name, check] : store->ContentChecks()) step(name, check);
  step("destructions", [&](uint64_t& count) { return CheckDestructions(*store, count); });
  step("audit log",
       [&](uint64_t& count) { return CheckAudit(*store, audit_key, clock, random, audit, count); });
  step("anchors", [&](uint64_t& count) -> absl::Status {
    // Without a log that can be trusted they say nothing.
    if (audit == nullptr) return core::Unavailable("not looked at, for the audit log is not whole");
    IEUM_ASSIGN_OR_RETURN(count, StoreAnchors(*store, *audit).Check());
    return absl::OkStatus();
  });
  audit.reset();
  step("closing", [&](uint64_t&) { return store->Close(); });
  return checks;
}

absl::Status FirstProblem(const std::vector<StoreCheck>& checks) {
  for (const StoreCheck& check : checks) {
    if (!check.outcome.ok()) return core::WithContext(check.outcome, check.name);
  }
  return absl::OkStatus();
}

}  // namespace ieum::server
