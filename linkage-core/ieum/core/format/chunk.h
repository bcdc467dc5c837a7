// A chunk: some thousand {serial, encoding, blocking keys} rows, the unit of submission, storage
// and acknowledgement. FORMAT: docs/formats/chunk.md, byte-exact. All integers little-endian:
//
//   offset  size  content
//        0     8  "IEUMCHK1"
//        8    16  submission id, random
//       24     4  sequence number in the submission, from 0
//       28     4  row count n, 1 to kMaxRowsPerChunk; in a store also 0, once all were removed
//       32     4  bytes per encoding b
//       36     4  blocking keys per row k, 0 to kMaxBlockingKeys
//       40    32  SHA-256 digest of the encoding profile
//       72  16 n  serials
//  72+16 n   b n  encodings, row by row
//         …  8kn  blocking keys, row by row; 0 is none
//      end     4  CRC32C of everything before
#ifndef IEUM_CORE_FORMAT_CHUNK_H_
#define IEUM_CORE_FORMAT_CHUNK_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/bits/encoding_layout.h"

namespace ieum::core {

// A holder's random name for one of its rows in one project.
using Serial = std::array<std::byte, 16>;
using SubmissionId = std::array<std::byte, 16>;

inline constexpr uint32_t kMaxRowsPerChunk = 65'536;
inline constexpr uint32_t kDefaultRowsPerChunk = 4'096;
// Largest chunk accepted, in bytes; below the message limit of the server.
inline constexpr int64_t kMaxChunkBytes = int64_t{3} << 20;
inline constexpr size_t kChunkHeaderBytes = 72;

// A parsed chunk; views into the bytes it was parsed from, which must outlive it.
struct ChunkView {
  SubmissionId submission_id;
  uint32_t sequence;
  uint32_t row_count;
  uint32_t row_bytes;
  Sha256Digest profile_digest;
  std::span<const Serial> serials;  // [row_count]
  ByteView encodings;               // [row_count, row_bytes]
  uint32_t blocking_keys_per_row;
  ByteView blocking_keys;  // [row_count, blocking_keys_per_row] little-endian 64-bit keys; 0: none
};

// Checks magic, sizes and CRC32C. INVALID_ARGUMENT: not a chunk, a size outside the limits, or
// bytes missing or left over. DATA_LOSS: the checksum does not fit (damaged on the way).
// least_rows: 0 for a chunk whose rows may all have been removed.
absl::StatusOr<ChunkView> ParseChunk(ByteView bytes, uint32_t least_rows = 1);

// serials: [n], encodings: [n, layout.row_bytes()], blocking_keys: [n, k], empty for k = 0.
// REQUIRES: sizes fit, 1 <= n <= kMaxRowsPerChunk, k <= kMaxBlockingKeys.
Bytes SerializeChunk(const SubmissionId& submission_id, uint32_t sequence,
                     const Sha256Digest& profile_digest, std::span<const Serial> serials,
                     ByteView encodings, std::span<const uint64_t> blocking_keys);

// The chunk under its number in the submission, without the rows that are marked. removed:
// [chunk.row_count].
Bytes ChunkWithout(const ChunkView& chunk, uint32_t sequence, const std::vector<bool>& removed);

// Rows that keep a chunk of this layout, with so many blocking keys for each row, within
// kMaxChunkBytes, at most kDefaultRowsPerChunk.
uint32_t RowsPerChunk(const EncodingLayout& layout, int blocking_key_count);

// Digest of a submission: SHA-256("ieum submission v1" ‖ SHA-256(chunk 0) ‖ SHA-256(chunk 1) ‖ …),
// which both sides can print and compare. One thread at a time.
class SubmissionDigest final {
 public:
  SubmissionDigest();
  void AddChunk(const Sha256Digest& chunk_digest);
  Sha256Digest Finish();

 private:
  Sha256Stream stream_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_FORMAT_CHUNK_H_
