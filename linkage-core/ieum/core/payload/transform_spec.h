// What a schema declares to be done with a column before it leaves the holder ("transforms"), and
// what type its values have afterwards. Doing it: column_transform.h.
#ifndef IEUM_CORE_PAYLOAD_TRANSFORM_SPEC_H_
#define IEUM_CORE_PAYLOAD_TRANSFORM_SPEC_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ieum/core/payload/value_type.h"

namespace ieum::core {

enum class TransformKind {
  kRound,       // "round": to a multiple of `step`, halves away from zero
  kTopCode,     // "top_code": what is above `limit` becomes `limit`
  kBottomCode,  // "bottom_code": what is below `limit` becomes `limit`
  kDateTo,      // "date_to": the month, quarter or year
  kRegion,      // "region": the first digits of an administrative code
  kGroupRare,   // "group_rare": codes of fewer than minimum_rows rows become `into`
  kKeyedHash,   // "keyed_hash": the first bytes of an HMAC-SHA-256
  kNoise,       // "noise": a random number is added
};
std::string_view TransformKindName(TransformKind kind);
std::optional<TransformKind> TransformKindOf(std::string_view name);

// Codes of Korean regions (법정동코드) have 10 digits, of which the first five name the city,
// county or district and the first two the province.
enum class RegionLevel { kSigungu, kSido };
std::string_view RegionLevelName(RegionLevel level);  // "sigungu", "sido"
std::optional<RegionLevel> RegionLevelOf(std::string_view name);

enum class NoiseDistribution {
  kLaplace,  // P(x) ~ exp(-|x| / scale)
  kNormal,   // P(x) ~ exp(-x² / (2 scale²))
};
std::string_view NoiseDistributionName(NoiseDistribution distribution);
std::optional<NoiseDistribution> NoiseDistributionOf(std::string_view name);

struct TransformSpec {
  // The scale of noise in units of the column's last place, at most.
  static constexpr int64_t kMaxNoiseScale = 1'000'000;
  // The bound of noise, in scales, at least: a nearer one would cut off much of the distribution.
  static constexpr int64_t kMaxNoiseBoundScales = 64;

  TransformKind kind = TransformKind::kRound;
  int64_t step = 0;                                              // kRound, in units of the column
  int64_t limit = 0;                                             // kTopCode, kBottomCode
  DateUnit unit = DateUnit::kMonth;                              // kDateTo
  RegionLevel level = RegionLevel::kSigungu;                     // kRegion
  int64_t minimum_rows = 0;                                      // kGroupRare
  std::string into;                                              // kGroupRare: a code
  int byte_count = 0;                                            // kKeyedHash
  NoiseDistribution distribution = NoiseDistribution::kLaplace;  // kNoise
  int64_t scale = 0;                                             // kNoise, in units
  int64_t bound = 0;  // kNoise: no more than this, in units; bound >= scale

  bool needs_key() const {
    return kind == TransformKind::kKeyedHash || kind == TransformKind::kNoise;
  }
};

// The type of values of `type` after the transform. INVALID_ARGUMENT says why it is none for them.
absl::StatusOr<ValueType> TypeAfter(const TransformSpec& transform, const ValueType& type);

}  // namespace ieum::core

#endif  // IEUM_CORE_PAYLOAD_TRANSFORM_SPEC_H_
