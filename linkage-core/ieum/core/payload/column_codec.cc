#include "ieum/core/payload/column_codec.h"

#include <algorithm>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// FORMAT: docs/formats/payload-file.md. Never renumber.
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

absl::Status Short() { return InvalidArgument("the chunk is shorter than its rows"); }

bool IsZero(const PayloadValue& value) {
  return value.number == 0 && value.media_type == 0 &&
         std::all_of(value.bytes.begin(), value.bytes.end(), [](char c) { return c == 0; });
}

// The values of one column as they stand, missing ones not yet known.
absl::Status ReadValues(const ValueType& type, size_t n, ByteCursor& cursor,
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

}  // namespace

size_t ColumnBuilder::ValueBytes(const PayloadValue& value) const {
  return FixedWidth(*type_) + (type_->kind == ValueKind::kText ? value.bytes.size() : 0);
}

void ColumnBuilder::Append(const PayloadValue& given) {
  static const PayloadValue kMissing{.missing = true, .number = 0, .bytes = {}, .media_type = 0};
  const PayloadValue& value = given.missing ? kMissing : given;
  const size_t row = count_++;
  if (nullable_) {
    if (row % 8 == 0) missing_.push_back(std::byte{0});
    if (value.missing) missing_.back() |= static_cast<std::byte>(1U << (row % 8));
  }
  const size_t width = FixedWidth(*type_);
  switch (type_->kind) {
    case ValueKind::kText:
      AppendWidth(first_, value.bytes.size(), 2);
      AddBytes(second_, AsBytes(value.bytes));
      return;
    case ValueKind::kToken:
      AddBytes(first_, AsBytes(value.bytes));
      first_.resize(width * count_);
      return;
    case ValueKind::kObject:
      AddBytes(first_, AsBytes(value.bytes));
      first_.resize(kDigestBytes * count_);
      AppendLittleEndian(second_, value.number);
      third_.push_back(static_cast<std::byte>(value.media_type));
      return;
    default:
      AppendWidth(first_, static_cast<uint64_t>(value.number), width);
  }
}

void ColumnBuilder::AppendTo(Bytes& chunk) const {
  AddBytes(chunk, missing_);
  AddBytes(chunk, first_);
  AddBytes(chunk, second_);
  AddBytes(chunk, third_);
}

void ColumnBuilder::Clear() {
  count_ = 0;
  missing_.clear();
  first_.clear();
  second_.clear();
  third_.clear();
}

absl::Status ReadColumn(const ColumnForm& column, size_t n, ByteCursor& cursor,
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
  IEUM_RETURN_IF_ERROR(ReadValues(column.type, n, cursor, values));
  for (size_t i = 0; i < n; ++i) {
    if (values[i].missing) {
      if (!IsZero(values[i])) {
        return InvalidArgument("row %d of the chunk, column '%s': is missing and has a value",
                               i + 1, column.name);
      }
      values[i].bytes.clear();
      continue;
    }
    const absl::Status valid = CheckValue(column.type, values[i]);
    if (!valid.ok()) {
      return InvalidArgument("row %d of the chunk, column '%s': %s", i + 1, column.name,
                             Message(valid));
    }
  }
  return absl::OkStatus();
}

}  // namespace ieum::core
