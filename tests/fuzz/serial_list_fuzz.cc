// A file of joinable serials or of objections that is accepted is written again as the same bytes.
// Tried as it is, and with the digest set right, so that mutations reach what lies behind it.
#include <algorithm>

#include "fuzz/memory_file.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/jointkey/joinable_file.h"
#include "ieum/core/jointkey/objection_file.h"

namespace {

using namespace ieum::core;  // NOLINT: a test program of a few functions

template <typename Read, typename Write>
void CheckAs(ByteView bytes, const Read& read, const Write& write) {
  const ieum::testing::MemoryFile file(bytes);
  const auto source = OpenByteSource(file.path());
  IEUM_CHECK(source.ok());
  const auto list = read(**source, "fuzz");
  if (!list.ok()) return;
  Bytes again;
  IEUM_CHECK(write(*list, [&again](ByteView some) {
               again.insert(again.end(), some.begin(), some.end());
               return absl::OkStatus();
             }).ok());
  IEUM_CHECK(AsText(again) == AsText(bytes));
}

void Check(ByteView bytes) {
  CheckAs(bytes, ReadJoinableFile, WriteJoinableFile);
  CheckAs(bytes, ReadObjectionFile, WriteObjectionFile);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ByteView bytes = std::as_bytes(std::span(data, size));
  Check(bytes);
  Bytes mended(bytes.begin(), bytes.end());
  if (mended.size() < sizeof(Sha256Digest)) return 0;
  const size_t end = mended.size() - sizeof(Sha256Digest);
  const Sha256Digest digest = Sha256(ByteView(mended).first(end));
  std::copy(digest.begin(), digest.end(), mended.begin() + static_cast<ptrdiff_t>(end));
  Check(mended);
  return 0;
}
