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
// names. INVALID_ARGUMENT if the text is not JSON, is larger than `limit_bytes`, nests deeper
// than 16, repeats a member name, or holds a number that is not an integer of at most 53 bits.
absl::StatusOr<std::string> CanonicalJson(std::string_view json,
                                          int64_t limit_bytes = kMaxProfileBytes);

// What a profile promises about privacy and quality ("preset"). DESIGN: docs/privacy.md has each
// one's measured quality beside its measured attacks.
enum class Preset {
  kRecord,   // "record": one diffused segment
  kGrouped,  // "grouped": a few hardened segments, overlapping and weak fields together
  kField,    // "field": a hardened segment for each field; only in projects that allow it
  kPlain,    // "plain": nothing is asked; for tests and comparison, never for real persons
};
std::string_view PresetName(Preset preset);

// What is done with a segment's Bloom filter before it leaves the holder ("hardening").
enum class HardeningMethod {
  kNone,
  kDiffusion,  // "diffusion": each bit is the XOR of xor_count secret positions of the filter
  kBalance,    // "balance": the filter and its complement
  kFlip,  // "flip": bits inverted by a secret function of the filter, the same for the same filter
  kXorFold,  // "xor_fold": the two halves of the filter XORed
};

struct SegmentHardening {
  HardeningMethod method = HardeningMethod::kNone;
  int filter_bits = 0;  // bits of the Bloom filter; the segment's bit_count is that of the result
  int xor_count = 0;    // kDiffusion: t, 2 to 16
  int flip_basis_points = 0;  // kFlip: probability that a bit is inverted, 1 to 2'000

  friend bool operator==(const SegmentHardening&, const SegmentHardening&) = default;
};

// Most 64-bit blocking keys a record may carry.
inline constexpr int kMaxBlockingKeys = 16;

struct ProfileHeader {
  std::string name;                          // "profile": StrongId-like name
  std::string canonical_json;                // the whole profile in canonical form
  Sha256Digest digest;                       // SHA-256 of canonical_json
  EncodingLayout layout;                     // "segments": [{"name","bits","weight"}]
  std::vector<int> weights;                  // [segment_count], 1 to 1000
  int threshold_basis_points;                // "threshold", 1 to 10'000
  Preset preset;                             // "preset"
  std::vector<SegmentHardening> hardenings;  // [segment_count], "segments[i].hardening"
  int blocking_key_count;  // 64-bit values beside each encoding: sum over "blocking_keys", 0 to 16
};

// INVALID_ARGUMENT names the member that is missing or breaks its rule.
absl::StatusOr<ProfileHeader> ReadProfileHeader(std::string_view json);

}  // namespace ieum::core

#endif  // IEUM_CORE_FORMAT_PROFILE_HEADER_H_
