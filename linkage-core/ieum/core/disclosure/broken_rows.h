// Rows in classes and cells that break a rule of the policy.
#ifndef IEUM_CORE_DISCLOSURE_BROKEN_ROWS_H_
#define IEUM_CORE_DISCLOSURE_BROKEN_ROWS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ieum/core/disclosure/candidate_table.h"
#include "ieum/core/disclosure/disclosure_policy.h"

namespace ieum::core {

// The rules of classes and cells that block, as one measure.
struct ClassRules {
  uint32_t least_rows = 1;      // of a class: k, and 1 over the greatest risk
  uint32_t least_distinct = 1;  // values of each sensitive column
  double most_distance = 1;     // t
  double most_mean_risk = 1;
  uint32_t least_cell = 1;  // rows of a cell of a declared table
};
ClassRules ClassRulesOf(const DisclosurePolicy& policy);

struct BrokenRows {
  uint64_t count = 0;
  uint64_t class_count = 0;
  double mean_risk = 0;        // over the rows in order
  double discernibility = 0;   // classes in order by their rows squared, others at all rows each
  std::vector<bool> in_order;  // [row_count]
};
// tables: names of columns; those with a name that the table does not have are passed over. Leaving
// rows out may break what held: the rows are found again until nothing is left to break.
BrokenRows FindBrokenRows(const CandidateTable& table,
                          const std::vector<std::vector<std::string>>& tables,
                          const ClassRules& rules);

}  // namespace ieum::core

#endif  // IEUM_CORE_DISCLOSURE_BROKEN_ROWS_H_
