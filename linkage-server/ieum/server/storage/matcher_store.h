// Everything the matcher keeps, opened and closed as one.
#ifndef IEUM_SERVER_STORAGE_MATCHER_STORE_H_
#define IEUM_SERVER_STORAGE_MATCHER_STORE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "ieum/server/storage/import_records.h"
#include "ieum/server/storage/import_stage.h"
#include "ieum/server/storage/index_store.h"
#include "ieum/server/storage/precheck_store.h"
#include "ieum/server/storage/project_store.h"
#include "ieum/server/storage/relay_store.h"
#include "ieum/server/storage/run_store.h"
#include "ieum/server/storage/submission_store.h"

namespace ieum::server {

struct MatcherStoreOptions {
  std::string data_dir;
  int64_t min_free_disk_bytes;                        // new data is refused below
  core::GcmCipher cipher = core::GcmCipher::kAes256;  // that new values are sealed with
  rocksdb::Env* env = nullptr;                        // RocksDatabase::Open
  HolderLimits holder_limits = {};
};

// Thread-safe.
class MatcherStore final {
 public:
  // Takes the data folder and opens, or makes, the store in it. Errors as DataDir::Open,
  // RocksDatabase::Open, SealedDatabase::Open, ProjectStore::Open. `keystore`, `clock` and `random`
  // outlive the store.
  static absl::StatusOr<std::unique_ptr<MatcherStore>> Open(const MatcherStoreOptions& options,
                                                            Keystore& keystore,
                                                            const core::Clock& clock,
                                                            core::Random& random);
  MatcherStore(const MatcherStore&) = delete;
  MatcherStore& operator=(const MatcherStore&) = delete;

  ProjectStore& projects() { return *projects_; }
  SubmissionStore& submissions() { return *submissions_; }
  RelayStore& relay() { return *relay_; }
  RunStore& runs() { return *runs_; }
  IndexStore& index() { return *index_; }
  PrecheckStore& prechecks() { return *prechecks_; }
  ImportRecords& imports() { return *imports_; }
  ImportStage& import_stage() { return *import_stage_; }
  core::Random& random() { return random_; }
  // What all the stores stand on.
  SealedDatabase& database() { return *sealed_; }
  // Where the audit log is kept, which holds nothing to be sealed.
  RocksDatabase& unsealed_database() { return *database_; }
  // Where a run that has little memory may put what it needs for a while.
  const std::string& spill_folder() const { return data_dir_.path(); }
  // True if a write has failed and later ones are refused.
  bool read_only() const { return database_->read_only(); }
  // Call once, when nobody uses the store any more.
  absl::Status Close() { return database_->Close(); }

 private:
  MatcherStore(DataDir data_dir, std::unique_ptr<RocksDatabase> database, core::Random& random);

  DataDir data_dir_;
  core::Random& random_;
  std::unique_ptr<RocksDatabase> database_;
  std::unique_ptr<SealedDatabase> sealed_;
  std::unique_ptr<ProjectStore> projects_;
  std::unique_ptr<SubmissionStore> submissions_;
  std::unique_ptr<RelayStore> relay_;
  std::unique_ptr<RunStore> runs_;
  std::unique_ptr<IndexStore> index_;
  std::unique_ptr<PrecheckStore> prechecks_;
  std::unique_ptr<ImportRecords> imports_;
  std::unique_ptr<ImportStage> import_stage_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_MATCHER_STORE_H_
