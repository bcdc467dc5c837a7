// A payload file that reads to its end is written again as the same bytes. Tried as it is, and with
// all checksums set right, so that mutations reach what lies behind them.
#include <algorithm>
#include <cstring>
#include <vector>

#include "fuzz/memory_file.h"
#include "ieum/core/payload/payload_chunk.h"
#include "ieum/core/payload/payload_file.h"

namespace {

using namespace ieum::core;  // NOLINT: a test program of a few functions

void Check(ByteView bytes) {
  const ieum::testing::MemoryFile file(bytes);
  const auto reader = PayloadFileReader::Open(file.path());
  if (!reader.ok()) return;
  const PayloadSchema& schema = (*reader)->header().schema;
  uint64_t rows = 0;
  while (true) {
    const absl::StatusOr<const PayloadChunk*> chunk = (*reader)->Next();
    if (!chunk.ok()) return;
    if (*chunk == nullptr) break;
    PayloadChunkBuilder builder(schema);
    std::vector<PayloadValue> row(schema.columns.size());
    for (uint32_t r = 0; r < (*chunk)->row_count(); ++r) {
      for (size_t c = 0; c < row.size(); ++c) {
        row[c] = (*chunk)->column(c)[r];
        std::string text;
        AppendValueText(schema.columns[c].sent_type, row[c], text);
        IEUM_CHECK(row[c].missing == text.empty());
      }
      IEUM_CHECK(builder.Append((*chunk)->serials()[r], row));
    }
    const Bytes again = builder.Serialize((*chunk)->sequence());
    IEUM_CHECK(std::search(bytes.begin(), bytes.end(), again.begin(), again.end()) != bytes.end());
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
  constexpr size_t kTrailerBytes = 52;
  if (bytes.size() < 16 + kTrailerBytes) return;
  const size_t header_end = LoadLittleEndian<uint32_t>(bytes, 8);
  const size_t trailer = bytes.size() - kTrailerBytes;
  if (header_end < 64 || header_end > trailer) return;
  Mend(bytes, 0, header_end);
  Sha256Stream digest;
  digest.Update(AsBytes("ieum payload v1"));
  digest.Update(Sha256(ByteView(bytes).first(header_end)));
  for (size_t offset = header_end; offset + 4 <= trailer;) {
    const size_t length = LoadLittleEndian<uint32_t>(bytes, offset);
    offset += 4;
    if (length < 4 || length > trailer - offset) break;
    Mend(bytes, offset, offset + length);
    digest.Update(Sha256(ByteView(bytes).subspan(offset, length)));
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
