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
#include "ieum/server/storage/matcher_store.h"

namespace ieum::server {
namespace {

constexpr size_t kEntityIdBytes = 16;

absl::Status CheckValues(MatcherStore& store, uint64_t& count) {
  for (const Column column : ProjectColumns()) {
    IEUM_RETURN_IF_ERROR(
        store.database().Scan(column, "", [&count](std::string_view, core::ByteView) {
          ++count;
          return absl::OkStatus();
        }));
  }
  return absl::OkStatus();
}

absl::Status CheckDigests(MatcherStore& store, uint64_t& count) {
  for (const ProjectRecord& project : store.projects().List()) {
    if (project.state == ProjectState::kDestroyed) continue;
    IEUM_ASSIGN_OR_RETURN(const ProjectAnchor anchor, store.database().Anchor(project.number));
    IEUM_RETURN_IF_ERROR(store.database().CheckChain(project.number));
    count += anchor.counter;
  }
  return absl::OkStatus();
}

absl::Status CheckSubmissions(MatcherStore& store, uint64_t& count) {
  for (const ProjectRecord& project : store.projects().List()) {
    uint64_t chunks = 0;
    for (uint32_t holder = 0; holder < project.terms.holders.size(); ++holder) {
      IEUM_ASSIGN_OR_RETURN(const std::vector<SubmissionView> rounds,
                            store.submissions().FindAll(project, holder));
      uint64_t recorded = 0;
      uint64_t found = 0;
      for (const SubmissionView& submission : rounds) {
        recorded += submission.record.row_count;
        chunks += submission.record.next_sequence;
      }
      IEUM_RETURN_IF_ERROR(
          store.submissions().ReadChunks(project, holder, {}, [&](const core::ChunkView& chunk) {
            found += chunk.serials.size();
            return absl::OkStatus();
          }));
      if (found != recorded) {
        return core::DataLoss("a submission to project number %d has %d rows, its record says %d",
                              project.number, found, recorded);
      }
      count += found;
    }
    for (const Column column : {Column::kChunks, Column::kChunkRecords}) {
      uint64_t keys = 0;
      IEUM_RETURN_IF_ERROR(store.database().Scan(column, MakeKey({project.number}),
                                                 [&keys](std::string_view, core::ByteView) {
                                                   ++keys;
                                                   return absl::OkStatus();
                                                 }));
      if (keys == chunks) continue;
      return core::DataLoss("column %s has %d chunks of project number %d, its records say %d",
                            ColumnName(column), keys, project.number, chunks);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckResults(MatcherStore& store, uint64_t& count) {
  for (const ProjectRecord& project : store.projects().List()) {
    if (project.result_run == 0) continue;
    const RunKey key{.project_number = project.number, .run_number = project.result_run};
    IEUM_ASSIGN_OR_RETURN(const RunRecord run, store.runs().Find(key));
    if (run.state != RunState::kSucceeded || !run.report.has_value()) {
      return core::DataLoss("the results of project number %d are of a run that did not succeed",
                            project.number);
    }
    IEUM_ASSIGN_OR_RETURN(const std::vector<RoundRows> covered,
                          store.submissions().RowsBefore(project, run.round + 1));
    for (uint32_t holder = 0; holder < covered.size(); ++holder) {
      IEUM_ASSIGN_OR_RETURN(const std::vector<ChunkRecord> chunks,
                            store.submissions().ListChunks(project, holder));
      for (uint32_t sequence = 0; sequence < covered[holder].chunk_count; ++sequence) {
        IEUM_ASSIGN_OR_RETURN(const std::optional<core::Bytes> ids,
                              store.runs().ReadResultChunk(key, holder, sequence));
        if (!ids.has_value() || sequence >= chunks.size() ||
            ids->size() != kEntityIdBytes * chunks[sequence].row_count) {
          return core::DataLoss("results of project number %d are missing for chunk %d of a holder",
                                project.number, sequence);
        }
        count += chunks[sequence].row_count;
      }
    }
  }
  return absl::OkStatus();
}

absl::Status CheckIndexes(MatcherStore& store, uint64_t& count) {
  for (const ProjectRecord& project : store.projects().List()) {
    if (project.result_run == 0) continue;
    const RunKey key{.project_number = project.number, .run_number = project.result_run};
    IEUM_ASSIGN_OR_RETURN(const std::optional<IndexHead> head, store.index().ReadHead(key));
    if (!head.has_value()) continue;
    IEUM_RETURN_IF_ERROR(store.index().Open(project.number, *head).status());
    IEUM_ASSIGN_OR_RETURN(const auto links, store.index().ReadLinks(key, *head));
    count += links.size();
  }
  return absl::OkStatus();
}

absl::Status CheckDestructions(MatcherStore& store, uint64_t& count) {
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
    for (const Column column : ProjectColumns()) {
      IEUM_ASSIGN_OR_RETURN(const SealedDatabase::Figures figures,
                            store.database().Count(column, record.object));
      if (figures.key_count == 0) continue;
      return core::DataLoss("project number %d was destroyed, and column %s has data of it",
                            record.number, ColumnName(column));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckAudit(MatcherStore& store, const std::string& audit_key, const core::Clock& clock,
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
  std::unique_ptr<MatcherStore> store;
  std::unique_ptr<AuditLog> audit;
  step("store", [&](uint64_t& count) -> absl::Status {
    // What is not there would be made.
    std::error_code error;
    if (!std::filesystem::exists(data_dir + "/store", error)) {
      return core::NotFound("the data folder '%s' holds no store; check --data-dir", data_dir);
    }
    IEUM_ASSIGN_OR_RETURN(
        store, MatcherStore::Open({.data_dir = data_dir, .min_free_disk_bytes = 0}, keystore, clock,
                                  random));
    count = store->projects().count();
    return absl::OkStatus();
  });
  if (store == nullptr) return checks;
  step("files", [&](uint64_t&) { return store->unsealed_database().VerifyFiles(); });
  step("values", [&](uint64_t& count) { return CheckValues(*store, count); });
  step("digests", [&](uint64_t& count) { return CheckDigests(*store, count); });
  step("submissions", [&](uint64_t& count) { return CheckSubmissions(*store, count); });
  step("results", [&](uint64_t& count) { return CheckResults(*store, count); });
  step("index", [&](uint64_t& count) { return CheckIndexes(*store, count); });
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
