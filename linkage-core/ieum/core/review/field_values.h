// Values that several documents of a review have, as an ObjectReader finds them. Of the folder's
// own use.
#ifndef IEUM_CORE_REVIEW_FIELD_VALUES_H_
#define IEUM_CORE_REVIEW_FIELD_VALUES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/disclosure/disclosure_policy.h"
#include "ieum/core/manifest/object_reader.h"

namespace ieum::core {

inline constexpr Word<DisclosureOutcome> kVerdicts[] = {{"pass", DisclosureOutcome::kPass},
                                                        {"warn", DisclosureOutcome::kWarn},
                                                        {"block", DisclosureOutcome::kBlock}};

// 64 lower-case hexadecimal digits.
absl::StatusOr<Sha256Digest> TakeDigest(ObjectReader& object, const char* field);
// Microseconds since 1970, until the year 2100.
absl::StatusOr<absl::Time> TakeTime(ObjectReader& object, const char* field);
// One line of words without control characters: terminals show it.
absl::StatusOr<std::string> TakeLine(ObjectReader& object, const char* field);
// 0 to `most` of them, no two alike.
absl::StatusOr<std::vector<std::string>> TakeLines(ObjectReader& object, const char* field,
                                                   size_t most);
// The same rule for what is given otherwise than in a document; `what` names it.
absl::Status CheckLine(std::string_view text, std::string_view what);

}  // namespace ieum::core

#endif  // IEUM_CORE_REVIEW_FIELD_VALUES_H_
