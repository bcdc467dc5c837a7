#include "ieum/core/release/release_chunk.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

// FORMAT: docs/formats/release-file.md. Never renumber.
constexpr std::string_view kMagic = "IEUMRCH1";
constexpr size_t kHeaderBytes = 8 + 4 + 4 + 32;
constexpr size_t kKeyBytes = 16;

void AddBytes(Bytes& out, ByteView part) { out.insert(out.end(), part.begin(), part.end()); }

absl::Status Short() { return InvalidArgument("the chunk is shorter than its rows"); }

bool HasBit(ByteView bits, size_t i) {
  return (std::to_integer<uint32_t>(bits[i / 8]) >> (i % 8) & 1U) != 0;
}

uint32_t AllHolders(const ReleaseDescription& description) {
  return static_cast<uint32_t>((uint64_t{1} << description.holders.size()) - 1);
}

// What holds of the holders of any row.
absl::Status CheckHolders(const ReleaseDescription& description, uint32_t holder_bits) {
  if (holder_bits == 0 || (holder_bits & ~AllHolders(description)) != 0) {
    return InvalidArgument("has a row of no holder of the release");
  }
  for (size_t h = 0; h < description.holders.size(); ++h) {
    if ((holder_bits >> h & 1U) == 0 && !description.MayLack(h)) {
      return InvalidArgument("lacks holder '%s', which the join does not allow",
                             description.holders[h].institution.value());
    }
  }
  return absl::OkStatus();
}

// Whether a value is missing where it must be, or may be.
absl::Status CheckPresence(const ReleaseDescription& description, size_t column, bool missing,
                           uint32_t holder_bits) {
  const ReleasedColumn& of = description.columns[column];
  const bool has_holder = (holder_bits >> of.holder & 1U) != 0;
  if (!has_holder && !missing) {
    return InvalidArgument("column '%s': has a value of a holder that the row lacks", of.name);
  }
  if (has_holder && missing && !description.column(column).nullable) {
    return InvalidArgument("column '%s': is missing, which the schema does not allow", of.name);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckReleaseRow(const ReleaseDescription& description, const ReleaseRow& row) {
  if (row.values.size() != description.columns.size()) {
    return InvalidArgument("a row of %d values for %d columns", row.values.size(),
                           description.columns.size());
  }
  IEUM_RETURN_IF_ERROR(CheckHolders(description, row.holder_bits));
  if (row.band >= std::max<size_t>(description.bands.size(), 1)) {
    return InvalidArgument("has a band of confidence that the release does not have");
  }
  for (size_t c = 0; c < row.values.size(); ++c) {
    IEUM_RETURN_IF_ERROR(CheckPresence(description, c, row.values[c].missing, row.holder_bits));
    if (row.values[c].missing) continue;
    const absl::Status valid = CheckValue(description.column(c).sent_type, row.values[c]);
    if (!valid.ok()) {
      return InvalidArgument("column '%s': %s", description.columns[c].name, Message(valid));
    }
  }
  return absl::OkStatus();
}

ReleaseChunkBuilder::ReleaseChunkBuilder(const ReleaseDescription& description)
    : description_(description), lacking_(description.holders.size()) {
  columns_.reserve(description.columns.size());
  for (size_t c = 0; c < description.columns.size(); ++c) {
    columns_.emplace_back(description.column(c).sent_type, description.columns[c].nullable);
  }
  Clear();
}

void ReleaseChunkBuilder::Clear() {
  keys_.clear();
  // A bit for each holder and each missing value, rounded up.
  bytes_ = kHeaderBytes + 4 + lacking_.size() + columns_.size();
  for (Bytes& bits : lacking_) bits.clear();
  for (ColumnBuilder& column : columns_) column.Clear();
  bands_.clear();
}

bool ReleaseChunkBuilder::Append(const ReleaseRow& row) {
  IEUM_CHECK(row.values.size() == columns_.size());
  size_t row_bytes = kKeyBytes + 1;
  if (keys_.size() % 8 == 0) row_bytes += lacking_.size() + columns_.size();
  for (size_t c = 0; c < columns_.size(); ++c) row_bytes += columns_[c].ValueBytes(row.values[c]);
  const bool full = keys_.size() == kMaxReleaseRowsPerChunk ||
                    (!keys_.empty() && bytes_ + row_bytes > kFullReleaseChunkBytes);
  if (full) return false;
  bytes_ += row_bytes;
  const size_t at = keys_.size();
  keys_.push_back(row.key);
  for (size_t h = 0; h < lacking_.size(); ++h) {
    if (!description_.MayLack(h)) continue;
    if (at % 8 == 0) lacking_[h].push_back(std::byte{0});
    if ((row.holder_bits >> h & 1U) == 0) {
      lacking_[h].back() |= static_cast<std::byte>(1U << (at % 8));
    }
  }
  for (size_t c = 0; c < columns_.size(); ++c) columns_[c].Append(row.values[c]);
  if (!description_.bands.empty()) bands_.push_back(static_cast<std::byte>(row.band));
  return true;
}

Bytes ReleaseChunkBuilder::Serialize(uint32_t sequence) const {
  IEUM_CHECK(!keys_.empty());
  Bytes out;
  out.reserve(bytes_);
  AddBytes(out, AsBytes(kMagic));
  AppendLittleEndian(out, sequence);
  AppendLittleEndian(out, row_count());
  AddBytes(out, description_.digest);
  for (const ReleaseKey& key : keys_) AddBytes(out, key.bytes());
  for (const Bytes& bits : lacking_) AddBytes(out, bits);
  for (const ColumnBuilder& column : columns_) column.AppendTo(out);
  AddBytes(out, bands_);
  AppendLittleEndian(out, Crc32c(out));
  return out;
}

absl::Status ReleaseChunk::CheckRows(const ReleaseDescription& description) const {
  for (size_t i = 0; i < keys_.size(); ++i) {
    const auto in_row = [i](const absl::Status& status) {
      return WithContext(status, absl::StrFormat("row %d of the chunk", i + 1));
    };
    if (i > 0 && keys_[i] < keys_[i - 1]) {
      return in_row(InvalidArgument("its release key is below the one before"));
    }
    IEUM_RETURN_IF_ERROR(in_row(CheckHolders(description, holder_bits_[i])));
    for (size_t c = 0; c < columns_.size(); ++c) {
      const bool missing = columns_[c][i].missing;
      IEUM_RETURN_IF_ERROR(in_row(CheckPresence(description, c, missing, holder_bits_[i])));
    }
    if (bands_[i] >= std::max<size_t>(description.bands.size(), 1)) {
      return in_row(InvalidArgument("has a band of confidence that the release does not have"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<ReleaseChunk> ReleaseChunk::Parse(const ReleaseDescription& description,
                                                 ByteView bytes) {
  if (bytes.size() < kSmallestReleaseChunkBytes || bytes.size() > kMaxReleaseChunkBytes ||
      AsText(bytes.first(kMagic.size())) != kMagic) {
    return InvalidArgument("not a chunk of a release");
  }
  const ByteView checked = bytes.first(bytes.size() - 4);
  if (Crc32c(checked) != LoadLittleEndian<uint32_t>(bytes, checked.size())) {
    return DataLoss("the checksum of the chunk does not fit");
  }
  ReleaseChunk chunk;
  chunk.sequence_ = LoadLittleEndian<uint32_t>(bytes, 8);
  const size_t n = LoadLittleEndian<uint32_t>(bytes, 12);
  if (n == 0 || n > kMaxReleaseRowsPerChunk) {
    return InvalidArgument("a chunk of %d rows; want 1 to %d", n, kMaxReleaseRowsPerChunk);
  }
  if (std::memcmp(bytes.data() + 16, description.digest.data(), description.digest.size()) != 0) {
    return InvalidArgument("the chunk is of another release");
  }
  ByteCursor cursor(checked.subspan(kHeaderBytes));
  const ByteView keys = cursor.Take(kKeyBytes * n);
  if (cursor.failed()) return Short();
  for (size_t i = 0; i < n; ++i) {
    std::array<std::byte, kKeyBytes> key;
    std::copy_n(keys.begin() + static_cast<ptrdiff_t>(kKeyBytes * i), kKeyBytes, key.begin());
    chunk.keys_.emplace_back(key);
  }
  chunk.holder_bits_.assign(n, AllHolders(description));
  for (size_t h = 0; h < description.holders.size(); ++h) {
    if (!description.MayLack(h)) continue;
    const ByteView bits = cursor.Take((n + 7) / 8);
    if (cursor.failed()) return Short();
    for (size_t i = 0; i < 8 * bits.size(); ++i) {
      if (!HasBit(bits, i)) continue;
      if (i >= n) return InvalidArgument("a holder is lacking behind the chunk's last row");
      chunk.holder_bits_[i] &= ~(1U << h);
    }
  }
  chunk.columns_.resize(description.columns.size());
  for (size_t c = 0; c < chunk.columns_.size(); ++c) {
    const ReleasedColumn& column = description.columns[c];
    IEUM_RETURN_IF_ERROR(ReadColumn(
        {.type = description.column(c).sent_type, .nullable = column.nullable, .name = column.name},
        n, cursor, chunk.columns_[c]));
  }
  chunk.bands_.assign(n, 0);
  if (!description.bands.empty()) {
    const ByteView bands = cursor.Take(n);
    if (cursor.failed()) return Short();
    std::memcpy(chunk.bands_.data(), bands.data(), n);
  }
  if (!cursor.at_end()) return InvalidArgument("the chunk is longer than its rows");
  IEUM_RETURN_IF_ERROR(chunk.CheckRows(description));
  return chunk;
}

}  // namespace ieum::core
