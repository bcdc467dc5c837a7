#include "ieum/server/storage/server_store.h"

#include <utility>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::server {

absl::StatusOr<ServerStore::Opened> ServerStore::OpenDatabase(const StoreOptions& options,
                                                              StoreRole role) {
  IEUM_ASSIGN_OR_RETURN(DataDir data_dir, DataDir::Open(options.data_dir));
  const std::string path = data_dir.DatabasePath();
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<RocksDatabase> database,
                        RocksDatabase::Open(path, role, options.env));
  // RocksDB syncs what it writes inside its folder, not the folder's own entry.
  IEUM_RETURN_IF_ERROR(core::SyncFolderOf(path));
  return Opened{.data_dir = std::move(data_dir), .database = std::move(database)};
}

absl::StatusOr<StoreContext> ServerStore::OpenProjects(const StoreOptions& options,
                                                       Keystore& keystore,
                                                       const core::Clock& clock) {
  IEUM_ASSIGN_OR_RETURN(sealed_,
                        SealedDatabase::Open(*database_, keystore, options.cipher, random_));
  const StoreContext context{.database = *sealed_,
                             .data_dir = data_dir_,
                             .min_free_disk_bytes = options.min_free_disk_bytes,
                             .holder_limits = options.holder_limits,
                             .clock = clock,
                             .random = random_};
  IEUM_ASSIGN_OR_RETURN(projects_, ProjectStore::Open(context));
  imports_ = std::make_unique<ImportRecords>(context);
  IEUM_ASSIGN_OR_RETURN(import_stage_, ImportStage::Open(data_dir_, options.min_free_disk_bytes));
  return context;
}

}  // namespace ieum::server
