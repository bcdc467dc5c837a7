// A release that reads to its end is written again as the same bytes. Tried as it is, and with all
// checksums set right, so that mutations reach what lies behind them.
#include <algorithm>
#include <cstring>
#include <vector>

#include "fuzz/memory_file.h"
#include "ieum/core/release/release_file.h"

namespace {

using namespace ieum::core;  // NOLINT: a test program of a few functions

bool Holds(ByteView bytes, ByteView piece) {
  return std::search(bytes.begin(), bytes.end(), piece.begin(), piece.end()) != bytes.end();
}

void Check(ByteView bytes) {
  const ieum::testing::MemoryFile file(bytes);
  const auto reader = ReleaseFileReader::Open(file.path());
  if (!reader.ok()) return;
  const ReleaseDescription& description = (*reader)->description();
  IEUM_CHECK(Holds(bytes, AsBytes(description.canonical_json)));
  IEUM_CHECK(Holds(bytes, AsBytes(AccountJson(description, (*reader)->trailer().account))));
  uint64_t rows = 0;
  while (true) {
    const absl::StatusOr<const ReleaseChunk*> chunk = (*reader)->Next();
    if (!chunk.ok()) return;
    if (*chunk == nullptr) break;
    ReleaseChunkBuilder builder(description);
    ReleaseRow row;
    row.values.resize(description.columns.size());
    for (uint32_t r = 0; r < (*chunk)->row_count(); ++r) {
      row.key = (*chunk)->keys()[r];
      row.holder_bits = (*chunk)->holder_bits(r);
      row.band = (*chunk)->band(r);
      for (size_t c = 0; c < row.values.size(); ++c) {
        row.values[c] = (*chunk)->column(c)[r];
        std::string text;
        AppendValueText(description.column(c).sent_type, row.values[c], text);
        IEUM_CHECK(row.values[c].missing == text.empty());
      }
      IEUM_CHECK(CheckReleaseRow(description, row).ok());
      IEUM_CHECK(builder.Append(row));
    }
    IEUM_CHECK(Holds(bytes, builder.Serialize((*chunk)->sequence())));
    rows += (*chunk)->row_count();
  }
  IEUM_CHECK(rows == (*reader)->trailer().row_count);
}

// Sets the CRC32C in the last four bytes of bytes[begin, end) right.
void Mend(Bytes& bytes, size_t begin, size_t end) {
  const uint32_t checksum = Crc32c(ByteView(bytes).subspan(begin, end - 4 - begin));
  std::memcpy(bytes.data() + end - 4, &checksum, sizeof(checksum));
}

// Follows the lengths as a reader would, and mends every checksum and digest on the way.
void MendAll(Bytes& bytes) {
  constexpr size_t kEndBytes = 52;
  if (bytes.size() < 16 + 4 + kEndBytes) return;
  const size_t account_bytes = LoadLittleEndian<uint32_t>(bytes, bytes.size() - kEndBytes);
  if (account_bytes > bytes.size() - kEndBytes - 4) return;
  const size_t trailer = bytes.size() - kEndBytes - account_bytes - 4;
  const size_t length = LoadLittleEndian<uint32_t>(bytes, 8);
  if (length > trailer || length + 16 > trailer) return;
  const size_t header_end = length + 16;
  Mend(bytes, 0, header_end);
  // Chunks name the description by its digest.
  const Sha256Digest description = Sha256(ByteView(bytes).subspan(12, length));
  Sha256Stream digest;
  digest.Update(AsBytes("ieum release v1"));
  digest.Update(Sha256(ByteView(bytes).first(header_end)));
  for (size_t offset = header_end; offset + 4 <= trailer;) {
    const size_t size = LoadLittleEndian<uint32_t>(bytes, offset);
    offset += 4;
    if (size < 4 || size > trailer - offset) break;
    if (size > 52) {
      std::copy(description.begin(), description.end(),
                bytes.begin() + static_cast<ptrdiff_t>(offset + 16));
    }
    Mend(bytes, offset, offset + size);
    digest.Update(Sha256(ByteView(bytes).subspan(offset, size)));
    offset += size;
  }
  digest.Update(Sha256(ByteView(bytes).subspan(trailer + 4, account_bytes)));
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
