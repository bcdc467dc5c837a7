#include "ieum/core/disclosure/disclosure_review.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/disclosure/direct_identifiers.h"

namespace ieum::core {
namespace {

constexpr double kBasisPoints = 10'000;
constexpr double kHundredths = 100;
constexpr int64_t kUnboundedNumber = int64_t{1} << 53;
// Measures carry roundings of the last bits; 0.1 is 1,000 basis points and no more.
constexpr double kTolerance = 1e-6;

// Against the applicant: what is to stay low is rounded up, what is to stay high down.
int64_t Up(double value, double unit) {
  return std::isfinite(value) ? static_cast<int64_t>(std::ceil(value * unit - kTolerance))
                              : kUnboundedNumber;
}
int64_t Down(double value, double unit) {
  return static_cast<int64_t>(std::floor(value * unit + kTolerance));
}
int64_t Signed(uint64_t count) { return static_cast<int64_t>(count); }

uint32_t Limit32(const DisclosurePolicy& policy, DisclosureRule rule) {
  constexpr int64_t kMost = 0xFFFF'FFFF;
  return static_cast<uint32_t>(std::min(policy.of(rule).limit, kMost));
}

class Reviewer final {
 public:
  Reviewer(const ReviewInput& input, const ReviewProgress& progress, std::stop_token stop)
      : input_(input),
        table_(*input.candidate),
        policy_(*input.policy),
        progress_(progress),
        stop_(std::move(stop)) {}

  absl::StatusOr<DisclosureReview> Run() && {
    review_.purpose = input_.declaration->purpose;
    review_.row_count = table_.row_count;
    review_.absent_columns = input_.absent_columns;
    review_.subgroups = input_.declaration->subgroups;
    for (const CandidateColumn& column : table_.columns) review_.columns.push_back(column.declared);
    using Stage = std::pair<std::string_view, absl::Status (Reviewer::*)()>;
    const std::vector<Stage> stages = {{"columns", &Reviewer::Columns},
                                       {"classes", &Reviewer::Classes},
                                       {"uniques", &Reviewer::Uniques},
                                       {"sensitive values", &Reviewer::SensitiveColumns},
                                       {"risks", &Reviewer::Risks},
                                       {"outliers", &Reviewer::Outliers},
                                       {"tables", &Reviewer::Tables},
                                       {"holders", &Reviewer::Holders},
                                       {"earlier releases", &Reviewer::Earlier},
                                       {"subgroups", &Reviewer::Subgroups}};
    for (size_t i = 0; i < stages.size(); ++i) {
      if (stop_.stop_requested()) return Cancelled("stopped while reviewing");
      if (progress_) {
        progress_(static_cast<int64_t>(i), static_cast<int64_t>(stages.size()), stages[i].first);
      }
      IEUM_RETURN_IF_ERROR((this->*stages[i].second)());
    }
    std::stable_sort(review_.findings.begin(), review_.findings.end(),
                     [](const auto& a, const auto& b) { return a.rule < b.rule; });
    for (const DisclosureFinding& finding : review_.findings) {
      review_.outcome = std::max(review_.outcome, finding.outcome);
    }
    return std::move(review_);
  }

 private:
  void Judge(DisclosureRule rule, std::string subject, int64_t measured) {
    const DisclosurePolicy::Setting& setting = policy_.of(rule);
    if (setting.action == DisclosureAction::kOff) return;
    const bool is_least = DisclosureRules()[static_cast<size_t>(rule)].is_least;
    const bool holds = is_least ? measured >= setting.limit : measured <= setting.limit;
    const DisclosureOutcome outcome = holds ? DisclosureOutcome::kPass
                                      : setting.action == DisclosureAction::kBlock
                                          ? DisclosureOutcome::kBlock
                                          : DisclosureOutcome::kWarn;
    review_.findings.push_back({rule, std::move(subject), measured, setting.limit, outcome});
  }

  absl::Status Columns() {
    int64_t undeclared = static_cast<int64_t>(input_.absent_columns.size());
    int64_t without_purpose = 0;
    for (const CandidateColumn& column : table_.columns) {
      if (!column.declared.is_declared) {
        ++undeclared;
      } else if (column.declared.purpose.empty()) {
        ++without_purpose;
      }
      const uint64_t rows = RowsWithIdentifiers(column);
      if (rows > 0) Judge(DisclosureRule::kDirectIdentifiers, column.declared.name, Signed(rows));
      named_rows_ += rows;
    }
    if (named_rows_ == 0) Judge(DisclosureRule::kDirectIdentifiers, "", 0);
    Judge(DisclosureRule::kUndeclaredColumns, "", undeclared);
    Judge(DisclosureRule::kMissingPurpose, "", without_purpose);
    Judge(DisclosureRule::kMatchedRows, "", static_cast<int64_t>(table_.row_count));
    return absl::OkStatus();
  }

  absl::Status Classes() {
    quasi_ = table_.WithRole(ColumnRole::kQuasiIdentifier);
    for (const size_t c : quasi_) {
      review_.quasi_identifiers.push_back(table_.columns[c].declared.name);
    }
    classes_ = GroupRows(table_, quasi_);
    by_class_ = SortByClass(classes_);
    review_.k = Limit32(policy_, DisclosureRule::kKAnonymity);
    review_.l = std::max<uint32_t>(1, Limit32(policy_, DisclosureRule::kDistinctDiversity));
    review_.anonymity = MeasureKAnonymity(classes_);
    review_.rows_below_k = RowsBelow(classes_, review_.k);
    Judge(DisclosureRule::kKAnonymity, "", review_.anonymity.smallest);
    return absl::OkStatus();
  }

  absl::Status Uniques() {
    IEUM_ASSIGN_OR_RETURN(review_.uniques, FindSampleUniques(table_, quasi_));
    review_.uniques.scores = {};
    Judge(DisclosureRule::kUniqueRows, "",
          Signed(table_.row_count - review_.uniques.rows_by_smallest[0]));
    return absl::OkStatus();
  }

  absl::Status SensitiveColumns() {
    const double most_distance =
        static_cast<double>(policy_.of(DisclosureRule::kCloseness).limit) / kBasisPoints;
    for (const size_t c : table_.WithRole(ColumnRole::kSensitive)) {
      const CandidateColumn& column = table_.columns[c];
      const std::string& name = column.declared.name;
      SensitiveFindings found{name, MeasureDiversity(column, by_class_, review_.l),
                              MeasureCloseness(column, by_class_, most_distance)};
      Judge(DisclosureRule::kDistinctDiversity, name, found.diversity.least_distinct);
      Judge(DisclosureRule::kEntropyDiversity, name,
            Down(found.diversity.least_entropy_values, kHundredths));
      Judge(DisclosureRule::kRecursiveDiversity, name,
            Up(found.diversity.recursive_bound, kHundredths));
      Judge(DisclosureRule::kCloseness, name, Up(found.closeness.greatest, kBasisPoints));
      review_.sensitive.push_back(std::move(found));
    }
    return absl::OkStatus();
  }

  double LimitShare(DisclosureRule rule) const {
    return static_cast<double>(policy_.of(rule).limit) / kBasisPoints;
  }

  absl::Status Risks() {
    review_.prosecutor = ProsecutorRisk(classes_, LimitShare(DisclosureRule::kGreatestRisk));
    Judge(DisclosureRule::kGreatestRisk, "", Up(review_.prosecutor.greatest, kBasisPoints));
    Judge(DisclosureRule::kMeanRisk, "", Up(review_.prosecutor.mean, kBasisPoints));
    std::vector<double> sizes;
    if (input_.population_table != nullptr) {
      IEUM_ASSIGN_OR_RETURN(const CommonClasses common,
                            GroupTogether(table_, *input_.population_table));
      if (common.columns.size() != quasi_.size()) {
        return InvalidArgument(
            "the population table does not have all quasi-identifiers; add them, or state the size "
            "of the population only");
      }
      sizes = PopulationSizes(common, classes_);
    } else if (input_.population.has_value()) {
      sizes = ScaledSizes(classes_, *input_.population);
    } else {
      return absl::OkStatus();
    }
    review_.journalist =
        JournalistRisk(classes_, sizes, LimitShare(DisclosureRule::kJournalistRisk));
    Judge(DisclosureRule::kJournalistRisk, "", Up(review_.journalist->greatest, kBasisPoints));
    Judge(DisclosureRule::kMarketerRisk, "", Up(review_.journalist->mean, kBasisPoints));
    return absl::OkStatus();
  }

  absl::Status Outliers() {
    const double score = static_cast<double>(policy_.outlier_score_hundredths) / kHundredths;
    const auto least = static_cast<uint64_t>(policy_.of(DisclosureRule::kRareValues).limit);
    for (const CandidateColumn& column : table_.columns) {
      const ColumnDeclaration& declared = column.declared;
      if (declared.role == ColumnRole::kOther && declared.kind == ColumnKind::kCategory) continue;
      OutlierFindings found{declared.name, std::nullopt, FindRareValues(column, least)};
      if (declared.kind != ColumnKind::kCategory) {
        found.numbers = FindNumberOutliers(column, score);
        Judge(DisclosureRule::kOutliers, declared.name, Signed(found.numbers->rows));
      }
      if (declared.role == ColumnRole::kQuasiIdentifier && found.rare.smallest > 0) {
        Judge(DisclosureRule::kRareValues, declared.name, Signed(found.rare.smallest));
      }
      review_.outliers.push_back(std::move(found));
    }
    return absl::OkStatus();
  }

  absl::Status Tables() {
    const uint32_t threshold = Limit32(policy_, DisclosureRule::kSmallCells);
    for (const std::vector<std::string>& names : input_.declaration->tables) {
      std::vector<size_t> columns;
      CellFindings found;
      for (const std::string& name : names) {
        const std::optional<size_t> at = table_.Find(name);
        if (at.has_value()) columns.push_back(*at);
        found.table += (found.table.empty() ? "" : " x ") + name;
      }
      if (columns.size() != names.size()) continue;  // an absent column is a finding by itself
      found.cells = CountSmallCells(table_, columns, threshold);
      const EquivalenceClasses cells = GroupRows(table_, columns);
      if (!cells.sizes.empty()) {
        Judge(DisclosureRule::kSmallCells, found.table,
              *std::min_element(cells.sizes.begin(), cells.sizes.end()));
      }
      Judge(DisclosureRule::kFullCells, found.table, Signed(found.cells.full));
      review_.cells.push_back(std::move(found));
    }
    return absl::OkStatus();
  }

  absl::Status Holders() {
    for (const NamedTable& holder : input_.holder_files) {
      IEUM_ASSIGN_OR_RETURN(const CommonClasses common, GroupTogether(table_, *holder.table));
      HolderFindings found{holder.name, common.columns, RehearseLinkBack(common),
                           MeasureMembership(common, LimitShare(DisclosureRule::kMembership))};
      Judge(DisclosureRule::kLinkBack, holder.name, Signed(found.link_back.rows_on_one));
      Judge(DisclosureRule::kMembership, holder.name, Up(found.membership.greatest, kBasisPoints));
      review_.holders.push_back(std::move(found));
    }
    return absl::OkStatus();
  }

  absl::Status Earlier() {
    const uint32_t threshold = Limit32(policy_, DisclosureRule::kDifferencing);
    for (const NamedTable& release : input_.earlier_releases) {
      IEUM_ASSIGN_OR_RETURN(const CommonClasses common, GroupTogether(table_, *release.table));
      int64_t least = policy_.of(DisclosureRule::kDifferencing).limit;
      for (size_t c = 0; c < common.candidate_rows.size(); ++c) {
        const int64_t change =
            std::abs(int64_t{common.candidate_rows[c]} - int64_t{common.other_rows[c]});
        if (change > 0) least = std::min(least, change);
      }
      Judge(DisclosureRule::kDifferencing, release.name, least);
      review_.earlier.push_back(
          {release.name, common.columns, MeasureDifferencing(common, threshold)});
    }
    return absl::OkStatus();
  }

  absl::Status Subgroups() {
    int64_t rows = 0;
    int64_t linked = 0;
    for (const Subgroup& group : review_.subgroups) {
      rows += group.rows;
      linked += group.linked_rows;
    }
    for (const Subgroup& group : review_.subgroups) {
      if (group.rows == 0) continue;
      const double share = static_cast<double>(group.linked_rows) / static_cast<double>(group.rows);
      const double all = static_cast<double>(linked) / static_cast<double>(rows);
      Judge(DisclosureRule::kSubgroupQuality, group.name, Up(std::abs(share - all), kBasisPoints));
    }
    return absl::OkStatus();
  }

  const ReviewInput& input_;
  const CandidateTable& table_;
  const DisclosurePolicy& policy_;
  const ReviewProgress& progress_;
  const std::stop_token stop_;
  std::vector<size_t> quasi_;
  EquivalenceClasses classes_;
  RowsByClass by_class_;
  uint64_t named_rows_ = 0;
  DisclosureReview review_;
};

}  // namespace

absl::StatusOr<DisclosureReview> ReviewDisclosure(const ReviewInput& input,
                                                  const ReviewProgress& progress,
                                                  std::stop_token stop) {
  return Reviewer(input, progress, std::move(stop)).Run();
}

}  // namespace ieum::core
