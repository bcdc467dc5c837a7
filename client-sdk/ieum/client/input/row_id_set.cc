#include "ieum/client/input/row_id_set.h"

#include "absl/hash/hash.h"
#include "absl/strings/string_view.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/random.h"

namespace ieum::client {

// Fresh keys for every file: nobody can prepare ids that collide. The fingerprints never leave the
// process, so they need no hash that is stable or hard to invert.
RowIdSet::RowIdSet() {
  const auto keys = core::SystemRandom().Next128();
  high_key_ = core::LoadLittleEndian<uint64_t>(keys);
  low_key_ = core::LoadLittleEndian<uint64_t>(keys, sizeof(uint64_t));
}

bool RowIdSet::Insert(std::string_view row_id) {
  const absl::string_view id(row_id.data(), row_id.size());
  return seen_.insert({absl::HashOf(high_key_, id), absl::HashOf(low_key_, id)}).second;
}

}  // namespace ieum::client
