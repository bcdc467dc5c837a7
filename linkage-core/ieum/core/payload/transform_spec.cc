#include "ieum/core/payload/transform_spec.h"

#include <algorithm>
#include <array>
#include <set>

#include "absl/status/statusor.h"
#include "ieum/core/base/status.h"
#include "ieum/core/payload/payload_value.h"

namespace ieum::core {
namespace {

constexpr std::array<std::string_view, 8> kTransformNames = {
    "round", "top_code", "bottom_code", "date_to", "region", "group_rare", "keyed_hash", "noise"};
constexpr std::array<std::string_view, 2> kLevelNames = {"sigungu", "sido"};
constexpr std::array<std::string_view, 2> kDistributionNames = {"laplace", "normal"};

template <typename Enum, size_t n>
std::optional<Enum> Find(const std::array<std::string_view, n>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

absl::Status Unfit(TransformKind kind, std::string_view want) {
  return InvalidArgument("'%s' is for %s", TransformKindName(kind), want);
}

absl::StatusOr<ValueType> RegionType(const TransformSpec& transform, const ValueType& type) {
  const size_t digits = transform.level == RegionLevel::kSigungu ? 5 : 2;
  std::set<std::string> regions;
  for (const CategoryCode& code : type.codes) {
    const bool region =
        (code.code.size() == 10 || code.code.size() == 8 || code.code.size() == 5) &&
        code.code.find_first_not_of("0123456789") == std::string::npos;
    if (!region) {
      return InvalidArgument(
          "'region' is for codes of 5, 8 or 10 digits (법정동코드, 행정동코드), which some code of "
          "the "
          "list is not");
    }
    regions.insert(code.code.substr(0, digits));
  }
  ValueType result;
  result.kind = ValueKind::kCategory;
  for (const std::string& region : regions) result.AddCode({.code = region, .label = {}});
  return result;
}

void ClampRange(ValueType& type, int64_t limit, bool top) {
  std::optional<int64_t>& bound = top ? type.most : type.least;
  if (!bound.has_value() || (top ? limit < *bound : limit > *bound)) bound = limit;
}

}  // namespace

std::string_view TransformKindName(TransformKind kind) {
  return kTransformNames[static_cast<size_t>(kind)];
}
std::optional<TransformKind> TransformKindOf(std::string_view name) {
  return Find<TransformKind>(kTransformNames, name);
}
std::string_view RegionLevelName(RegionLevel level) {
  return kLevelNames[static_cast<size_t>(level)];
}
std::optional<RegionLevel> RegionLevelOf(std::string_view name) {
  return Find<RegionLevel>(kLevelNames, name);
}
std::string_view NoiseDistributionName(NoiseDistribution distribution) {
  return kDistributionNames[static_cast<size_t>(distribution)];
}
std::optional<NoiseDistribution> NoiseDistributionOf(std::string_view name) {
  return Find<NoiseDistribution>(kDistributionNames, name);
}

absl::StatusOr<ValueType> TypeAfter(const TransformSpec& transform, const ValueType& type) {
  ValueType result = type;
  switch (transform.kind) {
    case TransformKind::kRound:
    case TransformKind::kNoise:
      if (!type.is_number()) return Unfit(transform.kind, "integer and decimal columns");
      // Both may carry a value over the edge.
      result.least.reset();
      result.most.reset();
      return result;
    case TransformKind::kTopCode:
    case TransformKind::kBottomCode: {
      const bool top = transform.kind == TransformKind::kTopCode;
      if (!type.is_ordered() || (type.kind == ValueKind::kDate && type.unit != DateUnit::kDay)) {
        return Unfit(transform.kind, "integer, decimal and date columns, before 'date_to'");
      }
      const std::optional<int64_t>& other = top ? type.least : type.most;
      if (other.has_value() && (top ? transform.limit < *other : transform.limit > *other)) {
        return InvalidArgument("'%s' would make all values one: its limit is outside the range",
                               TransformKindName(transform.kind));
      }
      ClampRange(result, transform.limit, top);
      return result;
    }
    case TransformKind::kDateTo:
      if (type.kind != ValueKind::kDate || type.unit >= transform.unit) {
        return Unfit(transform.kind, "date columns, from a finer unit to a coarser one");
      }
      result.unit = transform.unit;
      if (type.least.has_value()) result.least = DayToUnit(*type.least, transform.unit);
      if (type.most.has_value()) result.most = DayToUnit(*type.most, transform.unit);
      return result;
    case TransformKind::kRegion:
      if (type.kind != ValueKind::kCategory) return Unfit(transform.kind, "category columns");
      return RegionType(transform, type);
    case TransformKind::kGroupRare:
      if (type.kind != ValueKind::kCategory) return Unfit(transform.kind, "category columns");
      result.AddCode({.code = transform.into, .label = {}});
      return result;
    case TransformKind::kKeyedHash:
      if (type.kind != ValueKind::kCategory && type.kind != ValueKind::kText &&
          type.kind != ValueKind::kInteger) {
        return Unfit(transform.kind, "integer, category and text columns");
      }
      result = {};
      result.kind = ValueKind::kToken;
      result.byte_count = transform.byte_count;
      return result;
  }
  return Internal("a transform of no kind");
}

}  // namespace ieum::core
