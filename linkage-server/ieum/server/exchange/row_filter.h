// Leaves rows out of what a joiner stores: those whose serials a holder has taken back.
#ifndef IEUM_SERVER_EXCHANGE_ROW_FILTER_H_
#define IEUM_SERVER_EXCHANGE_ROW_FILTER_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/format/chunk.h"
#include "ieum/core/payload/payload_chunk.h"
#include "ieum/core/payload/payload_schema.h"

namespace ieum::server {

// A chunk of a delivery as it is stored; without rows it is not stored.
struct KeptRows {
  core::Bytes chunk;
  uint64_t row_count = 0;
};

// Thread-safe.
class RowFilter final {
 public:
  // Ascending.
  explicit RowFilter(std::vector<core::Serial> removed) : removed_(std::move(removed)) {}

  bool Removes(const core::Serial& serial) const;
  // rows: [n, 32], serial and joint key. DATA_LOSS: half a row.
  absl::StatusOr<KeptRows> OfLinkageMap(core::ByteView rows) const;
  // bytes: those that the chunk was parsed from.
  KeptRows OfPayload(const core::PayloadSchema& schema, const core::PayloadChunk& chunk,
                     core::ByteView bytes) const;

 private:
  const std::vector<core::Serial> removed_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_EXCHANGE_ROW_FILTER_H_
