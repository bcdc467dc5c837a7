// Making the values of a column coarser.
#ifndef IEUM_CORE_DISCLOSURE_GENERALISATION_H_
#define IEUM_CORE_DISCLOSURE_GENERALISATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ieum/core/base/string_map.h"
#include "ieum/core/disclosure/candidate_table.h"

namespace ieum::core {

enum class GeneralisationKind {
  kWidth,   // numbers to ranges of `amount`: "30-34" of integers, "30-<32.5" otherwise
  kLimits,  // numbers below `low` and above `high` to "<= low" and ">= high": top and bottom coding
  kMonth,   // dates to "1980-12"
  kQuarter,  // "1980-Q4"
  kYears,    // dates to ranges of `amount` years: "1980", "1980-1984"
  kPrefix,   // texts to their first `amount` characters and "*"
  kMapped,   // texts to those of `map`; others to "*"
  kHidden,   // everything to "*": the column says nothing any more
};

struct Generalisation {
  GeneralisationKind kind = GeneralisationKind::kHidden;
  int64_t amount = 0;
  int64_t low = 0;
  int64_t high = 0;
  StringMap<std::string> map;
};

// Missing values stay missing, except that kHidden hides them too. A number column stays one in its
// order (numbers of a range: its begin), but reads as a category in a file. REQUIRES: kWidth and
// kLimits on kNumber, kMonth to kYears on kDate columns; amount at least 1.
CandidateColumn Generalise(const CandidateColumn& column, const Generalisation& step);

// Whether the column's kind allows the step.
bool FitsKind(GeneralisationKind kind, ColumnKind column);

// What is tried where nothing is declared: numbers 5, 10, 50, 100 wide; dates to months, quarters,
// years, 5 and 10 years; categories nothing. Hiding comes last for all.
std::vector<Generalisation> DefaultSteps(ColumnKind kind);

// For people and files: "ranges of 5", "month", "hidden".
std::string StepName(const Generalisation& step);

}  // namespace ieum::core

#endif  // IEUM_CORE_DISCLOSURE_GENERALISATION_H_
