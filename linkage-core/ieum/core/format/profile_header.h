// What everybody, holder or institution, must know of an encoding profile: its digest and the shape
// and weights of its encodings. The rest of the profile (fields, normalisers, hashing) only holders
// read: ieum/client/profile. FORMAT: docs/formats/profile.md.
#ifndef IEUM_CORE_FORMAT_PROFILE_HEADER_H_
#define IEUM_CORE_FORMAT_PROFILE_HEADER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/bits/encoding_layout.h"

namespace ieum::core {

// Largest profile accepted, in bytes.
inline constexpr int64_t kMaxProfileBytes = int64_t{256} << 10;

// Canonical form of a JSON text: UTF-8, no white space, object members sorted by the bytes of their
// names. INVALID_ARGUMENT if the text is not JSON, is larger than kMaxProfileBytes, nests deeper
// than 16, repeats a member name, or holds a number that is not an integer of at most 53 bits.
absl::StatusOr<std::string> CanonicalJson(std::string_view json);

struct ProfileHeader {
  std::string name;            // "profile": StrongId-like name
  std::string canonical_json;  // the whole profile in canonical form
  Sha256Digest digest;         // SHA-256 of canonical_json
  EncodingLayout layout;       // "segments": [{"name","bits","weight"}]
  std::vector<int> weights;    // [segment_count], 1 to 1000
  int threshold_basis_points;  // "threshold", 1 to 10'000
  std::string hardening;       // "hardening": only "none" so far
};

// INVALID_ARGUMENT names the member that is missing or breaks its rule.
absl::StatusOr<ProfileHeader> ReadProfileHeader(std::string_view json);

}  // namespace ieum::core

#endif  // IEUM_CORE_FORMAT_PROFILE_HEADER_H_
