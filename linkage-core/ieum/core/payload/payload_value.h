// One value of a payload column: read from the text of a cell, checked, and written as text again.
#ifndef IEUM_CORE_PAYLOAD_PAYLOAD_VALUE_H_
#define IEUM_CORE_PAYLOAD_PAYLOAD_VALUE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ieum/core/payload/value_type.h"

namespace ieum::core {

struct PayloadValue {
  bool missing = false;
  // kInteger, kDecimal, kDate: the number. kCategory: index of the code. kObject: bytes of the
  // file.
  int64_t number = 0;
  // kText: UTF-8. kToken: its bytes. kObject: SHA-256, 32 bytes.
  std::string bytes;
  uint32_t media_type = 0;  // kObject: index

  friend bool operator==(const PayloadValue&, const PayloadValue&) = default;
};

// The value that `text` (not empty) says:
//   integer   -?(0|[1-9][0-9]*), 64 bit
//   decimal   the same with up to `places` digits behind a point; 1.5 and 1.50 are one value
//   category  a code of the list, byte by byte
//   date      YYYY-MM-DD or YYYYMMDD, a day of the calendar in the years 1000 to 9999
//   text      UTF-8 of at most byte_count bytes without control characters but tab and line ends
//   object    <64 hexadecimal digits> <media type> <bytes>, one space between
// INVALID_ARGUMENT says the rule and never the text. `out` is then unspecified.
// REQUIRES: type.kind is not kToken, and a date is a day.
absl::Status ParseValue(const ValueType& type, std::string_view text, PayloadValue& out);

// OK if a value that is not missing is one of its type: what a reader asks of bytes that somebody
// else wrote. INVALID_ARGUMENT says the rule.
absl::Status CheckValue(const ValueType& type, const PayloadValue& value);

// As ParseValue reads it; months as YYYY-MM, quarters as YYYY-Qn, years as YYYY, tokens in
// hexadecimal; nothing for a missing one. REQUIRES: CheckValue holds.
void AppendValueText(const ValueType& type, const PayloadValue& value, std::string& out);

// "-12.50" as units of 10^-places. INVALID_ARGUMENT: not so written, too many digits behind the
// point, or outside 64 bits.
absl::StatusOr<int64_t> ParseDecimal(std::string_view text, int places);
std::string DecimalText(int64_t units, int places);

// Day number of "YYYY-MM-DD" or "YYYYMMDD"; INVALID_ARGUMENT if it is none.
absl::StatusOr<int64_t> ParseDay(std::string_view text);
// The unit in which a day lies, counted from the one of 1970-01-01.
int64_t DayToUnit(int64_t day, DateUnit unit);
// As AppendValueText writes it.
std::string DateText(int64_t number, DateUnit unit);

}  // namespace ieum::core

#endif  // IEUM_CORE_PAYLOAD_PAYLOAD_VALUE_H_
