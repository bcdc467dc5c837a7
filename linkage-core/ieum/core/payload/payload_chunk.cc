#include "ieum/core/payload/payload_chunk.h"

#include <cstring>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// FORMAT: docs/formats/payload-file.md. Never renumber.
constexpr std::string_view kMagic = "IEUMPCH1";
constexpr size_t kHeaderBytes = 8 + 4 + 4 + 32;

void AddBytes(Bytes& out, ByteView part) { out.insert(out.end(), part.begin(), part.end()); }

absl::Status Short() { return InvalidArgument("the chunk is shorter than its rows"); }

}  // namespace

PayloadChunkBuilder::PayloadChunkBuilder(const PayloadSchema& schema) : schema_(schema) {
  columns_.reserve(schema.columns.size());
  for (const PayloadColumn& column : schema.columns) {
    columns_.emplace_back(column.sent_type, column.nullable);
  }
  Clear();
}

void PayloadChunkBuilder::Clear() {
  serials_.clear();
  // A bit for each missing value, rounded up for each column.
  bytes_ = kHeaderBytes + 4 + columns_.size();
  for (ColumnBuilder& column : columns_) column.Clear();
}

size_t PayloadChunkBuilder::RowBytes(std::span<const PayloadValue> values) const {
  size_t bytes = sizeof(Serial) + (serials_.size() % 8 == 0 ? columns_.size() : 0);
  for (size_t c = 0; c < columns_.size(); ++c) bytes += columns_[c].ValueBytes(values[c]);
  return bytes;
}

bool PayloadChunkBuilder::Append(const Serial& serial, std::span<const PayloadValue> values) {
  IEUM_CHECK(values.size() == columns_.size());
  const size_t row_bytes = RowBytes(values);
  if (serials_.size() == kMaxPayloadRowsPerChunk || bytes_ + row_bytes > kMaxPayloadChunkBytes) {
    return false;
  }
  bytes_ += row_bytes;
  serials_.push_back(serial);
  for (size_t c = 0; c < columns_.size(); ++c) columns_[c].Append(values[c]);
  return true;
}

Bytes PayloadChunkBuilder::Serialize(uint32_t sequence) const {
  IEUM_CHECK(!serials_.empty());
  Bytes out;
  out.reserve(bytes_);
  AddBytes(out, AsBytes(kMagic));
  AppendLittleEndian(out, sequence);
  AppendLittleEndian(out, row_count());
  AddBytes(out, schema_.digest);
  AddBytes(out, std::as_bytes(std::span(serials_)));
  for (const ColumnBuilder& column : columns_) column.AppendTo(out);
  AppendLittleEndian(out, Crc32c(out));
  return out;
}

absl::StatusOr<PayloadChunk> PayloadChunk::Parse(const PayloadSchema& schema, ByteView bytes) {
  if (bytes.size() < kSmallestPayloadChunkBytes || bytes.size() > kMaxPayloadChunkBytes ||
      AsText(bytes.first(kMagic.size())) != kMagic) {
    return InvalidArgument("not a chunk of a payload");
  }
  const ByteView checked = bytes.first(bytes.size() - 4);
  if (Crc32c(checked) != LoadLittleEndian<uint32_t>(bytes, checked.size())) {
    return DataLoss("the checksum of the chunk does not fit");
  }
  PayloadChunk chunk;
  chunk.sequence_ = LoadLittleEndian<uint32_t>(bytes, 8);
  const size_t n = LoadLittleEndian<uint32_t>(bytes, 12);
  if (n == 0 || n > kMaxPayloadRowsPerChunk) {
    return InvalidArgument("a chunk of %d rows; want 1 to %d", n, kMaxPayloadRowsPerChunk);
  }
  if (std::memcmp(bytes.data() + 16, schema.digest.data(), schema.digest.size()) != 0) {
    return InvalidArgument("the chunk is of another schema");
  }
  ByteCursor cursor(checked.subspan(kHeaderBytes));
  const ByteView serials = cursor.Take(sizeof(Serial) * n);
  if (cursor.failed()) return Short();
  chunk.serials_.resize(n);
  std::memcpy(chunk.serials_.data(), serials.data(), serials.size());
  for (size_t i = 1; i < n; ++i) {
    if (chunk.serials_[i - 1] < chunk.serials_[i]) continue;
    return InvalidArgument("the serial of row %d of the chunk does not follow the one before",
                           i + 1);
  }
  chunk.columns_.resize(schema.columns.size());
  for (size_t c = 0; c < chunk.columns_.size(); ++c) {
    const PayloadColumn& column = schema.columns[c];
    IEUM_RETURN_IF_ERROR(
        ReadColumn({.type = column.sent_type, .nullable = column.nullable, .name = column.name}, n,
                   cursor, chunk.columns_[c]));
  }
  if (!cursor.at_end()) return InvalidArgument("the chunk is longer than its rows");
  return chunk;
}

}  // namespace ieum::core
