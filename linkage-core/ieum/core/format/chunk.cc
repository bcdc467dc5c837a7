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

}  // namespace

absl::StatusOr<ChunkView> ParseChunk(ByteView bytes) {
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
  if (row_count == 0 || row_count > kMaxRowsPerChunk) {
    return InvalidArgument("a chunk of %d rows; want 1 to %d", row_count, kMaxRowsPerChunk);
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

  Bytes chunk;
  chunk.reserve(kChunkHeaderBytes + serial_bytes.size() + encodings.size() +
                blocking_keys.size_bytes() + kChecksumBytes);
  const auto append = [&chunk](ByteView part) {
    chunk.insert(chunk.end(), part.begin(), part.end());
  };
  append(AsBytes(kMagic));
  append(submission_id);
  AppendLittleEndian(chunk, sequence);
  AppendLittleEndian(chunk, static_cast<uint32_t>(serials.size()));
  AppendLittleEndian(chunk, static_cast<uint32_t>(encodings.size() / serials.size()));
  AppendLittleEndian(chunk, static_cast<uint32_t>(key_count));
  append(profile_digest);
  append(serial_bytes);
  append(encodings);
  for (const uint64_t key : blocking_keys) AppendLittleEndian(chunk, key);
  AppendLittleEndian(chunk, Crc32c(chunk));
  return chunk;
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
