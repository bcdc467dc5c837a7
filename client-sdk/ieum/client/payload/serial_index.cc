#include "ieum/client/payload/serial_index.h"

#include <cstring>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"

namespace ieum::client {

SerialIndex::Fingerprint SerialIndex::FingerprintOf(std::string_view row_id) {
  const core::Sha256Digest digest = core::Sha256(core::AsBytes(row_id));
  Fingerprint fingerprint;
  std::memcpy(fingerprint.data(), digest.data(), sizeof(fingerprint));
  return fingerprint;
}

absl::Status SerialIndex::Add(SerialMapReader& map, std::string_view name) {
  while (true) {
    IEUM_ASSIGN_OR_RETURN(const std::optional<SerialMapRow> row, map.Next());
    if (!row.has_value()) return absl::OkStatus();
    const bool added =
        rows_.try_emplace(FingerprintOf(row->row_id), Row{.serial = row->serial}).second;
    if (!added) {
      return core::InvalidArgument(
          "row %d of the serial map '%s' has a row id that was in a map before; give each map once",
          map.row_count(), name);
    }
  }
}

std::optional<SerialIndex::Found> SerialIndex::Take(std::string_view row_id) {
  const auto found = rows_.find(FingerprintOf(row_id));
  if (found == rows_.end()) return std::nullopt;
  Row& row = found->second;
  const Found result{.serial = row.serial, .taken_before = row.taken};
  taken_count_ += row.taken ? 0 : 1;
  row.taken = true;
  return result;
}

}  // namespace ieum::client
