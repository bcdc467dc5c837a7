// Some thousand rows of a payload: {serial, values}, column by column. The unit of writing, sending
// and checking, as format/chunk.h is for encodings. FORMAT: docs/formats/payload-file.md,
// byte-exact. All integers little-endian:
//
//   "IEUMPCH1" · u32 sequence · u32 row count n · 32 schema digest · 16 n serials, ascending ·
//   columns in the order of the schema · u32 CRC32C of everything before
//
// A column is as column_codec.h says.
#ifndef IEUM_CORE_PAYLOAD_PAYLOAD_CHUNK_H_
#define IEUM_CORE_PAYLOAD_PAYLOAD_CHUNK_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/format/chunk.h"
#include "ieum/core/payload/column_codec.h"
#include "ieum/core/payload/payload_schema.h"
#include "ieum/core/payload/payload_value.h"

namespace ieum::core {

inline constexpr uint32_t kMaxPayloadRowsPerChunk = 4'096;
// Any row fits: 500 columns of text of 4,096 bytes are 2 MB.
inline constexpr size_t kMaxPayloadChunkBytes = size_t{3} << 20;
inline constexpr size_t kSmallestPayloadChunkBytes = 8 + 4 + 4 + 32 + 16 + 4;

// Collects the rows of a chunk. Borrows the schema. One thread at a time.
class PayloadChunkBuilder final {
 public:
  explicit PayloadChunkBuilder(const PayloadSchema& schema);

  // False, and nothing is added, if the chunk is full: serialise and clear it first.
  // REQUIRES: values: [columns], each missing in a nullable column only or CheckValue holds.
  bool Append(const Serial& serial, std::span<const PayloadValue> values);
  uint32_t row_count() const { return static_cast<uint32_t>(serials_.size()); }
  // REQUIRES: row_count() > 0.
  Bytes Serialize(uint32_t sequence) const;
  void Clear();

 private:
  size_t RowBytes(std::span<const PayloadValue> values) const;

  const PayloadSchema& schema_;
  std::vector<Serial> serials_;
  std::vector<ColumnBuilder> columns_;
  size_t bytes_ = 0;  // serialised, at most
};

// A chunk that was checked: every value is one of the schema's types. One thread at a time.
class PayloadChunk final {
 public:
  // INVALID_ARGUMENT: not a chunk, of another schema, a size outside the limits, serials out of
  // order, or a value that its type does not allow (named by row and column, never shown).
  // DATA_LOSS: the checksum does not fit.
  static absl::StatusOr<PayloadChunk> Parse(const PayloadSchema& schema, ByteView bytes);

  uint32_t sequence() const { return sequence_; }
  uint32_t row_count() const { return static_cast<uint32_t>(serials_.size()); }
  std::span<const Serial> serials() const { return serials_; }
  // [row_count], of the column with this index.
  std::span<const PayloadValue> column(size_t index) const { return columns_[index]; }

 private:
  PayloadChunk() = default;

  uint32_t sequence_ = 0;
  std::vector<Serial> serials_;
  std::vector<std::vector<PayloadValue>> columns_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_PAYLOAD_PAYLOAD_CHUNK_H_
