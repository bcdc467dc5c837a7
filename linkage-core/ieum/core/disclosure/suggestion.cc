#include "ieum/core/disclosure/suggestion.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/disclosure/broken_rows.h"
#include "ieum/core/disclosure/equivalence_classes.h"

namespace ieum::core {
namespace {

constexpr double kBasisPoints = 10'000;
constexpr double kTolerance = 1e-9;

// A table of the quasi-identifiers only, equal rows as one with their number: what k is measured
// on while steps are tried, which the whole table would make slow.
struct Weighted {
  CandidateTable table;
  std::vector<uint64_t> weights;  // [table.row_count]
};

Weighted Collapse(const CandidateTable& table, const std::vector<uint64_t>& weights) {
  std::vector<size_t> all(table.columns.size());
  for (size_t c = 0; c < all.size(); ++c) all[c] = c;
  const EquivalenceClasses classes = GroupRows(table, all);
  Weighted collapsed;
  collapsed.weights.resize(classes.class_count());
  std::vector<bool> is_first(table.row_count);
  std::vector<bool> seen(classes.class_count());
  for (size_t row = 0; row < table.row_count; ++row) {
    const uint32_t of = classes.class_of[row];
    is_first[row] = !seen[of];
    seen[of] = true;
    collapsed.weights[of] += weights[row];
  }
  collapsed.table = KeepRows(table, is_first);
  return collapsed;
}

struct Tried {
  uint64_t broken = 0;
  uint64_t class_count = 0;
  bool holds = false;
};

class Search final {
 public:
  Search(const CandidateTable& table, const ReviewDeclaration& declaration,
         const DisclosurePolicy& policy)
      : table_(table), declaration_(declaration), rules_(ClassRulesOf(policy)), current_(table) {
    most_suppressed_ = static_cast<uint64_t>(
        static_cast<double>(table.row_count) *
        static_cast<double>(policy.most_suppressed_basis_points) / kBasisPoints);
    for (const size_t c : table.WithRole(ColumnRole::kQuasiIdentifier)) {
      const std::string& name = table.columns[c].declared.name;
      const auto at = std::find_if(
          declaration.columns.begin(), declaration.columns.end(),
          [&name](const ReviewColumn& column) { return column.declared.name == name; });
      if (at == declaration.columns.end()) continue;
      quasi_.push_back(c);
      steps_.push_back(&at->steps);
    }
    levels_.assign(quasi_.size(), 0);
  }

  absl::StatusOr<Suggestion> Run(std::stop_token stop) && {
    Suggestion found;
    found.row_count = table_.row_count;
    for (const CandidateColumn& column : table_.columns) {
      if (!column.declared.is_declared) found.left_out_columns.push_back(column.declared.name);
    }
    const BrokenRows before = FindBrokenRows(table_, declaration_.tables, rules_);
    found.rows_to_fix = before.count;
    found.discernibility_before = Discernibility(table_);
    if (!Holds(before)) {
      IEUM_RETURN_IF_ERROR(Coarsen(stop));
      IEUM_RETURN_IF_ERROR(TakeBack(stop));
    }
    const BrokenRows after = FindBrokenRows(current_, declaration_.tables, rules_);
    found.suppressed_rows = after.count;
    found.discernibility_after = after.discernibility;
    found.suffices = Holds(after);
    double lost = 0;
    for (size_t q = 0; q < quasi_.size(); ++q) {
      if (levels_[q] == 0) continue;
      lost += static_cast<double>(levels_[q]) / static_cast<double>(steps_[q]->size());
      found.changes.push_back(
          {table_.columns[quasi_[q]].declared.name, (*steps_[q])[levels_[q] - 1]});
    }
    if (!quasi_.empty()) found.precision = 1 - lost / static_cast<double>(quasi_.size());
    return found;
  }

 private:
  static double Discernibility(const CandidateTable& table) {
    double sum = 0;
    for (const uint32_t size :
         GroupRows(table, table.WithRole(ColumnRole::kQuasiIdentifier)).sizes) {
      sum += static_cast<double>(size) * size;
    }
    return sum;
  }

  bool Holds(const BrokenRows& broken) const {
    return broken.count <= most_suppressed_ && broken.count < table_.row_count &&
           broken.mean_risk <= rules_.most_mean_risk + kTolerance;
  }

  CandidateColumn At(size_t q, size_t level) const {
    const CandidateColumn& column = table_.columns[quasi_[q]];
    return level == 0 ? column : Generalise(column, (*steps_[q])[level - 1]);
  }

  // k and mean risk alone, over the collapsed rows.
  Tried TryClasses(const Weighted& rows, size_t q, const CandidateColumn& coarse) const {
    std::vector<size_t> all(rows.table.columns.size());
    for (size_t c = 0; c < all.size(); ++c) all[c] = c;
    CandidateTable tried{rows.table.row_count, rows.table.columns};
    tried.columns[q] = coarse;
    const EquivalenceClasses classes = GroupRows(tried, all);
    std::vector<uint64_t> sizes(classes.class_count());
    for (size_t row = 0; row < rows.weights.size(); ++row) {
      sizes[classes.class_of[row]] += rows.weights[row];
    }
    Tried result;
    result.class_count = sizes.size();
    uint64_t classes_left = 0;
    for (const uint64_t size : sizes) {
      if (size < rules_.least_rows) {
        result.broken += size;
      } else {
        ++classes_left;
      }
    }
    const uint64_t left = table_.row_count - result.broken;
    result.holds = result.broken <= most_suppressed_ && left > 0 &&
                   static_cast<double>(classes_left) <=
                       (rules_.most_mean_risk + kTolerance) * static_cast<double>(left);
    return result;
  }

  Tried TryAll(size_t q) const {
    CandidateTable tried{current_.row_count, current_.columns};
    tried.columns[quasi_[q]] = At(q, levels_[q] + 1);
    const BrokenRows broken = FindBrokenRows(tried, declaration_.tables, rules_);
    return {broken.count, broken.class_count, Holds(broken)};
  }

  // First on classes alone until k would hold, then on all rules until they do.
  absl::Status Coarsen(const std::stop_token& stop) {
    Weighted rows = CollapseCurrent();
    bool classes_hold = false;
    while (true) {
      if (stop.stop_requested()) return Cancelled("stopped while looking for a fix");
      if (!classes_hold) classes_hold = TryClasses(rows, 0, rows.table.columns[0]).holds;
      if (classes_hold && Holds(FindBrokenRows(current_, declaration_.tables, rules_))) break;
      std::optional<size_t> best;
      Tried best_result;
      double best_cost = 0;
      for (size_t q = 0; q < quasi_.size(); ++q) {
        if (levels_[q] == steps_[q]->size()) continue;
        const Tried result = classes_hold ? TryAll(q) : TryClasses(rows, q, Coarser(rows, q));
        // Rows still broken, weighed by the share of its steps that the column gives up.
        const double cost =
            static_cast<double>(result.broken) +
            static_cast<double>(table_.row_count) * 0.1 / static_cast<double>(steps_[q]->size());
        const bool is_better = !best.has_value() || cost < best_cost ||
                               (cost == best_cost && result.class_count < best_result.class_count);
        if (is_better) {
          best = q;
          best_result = result;
          best_cost = cost;
        }
      }
      if (!best.has_value()) break;  // everything is hidden
      ++levels_[*best];
      current_.columns[quasi_[*best]] = At(*best, levels_[*best]);
      if (!classes_hold) rows = CollapseCurrent();
    }
    return absl::OkStatus();
  }

  Weighted CollapseCurrent() const {
    CandidateTable quasi{current_.row_count, {}};
    for (const size_t c : quasi_) quasi.columns.push_back(current_.columns[c]);
    return Collapse(quasi, std::vector<uint64_t>(current_.row_count, 1));
  }

  // The collapsed rows' column one step coarser than now. A step starts from the column as it came,
  // so the codes of now are led to those of then by any row that has them.
  CandidateColumn Coarser(const Weighted& rows, size_t q) const {
    const CandidateColumn next = At(q, levels_[q] + 1);
    const CandidateColumn& now = current_.columns[quasi_[q]];
    std::vector<uint32_t> lead(now.code_count());
    for (size_t row = 0; row < now.codes.size(); ++row) lead[now.codes[row]] = next.codes[row];
    return Recoded(rows.table.columns[q], lead, next.labels, next.numbers);
  }

  absl::Status TakeBack(const std::stop_token& stop) {
    bool changed = true;
    while (changed) {
      changed = false;
      for (size_t q = 0; q < quasi_.size(); ++q) {
        if (levels_[q] == 0) continue;
        if (stop.stop_requested()) return Cancelled("stopped while looking for a fix");
        CandidateColumn kept = std::move(current_.columns[quasi_[q]]);
        current_.columns[quasi_[q]] = At(q, levels_[q] - 1);
        if (Holds(FindBrokenRows(current_, declaration_.tables, rules_))) {
          --levels_[q];
          changed = true;
        } else {
          current_.columns[quasi_[q]] = std::move(kept);
        }
      }
    }
    return absl::OkStatus();
  }

  const CandidateTable& table_;
  const ReviewDeclaration& declaration_;
  const ClassRules rules_;
  CandidateTable current_;
  uint64_t most_suppressed_ = 0;
  std::vector<size_t> quasi_;                              // places of declared quasi-identifiers
  std::vector<const std::vector<Generalisation>*> steps_;  // [quasi_]
  std::vector<size_t> levels_;                             // [quasi_]: steps taken
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
  BrokenRows broken = FindBrokenRows(changed, declaration.tables, ClassRulesOf(policy));
  CandidateTable rest = broken.count == 0 ? std::move(changed) : KeepRows(changed, broken.in_order);
  if (kept != nullptr) *kept = std::move(broken.in_order);
  return rest;
}

}  // namespace ieum::core
