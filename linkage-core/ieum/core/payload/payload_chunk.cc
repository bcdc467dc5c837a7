#include "ieum/core/payload/payload_chunk.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// FORMAT: docs/formats/payload-file.md. Never renumber.
constexpr std::string_view kMagic = "IEUMPCH1";
constexpr size_t kHeaderBytes = 8 + 4 + 4 + 32;
constexpr size_t kDigestBytes = 32;

void AddBytes(Bytes& out, ByteView part) { out.insert(out.end(), part.begin(), part.end()); }

size_t CodeWidth(const ValueType& type) {
  return type.codes.size() <= 0x100 ? 1 : type.codes.size() <= 0x10000 ? 2 : 4;
}

// Bytes of a value without those of its text.
size_t FixedWidth(const ValueType& type) {
  switch (type.kind) {
    case ValueKind::kInteger:
    case ValueKind::kDecimal:
      return 8;
    case ValueKind::kDate:
      return 4;
    case ValueKind::kCategory:
      return CodeWidth(type);
    case ValueKind::kText:
      return 2;
    case ValueKind::kToken:
      return static_cast<size_t>(type.byte_count);
    case ValueKind::kObject:
      return kDigestBytes + 8 + 1;
  }
  return 0;
}

void AppendWidth(Bytes& out, uint64_t value, size_t width) {
  for (size_t i = 0; i < width; ++i) out.push_back(static_cast<std::byte>(value >> (8 * i)));
}

uint64_t LoadWidth(ByteView bytes, size_t width) {
  uint64_t value = 0;
  for (size_t i = 0; i < width; ++i) value |= std::to_integer<uint64_t>(bytes[i]) << (8 * i);
  return value;
}

// `value` with the bits of a signed number of `width` bytes.
int64_t SignExtend(uint64_t value, size_t width) {
  const auto shift = static_cast<unsigned>(64 - 8 * width);
  return static_cast<int64_t>(value << shift) >> shift;
}

// Takes bytes from the front. A piece that is not there makes the cursor fail, and pieces empty.
class Cursor final {
 public:
  explicit Cursor(ByteView bytes) : bytes_(bytes) {}
  ByteView Take(size_t size) {
    if (size > bytes_.size()) {
      failed_ = true;
      return {};
    }
    const ByteView piece = bytes_.first(size);
    bytes_ = bytes_.subspan(size);
    return piece;
  }
  bool failed() const { return failed_; }
  bool at_end() const { return bytes_.empty(); }

 private:
  ByteView bytes_;
  bool failed_ = false;
};

absl::Status Short() { return InvalidArgument("the chunk is shorter than its rows"); }

bool IsZero(const PayloadValue& value) {
  return value.number == 0 && value.media_type == 0 &&
         std::all_of(value.bytes.begin(), value.bytes.end(), [](char c) { return c == 0; });
}

// The values of one column as they stand, missing ones not yet known.
absl::Status ReadValues(const ValueType& type, size_t n, Cursor& cursor,
                        std::vector<PayloadValue>& values) {
  const size_t width = FixedWidth(type);
  if (type.kind == ValueKind::kText) {
    const ByteView lengths = cursor.Take(2 * n);
    if (cursor.failed()) return Short();
    for (size_t i = 0; i < n; ++i) {
      const ByteView text = cursor.Take(LoadLittleEndian<uint16_t>(lengths, 2 * i));
      if (cursor.failed()) return Short();
      values[i].bytes = std::string(AsText(text));
    }
    return absl::OkStatus();
  }
  if (type.kind == ValueKind::kObject) {
    const ByteView digests = cursor.Take(kDigestBytes * n);
    const ByteView sizes = cursor.Take(8 * n);
    const ByteView media_types = cursor.Take(n);
    if (cursor.failed()) return Short();
    for (size_t i = 0; i < n; ++i) {
      values[i].bytes = std::string(AsText(digests.subspan(kDigestBytes * i, kDigestBytes)));
      values[i].number = LoadLittleEndian<int64_t>(sizes, 8 * i);
      values[i].media_type = std::to_integer<uint32_t>(media_types[i]);
    }
    return absl::OkStatus();
  }
  const ByteView bytes = cursor.Take(width * n);
  if (cursor.failed()) return Short();
  for (size_t i = 0; i < n; ++i) {
    const ByteView one = bytes.subspan(width * i, width);
    if (type.kind == ValueKind::kToken) {
      values[i].bytes = std::string(AsText(one));
    } else {
      const uint64_t number = LoadWidth(one, width);
      values[i].number = type.kind == ValueKind::kCategory ? static_cast<int64_t>(number)
                                                           : SignExtend(number, width);
    }
  }
  return absl::OkStatus();
}

absl::Status ReadColumn(const PayloadColumn& column, size_t n, Cursor& cursor,
                        std::vector<PayloadValue>& values) {
  values.resize(n);
  const ByteView missing = cursor.Take(column.nullable ? (n + 7) / 8 : 0);
  if (cursor.failed()) return Short();
  for (size_t i = 0; i < 8 * missing.size(); ++i) {
    const bool set = (std::to_integer<uint32_t>(missing[i / 8]) >> (i % 8) & 1U) != 0;
    if (i < n) {
      values[i].missing = set;
    } else if (set) {
      return InvalidArgument("column '%s' has missing values behind its last row", column.name);
    }
  }
  IEUM_RETURN_IF_ERROR(ReadValues(column.sent_type, n, cursor, values));
  for (size_t i = 0; i < n; ++i) {
    if (values[i].missing) {
      if (!IsZero(values[i])) {
        return InvalidArgument("row %d of the chunk, column '%s': is missing and has a value",
                               i + 1, column.name);
      }
      values[i].bytes.clear();
      continue;
    }
    const absl::Status valid = CheckValue(column.sent_type, values[i]);
    if (!valid.ok()) {
      return InvalidArgument("row %d of the chunk, column '%s': %s", i + 1, column.name,
                             Message(valid));
    }
  }
  return absl::OkStatus();
}

}  // namespace

PayloadChunkBuilder::PayloadChunkBuilder(const PayloadSchema& schema)
    : schema_(schema), columns_(schema.columns.size()) {
  Clear();
}

void PayloadChunkBuilder::Clear() {
  serials_.clear();
  // A bit for each missing value, rounded up for each column.
  bytes_ = kHeaderBytes + 4 + columns_.size();
  for (Column& column : columns_) {
    column.missing.clear();
    column.first.clear();
    column.second.clear();
    column.third.clear();
  }
}

size_t PayloadChunkBuilder::RowBytes(std::span<const PayloadValue> values) const {
  size_t bytes = sizeof(Serial) + (serials_.size() % 8 == 0 ? columns_.size() : 0);
  for (size_t c = 0; c < columns_.size(); ++c) {
    const ValueType& type = schema_.columns[c].sent_type;
    bytes += FixedWidth(type) + (type.kind == ValueKind::kText ? values[c].bytes.size() : 0);
  }
  return bytes;
}

void PayloadChunkBuilder::AppendValue(const PayloadColumn& column, const PayloadValue& value,
                                      Column& out) const {
  const ValueType& type = column.sent_type;
  if (column.nullable) {
    const size_t row = serials_.size() - 1;
    if (row % 8 == 0) out.missing.push_back(std::byte{0});
    if (value.missing) out.missing.back() |= static_cast<std::byte>(1U << (row % 8));
  }
  const size_t width = FixedWidth(type);
  switch (type.kind) {
    case ValueKind::kText:
      AppendWidth(out.first, value.bytes.size(), 2);
      AddBytes(out.second, AsBytes(value.bytes));
      return;
    case ValueKind::kToken:
      AddBytes(out.first, AsBytes(value.bytes));
      out.first.resize(width * serials_.size());
      return;
    case ValueKind::kObject:
      AddBytes(out.first, AsBytes(value.bytes));
      out.first.resize(kDigestBytes * serials_.size());
      AppendLittleEndian(out.second, value.number);
      out.third.push_back(static_cast<std::byte>(value.media_type));
      return;
    default:
      AppendWidth(out.first, static_cast<uint64_t>(value.number), width);
  }
}

bool PayloadChunkBuilder::Append(const Serial& serial, std::span<const PayloadValue> values) {
  IEUM_CHECK(values.size() == columns_.size());
  const size_t row_bytes = RowBytes(values);
  if (serials_.size() == kMaxPayloadRowsPerChunk || bytes_ + row_bytes > kMaxPayloadChunkBytes) {
    return false;
  }
  bytes_ += row_bytes;
  serials_.push_back(serial);
  static const PayloadValue kMissing{.missing = true, .number = 0, .bytes = {}, .media_type = 0};
  for (size_t c = 0; c < columns_.size(); ++c) {
    AppendValue(schema_.columns[c], values[c].missing ? kMissing : values[c], columns_[c]);
  }
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
  for (const Column& column : columns_) {
    AddBytes(out, column.missing);
    AddBytes(out, column.first);
    AddBytes(out, column.second);
    AddBytes(out, column.third);
  }
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
  Cursor cursor(checked.subspan(kHeaderBytes));
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
    IEUM_RETURN_IF_ERROR(ReadColumn(schema.columns[c], n, cursor, chunk.columns_[c]));
  }
  if (!cursor.at_end()) return InvalidArgument("the chunk is longer than its rows");
  return chunk;
}

}  // namespace ieum::core
