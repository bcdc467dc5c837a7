// The pre-flight check of a holder's file: one pass, bounded memory, no value kept or shown. What
// it estimates, and how, is in docs/check.md.
#ifndef IEUM_CLIENT_CHECK_PRE_FLIGHT_H_
#define IEUM_CLIENT_CHECK_PRE_FLIGHT_H_

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "ieum/client/check/defect.h"
#include "ieum/client/check/fill_meter.h"
#include "ieum/client/input/record_reader.h"
#include "ieum/client/profile/encoding_profile.h"
#include "ieum/core/base/random.h"
#include "ieum/core/base/string_map.h"

namespace ieum::client {

struct PreFlightOptions {
  RecordReaderOptions input;  // skip_invalid is set by the check itself
  absl::CivilDay today;       // dates after it are in the future
  int max_example_rows = 5;   // row numbers kept of each kind of finding
};

// A finding: how often, and where first.
struct Tally {
  int64_t count = 0;
  std::vector<int64_t> rows;  // numbers of the first rows, ascending, at most max_example_rows
};

struct FieldCheck {
  std::string name;
  std::string column;  // as the profile calls it
  InvalidValue policy = InvalidValue::kRefuse;
  bool excluded = false;
  std::array<Tally, kDefectCount> defects;  // by Defect; kNone: sound values, without row numbers
  core::StringMap<int64_t> refusals;        // by the normaliser's reason
  int64_t distinct_values = 0;              // of normalised values that are not empty
  double entropy_bits = 0;                  // the same
  int profile_entropy_bits = 0;             // what the profile expects; 0: it does not say
  double unique_share_without = 0;          // rows that the other fields tell from all others
  double expected_loss = 0;  // share of rows that this field's defects may leave unlinked

  int64_t count(Defect defect) const { return defects[static_cast<size_t>(defect)].count; }
  int64_t unsound_count() const;  // values that are there, but not to be trusted
};

// A rule that rows break: why, and in which column of the file ("" if in none).
using RefusalKey = std::pair<RefusalKind, std::string>;

struct PreFlightReport {
  InputDescription input;
  InputReport rows;  // refusals by rule, with examples
  std::map<RefusalKey, Tally> refusals;
  std::vector<FieldCheck> fields;  // [field_count]
  std::vector<SegmentFill> segments;
  Tally duplicates;  // rows that equal an earlier one in every field of the profile
  // Whether distinct values, entropy and shares of unique rows were counted; else estimated from a
  // sample of values (distinct_counter.h).
  bool is_exact = true;
  double unique_share = 0;   // of usable rows: those that all fields together tell from all others
  double enough_share = 0;   // of all rows: those whose sound fields carry enough weight
  double expected_loss = 0;  // of all fields
  // enough_share · unique_share − expected_loss, at least 0: the share of rows that can be linked
  // if the other holder has the person. An estimate.
  double linkable_share = 0;

  int64_t row_count() const { return rows.row_count + rows.invalid_count; }
};

// progress: bytes read and in all (0 if not known); may be empty. INVALID_ARGUMENT: the file cannot
// be read as declared, or has no rows (rows that break rules are reported, not returned).
// CANCELLED: `stop` was requested. Other errors as RecordReader::Open.
absl::StatusOr<PreFlightReport> RunPreFlight(const EncodingProfile& profile,
                                             const PreFlightOptions& options, core::Random& random,
                                             const std::function<void(int64_t, int64_t)>& progress,
                                             std::stop_token stop);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CHECK_PRE_FLIGHT_H_
