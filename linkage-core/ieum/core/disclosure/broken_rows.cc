#include "ieum/core/disclosure/broken_rows.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "ieum/core/disclosure/equivalence_classes.h"
#include "ieum/core/disclosure/sensitive_values.h"

namespace ieum::core {
namespace {

constexpr double kBasisPoints = 10'000;
constexpr double kTolerance = 1e-9;

bool Blocks(const DisclosurePolicy& policy, DisclosureRule rule) {
  return policy.of(rule).action == DisclosureAction::kBlock;
}

uint32_t AtLeast(const DisclosurePolicy& policy, DisclosureRule rule, uint32_t otherwise) {
  constexpr int64_t kMost = 0xFFFF'FFFF;
  if (!Blocks(policy, rule)) return otherwise;
  return static_cast<uint32_t>(std::clamp<int64_t>(policy.of(rule).limit, otherwise, kMost));
}

// Marks the classes that break a rule of one sensitive column.
void MarkPoor(const CandidateColumn& column, const RowsByClass& classes, const ClassRules& rules,
              std::vector<bool>& is_poor) {
  if (rules.least_distinct > 1) {
    const std::vector<uint32_t> distinct = DistinctByClass(column, classes);
    for (size_t c = 0; c < distinct.size(); ++c) {
      if (distinct[c] < rules.least_distinct) is_poor[c] = true;
    }
  }
  if (rules.most_distance >= 1) return;
  const std::vector<double> distances = DistanceByClass(column, classes);
  for (size_t c = 0; c < distances.size(); ++c) {
    if (distances[c] > rules.most_distance + kTolerance) is_poor[c] = true;
  }
}

// One round over the rows that are left; true if some of them broke a rule.
bool Sweep(const CandidateTable& table, const std::vector<std::vector<size_t>>& tables,
           const ClassRules& rules, std::vector<bool>& in_order, BrokenRows& found) {
  const std::vector<size_t> quasi = table.WithRole(ColumnRole::kQuasiIdentifier);
  const EquivalenceClasses classes = GroupRows(table, quasi);
  std::vector<bool> is_poor(classes.class_count());
  for (size_t c = 0; c < classes.class_count(); ++c) {
    is_poor[c] = classes.sizes[c] < rules.least_rows;
  }
  if (rules.least_distinct > 1 || rules.most_distance < 1) {
    const RowsByClass by_class = SortByClass(classes);
    for (const size_t c : table.WithRole(ColumnRole::kSensitive)) {
      MarkPoor(table.columns[c], by_class, rules, is_poor);
    }
  }
  in_order.assign(table.row_count, true);
  for (size_t row = 0; row < table.row_count; ++row) {
    in_order[row] = !is_poor[classes.class_of[row]];
  }
  for (const std::vector<size_t>& columns : tables) {
    const EquivalenceClasses cells = GroupRows(table, columns);
    for (size_t row = 0; row < table.row_count; ++row) {
      if (cells.sizes[cells.class_of[row]] < rules.least_cell) in_order[row] = false;
    }
  }
  const auto left = static_cast<size_t>(std::count(in_order.begin(), in_order.end(), true));
  found.class_count = classes.class_count();
  found.mean_risk =
      left == 0 ? 0 : static_cast<double>(classes.class_count()) / static_cast<double>(left);
  found.discernibility = 0;
  for (const uint32_t size : classes.sizes) {
    found.discernibility += static_cast<double>(size) * size;
  }
  return left < table.row_count;
}

}  // namespace

ClassRules ClassRulesOf(const DisclosurePolicy& policy) {
  ClassRules rules;
  rules.least_rows = AtLeast(policy, DisclosureRule::kKAnonymity, 1);
  if (Blocks(policy, DisclosureRule::kUniqueRows)) {
    rules.least_rows = std::max<uint32_t>(rules.least_rows, 2);
  }
  const auto share = [&policy](DisclosureRule rule) {
    return static_cast<double>(policy.of(rule).limit) / kBasisPoints;
  };
  if (Blocks(policy, DisclosureRule::kGreatestRisk) && share(DisclosureRule::kGreatestRisk) > 0) {
    const auto rows =
        static_cast<uint32_t>(std::ceil(1 / share(DisclosureRule::kGreatestRisk) - kTolerance));
    rules.least_rows = std::max(rules.least_rows, rows);
  }
  rules.least_distinct = AtLeast(policy, DisclosureRule::kDistinctDiversity, 1);
  if (Blocks(policy, DisclosureRule::kCloseness)) {
    rules.most_distance = share(DisclosureRule::kCloseness);
  }
  if (Blocks(policy, DisclosureRule::kMeanRisk)) {
    rules.most_mean_risk = share(DisclosureRule::kMeanRisk);
  }
  rules.least_cell = AtLeast(policy, DisclosureRule::kSmallCells, 1);
  return rules;
}

BrokenRows FindBrokenRows(const CandidateTable& table,
                          const std::vector<std::vector<std::string>>& tables,
                          const ClassRules& rules) {
  std::vector<std::vector<size_t>> places;
  if (rules.least_cell > 1) {
    for (const std::vector<std::string>& names : tables) {
      std::vector<size_t> columns;
      for (const std::string& name : names) {
        const std::optional<size_t> at = table.Find(name);
        if (at.has_value()) columns.push_back(*at);
      }
      if (columns.size() == names.size()) places.push_back(std::move(columns));
    }
  }
  BrokenRows found;
  found.in_order.assign(table.row_count, true);
  std::vector<bool> in_order;
  bool is_broken = Sweep(table, places, rules, in_order, found);
  found.in_order = in_order;
  CandidateTable rest;
  while (is_broken) {
    rest = KeepRows(table, found.in_order);
    is_broken = Sweep(rest, places, rules, in_order, found);
    size_t at = 0;
    for (size_t row = 0; row < table.row_count; ++row) {
      if (found.in_order[row]) found.in_order[row] = in_order[at++];
    }
  }
  found.count =
      static_cast<uint64_t>(std::count(found.in_order.begin(), found.in_order.end(), false));
  found.discernibility += static_cast<double>(found.count) * static_cast<double>(table.row_count);
  return found;
}

}  // namespace ieum::core
