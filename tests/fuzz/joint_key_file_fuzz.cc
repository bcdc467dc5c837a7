// A joint key file that reads to its end is written again as the same bytes. Tried as it is, and
// with count and digest set right, so that mutations reach what lies behind them.
#include <algorithm>
#include <cstring>

#include "fuzz/memory_file.h"
#include "ieum/core/jointkey/joint_key_file.h"

namespace {

using namespace ieum::core;  // NOLINT: a test program of a few functions

void Check(ByteView bytes) {
  const ieum::testing::MemoryFile file(bytes);
  const auto reader = JointKeyFileReader::Open(file.path());
  if (!reader.ok()) return;
  const JointKeyFileHeader& header = (*reader)->header();
  IEUM_CHECK(JointKeyFileBytes(header) == bytes.size());
  Bytes again;
  JointKeyFileWriter writer([&again](ByteView some) {
    again.insert(again.end(), some.begin(), some.end());
    return absl::OkStatus();
  });
  IEUM_CHECK(writer.Begin(header).ok());
  while (true) {
    const auto rows = (*reader)->Next();
    if (!rows.ok()) return;
    if (rows->empty()) break;
    IEUM_CHECK(writer.Append(*rows).ok());
  }
  IEUM_CHECK(writer.Finish().ok());
  IEUM_CHECK(AsText(again) == AsText(bytes));
}

// Sets row count and digest to what the rest wants.
void Mend(Bytes& bytes) {
  constexpr size_t kCountPlace = 16;
  constexpr size_t kFixedBytes = 24;
  constexpr size_t kDigestBytes = 32;
  if (bytes.size() < kFixedBytes + 2 + kDigestBytes) return;
  const size_t holder = kFixedBytes + 1 + static_cast<size_t>(bytes[kFixedBytes]);
  if (holder >= bytes.size()) return;
  const size_t rows = holder + 1 + static_cast<size_t>(bytes[holder]);
  if (rows + kDigestBytes > bytes.size()) return;
  const uint64_t count = (bytes.size() - kDigestBytes - rows) / 32;
  bytes.resize(rows + static_cast<size_t>(count) * 32 + kDigestBytes);
  std::memcpy(bytes.data() + kCountPlace, &count, sizeof(count));
  const Sha256Digest digest = Sha256(ByteView(bytes).first(bytes.size() - kDigestBytes));
  std::copy(digest.begin(), digest.end(), bytes.end() - kDigestBytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ByteView bytes = std::as_bytes(std::span(data, size));
  Check(bytes);
  Bytes mended(bytes.begin(), bytes.end());
  Mend(mended);
  Check(mended);
  return 0;
}
