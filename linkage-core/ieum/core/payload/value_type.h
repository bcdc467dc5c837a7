// What a value of a payload column is: its kind and the parameters that its schema declares. Plain
// data; made by the schema reader, changed by transforms.
#ifndef IEUM_CORE_PAYLOAD_VALUE_TYPE_H_
#define IEUM_CORE_PAYLOAD_VALUE_TYPE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ieum/core/base/string_map.h"

namespace ieum::core {

enum class ValueKind {
  kInteger,   // 64 bit
  kDecimal,   // a 64-bit count of units of 10^-places: never floating point
  kCategory,  // a code of a list
  kDate,      // a day, or after a transform a month, a quarter or a year
  kText,      // UTF-8
  kObject,    // reference to a file kept elsewhere: digest, media type, size
  kToken,     // bytes of a keyed hash; only a transform makes it
};
std::string_view ValueKindName(ValueKind kind);  // "integer", …
std::optional<ValueKind> ValueKindOf(std::string_view name);

// A date is the number of whole units since 1970-01-01.
enum class DateUnit { kDay, kMonth, kQuarter, kYear };
std::string_view DateUnitName(DateUnit unit);  // "day", …
std::optional<DateUnit> DateUnitOf(std::string_view name);

struct CategoryCode {
  std::string code;
  std::string label;  // for people; may be empty
};

struct ValueType {
  // Limits of a schema, stated in docs/formats/payload-schema.md.
  static constexpr int kMaxPlaces = 18;
  static constexpr int kMaxCodes = 100'000;
  static constexpr int kMaxCodeBytes = 256;
  static constexpr int kMaxTextBytes = 4'096;
  static constexpr int kMaxMediaTypes = 64;
  static constexpr int kMaxTokenBytes = 32;

  ValueKind kind = ValueKind::kInteger;
  int places = 0;                         // kDecimal
  std::optional<int64_t> least, most;     // kInteger, kDecimal (in units), kDate (in its unit)
  DateUnit unit = DateUnit::kDay;         // kDate
  std::vector<CategoryCode> codes;        // kCategory
  StringHashMap<uint32_t> code_index;     // kCategory: of each code in `codes`
  int byte_count = 0;                     // kText: at most; kToken: exactly
  std::vector<std::string> media_types;   // kObject
  std::optional<int64_t> max_file_bytes;  // kObject

  bool is_number() const { return kind == ValueKind::kInteger || kind == ValueKind::kDecimal; }
  bool is_ordered() const { return is_number() || kind == ValueKind::kDate; }
  // Index of the code, added at the end if it is not there. REQUIRES: kCategory.
  uint32_t AddCode(CategoryCode code);
};

}  // namespace ieum::core

#endif  // IEUM_CORE_PAYLOAD_VALUE_TYPE_H_
