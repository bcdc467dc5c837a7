// Puts measured columns together to a profile that its preset accepts.
#ifndef IEUM_CLIENT_ADVICE_PROFILE_DRAFT_H_
#define IEUM_CLIENT_ADVICE_PROFILE_DRAFT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/client/advice/column_guess.h"

namespace ieum::client {

struct DraftField {
  ColumnGuess guess;
  std::string column;
  int tokens;           // of a usual value, at least 1
  double entropy_bits;  // of a value
  double filled_share;  // 0 to 1
  std::string segment;  // set by DraftProfile
};

// Pretty-printed JSON of a profile of preset "grouped", or "record" if there is but one group of
// fields. Names diffused, the rest balanced; weak groups join the strongest; weights follow entropy
// and completeness. Sets the segments of `fields` and makes their names unique.
// FAILED_PRECONDITION: these fields make no profile that the preset's rules accept; the message
// says why.
absl::StatusOr<std::string> DraftProfile(const std::string& name, std::vector<DraftField>& fields);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ADVICE_PROFILE_DRAFT_H_
