// Some thousand rows of a release, column by column: the unit of writing and checking. FORMAT:
// docs/formats/release-file.md, byte-exact. All integers little-endian:
//
//   "IEUMRCH1" · u32 sequence · u32 row count n · 32 digest of the description · 16 n release keys,
//   none below the one before · for each holder that rows may lack: ⌈n/8⌉ bytes in which bit i says
//   that row i lacks it · columns (payload/column_codec.h) · n bands, if there are any · u32 CRC32C
//   of everything before
#ifndef IEUM_CORE_RELEASE_RELEASE_CHUNK_H_
#define IEUM_CORE_RELEASE_RELEASE_CHUNK_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/payload/column_codec.h"
#include "ieum/core/release/release_description.h"

namespace ieum::core {

inline constexpr uint32_t kMaxReleaseRowsPerChunk = 4'096;
// Any row fits: 31 holders with 500 columns of text of 4,096 bytes each are 64 MB.
inline constexpr size_t kMaxReleaseChunkBytes = size_t{72} << 20;
// Writers begin another chunk before this, if it has a row.
inline constexpr size_t kFullReleaseChunkBytes = size_t{3} << 20;
inline constexpr size_t kSmallestReleaseChunkBytes = 8 + 4 + 4 + 32 + 16 + 4;

// A joined row. No serial, no joint key and no score has a place in it.
struct ReleaseRow {
  ReleaseKey key;
  uint32_t holder_bits = 0;               // bit h: the row has one of holder h
  std::vector<PayloadValue> values = {};  // [columns]; missing of holders that it lacks
  uint8_t band = 0;                       // index in the description's list, if there is one
};

// Collects the rows of a chunk. Borrows the description. One thread at a time.
class ReleaseChunkBuilder final {
 public:
  explicit ReleaseChunkBuilder(const ReleaseDescription& description);

  // False, and nothing is added, if the chunk is full: serialise and clear it first.
  // REQUIRES: CheckReleaseRow holds, and the key is not below the last one.
  bool Append(const ReleaseRow& row);
  uint32_t row_count() const { return static_cast<uint32_t>(keys_.size()); }
  // REQUIRES: row_count() > 0.
  Bytes Serialize(uint32_t sequence) const;
  void Clear();

 private:
  const ReleaseDescription& description_;
  std::vector<ReleaseKey> keys_;
  std::vector<Bytes> lacking_;  // [holders]; empty of one that no row lacks
  std::vector<ColumnBuilder> columns_;
  Bytes bands_;
  size_t bytes_ = 0;  // serialised, at most
};

// OK if the row is one of a release of this description. INVALID_ARGUMENT names the column or the
// holder, never a value.
absl::Status CheckReleaseRow(const ReleaseDescription& description, const ReleaseRow& row);

// A chunk that was checked. One thread at a time.
class ReleaseChunk final {
 public:
  // INVALID_ARGUMENT: not a chunk, of another release, a size outside the limits, keys out of
  // order, or a row for which CheckReleaseRow fails. DATA_LOSS: the checksum does not fit.
  static absl::StatusOr<ReleaseChunk> Parse(const ReleaseDescription& description, ByteView bytes);

  uint32_t sequence() const { return sequence_; }
  uint32_t row_count() const { return static_cast<uint32_t>(keys_.size()); }
  std::span<const ReleaseKey> keys() const { return keys_; }
  bool HasHolder(size_t row, size_t holder) const {
    return (holder_bits_[row] >> holder & 1U) != 0;
  }
  uint32_t holder_bits(size_t row) const { return holder_bits_[row]; }
  // [row_count], of the column with this index.
  std::span<const PayloadValue> column(size_t index) const { return columns_[index]; }
  uint8_t band(size_t row) const { return bands_[row]; }

 private:
  ReleaseChunk() = default;
  absl::Status CheckRows(const ReleaseDescription& description) const;

  uint32_t sequence_ = 0;
  std::vector<ReleaseKey> keys_;
  std::vector<uint32_t> holder_bits_;  // [row_count]
  std::vector<std::vector<PayloadValue>> columns_;
  std::vector<uint8_t> bands_;  // [row_count]
};

}  // namespace ieum::core

#endif  // IEUM_CORE_RELEASE_RELEASE_CHUNK_H_
