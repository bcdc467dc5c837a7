// The review of a release candidate: every measure, and what the policy says of each.
#ifndef IEUM_CORE_DISCLOSURE_DISCLOSURE_REVIEW_H_
#define IEUM_CORE_DISCLOSURE_DISCLOSURE_REVIEW_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/disclosure/disclosure_policy.h"
#include "ieum/core/disclosure/equivalence_classes.h"
#include "ieum/core/disclosure/outliers.h"
#include "ieum/core/disclosure/reidentification_risk.h"
#include "ieum/core/disclosure/review_columns.h"
#include "ieum/core/disclosure/sample_uniques.h"
#include "ieum/core/disclosure/sensitive_values.h"
#include "ieum/core/disclosure/small_cells.h"
#include "ieum/core/disclosure/table_comparison.h"

namespace ieum::core {

// Another table that the candidate is held against, and what it is called in reports.
struct NamedTable {
  std::string name;
  const CandidateTable* table = nullptr;  // borrowed
};

struct ReviewInput {
  const CandidateTable* candidate = nullptr;  // borrowed
  const ReviewDeclaration* declaration = nullptr;
  const DisclosurePolicy* policy = nullptr;
  // Declared columns that the file does not have.
  std::vector<std::string> absent_columns;
  std::vector<NamedTable> earlier_releases;
  std::vector<NamedTable> holder_files;
  std::optional<double> population;                  // persons of whom the candidate is a sample
  const CandidateTable* population_table = nullptr;  // borrowed; goes before `population`
};

struct SensitiveFindings {
  std::string column;
  Diversity diversity;
  Closeness closeness;
};
struct OutlierFindings {
  std::string column;
  std::optional<NumberOutliers> numbers;  // of numbers and dates
  RareValues rare;
};
struct CellFindings {
  std::string table;  // "district x disease"
  SmallCells cells;
};
struct HolderFindings {
  std::string name;
  std::vector<std::string> columns;
  LinkBack link_back;
  MembershipRisk membership;
};
struct EarlierFindings {
  std::string name;
  std::vector<std::string> columns;
  Differencing differencing;
};

// What one rule says of one thing. Numbers are in the unit of the rule (DisclosureRule).
struct DisclosureFinding {
  DisclosureRule rule = DisclosureRule::kKAnonymity;
  std::string subject;  // column, table, file; empty: the whole candidate
  int64_t measured = 0;
  int64_t limit = 0;
  DisclosureOutcome outcome = DisclosureOutcome::kPass;
};

// No value of a row is in it: names of columns and counts only.
struct DisclosureReview {
  DisclosureOutcome outcome = DisclosureOutcome::kPass;  // the most severe of all
  std::vector<DisclosureFinding> findings;               // by rule, then by subject as declared
  std::string purpose;
  size_t row_count = 0;
  std::vector<ColumnDeclaration> columns;  // of the file
  std::vector<std::string> absent_columns;
  std::vector<std::string> quasi_identifiers;
  KAnonymity anonymity;
  uint64_t rows_below_k = 0;
  uint32_t k = 0;  // as the policy asks for
  uint32_t l = 0;
  SampleUniques uniques;  // without scores; columns are places in `columns`
  std::vector<SensitiveFindings> sensitive;
  ReidentificationRisk prosecutor;
  std::optional<ReidentificationRisk> journalist;
  std::vector<OutlierFindings> outliers;
  std::vector<CellFindings> cells;
  std::vector<HolderFindings> holders;
  std::vector<EarlierFindings> earlier;
  std::vector<Subgroup> subgroups;
};

// Called before each stage with its number, from 0, of `total`.
using ReviewProgress = std::function<void(int64_t done, int64_t total, std::string_view stage)>;

// INVALID_ARGUMENT as FindSampleUniques and GroupTogether; CANCELLED if stopped. Deterministic.
absl::StatusOr<DisclosureReview> ReviewDisclosure(const ReviewInput& input,
                                                  const ReviewProgress& progress = nullptr,
                                                  std::stop_token stop = {});

}  // namespace ieum::core

#endif  // IEUM_CORE_DISCLOSURE_DISCLOSURE_REVIEW_H_
