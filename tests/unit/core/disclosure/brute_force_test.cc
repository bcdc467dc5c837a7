// Every measure over classes against a slow one that follows its definition, on random tables.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string>

#include "ieum/core/disclosure/equivalence_classes.h"
#include "ieum/core/disclosure/sample_uniques.h"
#include "ieum/core/disclosure/sensitive_values.h"
#include "unit/core/disclosure/small_tables.h"

namespace ieum::core {
namespace {

using Rows = std::vector<std::vector<std::string>>;

struct RandomTable {
  Rows rows;
  CandidateTable table;
};

// Columns 0 to 4 are quasi-identifiers, 5 a sensitive category, 6 a sensitive number.
RandomTable MakeTable(uint32_t seed) {
  std::mt19937 random(seed);
  const size_t row_count = random() % 60;
  RandomTable made;
  CandidateTableBuilder builder({Quasi("q0"), Quasi("q1"), Quasi("q2"), Quasi("q3"), Quasi("q4"),
                                 Sensitive("s"), Sensitive("n", ColumnKind::kNumber)});
  for (size_t i = 0; i < row_count; ++i) {
    std::vector<std::string> row;
    for (uint32_t c = 0; c < 7; ++c) {
      const auto value = static_cast<uint32_t>(random() % (2 + c));
      row.push_back(value == 0 && random() % 2 == 0 ? "" : std::to_string(value));
    }
    EXPECT_TRUE(builder.AddRow(std::vector<std::string_view>(row.begin(), row.end())).ok());
    made.rows.push_back(std::move(row));
  }
  made.table = std::move(builder).Build();
  return made;
}

std::vector<std::string> Part(const std::vector<std::string>& row, uint32_t mask) {
  std::vector<std::string> part;
  for (size_t c = 0; c < row.size(); ++c) {
    if ((mask >> c & 1U) != 0) part.push_back(row[c]);
  }
  return part;
}

std::map<std::vector<std::string>, std::vector<size_t>> Classes(const Rows& rows, uint32_t mask) {
  std::map<std::vector<std::string>, std::vector<size_t>> classes;
  for (size_t i = 0; i < rows.size(); ++i) classes[Part(rows[i], mask)].push_back(i);
  return classes;
}

constexpr uint32_t kQuasiMask = 0b11111;
constexpr uint32_t kSeeds = 100;

TEST(BruteForceTest, ClassesAndSmallest) {
  for (uint32_t seed = 0; seed < kSeeds; ++seed) {
    const RandomTable made = MakeTable(seed);
    const auto expected = Classes(made.rows, kQuasiMask);
    const EquivalenceClasses classes =
        GroupRows(made.table, made.table.WithRole(ColumnRole::kQuasiIdentifier));
    ASSERT_EQ(classes.class_count(), expected.size());
    for (const auto& [values, rows] : expected) {
      for (const size_t row : rows) {
        ASSERT_EQ(classes.class_of[row], classes.class_of[rows[0]]);
        ASSERT_EQ(classes.sizes[classes.class_of[row]], rows.size());
      }
    }
    const KAnonymity found = MeasureKAnonymity(classes);
    uint64_t rows_in_buckets = 0;
    for (const uint64_t rows : found.rows_by_size) rows_in_buckets += rows;
    ASSERT_EQ(rows_in_buckets, made.rows.size());
    uint64_t below = 0;
    for (const auto& [values, rows] : expected) below += rows.size() < 3 ? rows.size() : 0;
    ASSERT_EQ(RowsBelow(classes, 3), below);
  }
}

TEST(BruteForceTest, SampleUniques) {
  for (uint32_t seed = 0; seed < kSeeds; ++seed) {
    const RandomTable made = MakeTable(seed);
    const auto found = FindSampleUniques(made.table, std::vector<size_t>{0, 1, 2, 3, 4});
    ASSERT_TRUE(found.ok());
    std::map<uint32_t, std::set<size_t>> unique;
    for (uint32_t mask = 1; mask <= kQuasiMask; ++mask) {
      for (const auto& [values, rows] : Classes(made.rows, mask)) {
        if (rows.size() == 1) unique[mask].insert(rows[0]);
      }
    }
    ASSERT_EQ(found->subsets.size(), 5U + 10 + 10 + 5);
    std::vector<float> scores(made.rows.size());
    for (const SampleUniques::Subset& subset : found->subsets) {
      uint32_t mask = 0;
      for (const size_t c : subset.columns) mask |= 1U << c;
      ASSERT_EQ(subset.unique_rows, unique[mask].size()) << seed << " " << mask;
      uint64_t minimal = 0;
      for (const size_t row : unique[mask]) {
        bool is_minimal = true;
        for (uint32_t part = (mask - 1) & mask; part != 0; part = (part - 1) & mask) {
          is_minimal &= !unique[part].contains(row);
        }
        if (!is_minimal) continue;
        ++minimal;
        constexpr float kScores[] = {0, 4 * 3 * 2 * 1, 3 * 2 * 1, 2 * 1, 1};
        scores[row] += kScores[subset.columns.size()];
      }
      ASSERT_EQ(subset.minimal_rows, minimal) << seed << " " << mask;
    }
    ASSERT_EQ(found->scores, scores);
  }
}

TEST(BruteForceTest, Diversity) {
  for (uint32_t seed = 0; seed < kSeeds; ++seed) {
    const RandomTable made = MakeTable(seed);
    constexpr uint32_t kL = 2;
    uint32_t least = made.rows.empty() ? 0 : 100;
    double entropy_values = made.rows.empty() ? 0 : 100;
    double bound = 0;
    for (const auto& [values, rows] : Classes(made.rows, 0b11)) {
      std::map<std::string, double> counts;
      for (const size_t row : rows) ++counts[made.rows[row][5]];
      double entropy = 0;
      std::vector<double> sorted;
      for (const auto& [value, count] : counts) {
        const double share = count / static_cast<double>(rows.size());
        entropy -= share * std::log(share);
        sorted.push_back(count);
      }
      std::sort(sorted.rbegin(), sorted.rend());
      double rest = 0;
      for (size_t i = kL - 1; i < sorted.size(); ++i) rest += sorted[i];
      bound = std::max(bound, rest == 0 ? Diversity::kUnbounded : sorted[0] / rest);
      least = std::min<uint32_t>(least, static_cast<uint32_t>(counts.size()));
      entropy_values = std::min(entropy_values, std::exp(entropy));
    }
    const Diversity found = MeasureDiversity(
        made.table.columns[5], SortByClass(GroupRows(made.table, std::vector<size_t>{0, 1})), kL);
    ASSERT_EQ(found.least_distinct, least);
    ASSERT_NEAR(found.least_entropy_values, entropy_values, 1e-9);
    if (std::isinf(bound)) {
      ASSERT_TRUE(std::isinf(found.recursive_bound));
    } else {
      ASSERT_NEAR(found.recursive_bound, bound, 1e-9);
    }
  }
}

// The distances by their definition: over every value of the table, one after the other.
TEST(BruteForceTest, Closeness) {
  const auto order = [](const std::string& value) { return value.empty() ? -1 : std::stod(value); };
  for (uint32_t seed = 0; seed < kSeeds; ++seed) {
    const RandomTable made = MakeTable(seed);
    for (const size_t column : {5U, 6U}) {
      std::map<double, double> whole;
      for (const auto& row : made.rows) {
        whole[order(row[column])] += 1 / static_cast<double>(made.rows.size());
      }
      double greatest = 0;
      for (const auto& [values, rows] : Classes(made.rows, 0b11)) {
        std::map<double, double> shares;
        for (const size_t row : rows) {
          shares[order(made.rows[row][column])] += 1 / static_cast<double>(rows.size());
        }
        double equal = 0;
        double ordered = 0;
        double carried = 0;
        for (const auto& [value, share] : whole) {
          equal += std::abs(shares[value] - share) / 2;
          carried += shares[value] - share;
          ordered += std::abs(carried);
        }
        if (whole.size() > 1) ordered /= static_cast<double>(whole.size() - 1);
        greatest = std::max(greatest, column == 5 ? equal : ordered);
      }
      const Closeness found =
          MeasureCloseness(made.table.columns[column],
                           SortByClass(GroupRows(made.table, std::vector<size_t>{0, 1})), 0.3);
      ASSERT_NEAR(found.greatest, greatest, 1e-9) << seed << " " << column;
    }
  }
}

}  // namespace
}  // namespace ieum::core
