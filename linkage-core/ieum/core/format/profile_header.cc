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

struct WeightedSegments {
  std::vector<Segment> segments;
  std::vector<int> weights;
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
    if (segment.size() != 3) {
      return InvalidArgument("'segments[%d]' has a member besides name, bits and weight",
                             result.segments.size());
    }
    result.segments.push_back({.name = std::move(name), .bit_count = bits});
    result.weights.push_back(weight);
  }
  return result;
}

}  // namespace

absl::StatusOr<ProfileHeader> ReadProfileHeader(std::string_view json) {
  IEUM_ASSIGN_OR_RETURN(std::string canonical, CanonicalJson(json));
  const Json profile = Json::parse(canonical, nullptr, false);
  if (!profile.is_object()) return InvalidArgument("a profile is a JSON object; this is not one");

  IEUM_ASSIGN_OR_RETURN(std::string name, StringMember(profile, "profile", ""));
  IEUM_RETURN_IF_ERROR(WithContext(StrongId<ProfileTag>::Parse(name).status(), "'profile'"));
  IEUM_RETURN_IF_ERROR(IntegerMember(profile, "version", "", 1, kMaxVersion).status());
  IEUM_ASSIGN_OR_RETURN(const int threshold,
                        IntegerMember(profile, "threshold", "", 1, kMaxThresholdBasisPoints));
  IEUM_ASSIGN_OR_RETURN(std::string hardening, StringMember(profile, "hardening", ""));
  if (hardening != "none") {
    return InvalidArgument("'hardening' is unknown to this software; there is only \"none\"");
  }
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
                       .hardening = std::move(hardening)};
}

}  // namespace ieum::core
