// Kinds of defects that the check finds in values.
#ifndef IEUM_CLIENT_CHECK_DEFECT_H_
#define IEUM_CLIENT_CHECK_DEFECT_H_

#include <array>
#include <cstddef>
#include <string_view>

namespace ieum::client {

enum class Defect {
  kNone,
  kMissing,          // empty
  kPlaceholder,      // stands for "missing": 010-0000-0000, 1900-01-01, 김아기, null
  kMasked,           // parts hidden: 김*준, 010-****-1234
  kLeadingZeroLost,  // by Excel: 1012345678, postcode 3045
  kNumberAsFloat,    // by Excel: 1.0123E+10, 880101.0
  kExcelSerialDate,  // by Excel: 32143 for 1988-01-01
  kTruncatedNumber,  // by Excel: digits behind the fifteenth are zeros
  kExcelError,       // #N/A, #REF!, #####
  kMojibake,         // once decoded in a wrong encoding, or with U+FFFD
  kImpossibleDate,   // no day of the calendar, or of nobody alive
  kAmbiguousDate,    // 01/12/1980: day or month first
  kFutureDate,
  kSwappedColumn,  // a value of another field: a number in a name, a name in a date
  kInvalid,        // the normaliser refuses it for another reason
};
inline constexpr size_t kDefectCount = static_cast<size_t>(Defect::kInvalid) + 1;

// "leading_zero_lost": for programs.
std::string_view DefectKey(Defect defect);
// Whether spreadsheets do this.
bool IsSpreadsheetDamage(Defect defect);
// Whether a value is there but not to be trusted: neither kNone nor one that counts as missing.
bool IsUnsound(Defect defect);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CHECK_DEFECT_H_
