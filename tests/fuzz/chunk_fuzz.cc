// A chunk that parses is exactly what serialising its parts gives. Tried as it is, and with its
// checksum set right, so that mutations reach what lies behind the checksum.
#include "ieum/core/base/status.h"
#include "ieum/core/format/chunk.h"

namespace {

using namespace ieum::core;  // NOLINT: a test program of one function

void Check(ByteView bytes) {
  const absl::StatusOr<ChunkView> chunk = ParseChunk(bytes);
  if (!chunk.ok()) return;
  IEUM_CHECK(chunk->serials.size() == chunk->row_count);
  IEUM_CHECK(chunk->encodings.size() == size_t{chunk->row_count} * chunk->row_bytes);
  std::vector<uint64_t> keys(size_t{chunk->row_count} * chunk->blocking_keys_per_row);
  IEUM_CHECK(chunk->blocking_keys.size() == keys.size() * sizeof(uint64_t));
  for (size_t i = 0; i < keys.size(); ++i) {
    keys[i] = LoadLittleEndian<uint64_t>(chunk->blocking_keys, i * sizeof(uint64_t));
  }
  const Bytes again = SerializeChunk(chunk->submission_id, chunk->sequence, chunk->profile_digest,
                                     chunk->serials, chunk->encodings, keys);
  IEUM_CHECK(AsText(again) == AsText(bytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ByteView bytes = std::as_bytes(std::span(data, size));
  Check(bytes);
  if (size >= 4) {
    Bytes mended(bytes.begin(), bytes.end() - 4);
    AppendLittleEndian(mended, Crc32c(mended));
    Check(mended);
  }
  return 0;
}
