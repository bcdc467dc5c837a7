#include "ieum/core/payload/value_type.h"

#include <array>
#include <utility>

namespace ieum::core {
namespace {

constexpr std::array<std::string_view, 7> kKindNames = {"integer", "decimal", "category", "date",
                                                        "text",    "object",  "token"};
constexpr std::array<std::string_view, 4> kUnitNames = {"day", "month", "quarter", "year"};

template <typename Enum, size_t n>
std::optional<Enum> Find(const std::array<std::string_view, n>& names, std::string_view name) {
  for (size_t i = 0; i < n; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view ValueKindName(ValueKind kind) { return kKindNames[static_cast<size_t>(kind)]; }
std::optional<ValueKind> ValueKindOf(std::string_view name) {
  return Find<ValueKind>(kKindNames, name);
}
std::string_view DateUnitName(DateUnit unit) { return kUnitNames[static_cast<size_t>(unit)]; }
std::optional<DateUnit> DateUnitOf(std::string_view name) {
  return Find<DateUnit>(kUnitNames, name);
}

uint32_t ValueType::AddCode(CategoryCode code) {
  const auto [place, added] =
      code_index.try_emplace(code.code, static_cast<uint32_t>(codes.size()));
  if (added) codes.push_back(std::move(code));
  return place->second;
}

}  // namespace ieum::core
