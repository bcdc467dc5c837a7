#include "ieum/core/payload/payload_words.h"

#include "absl/strings/str_format.h"
#include "ieum/core/payload/payload_value.h"

namespace ieum::core {
namespace {

std::string Bound(const ValueType& type, int64_t number) {
  std::string text;
  PayloadValue value;
  value.number = number;
  AppendValueText(type, value, text);
  return text;
}

}  // namespace

std::string DescribeType(const ValueType& type) {
  std::string text(ValueKindName(type.kind));
  switch (type.kind) {
    case ValueKind::kDecimal:
      return absl::StrFormat("%s, %d places", text, type.places);
    case ValueKind::kCategory:
      return absl::StrFormat("%s, %d codes", text, type.codes.size());
    case ValueKind::kDate:
      return type.unit == DateUnit::kDay ? text : std::string(DateUnitName(type.unit));
    case ValueKind::kText:
    case ValueKind::kToken:
      return absl::StrFormat("%s, %d bytes", text, type.byte_count);
    default:
      return text;
  }
}

std::string DescribeTransform(const TransformSpec& transform, const ValueType& type) {
  const std::string name(TransformKindName(transform.kind));
  switch (transform.kind) {
    case TransformKind::kRound:
      return name + " to " + Bound(type, transform.step);
    case TransformKind::kTopCode:
    case TransformKind::kBottomCode:
      return name + " at " + Bound(type, transform.limit);
    case TransformKind::kDateTo:
      return name + " " + std::string(DateUnitName(transform.unit));
    case TransformKind::kRegion:
      return name + " " + std::string(RegionLevelName(transform.level));
    case TransformKind::kGroupRare:
      return absl::StrFormat("%s below %d rows into %s", name, transform.minimum_rows,
                             transform.into);
    case TransformKind::kKeyedHash:
      return absl::StrFormat("%s of %d bytes", name, transform.byte_count);
    case TransformKind::kNoise:
      return absl::StrFormat("%s %s, scale %s, bound %s", name,
                             NoiseDistributionName(transform.distribution),
                             Bound(type, transform.scale), Bound(type, transform.bound));
  }
  return name;
}

}  // namespace ieum::core
