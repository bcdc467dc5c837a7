// One holder's part of a joined row while it is sorted. It never leaves the process, so its form is
// nobody else's.
#ifndef IEUM_CORE_RELEASE_HOLDER_ROW_H_
#define IEUM_CORE_RELEASE_HOLDER_ROW_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/payload/payload_chunk.h"
#include "ieum/core/release/release_description.h"

namespace ieum::core {

// The released columns of one holder. Borrows the schemas. Immutable.
class HolderRowForm final {
 public:
  // INVALID_ARGUMENT: the released columns are not some of the payload's.
  static absl::StatusOr<HolderRowForm> Create(const ReleasedHolder& holder,
                                              const PayloadSchema& payload);

  size_t column_count() const { return columns_.size(); }
  // Appends the row's band and released values.
  void Write(const PayloadChunk& chunk, size_t row, uint8_t band, Bytes& out) const;
  // values: [column_count()]. The band; DATA_LOSS: not bytes that Write made.
  absl::StatusOr<uint8_t> Read(ByteView bytes, std::span<PayloadValue> values) const;

 private:
  struct Column {
    const ValueType* type;
    size_t place;  // in the payload's schema
  };
  HolderRowForm() = default;

  std::vector<Column> columns_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_RELEASE_HOLDER_ROW_H_
