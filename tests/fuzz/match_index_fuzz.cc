// Parts of the match index that are read are written again as the same bytes. The first byte tells
// which part; each input is tried as it is, and with the checksum set right.
#include <vector>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"
#include "ieum/server/storage/index_codec.h"

namespace {

using ieum::core::Bytes;
using ieum::core::ByteView;

void TryBlock(ByteView bytes) {
  std::vector<ieum::core::IndexEntry> entries;
  const auto ordinal = ieum::server::ParseIndexBlock(bytes, entries);
  if (!ordinal.ok()) {
    IEUM_CHECK(entries.empty());
    return;
  }
  for (size_t i = 1; i < entries.size(); ++i) IEUM_CHECK(entries[i - 1] < entries[i]);
  const Bytes written = ieum::server::SerializeIndexBlock(*ordinal, entries);
  IEUM_CHECK(Bytes(bytes.begin(), bytes.end()) == written);
}

void TryHead(ByteView bytes) {
  const auto head = ieum::server::ParseIndexHead(bytes);
  if (!head.ok()) return;
  const Bytes written = ieum::server::SerializeIndexHead(*head);
  IEUM_CHECK(Bytes(bytes.begin(), bytes.end()) == written);
}

void TryLinks(ByteView bytes) {
  std::vector<ieum::core::ScoredPair> pairs;
  if (!ieum::server::ParseLinks(bytes, pairs).ok()) return;
  const Bytes written = ieum::server::SerializeLinks(pairs);
  IEUM_CHECK(Bytes(bytes.begin(), bytes.end()) == written);
}

void Try(int part, ByteView bytes) {
  if (part == 0) TryBlock(bytes);
  if (part == 1) TryHead(bytes);
  if (part == 2) TryLinks(bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1 + sizeof(uint32_t)) return 0;
  const ByteView bytes = std::as_bytes(std::span(data + 1, size - 1));
  Try(data[0] % 3, bytes);
  Bytes right(bytes.begin(), bytes.end() - sizeof(uint32_t));
  ieum::core::AppendLittleEndian(right, ieum::core::Crc32c(right));
  Try(data[0] % 3, right);
  return 0;
}
