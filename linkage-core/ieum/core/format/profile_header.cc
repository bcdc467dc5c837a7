#include "ieum/core/format/profile_header.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/base/strong_id.h"

namespace ieum::core {
namespace {

using Json = nlohmann::json;

constexpr int kMaxWeight = 1000;
constexpr int kMaxThresholdBasisPoints = 10'000;
constexpr int kMaxVersion = 1'000'000;

struct ProfileTag {
  static constexpr char kWhat[] = "profile name";
};

absl::StatusOr<std::string> StringMember(const Json& object, const char* member,
                                         const std::string& where) {
  const auto found = object.find(member);
  if (found == object.end()) return InvalidArgument("member '%s%s' is missing", where, member);
  if (!found->is_string()) return InvalidArgument("'%s%s' is not a string", where, member);
  return found->get<std::string>();
}

absl::StatusOr<int> IntegerMember(const Json& object, const char* member, const std::string& where,
                                  int smallest, int largest) {
  const auto found = object.find(member);
  if (found == object.end()) return InvalidArgument("member '%s%s' is missing", where, member);
  const int64_t value = found->is_number_integer() ? found->get<int64_t>() : int64_t{smallest} - 1;
  if (value < smallest || value > largest) {
    return InvalidArgument("'%s%s' is not an integer from %d to %d", where, member, smallest,
                           largest);
  }
  return static_cast<int>(value);
}

bool IsSegmentName(std::string_view name) {
  return !name.empty() && name.size() <= 63 && name.front() >= 'a' && name.front() <= 'z' &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

template <typename Enum>
struct Word {
  std::string_view text;
  Enum value;
};
constexpr Word<Preset> kPresets[] = {{"record", Preset::kRecord},
                                     {"grouped", Preset::kGrouped},
                                     {"field", Preset::kField},
                                     {"plain", Preset::kPlain}};
constexpr Word<HardeningMethod> kMethods[] = {{"diffusion", HardeningMethod::kDiffusion},
                                              {"balance", HardeningMethod::kBalance},
                                              {"flip", HardeningMethod::kFlip},
                                              {"xor_fold", HardeningMethod::kXorFold}};

template <typename Enum, size_t kCount>
absl::StatusOr<Enum> WordMember(const Json& object, const char* member, const std::string& where,
                                const Word<Enum> (&words)[kCount]) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, StringMember(object, member, where));
  std::string known;
  for (const Word<Enum>& word : words) {
    if (word.text == text) return word.value;
    if (!known.empty()) known += ", ";
    known += word.text;
  }
  return InvalidArgument("'%s%s' is unknown to this software; want one of: %s", where, member,
                         known);
}

// The bits of the filter that hardening makes `segment_bits` of.
absl::StatusOr<SegmentHardening> ReadHardening(const Json& segment, const std::string& where,
                                               int segment_bits) {
  SegmentHardening hardening{.filter_bits = segment_bits};
  const auto found = segment.find("hardening");
  if (found == segment.end()) return hardening;
  if (!found->is_object()) return InvalidArgument("'%shardening' is not an object", where);
  const std::string inside = where + "hardening.";
  size_t member_count = 1;
  IEUM_ASSIGN_OR_RETURN(hardening.method, WordMember(*found, "method", inside, kMethods));
  switch (hardening.method) {
    case HardeningMethod::kDiffusion: {
      member_count = 3;
      IEUM_ASSIGN_OR_RETURN(hardening.filter_bits, IntegerMember(*found, "filter_bits", inside, 64,
                                                                 EncodingLayout::kMaxSegmentBits));
      IEUM_ASSIGN_OR_RETURN(hardening.xor_count, IntegerMember(*found, "xor_count", inside, 2, 16));
      break;
    }
    case HardeningMethod::kFlip: {
      member_count = 2;
      IEUM_ASSIGN_OR_RETURN(hardening.flip_basis_points,
                            IntegerMember(*found, "basis_points", inside, 1, 2000));
      break;
    }
    case HardeningMethod::kBalance:
      hardening.filter_bits = segment_bits / 2;
      break;
    case HardeningMethod::kXorFold:
      hardening.filter_bits = segment_bits * 2;
      break;
    case HardeningMethod::kNone:
      break;
  }
  if (found->size() != member_count) {
    return InvalidArgument(
        "'%shardening' has a member too many; 'diffusion' takes filter_bits and xor_count, 'flip' "
        "takes basis_points, the others nothing",
        where);
  }
  if (hardening.filter_bits % 64 != 0 || hardening.filter_bits > EncodingLayout::kMaxSegmentBits) {
    return InvalidArgument(
        "'%shardening' works on a filter of %d bits; want a multiple of 64 of at most %d", where,
        hardening.filter_bits, EncodingLayout::kMaxSegmentBits);
  }
  return hardening;
}

absl::StatusOr<int> ReadBlockingKeyCount(const Json& profile) {
  const auto found = profile.find("blocking_keys");
  if (found == profile.end()) return 0;
  if (!found->is_array()) return InvalidArgument("'blocking_keys' is not an array");
  int count = 0;
  for (size_t i = 0; i < found->size(); ++i) {
    const std::string where = absl::StrFormat("blocking_keys[%d].", i);
    const Json& key = (*found)[i];
    if (!key.is_object()) return InvalidArgument("'blocking_keys[%d]' is not an object", i);
    int bands = 1;
    if (key.contains("bands")) {
      IEUM_ASSIGN_OR_RETURN(bands, IntegerMember(key, "bands", where, 1, kMaxBlockingKeys));
    }
    count += bands;
    if (count > kMaxBlockingKeys) {
      return InvalidArgument(
          "'blocking_keys' make more than %d values for a record; each shows "
          "which records are equal, so use fewer",
          kMaxBlockingKeys);
    }
  }
  return count;
}

struct WeightedSegments {
  std::vector<Segment> segments;
  std::vector<int> weights;
  std::vector<SegmentHardening> hardenings;
};

absl::StatusOr<WeightedSegments> ReadSegments(const Json& profile) {
  const auto found = profile.find("segments");
  if (found == profile.end()) return InvalidArgument("member 'segments' is missing");
  if (!found->is_array()) return InvalidArgument("'segments' is not an array");
  WeightedSegments result;
  for (const Json& segment : *found) {
    const std::string where = absl::StrFormat("segments[%d].", result.segments.size());
    if (!segment.is_object()) {
      return InvalidArgument("'segments[%d]' is not an object", result.segments.size());
    }
    IEUM_ASSIGN_OR_RETURN(std::string name, StringMember(segment, "name", where));
    if (!IsSegmentName(name)) {
      return InvalidArgument(
          "'%sname' is not a name; want 1 to 63 characters a-z, 0-9 and '_', starting with a "
          "letter",
          where);
    }
    IEUM_ASSIGN_OR_RETURN(
        const int bits, IntegerMember(segment, "bits", where, 64, EncodingLayout::kMaxSegmentBits));
    IEUM_ASSIGN_OR_RETURN(const int weight, IntegerMember(segment, "weight", where, 1, kMaxWeight));
    IEUM_ASSIGN_OR_RETURN(const SegmentHardening hardening, ReadHardening(segment, where, bits));
    if (segment.size() != (segment.contains("hardening") ? 4 : 3)) {
      return InvalidArgument("'segments[%d]' has a member besides name, bits, weight and hardening",
                             result.segments.size());
    }
    result.hardenings.push_back(hardening);
    result.segments.push_back({.name = std::move(name), .bit_count = bits});
    result.weights.push_back(weight);
  }
  return result;
}

}  // namespace

std::string_view PresetName(Preset preset) {
  for (const Word<Preset>& word : kPresets) {
    if (word.value == preset) return word.text;
  }
  return "unknown";
}

absl::StatusOr<ProfileHeader> ReadProfileHeader(std::string_view json) {
  IEUM_ASSIGN_OR_RETURN(std::string canonical, CanonicalJson(json));
  const Json profile = Json::parse(canonical, nullptr, false);
  if (!profile.is_object()) return InvalidArgument("a profile is a JSON object; this is not one");

  IEUM_ASSIGN_OR_RETURN(std::string name, StringMember(profile, "profile", ""));
  IEUM_RETURN_IF_ERROR(WithContext(StrongId<ProfileTag>::Parse(name).status(), "'profile'"));
  IEUM_RETURN_IF_ERROR(IntegerMember(profile, "version", "", 1, kMaxVersion).status());
  IEUM_ASSIGN_OR_RETURN(const int threshold,
                        IntegerMember(profile, "threshold", "", 1, kMaxThresholdBasisPoints));
  IEUM_ASSIGN_OR_RETURN(const Preset preset, WordMember(profile, "preset", "", kPresets));
  IEUM_ASSIGN_OR_RETURN(const int blocking_key_count, ReadBlockingKeyCount(profile));
  IEUM_ASSIGN_OR_RETURN(WeightedSegments weighted, ReadSegments(profile));
  absl::StatusOr<EncodingLayout> layout = EncodingLayout::Create(std::move(weighted.segments));
  if (!layout.ok()) return WithContext(layout.status(), "'segments'");

  const Sha256Digest digest = Sha256(AsBytes(canonical));
  return ProfileHeader{.name = std::move(name),
                       .canonical_json = std::move(canonical),
                       .digest = digest,
                       .layout = *std::move(layout),
                       .weights = std::move(weighted.weights),
                       .threshold_basis_points = threshold,
                       .preset = preset,
                       .hardenings = std::move(weighted.hardenings),
                       .blocking_key_count = blocking_key_count};
}

}  // namespace ieum::core
