#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "ieum/core/payload/payload_schema.h"
#include "ieum/core/payload/schema_reader.h"

namespace ieum::core {
namespace {

using Json = nlohmann::json;
using Reader = MemberReader<Json>;

template <typename Enum, size_t n>
std::string Words(std::string_view (*name_of)(Enum), const Enum (&all)[n]) {
  std::string words;
  for (const Enum each : all) {
    if (!words.empty()) words += ", ";
    words += name_of(each);
  }
  return words;
}

template <typename Enum, size_t n>
absl::StatusOr<Enum> ReadWord(const Reader& reader, const char* member,
                              std::optional<Enum> (*value_of)(std::string_view),
                              std::string_view (*name_of)(Enum), const Enum (&all)[n]) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, reader.Text(member));
  const std::optional<Enum> value = value_of(text);
  if (value.has_value()) return *value;
  return InvalidArgument("'%s' is unknown to this software; want one of: %s", reader.Name(member),
                         Words(name_of, all));
}

constexpr TransformKind kAllTransforms[] = {TransformKind::kRound,      TransformKind::kTopCode,
                                            TransformKind::kBottomCode, TransformKind::kDateTo,
                                            TransformKind::kRegion,     TransformKind::kGroupRare,
                                            TransformKind::kKeyedHash,  TransformKind::kNoise};
constexpr DateUnit kAllUnits[] = {DateUnit::kMonth, DateUnit::kQuarter, DateUnit::kYear};
constexpr RegionLevel kAllLevels[] = {RegionLevel::kSigungu, RegionLevel::kSido};
constexpr NoiseDistribution kAllDistributions[] = {NoiseDistribution::kLaplace,
                                                   NoiseDistribution::kNormal};

std::span<const std::string_view> MembersOf(TransformKind kind) {
  static constexpr std::string_view kRound[] = {"transform", "to"};
  static constexpr std::string_view kCode[] = {"transform", "at"};
  static constexpr std::string_view kDate[] = {"transform", "unit"};
  static constexpr std::string_view kRegion[] = {"transform", "level"};
  static constexpr std::string_view kRare[] = {"transform", "minimum_rows", "into"};
  static constexpr std::string_view kHash[] = {"transform", "bytes"};
  static constexpr std::string_view kNoise[] = {"transform", "distribution", "scale", "bound"};
  switch (kind) {
    case TransformKind::kRound:
      return kRound;
    case TransformKind::kTopCode:
    case TransformKind::kBottomCode:
      return kCode;
    case TransformKind::kDateTo:
      return kDate;
    case TransformKind::kRegion:
      return kRegion;
    case TransformKind::kGroupRare:
      return kRare;
    case TransformKind::kKeyedHash:
      return kHash;
    case TransformKind::kNoise:
      return kNoise;
  }
  return {};
}

absl::Status ReadNoise(const Reader& reader, const ValueType& type, TransformSpec& transform) {
  IEUM_ASSIGN_OR_RETURN(transform.distribution,
                        ReadWord(reader, "distribution", &NoiseDistributionOf,
                                 &NoiseDistributionName, kAllDistributions));
  IEUM_ASSIGN_OR_RETURN(transform.scale, ReadBound(reader, "scale", type));
  IEUM_ASSIGN_OR_RETURN(transform.bound, ReadBound(reader, "bound", type));
  if (transform.scale < 1 || transform.scale > TransformSpec::kMaxNoiseScale) {
    return InvalidArgument("'%s' is not 1 to %d units of the column's last place; %s",
                           reader.Name("scale"), TransformSpec::kMaxNoiseScale,
                           "declare fewer places");
  }
  if (transform.bound < transform.scale ||
      transform.bound > TransformSpec::kMaxNoiseBoundScales * transform.scale) {
    return InvalidArgument("'%s' is not 1 to %d times the scale", reader.Name("bound"),
                           TransformSpec::kMaxNoiseBoundScales);
  }
  return absl::OkStatus();
}

absl::StatusOr<TransformSpec> ReadTransform(const Reader& reader, const ValueType& type) {
  IEUM_RETURN_IF_ERROR(reader.RequireObject());
  TransformSpec transform;
  IEUM_ASSIGN_OR_RETURN(transform.kind, ReadWord(reader, "transform", &TransformKindOf,
                                                 &TransformKindName, kAllTransforms));
  IEUM_RETURN_IF_ERROR(reader.RequireKnownMembers(MembersOf(transform.kind)));
  switch (transform.kind) {
    case TransformKind::kRound: {
      if (!type.is_number()) break;
      IEUM_ASSIGN_OR_RETURN(transform.step, ReadBound(reader, "to", type));
      if (transform.step < 1) {
        return InvalidArgument("'%s' is not a positive number", reader.Name("to"));
      }
      break;
    }
    case TransformKind::kTopCode:
    case TransformKind::kBottomCode: {
      if (!type.is_ordered()) break;
      IEUM_ASSIGN_OR_RETURN(transform.limit, ReadBound(reader, "at", type));
      break;
    }
    case TransformKind::kDateTo: {
      IEUM_ASSIGN_OR_RETURN(transform.unit,
                            ReadWord(reader, "unit", &DateUnitOf, &DateUnitName, kAllUnits));
      break;
    }
    case TransformKind::kRegion: {
      IEUM_ASSIGN_OR_RETURN(
          transform.level, ReadWord(reader, "level", &RegionLevelOf, &RegionLevelName, kAllLevels));
      break;
    }
    case TransformKind::kGroupRare: {
      IEUM_ASSIGN_OR_RETURN(transform.minimum_rows, reader.Integer("minimum_rows", 2, 1'000'000));
      IEUM_ASSIGN_OR_RETURN(transform.into,
                            ReadPlainText(reader, "into", 1, ValueType::kMaxCodeBytes));
      break;
    }
    case TransformKind::kKeyedHash: {
      IEUM_ASSIGN_OR_RETURN(transform.byte_count,
                            reader.Integer("bytes", 8, ValueType::kMaxTokenBytes));
      break;
    }
    case TransformKind::kNoise:
      if (type.is_number()) IEUM_RETURN_IF_ERROR(ReadNoise(reader, type, transform));
      break;
  }
  return transform;
}

}  // namespace

template <typename AnyJson>
absl::StatusOr<std::vector<TransformSpec>> ReadTransforms(const MemberReader<AnyJson>& column,
                                                          ValueType& type) {
  std::vector<TransformSpec> transforms;
  if (!column.Has("transforms")) return transforms;
  const Json& list = column["transforms"];
  if (!list.is_array() || list.empty() || list.size() > PayloadSchema::kMaxTransforms) {
    return InvalidArgument("'%s' is not an array of 1 to %d transforms", column.Name("transforms"),
                           PayloadSchema::kMaxTransforms);
  }
  for (const Json& each : list) {
    const std::string where =
        absl::StrFormat("%s[%d]", column.Name("transforms"), transforms.size());
    IEUM_ASSIGN_OR_RETURN(TransformSpec transform,
                          ReadTransform(Reader(each, where, "the schema"), type));
    absl::StatusOr<ValueType> after = TypeAfter(transform, type);
    if (!after.ok()) return WithContext(after.status(), where);
    for (const TransformSpec& before : transforms) {
      if (before.kind != transform.kind) continue;
      return InvalidArgument("'%s' is a second '%s' of one column; keep one of them", where,
                             TransformKindName(transform.kind));
    }
    type = *std::move(after);
    transforms.push_back(std::move(transform));
  }
  return transforms;
}

template absl::StatusOr<std::vector<TransformSpec>> ReadTransforms(const Reader& column,
                                                                   ValueType& type);

}  // namespace ieum::core
