#include "ieum/core/release/holder_row.h"

#include <string>

#include "ieum/core/base/status.h"
#include "ieum/core/payload/column_codec.h"

namespace ieum::core {
namespace {

constexpr size_t kDigestBytes = 32;

void AddBytes(Bytes& out, ByteView part) { out.insert(out.end(), part.begin(), part.end()); }

void WriteValue(const ValueType& type, const PayloadValue& value, Bytes& out) {
  out.push_back(static_cast<std::byte>(value.missing ? 1 : 0));
  if (value.missing) return;
  switch (type.kind) {
    case ValueKind::kText:
      AppendLittleEndian(out, static_cast<uint16_t>(value.bytes.size()));
      [[fallthrough]];
    case ValueKind::kToken:
      AddBytes(out, AsBytes(value.bytes));
      return;
    case ValueKind::kObject:
      AddBytes(out, AsBytes(value.bytes));
      out.push_back(static_cast<std::byte>(value.media_type));
      [[fallthrough]];
    default:
      AppendLittleEndian(out, value.number);
  }
}

// `value` keeps the room of its text from row to row.
void ReadValue(const ValueType& type, ByteCursor& cursor, PayloadValue& value) {
  const ByteView flag = cursor.Take(1);
  value.missing = !flag.empty() && flag[0] != std::byte{0};
  value.number = 0;
  value.media_type = 0;
  value.bytes.clear();
  if (value.missing) return;
  size_t size = 0;
  if (type.kind == ValueKind::kText) {
    const ByteView length = cursor.Take(2);
    size = length.empty() ? 0 : LoadLittleEndian<uint16_t>(length);
  }
  if (type.kind == ValueKind::kToken) size = static_cast<size_t>(type.byte_count);
  if (type.kind == ValueKind::kObject) size = kDigestBytes;
  value.bytes.assign(AsText(cursor.Take(size)));
  if (type.kind == ValueKind::kText || type.kind == ValueKind::kToken) return;
  if (type.kind == ValueKind::kObject) {
    const ByteView media_type = cursor.Take(1);
    if (!media_type.empty()) value.media_type = std::to_integer<uint32_t>(media_type[0]);
  }
  const ByteView number = cursor.Take(sizeof(int64_t));
  if (!number.empty()) value.number = LoadLittleEndian<int64_t>(number);
}

}  // namespace

absl::StatusOr<HolderRowForm> HolderRowForm::Create(const ReleasedHolder& holder,
                                                    const PayloadSchema& payload) {
  HolderRowForm form;
  if (!holder.schema.has_value()) return form;
  std::vector<std::string> names;
  for (const PayloadColumn& column : holder.schema->columns) names.push_back(column.name);
  const absl::StatusOr<std::optional<PayloadSchema>> expected = WithColumns(payload, names);
  if (!expected.ok() || (*expected)->digest != holder.schema->digest) {
    return InvalidArgument(
        "the columns to be released of holder '%s' are not those of its payload's schema '%s'; "
        "describe the release again",
        holder.institution.value(), payload.name);
  }
  size_t place = 0;
  for (const PayloadColumn& column : holder.schema->columns) {
    while (payload.columns[place].name != column.name) ++place;
    form.columns_.push_back({.type = &column.sent_type, .place = place});
  }
  return form;
}

void HolderRowForm::Write(const PayloadChunk& chunk, size_t row, uint8_t band, Bytes& out) const {
  out.push_back(static_cast<std::byte>(band));
  for (const Column& column : columns_) {
    WriteValue(*column.type, chunk.column(column.place)[row], out);
  }
}

absl::StatusOr<uint8_t> HolderRowForm::Read(ByteView bytes, std::span<PayloadValue> values) const {
  ByteCursor cursor(bytes);
  const ByteView band = cursor.Take(1);
  for (size_t c = 0; c < columns_.size(); ++c) ReadValue(*columns_[c].type, cursor, values[c]);
  if (cursor.failed() || !cursor.at_end()) return DataLoss("a sorted row is not as it was written");
  return std::to_integer<uint8_t>(band[0]);
}

}  // namespace ieum::core
