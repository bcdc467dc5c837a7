// What the applicant declares of a release: its columns, the tables to be made of it, how columns
// may be generalised.
#ifndef IEUM_CORE_DISCLOSURE_REVIEW_COLUMNS_H_
#define IEUM_CORE_DISCLOSURE_REVIEW_COLUMNS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/disclosure/candidate_table.h"
#include "ieum/core/disclosure/generalisation.h"

namespace ieum::core {

struct ReviewColumn {
  ColumnDeclaration declared;
  // Coarser and coarser; what a suggestion may choose from. None declared: DefaultSteps.
  std::vector<Generalisation> steps;
};

// Linkage quality of a group of rows, as the match report or a sample check states it.
struct Subgroup {
  std::string name;
  int64_t rows = 0;
  int64_t linked_rows = 0;
  int64_t false_links_basis_points = 0;  // estimated: 10,000 less the precision
};

struct ReviewDeclaration {
  std::string purpose;
  std::vector<ReviewColumn> columns;
  std::vector<std::vector<std::string>> tables;  // names of columns
  std::vector<Subgroup> subgroups;
};

// FORMAT: docs/disclosure.md. INVALID_ARGUMENT names the member that breaks which rule: another
// version, unknown members, a column or table column declared twice or not at all, no
// quasi-identifier, more than kMaxUniqueColumns of them, tables of more than four columns.
absl::StatusOr<ReviewDeclaration> ParseReviewDeclaration(std::string_view json);

}  // namespace ieum::core

#endif  // IEUM_CORE_DISCLOSURE_REVIEW_COLUMNS_H_
