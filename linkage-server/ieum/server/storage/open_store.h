// The store of either role, where the code is for both.
#ifndef IEUM_SERVER_STORAGE_OPEN_STORE_H_
#define IEUM_SERVER_STORAGE_OPEN_STORE_H_

#include <memory>

#include "absl/status/statusor.h"
#include "ieum/server/storage/server_store.h"

namespace ieum::server {

// The store in the folder, of the role that made it; the matcher's if none is there. Errors and
// lifetimes as MatcherStore::Open and JoinerStore::Open.
absl::StatusOr<std::unique_ptr<ServerStore>> OpenStore(const StoreOptions& options,
                                                       Keystore& keystore, const core::Clock& clock,
                                                       core::Random& random);

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_OPEN_STORE_H_
