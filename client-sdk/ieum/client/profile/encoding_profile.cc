#include "ieum/client/profile/encoding_profile.h"

#include <unicode/uchar.h>
#include <unicode/uversion.h>

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "ieum/client/profile/field_reader.h"
#include "ieum/client/profile/preset_rules.h"
#include "ieum/core/base/status.h"
#include "ieum/core/format/member_reader.h"

namespace ieum::client {
namespace {

using core::InvalidArgument;
using Json = nlohmann::json;
using Reader = core::MemberReader<Json>;

std::string MajorAndMinor(const UVersionInfo& version) {
  return absl::StrFormat("%d.%d", version[0], version[1]);
}

// Both holders must normalise alike, and normalisation follows Unicode and ICU's tables.
absl::Status RequireOurs(const Reader& profile, const char* member, const std::string& ours) {
  if (!profile.Has(member)) {
    return InvalidArgument("member '%s' is missing; here it is %s", member, ours);
  }
  const Json& value = profile[member];
  if (value.is_string() && value.get<std::string>() == ours) return absl::OkStatus();
  return InvalidArgument(
      "'%s' is not \"%s\", the version of this software; all holders of a project need software of "
      "the version that the profile names",
      member, ours);
}

absl::Status RequireEverySegmentUsed(const core::EncodingLayout& layout,
                                     const std::vector<FieldSpec>& fields) {
  std::set<int> used;
  for (const FieldSpec& field : fields) used.insert(field.segment);
  for (int s = 0; s < layout.segment_count(); ++s) {
    if (used.contains(s)) continue;
    return InvalidArgument("no field uses segment '%s'; remove it or give it a field",
                           layout.segments()[static_cast<size_t>(s)].name);
  }
  return absl::OkStatus();
}

}  // namespace

std::string OurUnicodeVersion() {
  UVersionInfo version;
  u_getUnicodeVersion(version);
  return MajorAndMinor(version);
}

std::string OurIcuVersion() {
  UVersionInfo version;
  u_getVersion(version);
  return MajorAndMinor(version);
}

absl::StatusOr<EncodingProfile> EncodingProfile::FromJson(std::string_view json) {
  IEUM_ASSIGN_OR_RETURN(core::ProfileHeader header, core::ReadProfileHeader(json));
  const Json profile = Json::parse(header.canonical_json, nullptr, false);
  const Reader reader(profile, "");
  IEUM_RETURN_IF_ERROR(reader.RequireKnownMembers(kProfileMembers));
  IEUM_RETURN_IF_ERROR(RequireOurs(reader, "unicode", OurUnicodeVersion()));
  IEUM_RETURN_IF_ERROR(RequireOurs(reader, "icu", OurIcuVersion()));
  IEUM_ASSIGN_OR_RETURN(std::vector<FieldSpec> fields, ReadFields(header));
  IEUM_RETURN_IF_ERROR(RequireEverySegmentUsed(header.layout, fields));
  IEUM_ASSIGN_OR_RETURN(std::vector<BlockingKeySpec> keys, ReadBlockingKeys(header, fields));
  IEUM_ASSIGN_OR_RETURN(const bool allow_partial_ci, reader.Flag("allow_partial_ci"));
  EncodingProfile result{.header = std::move(header),
                         .fields = std::move(fields),
                         .blocking_keys = std::move(keys),
                         .allow_partial_ci = allow_partial_ci};
  IEUM_RETURN_IF_ERROR(CheckPresetRules(result));
  return result;
}

}  // namespace ieum::client
