// Which serial a row id has, from the holder's serial maps: in memory, some 60 bytes a row.
#ifndef IEUM_CLIENT_PAYLOAD_SERIAL_INDEX_H_
#define IEUM_CLIENT_PAYLOAD_SERIAL_INDEX_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "ieum/client/serials/serial_map.h"

namespace ieum::client {

// Row ids are kept as the first 16 bytes of their SHA-256. One thread at a time.
class SerialIndex final {
 public:
  // Reads the map to its end; `name` stands in messages. INVALID_ARGUMENT: a row id that another
  // map has too. Others as SerialMapReader::Next.
  absl::Status Add(SerialMapReader& map, std::string_view name);

  struct Found {
    core::Serial serial;
    bool taken_before;
  };
  // The serial of a row, which is taken from now on; nothing if no map has it.
  std::optional<Found> Take(std::string_view row_id);
  int64_t row_count() const { return static_cast<int64_t>(rows_.size()); }
  int64_t taken_count() const { return taken_count_; }

 private:
  using Fingerprint = std::array<uint64_t, 2>;
  struct Row {
    core::Serial serial;
    bool taken = false;
  };
  static Fingerprint FingerprintOf(std::string_view row_id);

  absl::flat_hash_map<Fingerprint, Row> rows_;
  int64_t taken_count_ = 0;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_PAYLOAD_SERIAL_INDEX_H_
