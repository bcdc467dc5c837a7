#include "ieum/server/storage/matcher_store.h"

#include "ieum/core/base/status.h"
#include "ieum/server/storage/keys.h"

namespace ieum::server {
namespace {

constexpr size_t kEntityIdBytes = 16;

}  // namespace

absl::StatusOr<std::unique_ptr<MatcherStore>> MatcherStore::Open(const StoreOptions& options,
                                                                 Keystore& keystore,
                                                                 const core::Clock& clock,
                                                                 core::Random& random) {
  IEUM_ASSIGN_OR_RETURN(Opened opened, OpenDatabase(options, StoreRole::kMatcher));
  std::unique_ptr<MatcherStore> store(new MatcherStore(std::move(opened), random));
  IEUM_ASSIGN_OR_RETURN(const StoreContext context, store->OpenProjects(options, keystore, clock));
  store->submissions_ = std::make_unique<SubmissionStore>(context, store->projects());
  store->relay_ = std::make_unique<RelayStore>(context);
  store->runs_ = std::make_unique<RunStore>(context, store->projects());
  store->index_ = std::make_unique<IndexStore>(context);
  store->prechecks_ = std::make_unique<PrecheckStore>(context);
  store->removal_ = std::make_unique<RowRemoval>(context, *store->submissions_, *store->runs_);
  return store;
}

absl::StatusOr<ContentCounts> MatcherStore::CountContent(const ProjectRecord& project) {
  ContentCounts counts;
  for (uint32_t holder = 0; holder < project.terms.holders.size(); ++holder) {
    IEUM_ASSIGN_OR_RETURN(const std::vector<SubmissionView> rounds,
                          submissions_->FindAll(project, holder));
    for (const SubmissionView& submission : rounds) {
      ++counts.delivery_count;
      counts.chunk_count += submission.record.next_sequence;
      counts.row_count += submission.record.row_count;
    }
  }
  IEUM_ASSIGN_OR_RETURN(const std::vector<RunRecord> runs, runs_->List(project.number));
  counts.run_count = runs.size();
  return counts;
}

std::vector<std::pair<std::string, ServerStore::ContentCheck>> MatcherStore::ContentChecks() {
  return {{"submissions", [this](uint64_t& count) { return CheckSubmissions(count); }},
          {"results", [this](uint64_t& count) { return CheckResults(count); }},
          {"index", [this](uint64_t& count) { return CheckIndexes(count); }}};
}

absl::Status MatcherStore::CheckSubmissions(uint64_t& count) {
  for (const ProjectRecord& project : projects().List()) {
    uint64_t chunks = 0;
    for (uint32_t holder = 0; holder < project.terms.holders.size(); ++holder) {
      IEUM_ASSIGN_OR_RETURN(const std::vector<SubmissionView> rounds,
                            submissions_->FindAll(project, holder));
      uint64_t recorded = 0;
      uint64_t found = 0;
      for (const SubmissionView& submission : rounds) {
        recorded += submission.record.row_count;
        chunks += submission.record.next_sequence;
      }
      IEUM_RETURN_IF_ERROR(
          submissions_->ReadChunks(project, holder, {}, [&](const core::ChunkView& chunk) {
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
      IEUM_RETURN_IF_ERROR(database().Scan(column, MakeKey({project.number}),
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

absl::Status MatcherStore::CheckResults(uint64_t& count) {
  for (const ProjectRecord& project : projects().List()) {
    if (project.result_run == 0) continue;
    const RunKey key{.project_number = project.number, .run_number = project.result_run};
    IEUM_ASSIGN_OR_RETURN(const RunRecord run, runs_->Find(key));
    if (run.state != RunState::kSucceeded || !run.report.has_value()) {
      return core::DataLoss("the results of project number %d are of a run that did not succeed",
                            project.number);
    }
    IEUM_ASSIGN_OR_RETURN(const std::vector<RoundRows> covered,
                          submissions_->RowsBefore(project, run.round + 1));
    for (uint32_t holder = 0; holder < covered.size(); ++holder) {
      IEUM_ASSIGN_OR_RETURN(const std::vector<ChunkRecord> chunks,
                            submissions_->ListChunks(project, holder));
      for (uint32_t sequence = 0; sequence < covered[holder].chunk_count; ++sequence) {
        IEUM_ASSIGN_OR_RETURN(const std::optional<core::Bytes> ids,
                              runs_->ReadResultChunk(key, holder, sequence));
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

absl::Status MatcherStore::CheckIndexes(uint64_t& count) {
  for (const ProjectRecord& project : projects().List()) {
    if (project.result_run == 0) continue;
    const RunKey key{.project_number = project.number, .run_number = project.result_run};
    IEUM_ASSIGN_OR_RETURN(const std::optional<IndexHead> head, index_->ReadHead(key));
    if (!head.has_value()) continue;
    IEUM_RETURN_IF_ERROR(index_->Open(project.number, *head).status());
    IEUM_ASSIGN_OR_RETURN(const auto links, index_->ReadLinks(key, *head));
    count += links.size();
  }
  return absl::OkStatus();
}

}  // namespace ieum::server
