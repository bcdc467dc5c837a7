// What a release may give away at most, and what happens if it gives away more.
#ifndef IEUM_CORE_DISCLOSURE_DISCLOSURE_POLICY_H_
#define IEUM_CORE_DISCLOSURE_DISCLOSURE_POLICY_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace ieum::core {

// In the order of a report. FORMAT: docs/formats/disclosure-policy.md.
enum class DisclosureRule {
  kUndeclaredColumns,   // columns of the file that nobody declared, or declared ones not there
  kMissingPurpose,      // declared columns without a purpose
  kDirectIdentifiers,   // rows with a value that names a person
  kKAnonymity,          // rows of the smallest class
  kUniqueRows,          // rows singled out by at most four quasi-identifiers
  kDistinctDiversity,   // values of a sensitive column in the poorest class
  kEntropyDiversity,    // the same by entropy, hundredths
  kRecursiveDiversity,  // c of recursive (c, l)-diversity, hundredths; l of kDistinctDiversity
  kCloseness,           // t, basis points
  kGreatestRisk,        // prosecutor, basis points
  kMeanRisk,            // prosecutor, basis points
  kJournalistRisk,      // greatest, basis points; where a population is stated
  kMarketerRisk,        // expected share of rows found in the population, basis points
  kOutliers,            // rows far from the median of a column of numbers
  kRareValues,          // rows of the rarest value of a quasi-identifier
  kSmallCells,          // rows of the smallest cell of a declared table
  kFullCells,           // cells of a declared table that give the last column away
  kMatchedRows,         // rows of the candidate
  kMembership,          // greatest delta, basis points; where a holder's file is given
  kDifferencing,        // rows that a class gained or lost against an earlier release, at least
  kLinkBack,            // rows that fit one row of a holder's file only
  kSubgroupQuality,     // a subgroup's match rate off that of all rows, basis points
};
inline constexpr size_t kDisclosureRuleCount = 22;

enum class DisclosureAction { kOff, kWarn, kBlock };
// In ascending order of severity.
enum class DisclosureOutcome { kPass, kWarn, kBlock };

struct DisclosureRuleFacts {
  DisclosureRule rule;
  std::string_view name;  // in policies and reports: "k_anonymity"
  bool is_least;          // the limit is the least allowed; otherwise the most
  int64_t limit;          // unless a policy says otherwise
  DisclosureAction action;
};
// [kDisclosureRuleCount], in the order of DisclosureRule. The defaults are those of a release that
// leaves the institution: k of 10, risk of at most 0.1, tables of at least 10 persons in a cell.
const std::array<DisclosureRuleFacts, kDisclosureRuleCount>& DisclosureRules();

struct DisclosurePolicy {
  struct Setting {
    int64_t limit;
    DisclosureAction action;
  };
  std::array<Setting, kDisclosureRuleCount> settings;
  // Rows that a suggestion may leave out at most, basis points.
  int64_t most_suppressed_basis_points = 200;
  // Robust standard scores from which a number is an outlier, hundredths.
  int64_t outlier_score_hundredths = 350;

  DisclosurePolicy();  // the defaults
  const Setting& of(DisclosureRule rule) const { return settings[static_cast<size_t>(rule)]; }
};

// {"version": 1, "rules": {"k_anonymity": {"limit": 5, "action": "warn"}, ...}}; rules that are not
// named keep their defaults. INVALID_ARGUMENT names the member that breaks which rule.
absl::StatusOr<DisclosurePolicy> ParseDisclosurePolicy(std::string_view json);
// Every setting, in the order of DisclosureRule. Parsing it gives the same policy.
std::string WriteDisclosurePolicy(const DisclosurePolicy& policy);

std::string_view ActionName(DisclosureAction action);     // "off", "warn", "block"
std::string_view OutcomeName(DisclosureOutcome outcome);  // "pass", "warn", "block"

}  // namespace ieum::core

#endif  // IEUM_CORE_DISCLOSURE_DISCLOSURE_POLICY_H_
