#include "ieum/server/storage/open_store.h"

#include <string>

#include "ieum/server/storage/joiner_store.h"
#include "ieum/server/storage/matcher_store.h"

namespace ieum::server {

absl::StatusOr<std::unique_ptr<ServerStore>> OpenStore(const StoreOptions& options,
                                                       Keystore& keystore, const core::Clock& clock,
                                                       core::Random& random) {
  if (RocksDatabase::RoleAt(DataDir::DatabasePath(options.data_dir)) == StoreRole::kJoiner)
    return JoinerStore::Open(options, keystore, clock, random);
  return MatcherStore::Open(options, keystore, clock, random);
}

}  // namespace ieum::server
