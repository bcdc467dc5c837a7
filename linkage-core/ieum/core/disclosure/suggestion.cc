#include "ieum/core/disclosure/suggestion.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/disclosure/broken_rows.h"
#include "ieum/core/disclosure/equivalence_classes.h"

namespace ieum::core {
namespace {

constexpr double kBasisPoints = 10'000;
constexpr double kTolerance = 1e-9;

// What rows broken weigh against classes gained when steps are compared.
constexpr double kBrokenWeight = 10;

class Search final {
 public:
  Search(const CandidateTable& table, const ReviewDeclaration& declaration,
         const DisclosurePolicy& policy)
      : table_(table), declaration_(declaration), rules_(ClassRulesOf(policy)), current_(table) {
    most_suppressed_ = static_cast<uint64_t>(
        static_cast<double>(table.row_count) *
        static_cast<double>(policy.most_suppressed_basis_points) / kBasisPoints);
    rows_.resize(table.row_count);
    std::iota(rows_.begin(), rows_.end(), 0U);
    for (const size_t c : table.WithRole(ColumnRole::kQuasiIdentifier)) {
      const std::string& name = table.columns[c].declared.name;
      const auto at = std::find_if(
          declaration.columns.begin(), declaration.columns.end(),
          [&name](const ReviewColumn& column) { return column.declared.name == name; });
      if (at == declaration.columns.end()) continue;
      quasi_.push_back(c);
      steps_.push_back(&at->steps);
    }
  }

  absl::StatusOr<Suggestion> Run(std::stop_token stop) && {
    Suggestion found;
    found.row_count = table_.row_count;
    for (const CandidateColumn& column : table_.columns) {
      if (!column.declared.is_declared) found.left_out_columns.push_back(column.declared.name);
    }
    levels_.assign(quasi_.size(), 0);
    const BrokenRows before = Broken();
    found.rows_to_fix = before.count;
    found.discernibility_before = found.discernibility_after = Discernibility(table_);
    found.suffices = Holds(before);
    if (!found.suffices) {
      IEUM_ASSIGN_OR_RETURN(found.suffices, Find(stop));
      if (!found.suffices) return found;  // nothing that could be changed would do
    }
    const BrokenRows after = Broken();
    found.suppressed_rows = after.count;
    found.discernibility_after = after.discernibility;
    double lost = 0;
    for (size_t q = 0; q < quasi_.size(); ++q) {
      if (levels_[q] == 0) continue;
      lost += static_cast<double>(levels_[q]) / static_cast<double>(steps_[q]->size());
      found.changes.push_back(
          {table_.columns[quasi_[q]].declared.name, (*steps_[q])[levels_[q] - 1]});
    }
    if (!quasi_.empty()) found.kept_detail = 1 - lost / static_cast<double>(quasi_.size());
    return found;
  }

 private:
  struct Tried {
    EquivalenceClasses classes;
    CandidateColumn column;
    uint64_t broken = 0;
    bool holds = false;
    double cost = 0;
  };

  static double Discernibility(const CandidateTable& table) {
    double sum = 0;
    for (const uint32_t size :
         GroupRows(table, table.WithRole(ColumnRole::kQuasiIdentifier)).sizes) {
      sum += static_cast<double>(size) * size;
    }
    return sum;
  }

  BrokenRows Broken() const { return FindBrokenRows(current_, declaration_.tables, rules_); }

  bool Holds(const BrokenRows& broken) const {
    return broken.count <= most_suppressed_ && broken.count < table_.row_count &&
           broken.mean_risk <= rules_.most_mean_risk + kTolerance;
  }

  CandidateColumn At(size_t q, size_t level) const {
    const CandidateColumn& column = table_.columns[quasi_[q]];
    return level == 0 ? column : Generalise(column, (*steps_[q])[level - 1]);
  }

  void SetLevels(const std::vector<size_t>& levels) {
    levels_ = levels;
    for (size_t q = 0; q < quasi_.size(); ++q) current_.columns[quasi_[q]] = At(q, levels_[q]);
    classes_ = GroupRows(current_, quasi_);
    broken_ = BelowLeast(classes_);
  }

  uint64_t BelowLeast(const EquivalenceClasses& classes) const {
    return RowsBelow(classes, rules_.least_rows);
  }

  // Whether rows equal in the finer column are equal in the coarser one.
  static bool IsFiner(const CandidateColumn& fine, const CandidateColumn& coarse) {
    constexpr uint32_t kNone = 0xFFFF'FFFF;
    std::vector<uint32_t> leads(fine.code_count(), kNone);
    for (size_t row = 0; row < fine.codes.size(); ++row) {
      uint32_t& lead = leads[fine.codes[row]];
      if (lead == kNone) lead = coarse.codes[row];
      if (lead != coarse.codes[row]) return false;
    }
    return true;
  }

  // The candidate with one column a step finer, by the rules of k and mean risk alone.
  Tried TryFiner(size_t q) {
    Tried tried;
    tried.column = At(q, levels_[q] - 1);
    if (IsFiner(tried.column, current_.columns[quasi_[q]])) {
      tried.classes = classes_;
      refiner_.Refine(rows_, tried.column.codes, tried.column.code_count(), classes_.class_count(),
                      tried.classes.class_of, tried.classes.sizes);
    } else {
      CandidateColumn coarse = std::exchange(current_.columns[quasi_[q]], tried.column);
      tried.classes = GroupRows(current_, quasi_);
      current_.columns[quasi_[q]] = std::move(coarse);
    }
    tried.broken = BelowLeast(tried.classes);
    const uint64_t left = table_.row_count - tried.broken;
    uint64_t classes_left = 0;
    for (const uint32_t size : tried.classes.sizes) {
      classes_left += size >= rules_.least_rows ? 1 : 0;
    }
    tried.holds = tried.broken <= most_suppressed_ && left > 0 &&
                  static_cast<double>(classes_left) <=
                      (rules_.most_mean_risk + kTolerance) * static_cast<double>(left);
    const double growth = std::log(static_cast<double>(tried.classes.class_count()) /
                                   static_cast<double>(classes_.class_count()));
    const double broken = (static_cast<double>(tried.broken) - static_cast<double>(broken_)) /
                          static_cast<double>(table_.row_count);
    tried.cost = (growth + kBrokenWeight * broken) * static_cast<double>(steps_[q]->size());
    return tried;
  }

  // Takes steps back, the cheapest first, while the rules hold; path gets the columns in order.
  // A step that breaks a rule breaks it after others are taken back too, so it is tried once.
  absl::Status Refine(bool all_rules, const std::stop_token& stop, std::vector<size_t>& path) {
    std::vector<bool> is_final(quasi_.size());
    while (true) {
      std::optional<size_t> best;
      Tried best_tried;
      for (size_t q = 0; q < quasi_.size(); ++q) {
        if (is_final[q] || levels_[q] == 0) continue;
        if (stop.stop_requested()) return Cancelled("stopped while looking for a fix");
        Tried tried = TryFiner(q);
        if (!tried.holds) {
          is_final[q] = true;
        } else if (!best.has_value() || tried.cost < best_tried.cost) {
          best = q;
          best_tried = std::move(tried);
        }
      }
      if (!best.has_value()) return absl::OkStatus();
      std::swap(current_.columns[quasi_[*best]], best_tried.column);
      if (all_rules && !Holds(Broken())) {
        std::swap(current_.columns[quasi_[*best]], best_tried.column);
        is_final[*best] = true;
        continue;
      }
      --levels_[*best];
      classes_ = std::move(best_tried.classes);
      broken_ = best_tried.broken;
      path.push_back(*best);
    }
  }

  // From everything as coarse as can be. The rules that only classes need lead; where the others
  // do not hold at the end, their last place on the way is searched for by halving.
  absl::StatusOr<bool> Find(const std::stop_token& stop) {
    std::vector<size_t> top;
    for (const auto* steps : steps_) top.push_back(steps->size());
    SetLevels(top);
    if (!Holds(Broken())) return false;
    std::vector<size_t> path;
    IEUM_RETURN_IF_ERROR(Refine(/*all_rules=*/false, stop, path));
    if (Holds(Broken())) return true;
    const auto at = [&top, &path](size_t length) {
      std::vector<size_t> levels = top;
      for (size_t i = 0; i < length; ++i) --levels[path[i]];
      return levels;
    };
    size_t good = 0;
    size_t bad = path.size();
    while (bad - good > 1) {
      if (stop.stop_requested()) return Cancelled("stopped while looking for a fix");
      const size_t middle = good + (bad - good) / 2;
      SetLevels(at(middle));
      (Holds(Broken()) ? good : bad) = middle;
    }
    SetLevels(at(good));
    std::vector<size_t> rest;
    IEUM_RETURN_IF_ERROR(Refine(/*all_rules=*/true, stop, rest));
    return true;
  }

  const CandidateTable& table_;
  const ReviewDeclaration& declaration_;
  const ClassRules rules_;
  CandidateTable current_;
  uint64_t most_suppressed_ = 0;
  std::vector<uint32_t> rows_;                             // 0 to row_count - 1
  std::vector<size_t> quasi_;                              // places of quasi-identifiers
  std::vector<const std::vector<Generalisation>*> steps_;  // [quasi_]
  std::vector<size_t> levels_;                             // [quasi_]: steps taken
  EquivalenceClasses classes_;                             // of current_
  uint64_t broken_ = 0;                                    // rows in classes too small
  ClassRefiner refiner_;
};

}  // namespace

absl::StatusOr<Suggestion> SuggestFix(const CandidateTable& table,
                                      const ReviewDeclaration& declaration,
                                      const DisclosurePolicy& policy, std::stop_token stop) {
  return Search(table, declaration, policy).Run(std::move(stop));
}

CandidateTable ApplyChanges(const CandidateTable& table, const Suggestion& suggestion) {
  CandidateTable changed;
  changed.row_count = table.row_count;
  for (const CandidateColumn& column : table.columns) {
    const std::string& name = column.declared.name;
    const auto& out = suggestion.left_out_columns;
    if (std::find(out.begin(), out.end(), name) != out.end()) continue;
    const auto at =
        std::find_if(suggestion.changes.begin(), suggestion.changes.end(),
                     [&name](const ColumnChange& change) { return change.column == name; });
    changed.columns.push_back(at == suggestion.changes.end() ? column
                                                             : Generalise(column, at->step));
  }
  return changed;
}

CandidateTable ApplySuggestion(const CandidateTable& table, const Suggestion& suggestion,
                               const ReviewDeclaration& declaration, const DisclosurePolicy& policy,
                               std::vector<bool>* kept) {
  CandidateTable changed = ApplyChanges(table, suggestion);
  if (!suggestion.suffices) {
    if (kept != nullptr) kept->assign(table.row_count, true);
    return changed;
  }
  BrokenRows broken = FindBrokenRows(changed, declaration.tables, ClassRulesOf(policy));
  CandidateTable rest = broken.count == 0 ? std::move(changed) : KeepRows(changed, broken.in_order);
  if (kept != nullptr) *kept = std::move(broken.in_order);
  return rest;
}

}  // namespace ieum::core
