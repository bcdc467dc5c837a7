#include "ieum/core/release/release_key.h"

#include <algorithm>

#include "ieum/core/base/hkdf.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr size_t kSecretBytes = 32;

}  // namespace

absl::StatusOr<ReleaseKeyDeriver> ReleaseKeyDeriver::Create(const SecretBytes& secret,
                                                            const ReleaseName& name,
                                                            ReleaseKeyLife life) {
  if (secret.size() != kSecretBytes) {
    return InvalidArgument("a secret of releases has %d bytes; want %d", secret.size(),
                           kSecretBytes);
  }
  if (name.number == 0) return InvalidArgument("releases are numbered from 1");
  // FORMAT: docs/formats/release-file.md.
  const std::string info =
      life == ReleaseKeyLife::kTimeSeries
          ? absl::StrFormat("ieum/v1/time-series %s", name.recipient.value())
          : absl::StrFormat("ieum/v1/release %s %d", name.recipient.value(), name.number);
  const SecretBytes of_release =
      HkdfSha256(secret, AsBytes(name.project.value()), AsBytes(info), kSecretBytes);
  return ReleaseKeyDeriver(HmacSha256(of_release.view()));
}

ReleaseKey ReleaseKeyDeriver::Derive(const JointKey& key) const {
  const Sha256Digest tag = hmac_.Tag(key.bytes());
  std::array<std::byte, 16> bytes;
  std::copy_n(tag.begin(), bytes.size(), bytes.begin());
  return ReleaseKey(bytes);
}

}  // namespace ieum::core
