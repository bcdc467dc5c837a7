// Which keystore a database belongs to: ids that name each other, and for each project the key that
// its values are under. Checked at every start. FORMAT: docs/formats/sealed-value.md.
#ifndef IEUM_SERVER_STORAGE_STORE_BINDING_H_
#define IEUM_SERVER_STORAGE_STORE_BINDING_H_

#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/random.h"
#include "ieum/server/keystore/keystore.h"
#include "ieum/server/storage/rocks_database.h"

namespace ieum::server {

// A project whose values can be read.
struct SealedProject {
  uint32_t number = 0;
  OpaqueId project{};
  OpaqueId key_id{};
};

// Binds a new database to a new keystore; checks that others belong together; brings a creation
// that a crash has cut off to its end or its beginning. Returns the projects that both have.
// FAILED_PRECONDITION: they do not belong together, or one is older than the other; the message
// says which and what to do. DATA_LOSS: a record is damaged.
absl::StatusOr<std::vector<SealedProject>> BindStore(RocksDatabase& database, Keystore& keystore,
                                                     core::Random& random);

// Notes in the batch that the database has the project, and the keystore's revision.
void PutProjectLink(const RocksDatabase& database, const Keystore& keystore,
                    const SealedProject& project, Batch& batch);
// Notes the keystore's revision: older copies of it are refused from then on.
void PutBinding(const RocksDatabase& database, const Keystore& keystore, Batch& batch);

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_STORE_BINDING_H_
