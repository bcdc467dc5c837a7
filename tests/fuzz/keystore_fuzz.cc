// A keystore that is read is written again as the same bytes. Each input is tried as it is, and
// with the checksum set right.
#include <algorithm>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"
#include "ieum/server/keystore/keystore_file.h"

namespace {

using ieum::core::Bytes;
using ieum::core::ByteView;

void Try(ByteView bytes) {
  const auto content = ieum::server::ParseKeystore(bytes);
  if (!content.ok()) return;
  IEUM_CHECK(content->root.bytes.size() <= ieum::server::kMaxRootParameterBytes);
  const Bytes written = ieum::server::SerializeKeystore(*content);
  IEUM_CHECK(std::equal(written.begin(), written.end(), bytes.begin(), bytes.end()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ByteView bytes = std::as_bytes(std::span(data, size));
  Try(bytes);
  constexpr size_t kDigestBytes = std::tuple_size_v<ieum::core::Sha256Digest>;
  if (size < kDigestBytes) return 0;
  Bytes right(bytes.begin(), bytes.end() - kDigestBytes);
  const ieum::core::Sha256Digest digest = ieum::core::Sha256(right);
  right.insert(right.end(), digest.begin(), digest.end());
  Try(right);
  return 0;
}
