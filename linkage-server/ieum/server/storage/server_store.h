// What the stores of both roles stand on and have in common, opened and closed as one.
#ifndef IEUM_SERVER_STORAGE_SERVER_STORE_H_
#define IEUM_SERVER_STORAGE_SERVER_STORE_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ieum/server/storage/import_records.h"
#include "ieum/server/storage/import_stage.h"
#include "ieum/server/storage/project_store.h"

namespace ieum::server {

struct StoreOptions {
  std::string data_dir;
  int64_t min_free_disk_bytes;                        // new data is refused below
  core::GcmCipher cipher = core::GcmCipher::kAes256;  // that new values are sealed with
  rocksdb::Env* env = nullptr;                        // RocksDatabase::Open
  HolderLimits holder_limits = {};
};

// What there is of one project, as a certificate of destruction says it.
struct ContentCounts {
  uint64_t delivery_count = 0;  // submissions, or payloads and linkage maps
  uint64_t chunk_count = 0;
  uint64_t row_count = 0;
  uint64_t run_count = 0;
};

// Thread-safe.
class ServerStore {
 public:
  // One check of what a role keeps: reads all of it and counts. DATA_LOSS says what is wrong.
  using ContentCheck = std::function<absl::Status(uint64_t& count)>;

  virtual ~ServerStore() = default;
  ServerStore(const ServerStore&) = delete;
  ServerStore& operator=(const ServerStore&) = delete;

  StoreRole role() const { return database_->role(); }
  ProjectStore& projects() { return *projects_; }
  ImportRecords& imports() { return *imports_; }
  ImportStage& import_stage() { return *import_stage_; }
  core::Random& random() { return random_; }
  // What all the stores stand on.
  SealedDatabase& database() { return *sealed_; }
  // Where the audit log is kept, which holds nothing to be sealed.
  RocksDatabase& unsealed_database() { return *database_; }
  // Where work that has little memory may put what it needs for a while.
  const std::string& spill_folder() const { return data_dir_.path(); }
  // True if a write has failed and later ones are refused.
  bool read_only() const { return database_->read_only(); }
  // Call once, when nobody uses the store any more.
  absl::Status Close() { return database_->Close(); }

  // What the role keeps of a project. Errors as the stores' reads.
  virtual absl::StatusOr<ContentCounts> CountContent(const ProjectRecord& project) = 0;
  // By the names that fsck prints, in order. They do not outlive the store.
  virtual std::vector<std::pair<std::string, ContentCheck>> ContentChecks() = 0;

 protected:
  // Takes the data folder and opens, or makes, the store in it. `keystore`, `clock` and `random`
  // outlive the store. Errors as DataDir::Open, RocksDatabase::Open, SealedDatabase::Open,
  // ProjectStore::Open.
  struct Opened {
    DataDir data_dir;
    std::unique_ptr<RocksDatabase> database;
  };
  static absl::StatusOr<Opened> OpenDatabase(const StoreOptions& options, StoreRole role);
  ServerStore(Opened opened, core::Random& random)
      : data_dir_(std::move(opened.data_dir)),
        random_(random),
        database_(std::move(opened.database)) {}
  // Once, before anything else; returns what the role's own stores are made of.
  absl::StatusOr<StoreContext> OpenProjects(const StoreOptions& options, Keystore& keystore,
                                            const core::Clock& clock);

 private:
  DataDir data_dir_;
  core::Random& random_;
  std::unique_ptr<RocksDatabase> database_;
  std::unique_ptr<SealedDatabase> sealed_;
  std::unique_ptr<ProjectStore> projects_;
  std::unique_ptr<ImportRecords> imports_;
  std::unique_ptr<ImportStage> import_stage_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_SERVER_STORE_H_
