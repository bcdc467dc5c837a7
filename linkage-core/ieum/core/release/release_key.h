// Release keys: the pseudonym that a joined person gets in one release for one recipient. Who holds
// two releases, or a release and joint keys, cannot relate them without the secret.
#ifndef IEUM_CORE_RELEASE_RELEASE_KEY_H_
#define IEUM_CORE_RELEASE_RELEASE_KEY_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "ieum/core/base/hmac.h"
#include "ieum/core/base/secret.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/jointkey/joint_key.h"

namespace ieum::core {

// Which release it is: no two of a project have the same recipient and number.
struct ReleaseName {
  ProjectId project;
  InstitutionId recipient;
  uint64_t number;  // from 1

  friend bool operator==(const ReleaseName&, const ReleaseName&) = default;
};

// 128 bits. A type of its own: a joint key where a release key belongs does not compile. Immutable.
class ReleaseKey final {
 public:
  ReleaseKey() = default;
  explicit ReleaseKey(const std::array<std::byte, 16>& bytes) : bytes_(bytes) {}

  // Big-endian.
  const std::array<std::byte, 16>& bytes() const { return bytes_; }
  // 28 characters with two check characters, as docs/formats/joint-key.md has them.
  std::string ToString() const { return JointKey(bytes_).ToString(); }
  friend auto operator<=>(const ReleaseKey&, const ReleaseKey&) = default;

 private:
  std::array<std::byte, 16> bytes_{};
};

// How long a person keeps its release key.
enum class ReleaseKeyLife {
  kOneRelease,  // another key in every other release
  kTimeSeries,  // one key in all releases of the project for this recipient that have this life
};

// Release secret = HKDF-SHA-256(secret of the project's releases, salt = project id,
//                               info = "ieum/v1/release " ‖ recipient ‖ " " ‖ number in decimal),
// or of a time series info = "ieum/v1/time-series " ‖ recipient,
// release key = HMAC-SHA-256(release secret, joint key)[0..15]. Immutable, share freely.
class ReleaseKeyDeriver final {
 public:
  // INVALID_ARGUMENT if the secret is not 32 bytes or the number is 0.
  static absl::StatusOr<ReleaseKeyDeriver> Create(const SecretBytes& secret,
                                                  const ReleaseName& name, ReleaseKeyLife life);
  ReleaseKey Derive(const JointKey& key) const;

 private:
  explicit ReleaseKeyDeriver(HmacSha256 hmac) : hmac_(std::move(hmac)) {}
  HmacSha256 hmac_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_RELEASE_RELEASE_KEY_H_
