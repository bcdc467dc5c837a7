#include "ieum/core/format/chunk.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "ieum/core/base/status.h"
#include "ieum/core/format/profile_header.h"

namespace ieum::core {
namespace {

// FORMAT: docs/formats/chunk.md. Never renumber.
constexpr std::string_view kMagic = "IEUMCHK1";
constexpr size_t kSubmissionIdOffset = 8;
constexpr size_t kSequenceOffset = 24;
constexpr size_t kRowCountOffset = 28;
constexpr size_t kRowBytesOffset = 32;
constexpr size_t kBlockingKeysOffset = 36;
constexpr size_t kProfileDigestOffset = 40;
constexpr size_t kChecksumBytes = 4;
constexpr std::string_view kSubmissionDigestPrefix = "ieum submission v1";

static_assert(sizeof(Serial) == 16 && alignof(Serial) == 1, "serials are viewed in place");

struct RowSizes {
  uint32_t row_bytes;
  uint32_t key_count;
};

// Everything before the rows.
Bytes Header(const SubmissionId& submission_id, uint32_t sequence,
             const Sha256Digest& profile_digest, uint32_t row_count, const RowSizes& sizes) {
  const ByteView magic = AsBytes(kMagic);
  Bytes header(magic.begin(), magic.end());
  header.insert(header.end(), submission_id.begin(), submission_id.end());
  AppendLittleEndian(header, sequence);
  AppendLittleEndian(header, row_count);
  AppendLittleEndian(header, sizes.row_bytes);
  AppendLittleEndian(header, sizes.key_count);
  header.insert(header.end(), profile_digest.begin(), profile_digest.end());
  return header;
}

// The rows of a table, each of so many bytes, that are not marked.
void AppendKept(Bytes& out, ByteView rows, size_t row_bytes, const std::vector<bool>& removed) {
  for (size_t row = 0; row < removed.size(); ++row) {
    if (removed[row]) continue;
    const ByteView kept = rows.subspan(row * row_bytes, row_bytes);
    out.insert(out.end(), kept.begin(), kept.end());
  }
}

}  // namespace

absl::StatusOr<ChunkView> ParseChunk(ByteView bytes, uint32_t least_rows) {
  if (static_cast<int64_t>(bytes.size()) > kMaxChunkBytes) {
    return InvalidArgument("a chunk of %d bytes is larger than %d, the most allowed", bytes.size(),
                           kMaxChunkBytes);
  }
  if (bytes.size() < kChunkHeaderBytes + kChecksumBytes ||
      AsText(bytes.first(kMagic.size())) != kMagic) {
    return InvalidArgument("not a chunk: it does not begin with a chunk header");
  }
  const auto row_count = LoadLittleEndian<uint32_t>(bytes, kRowCountOffset);
  const auto row_bytes = LoadLittleEndian<uint32_t>(bytes, kRowBytesOffset);
  const auto key_count = LoadLittleEndian<uint32_t>(bytes, kBlockingKeysOffset);
  if (row_count < least_rows || row_count > kMaxRowsPerChunk) {
    return InvalidArgument("a chunk of %d rows; want %d to %d", row_count, least_rows,
                           kMaxRowsPerChunk);
  }
  if (row_bytes == 0 || row_bytes % 8 != 0 || row_bytes > EncodingLayout::kMaxRowBits / 8) {
    return InvalidArgument("a chunk with encodings of %d bytes; want a multiple of 8 from 8 to %d",
                           row_bytes, EncodingLayout::kMaxRowBits / 8);
  }
  if (key_count > static_cast<uint32_t>(kMaxBlockingKeys)) {
    return InvalidArgument("a chunk with %d blocking keys for each row; want at most %d", key_count,
                           kMaxBlockingKeys);
  }
  // All factors are bounded above, so this cannot overflow 64 bits.
  const uint64_t serial_bytes = uint64_t{row_count} * sizeof(Serial);
  const uint64_t encoding_bytes = uint64_t{row_count} * row_bytes;
  const uint64_t key_bytes = uint64_t{row_count} * key_count * sizeof(uint64_t);
  const uint64_t want =
      kChunkHeaderBytes + serial_bytes + encoding_bytes + key_bytes + kChecksumBytes;
  if (bytes.size() != want) {
    return InvalidArgument("a chunk of %d rows has %d bytes; want %d", row_count, bytes.size(),
                           want);
  }
  const ByteView checked = bytes.first(bytes.size() - kChecksumBytes);
  if (Crc32c(checked) != LoadLittleEndian<uint32_t>(bytes, checked.size())) {
    return DataLoss("the checksum of a chunk does not fit its content; send or encode it again");
  }

  ChunkView chunk;
  std::memcpy(chunk.submission_id.data(), bytes.data() + kSubmissionIdOffset,
              chunk.submission_id.size());
  chunk.sequence = LoadLittleEndian<uint32_t>(bytes, kSequenceOffset);
  chunk.row_count = row_count;
  chunk.row_bytes = row_bytes;
  std::memcpy(chunk.profile_digest.data(), bytes.data() + kProfileDigestOffset,
              chunk.profile_digest.size());
  chunk.serials = {reinterpret_cast<const Serial*>(bytes.data() + kChunkHeaderBytes), row_count};
  chunk.encodings = bytes.subspan(kChunkHeaderBytes + serial_bytes, encoding_bytes);
  chunk.blocking_keys_per_row = key_count;
  chunk.blocking_keys = bytes.subspan(kChunkHeaderBytes + serial_bytes + encoding_bytes, key_bytes);
  return chunk;
}

Bytes SerializeChunk(const SubmissionId& submission_id, uint32_t sequence,
                     const Sha256Digest& profile_digest, std::span<const Serial> serials,
                     ByteView encodings, std::span<const uint64_t> blocking_keys) {
  IEUM_CHECK(!serials.empty() && serials.size() <= kMaxRowsPerChunk);
  IEUM_CHECK(encodings.size() % serials.size() == 0);
  IEUM_CHECK(blocking_keys.size() % serials.size() == 0);
  const size_t key_count = blocking_keys.size() / serials.size();
  IEUM_CHECK(key_count <= static_cast<size_t>(kMaxBlockingKeys));
  const ByteView serial_bytes = std::as_bytes(serials);

  Bytes chunk =
      Header(submission_id, sequence, profile_digest, static_cast<uint32_t>(serials.size()),
             {.row_bytes = static_cast<uint32_t>(encodings.size() / serials.size()),
              .key_count = static_cast<uint32_t>(key_count)});
  chunk.reserve(chunk.size() + serial_bytes.size() + encodings.size() + blocking_keys.size_bytes() +
                kChecksumBytes);
  chunk.insert(chunk.end(), serial_bytes.begin(), serial_bytes.end());
  chunk.insert(chunk.end(), encodings.begin(), encodings.end());
  for (const uint64_t key : blocking_keys) AppendLittleEndian(chunk, key);
  AppendLittleEndian(chunk, Crc32c(chunk));
  return chunk;
}

Bytes ChunkWithout(const ChunkView& chunk, uint32_t sequence, const std::vector<bool>& removed) {
  IEUM_CHECK(removed.size() == chunk.row_count);
  const auto kept = static_cast<uint32_t>(std::count(removed.begin(), removed.end(), false));
  Bytes bytes = Header(chunk.submission_id, sequence, chunk.profile_digest, kept,
                       {.row_bytes = chunk.row_bytes, .key_count = chunk.blocking_keys_per_row});
  AppendKept(bytes, std::as_bytes(chunk.serials), sizeof(Serial), removed);
  AppendKept(bytes, chunk.encodings, chunk.row_bytes, removed);
  AppendKept(bytes, chunk.blocking_keys, chunk.blocking_keys_per_row * sizeof(uint64_t), removed);
  AppendLittleEndian(bytes, Crc32c(bytes));
  return bytes;
}

uint32_t RowsPerChunk(const EncodingLayout& layout, int blocking_key_count) {
  const int64_t row_bytes =
      static_cast<int64_t>(sizeof(Serial)) + layout.row_bytes() + int64_t{8} * blocking_key_count;
  const int64_t room = kMaxChunkBytes - static_cast<int64_t>(kChunkHeaderBytes + kChecksumBytes);
  return static_cast<uint32_t>(std::min<int64_t>(kDefaultRowsPerChunk, room / row_bytes));
}

SubmissionDigest::SubmissionDigest() { stream_.Update(AsBytes(kSubmissionDigestPrefix)); }

void SubmissionDigest::AddChunk(const Sha256Digest& chunk_digest) { stream_.Update(chunk_digest); }

Sha256Digest SubmissionDigest::Finish() { return stream_.Finish(); }

}  // namespace ieum::core
