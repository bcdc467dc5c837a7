// Values that stand out by themselves: far numbers and rare categories.
#ifndef IEUM_CORE_DISCLOSURE_OUTLIERS_H_
#define IEUM_CORE_DISCLOSURE_OUTLIERS_H_

#include <cstdint>

#include "ieum/core/disclosure/candidate_table.h"

namespace ieum::core {

// Of a column of numbers or dates: rows farther from the median than `most_scores` robust standard
// scores, 0.6745 |x - median| / MAD; where more than half of the values are equal (MAD 0), the mean
// absolute deviation times 1.253314 stands for the standard deviation. Source: B. Iglewicz and
// D. Hoaglin, How to detect and handle outliers, ASQC 1993, who recommend 3.5.
struct NumberOutliers {
  uint64_t rows = 0;
  double median = 0;
  double spread = 0;  // robust standard deviation; 0: all values are equal
  double lowest = 0;  // the range that would leave no outlier: bottom and top coding
  double highest = 0;
};
NumberOutliers FindNumberOutliers(const CandidateColumn& column, double most_scores);

// Of any column: values that fewer than `least` rows have. Missing values are none.
struct RareValues {
  uint64_t values = 0;
  uint64_t rows = 0;
  uint64_t smallest = 0;  // rows of the rarest value; 0: the column has no value
};
RareValues FindRareValues(const CandidateColumn& column, uint64_t least);

}  // namespace ieum::core

#endif  // IEUM_CORE_DISCLOSURE_OUTLIERS_H_
