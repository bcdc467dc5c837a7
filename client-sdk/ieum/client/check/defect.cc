#include "ieum/client/check/defect.h"

namespace ieum::client {
namespace {

constexpr std::array<std::string_view, kDefectCount> kKeys = {"none",
                                                              "missing",
                                                              "placeholder",
                                                              "masked",
                                                              "leading_zero_lost",
                                                              "number_as_float",
                                                              "excel_serial_date",
                                                              "truncated_number",
                                                              "excel_error",
                                                              "mojibake",
                                                              "impossible_date",
                                                              "ambiguous_date",
                                                              "future_date",
                                                              "swapped_column",
                                                              "invalid"};

}  // namespace

std::string_view DefectKey(Defect defect) { return kKeys[static_cast<size_t>(defect)]; }

bool IsSpreadsheetDamage(Defect defect) {
  return defect >= Defect::kLeadingZeroLost && defect <= Defect::kExcelError;
}

bool IsUnsound(Defect defect) { return defect > Defect::kPlaceholder; }

}  // namespace ieum::client
