// A submission file that reads to its end holds what its trailer counts. Tried as it is, and with
// all checksums set right, so that mutations reach what lies behind them.
#include <algorithm>
#include <cstring>

#include "fuzz/memory_file.h"
#include "ieum/core/format/submission_file.h"

namespace {

using namespace ieum::core;  // NOLINT: a test program of a few functions

void Check(ByteView bytes) {
  const ieum::testing::MemoryFile file(bytes);
  const auto reader = SubmissionFileReader::Open(file.path());
  if (!reader.ok()) return;
  IEUM_CHECK((*reader)->trailer().row_count <= bytes.size());
  uint64_t rows = 0;
  uint32_t chunks = 0;
  SubmissionDigest digest;
  while (true) {
    const absl::StatusOr<std::optional<ByteView>> chunk = (*reader)->Next();
    if (!chunk.ok()) return;
    if (!chunk->has_value()) break;
    const absl::StatusOr<ChunkView> view = ParseChunk(**chunk);
    IEUM_CHECK(view.ok() && view->sequence == chunks);
    IEUM_CHECK(view->row_bytes == (*reader)->header().row_bytes);
    IEUM_CHECK(view->blocking_keys_per_row == (*reader)->header().blocking_keys_per_row);
    digest.AddChunk(Sha256(**chunk));
    rows += view->row_count;
    ++chunks;
  }
  IEUM_CHECK(rows == (*reader)->trailer().row_count);
  IEUM_CHECK(chunks == (*reader)->trailer().chunk_count);
  IEUM_CHECK(digest.Finish() == (*reader)->trailer().submission_digest);
}

// Sets the CRC32C in the last four bytes of bytes[begin, end) right.
void Mend(Bytes& bytes, size_t begin, size_t end) {
  const uint32_t checksum = Crc32c(ByteView(bytes).subspan(begin, end - 4 - begin));
  std::memcpy(bytes.data() + end - 4, &checksum, sizeof(checksum));
}

// Follows the lengths as a reader would, and mends every checksum and the digest on the way.
void MendAll(Bytes& bytes) {
  constexpr size_t kTrailerBytes = 52;
  if (bytes.size() < 10 + kTrailerBytes) return;
  const size_t header_end = size_t{10} + LoadLittleEndian<uint16_t>(bytes, 8) + 92;
  const size_t trailer = bytes.size() - kTrailerBytes;
  if (header_end > trailer) return;
  Mend(bytes, 0, header_end);
  SubmissionDigest digest;
  for (size_t offset = header_end; offset + 4 <= trailer;) {
    const size_t length = LoadLittleEndian<uint32_t>(bytes, offset);
    offset += 4;
    if (length < 4 || length > trailer - offset) break;
    Mend(bytes, offset, offset + length);
    digest.AddChunk(Sha256(ByteView(bytes).subspan(offset, length)));
    offset += length;
  }
  const Sha256Digest mended = digest.Finish();
  std::copy(mended.begin(), mended.end(), bytes.end() - 36);
  Mend(bytes, trailer, bytes.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ByteView bytes = std::as_bytes(std::span(data, size));
  Check(bytes);
  Bytes mended(bytes.begin(), bytes.end());
  MendAll(mended);
  Check(mended);
  return 0;
}
