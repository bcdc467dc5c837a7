// What the classes of a table give away of a sensitive column: l-diversity and t-closeness.
#ifndef IEUM_CORE_DISCLOSURE_SENSITIVE_VALUES_H_
#define IEUM_CORE_DISCLOSURE_SENSITIVE_VALUES_H_

#include <cstdint>
#include <limits>
#include <vector>

#include "ieum/core/disclosure/equivalence_classes.h"

namespace ieum::core {

// Source: A. Machanavajjhala, D. Kifer, J. Gehrke, M. Venkitasubramaniam, l-Diversity: privacy
// beyond k-anonymity, ACM TKDD 1(1), 2007. A missing value counts as a value.
struct Diversity {
  static constexpr double kUnbounded = std::numeric_limits<double>::infinity();
  uint32_t least_distinct = 0;      // values of the poorest class; 0 without rows
  uint64_t rows_in_one_value = 0;   // rows in classes of one value: whoever is in it is known
  uint64_t rows_below = 0;          // rows in classes of fewer values than asked for
  double least_entropy_values = 0;  // exp of the least entropy of a class: entropy l-diversity
  // The table is recursively (c, l)-diverse for every c above this; l as asked for. kUnbounded: a
  // class has fewer than l values.
  double recursive_bound = 0;
};
// l: at least 1.
Diversity MeasureDiversity(const CandidateColumn& column, const RowsByClass& classes, uint32_t l);

// Source: N. Li, T. Li, S. Venkatasubramanian, t-Closeness: privacy beyond k-anonymity and
// l-diversity, ICDE 2007. Distance between the values of a class and those of the table: the earth
// mover's with equal ground distance for categories, with ordered distance for numbers and dates,
// where a missing value counts as the lowest.
struct Closeness {
  double greatest = 0;      // t: of the worst class
  double mean = 0;          // over rows
  uint64_t rows_above = 0;  // rows in classes farther away than asked for
};
Closeness MeasureCloseness(const CandidateColumn& column, const RowsByClass& classes, double most);

// The same class by class: number of distinct values, distance. [class_count]
std::vector<uint32_t> DistinctByClass(const CandidateColumn& column, const RowsByClass& classes);
std::vector<double> DistanceByClass(const CandidateColumn& column, const RowsByClass& classes);

}  // namespace ieum::core

#endif  // IEUM_CORE_DISCLOSURE_SENSITIVE_VALUES_H_
