// Looks at one value of one field and says what is wrong with it. It never repeats the value.
#ifndef IEUM_CLIENT_CHECK_VALUE_INSPECTOR_H_
#define IEUM_CLIENT_CHECK_VALUE_INSPECTOR_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "ieum/client/check/defect.h"
#include "ieum/client/check/value_shape.h"
#include "ieum/client/input/cp949_table.h"
#include "ieum/client/profile/encoding_profile.h"

namespace ieum::client {

// What kind of value a field holds, by its normaliser, or by its attribute where the normaliser
// takes anything.
enum class ValueRole {
  kName,
  kDate,
  kSex,
  kPhone,
  kPostcode,
  kAddress,
  kEmail,
  kBusinessNumber,
  kNumber,
  kCode,
};
ValueRole RoleOf(const FieldSpec& field);

// One thread at a time; buffers are reused.
class ValueInspector final {
 public:
  // field must outlive the inspector. today: dates after it are in the future. UNAVAILABLE: as
  // Cp949Table::Get.
  static absl::StatusOr<ValueInspector> Create(const FieldSpec& field, absl::CivilDay today);

  // The first defect that applies, in this order: missing, spreadsheet error, placeholder,
  // mojibake, masked, then those of the role, then what the normaliser says.
  Defect Inspect(std::string_view raw);

  // Of the value inspected last: its normalised form, what is left of it if it has a defect, empty
  // if it counts as missing.
  const std::string& normalized() const { return normalized_; }
  // Why the normaliser refused it, as a predicate; empty if it did not.
  const std::string& refusal() const { return refusal_; }

 private:
  ValueInspector(const FieldSpec& field, absl::CivilDay today, const Cp949Table& cp949);

  Defect Look(std::string_view text);
  Defect LookAtRole() const;
  Defect LookAtName() const;
  Defect LookAtDate() const;
  Defect LookAtPhone() const;
  Defect LookAtPostcode() const;
  Defect LookAtNumber() const;
  Defect LookAtNormalizedDate() const;
  bool IsPlaceholder(std::string_view text) const;
  bool MeansSex() const;

  const FieldSpec& field_;
  const ValueRole role_;
  const int today_;  // YYYYMMDD
  const Cp949Table& cp949_;
  ValueShape shape_;
  std::string normalized_;
  std::string refusal_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CHECK_VALUE_INSPECTOR_H_
