// Covers of bundles that are accepted are written again as the same bytes; no sizes in them can
// lead to a read outside a part.
#include "ieum/core/base/status.h"
#include "ieum/core/bundle/bundle_cover.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using ieum::core::AsText;
  const ieum::core::ByteView bytes = std::as_bytes(std::span(data, size));
  const auto cover = ieum::core::ParseBundleCover(bytes);
  if (!cover.ok()) return 0;
  IEUM_CHECK(AsText(ieum::core::SerializeBundleCover(*cover)) == AsText(bytes));
  uint64_t sealed_bytes = 0;
  for (const ieum::core::BundlePart& part : cover->parts) {
    IEUM_CHECK(part.size_bytes > ieum::core::kBundlePartHeaderBytes);
    sealed_bytes += part.size_bytes - ieum::core::kBundlePartHeaderBytes;
  }
  IEUM_CHECK(sealed_bytes > cover->content_bytes);
  return 0;
}
