// What in the figures of a linkage asks for somebody's attention, and what to do about it.
#ifndef IEUM_CORE_MATCHREPORT_MATCH_WARNINGS_H_
#define IEUM_CORE_MATCHREPORT_MATCH_WARNINGS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ieum/core/matchreport/match_report.h"
#include "ieum/core/page/language.h"

namespace ieum::core {

enum class MatchWarningKind {
  kNothingLinked,
  kTooFewRows,       // to estimate quality
  kPrecisionMissed,  // no threshold reaches the precision asked for
  kLowPrecision,
  kLowRecall,
  kIncomplete,  // candidates
  kUnproven,    // the sample of the certificate held no pair
  kDuplicates,  // of a dataset that was not declared to hold them
  kAmbiguous,
  kMissingSegment,
  kUnlikeSegment,  // seldom identical even among the matches
  kLimitedRows,
  kOtherSize,  // the model was fitted to far more or fewer rows
};

struct MatchWarning {
  static constexpr size_t kNone = SIZE_MAX;
  MatchWarningKind kind;
  size_t party = kNone;
  size_t segment = kNone;
  int64_t count = 0;  // rows; 0 where there is nothing to count
  double share = 0;   // of what the text says, 0 to 1
};

// In the order of MatchWarningKind, then by party and segment.
std::vector<MatchWarning> FindMatchWarnings(const MatchReport& report);

// For programs: "duplicates". FORMAT: docs/formats/match-report.md.
std::string_view MatchWarningKey(MatchWarningKind kind);

struct WarningText {
  std::string text;
  std::string advice;
};
WarningText Say(const MatchWarning& warning, const MatchReport& report, Language language);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHREPORT_MATCH_WARNINGS_H_
