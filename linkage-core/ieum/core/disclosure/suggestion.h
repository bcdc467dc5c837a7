// What would make a candidate pass: coarser columns and left-out rows, found by trying and
// measuring.
#ifndef IEUM_CORE_DISCLOSURE_SUGGESTION_H_
#define IEUM_CORE_DISCLOSURE_SUGGESTION_H_

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/disclosure/candidate_table.h"
#include "ieum/core/disclosure/disclosure_policy.h"
#include "ieum/core/disclosure/generalisation.h"
#include "ieum/core/disclosure/review_columns.h"

namespace ieum::core {

struct ColumnChange {
  std::string column;
  Generalisation step;
};

// What is lost is stated by discernibility, the sum over classes of their rows squared and for each
// left-out row all rows (R. Bayardo, R. Agrawal, Data privacy through optimal k-anonymization, ICDE
// 2005), and by kept detail (there: precision), 1 less the mean share of its steps that each
// quasi-identifier went (L. Sweeney, Achieving k-anonymity privacy protection using generalization
// and suppression, IJUFKS 10(5), 2002).
struct Suggestion {
  std::vector<std::string> left_out_columns;  // that nobody declared
  std::vector<ColumnChange> changes;          // in the order of the table's columns
  uint64_t suppressed_rows = 0;
  uint64_t row_count = 0;    // before
  uint64_t rows_to_fix = 0;  // before, in classes and cells that break a rule
  double discernibility_before = 0;
  double discernibility_after = 0;
  double kept_detail = 1;
  // The rules of classes and cells that block hold after it: k_anonymity, unique_rows,
  // distinct_diversity, closeness, greatest_risk, mean_risk, small_cells. Others it does not look
  // at.
  bool suffices = false;

  bool is_empty() const {
    return left_out_columns.empty() && changes.empty() && suppressed_rows == 0;
  }
};

// Greedy from the top down, as B. Fung, K. Wang, P. Yu, Top-down specialization, ICDE 2005: from
// every quasi-identifier at its last step, the step is taken back that adds fewest classes and
// breaks fewest rows for what it regains, as long as the rules hold and no more rows are left out
// than the policy allows. No single step of the result can be taken back; it need not be the best,
// since finding that is NP-hard (A. Meyerson, R. Williams, PODS 2004). Deterministic. CANCELLED if
// stopped.
absl::StatusOr<Suggestion> SuggestFix(const CandidateTable& table,
                                      const ReviewDeclaration& declaration,
                                      const DisclosurePolicy& policy, std::stop_token stop = {});

// The table with coarser columns, without those left out, before rows are.
CandidateTable ApplyChanges(const CandidateTable& table, const Suggestion& suggestion);

// The table after the whole suggestion. The rows left out are those that break a rule in it, none
// where it does not suffice; in `kept`, if not null, which rows stayed.
CandidateTable ApplySuggestion(const CandidateTable& table, const Suggestion& suggestion,
                               const ReviewDeclaration& declaration, const DisclosurePolicy& policy,
                               std::vector<bool>* kept = nullptr);

}  // namespace ieum::core

#endif  // IEUM_CORE_DISCLOSURE_SUGGESTION_H_
