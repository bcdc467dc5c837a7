// What is read is written as the same, under the same digest, and no signature makes its reader
// fall over.
#include "ieum/core/base/status.h"
#include "ieum/core/manifest/signed_manifest.h"

using ieum::core::ManifestStanding;
using ieum::core::SignedManifest;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = ieum::core::AsText(std::as_bytes(std::span(data, size)));
  const absl::StatusOr<SignedManifest> manifest = ieum::core::ReadSignedManifest(text);
  if (!manifest.ok()) return 0;
  const std::string written = ieum::core::SignedManifestText(*manifest);
  const absl::StatusOr<SignedManifest> again = ieum::core::ReadSignedManifest(written);
  // A bare manifest near the limit has no room for signatures.
  if (written.size() > ieum::core::kMaxProfileBytes) return 0;
  IEUM_CHECK(again.ok());
  IEUM_CHECK(again->manifest.digest == manifest->manifest.digest);
  IEUM_CHECK(ieum::core::SignedManifestText(*again) == written);
  for (const auto& party : manifest->manifest.parties) {
    IEUM_CHECK(party.country == "KR" || !manifest->manifest.cross_border_basis.empty());
  }
  // Whoever signed, nobody is trusted here.
  const absl::StatusOr<ManifestStanding> standing = ieum::core::CheckSignatures(
      *manifest, "", absl::FromUnixSeconds(1'800'000'000), ieum::core::ValidAt::kNow);
  IEUM_CHECK(standing.ok() == manifest->signatures.empty());
  return 0;
}
