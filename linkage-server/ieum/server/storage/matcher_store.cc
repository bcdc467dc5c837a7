#include "ieum/server/storage/matcher_store.h"

#include <utility>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::server {

MatcherStore::MatcherStore(DataDir data_dir, std::unique_ptr<RocksDatabase> database,
                           core::Random& random)
    : data_dir_(std::move(data_dir)), random_(random), database_(std::move(database)) {}

absl::StatusOr<std::unique_ptr<MatcherStore>> MatcherStore::Open(const MatcherStoreOptions& options,
                                                                 Keystore& keystore,
                                                                 const core::Clock& clock,
                                                                 core::Random& random) {
  IEUM_ASSIGN_OR_RETURN(DataDir data_dir, DataDir::Open(options.data_dir));
  const std::string store_path = data_dir.DatabasePath();
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<RocksDatabase> database,
                        RocksDatabase::Open(store_path, "matcher", options.env));
  // RocksDB syncs what it writes inside its folder, not the folder's own entry.
  IEUM_RETURN_IF_ERROR(core::SyncFolderOf(store_path));
  std::unique_ptr<MatcherStore> store(
      new MatcherStore(std::move(data_dir), std::move(database), random));
  IEUM_ASSIGN_OR_RETURN(store->sealed_,
                        SealedDatabase::Open(*store->database_, keystore, options.cipher, random));
  const StoreContext context{.database = *store->sealed_,
                             .data_dir = store->data_dir_,
                             .min_free_disk_bytes = options.min_free_disk_bytes,
                             .holder_limits = options.holder_limits,
                             .clock = clock,
                             .random = random};
  IEUM_ASSIGN_OR_RETURN(store->projects_, ProjectStore::Open(context));
  store->submissions_ = std::make_unique<SubmissionStore>(context, *store->projects_);
  store->relay_ = std::make_unique<RelayStore>(context);
  store->runs_ = std::make_unique<RunStore>(context, *store->projects_);
  store->index_ = std::make_unique<IndexStore>(context);
  store->prechecks_ = std::make_unique<PrecheckStore>(context);
  store->imports_ = std::make_unique<ImportRecords>(context);
  IEUM_ASSIGN_OR_RETURN(store->import_stage_,
                        ImportStage::Open(store->data_dir_, options.min_free_disk_bytes));
  return store;
}

}  // namespace ieum::server
