// How a normalised value is written into an exact key ("form" of a field): YYMMDD or YYYY-MM-DD of
// a date, digits or groups of a telephone number. FORMAT: docs/formats/exact-profile.md.
#ifndef IEUM_CLIENT_EXACT_VALUE_FORM_H_
#define IEUM_CLIENT_EXACT_VALUE_FORM_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ieum/client/profile/encoding_profile.h"

namespace ieum::client {

// A value, share freely.
class ValueForm final {
 public:
  ValueForm() = default;  // "value": as the normaliser leaves it

  // For dates, a pattern of YYYY, YY, MM, DD and the marks - . / each of year, month and day at
  // most once; for telephone numbers "hyphens" (010-1234-5678) or "last4"; for all "value".
  // INVALID_ARGUMENT, as a predicate: no such form of this normaliser.
  static absl::StatusOr<ValueForm> Parse(std::string_view text, Normalizer normalizer);

  // Appends `normalized`, which the normaliser made and which is not empty.
  void Append(std::string_view normalized, std::string& out) const;

 private:
  enum class Kind { kValue, kDate, kHyphens, kLastFour };
  Kind kind_ = Kind::kValue;
  std::string pattern_;  // kDate
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_EXACT_VALUE_FORM_H_
