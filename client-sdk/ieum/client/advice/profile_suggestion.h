// Measures a holder's own file and proposes a profile for it. Reports counts and shares, never a
// value.
#ifndef IEUM_CLIENT_ADVICE_PROFILE_SUGGESTION_H_
#define IEUM_CLIENT_ADVICE_PROFILE_SUGGESTION_H_

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/client/input/csv_reader.h"

namespace ieum::client {

struct ColumnFinding {
  std::string column;
  int64_t filled_count;    // rows with a value
  int64_t distinct_count;  // exact up to ValueSketch::kSampledValues, then an estimate
  double entropy_bits;
  double top_share;        // of the filled rows, that of the most frequent value
  std::string field_name;  // in the proposed profile; empty: not proposed
  std::string segment;
  int mean_tokens;     // of a value, rounded up; 0 if not proposed
  std::string remark;  // why it is not proposed, or what was guessed by its values
};

struct ProfileSuggestion {
  int64_t row_count;                   // rows that could be read
  int64_t refused_count;               // rows that could not
  std::vector<ColumnFinding> columns;  // in the order of the file
  // Pretty-printed, accepted by EncodingProfile::FromJson; empty if the columns make no profile
  // that its preset would keep safe, and then why_none says so.
  std::string profile_json;
  std::string why_none;
};

struct SuggestionOptions {
  std::string profile_name = "suggested";
  // Called now and then with bytes read and bytes in all (0 if not known); may be empty.
  std::function<void(int64_t, int64_t)> progress = {};
  std::stop_token stop = {};
};

// Reads the rest of `reader` once. Memory: at most 0.3 MB a column for the sketch, and the first
// 2000 values of each column until the end of the call. CANCELLED: `stop`. INVALID_ARGUMENT: the
// reader refused a row and cannot go on, or there is no row.
absl::StatusOr<ProfileSuggestion> SuggestProfile(CsvReader& reader,
                                                 const SuggestionOptions& options);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ADVICE_PROFILE_SUGGESTION_H_
