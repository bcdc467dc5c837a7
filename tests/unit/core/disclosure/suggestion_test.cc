#include "ieum/core/disclosure/suggestion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "absl/strings/str_format.h"
#include "ieum/core/disclosure/broken_rows.h"
#include "ieum/core/disclosure/disclosure_review.h"
#include "support/status_matchers.h"
#include "unit/core/disclosure/small_tables.h"

namespace ieum::core {
namespace {

using ::testing::ElementsAre;

TEST(GeneralisationTest, NumbersDatesAndTexts) {
  const auto labels = [](ColumnKind kind, const std::vector<std::string_view>& values,
                         const Generalisation& step) {
    std::vector<std::vector<std::string_view>> rows;
    for (const std::string_view value : values) rows.push_back({value});
    const CandidateTable table = TableOf({Quasi("c", kind)}, rows);
    const CandidateColumn coarse = Generalise(table.columns[0], step);
    std::vector<std::string> found;
    for (const uint32_t code : coarse.codes) found.push_back(coarse.labels[code]);
    return found;
  };
  using Kind = GeneralisationKind;
  const std::vector<std::string_view> ages = {"7", "34", "", "-3"};
  EXPECT_THAT(labels(ColumnKind::kNumber, ages, {Kind::kWidth, 5, 0, 0, {}}),
              ElementsAre("5-9", "30-34", "", "-5--1"));
  EXPECT_THAT(labels(ColumnKind::kNumber, {"7.5"}, {Kind::kWidth, 5, 0, 0, {}}),
              ElementsAre("5-<10"));
  EXPECT_THAT(labels(ColumnKind::kNumber, ages, {Kind::kLimits, 0, 0, 30, {}}),
              ElementsAre("7", ">= 30", "", "<= 0"));
  const std::vector<std::string_view> days = {"1984-12-31", ""};
  EXPECT_THAT(labels(ColumnKind::kDate, days, {Kind::kMonth, 1, 0, 0, {}}),
              ElementsAre("1984-12", ""));
  EXPECT_THAT(labels(ColumnKind::kDate, days, {Kind::kQuarter, 1, 0, 0, {}}),
              ElementsAre("1984-Q4", ""));
  EXPECT_THAT(labels(ColumnKind::kDate, days, {Kind::kYears, 1, 0, 0, {}}),
              ElementsAre("1984", ""));
  EXPECT_THAT(labels(ColumnKind::kDate, days, {Kind::kYears, 5, 0, 0, {}}),
              ElementsAre("1980-1984", ""));
  EXPECT_THAT(labels(ColumnKind::kCategory, {"대구 중구", "대"}, {Kind::kPrefix, 2, 0, 0, {}}),
              ElementsAre("대구*", "대"));
  EXPECT_THAT(
      labels(ColumnKind::kCategory, {"x", "y", ""}, {Kind::kMapped, 0, 0, 0, {{"x", "letter"}}}),
      ElementsAre("letter", "*", ""));
  EXPECT_THAT(labels(ColumnKind::kCategory, {"x", ""}, {}), ElementsAre("*", "*"));
}

// Persons of two districts by age; `seed` fixes them.
CandidateTable Persons(uint32_t seed, size_t count) {
  std::mt19937 random(seed);
  CandidateTableBuilder builder({Quasi("age", ColumnKind::kNumber), Quasi("sex"),
                                 Quasi("day", ColumnKind::kDate), Sensitive("disease")});
  for (size_t i = 0; i < count; ++i) {
    const std::string age = std::to_string(20 + random() % 60);
    const std::string sex = random() % 2 == 0 ? "M" : "F";
    const std::string day = absl::StrFormat("20%02d-%02d-%02d", 10 + random() % 3,
                                            1 + random() % 12, 1 + random() % 28);
    const std::string disease = "d" + std::to_string(random() % 6);
    EXPECT_TRUE(builder.AddRow(std::vector<std::string_view>{age, sex, day, disease}).ok());
  }
  return std::move(builder).Build();
}

ReviewDeclaration Declared(const CandidateTable& table) {
  ReviewDeclaration declaration;
  declaration.purpose = "test";
  for (const CandidateColumn& column : table.columns) {
    declaration.columns.push_back({column.declared, DefaultSteps(column.declared.kind)});
  }
  return declaration;
}

DisclosureReview Review(const CandidateTable& table, const ReviewDeclaration& declaration,
                        const DisclosurePolicy& policy) {
  ReviewInput input;
  input.candidate = &table;
  input.declaration = &declaration;
  input.policy = &policy;
  auto review = ReviewDisclosure(input);
  EXPECT_TRUE(review.ok()) << review.status();
  return *std::move(review);
}

TEST(SuggestionTest, WhatIsSuggestedPassesWhenMeasuredAgain) {
  const DisclosurePolicy policy;
  for (uint32_t seed = 0; seed < 5; ++seed) {
    const CandidateTable table = Persons(seed, 4'000);
    const ReviewDeclaration declaration = Declared(table);
    EXPECT_EQ(Review(table, declaration, policy).outcome, DisclosureOutcome::kBlock);
    const auto found = SuggestFix(table, declaration, policy);
    ASSERT_TRUE(found.ok());
    EXPECT_TRUE(found->suffices);
    EXPECT_FALSE(found->changes.empty());
    EXPECT_GT(found->kept_detail, 0.2);
    EXPECT_LE(found->suppressed_rows, 80U);
    std::vector<bool> kept;
    const CandidateTable fixed = ApplySuggestion(table, *found, declaration, policy, &kept);
    EXPECT_EQ(fixed.row_count, table.row_count - found->suppressed_rows);
    EXPECT_EQ(kept.size(), table.row_count);
    const DisclosureReview again = Review(fixed, declaration, policy);
    EXPECT_NE(again.outcome, DisclosureOutcome::kBlock);
    EXPECT_GE(again.anonymity.smallest, 10U);
  }
}

TEST(SuggestionTest, NothingToFixChangesNothing) {
  const CandidateTable table = Persons(1, 500);
  ReviewDeclaration declaration = Declared(table);
  DisclosurePolicy policy;
  for (auto& setting : policy.settings) setting.action = DisclosureAction::kWarn;
  const auto found = SuggestFix(table, declaration, policy);
  ASSERT_TRUE(found.ok());
  EXPECT_TRUE(found->is_empty());
  EXPECT_TRUE(found->suffices);
  EXPECT_EQ(found->discernibility_before, found->discernibility_after);
}

TEST(SuggestionTest, LeavesOutWhatNobodyDeclared) {
  CandidateTable table = Persons(2, 2'000);
  table.columns[1].declared.is_declared = false;
  table.columns[1].declared.role = ColumnRole::kOther;
  ReviewDeclaration declaration = Declared(table);
  const auto found = SuggestFix(table, declaration, DisclosurePolicy());
  ASSERT_TRUE(found.ok());
  EXPECT_THAT(found->left_out_columns, ElementsAre("sex"));
  EXPECT_EQ(ApplyChanges(table, *found).columns.size(), 3U);
}

TEST(SuggestionTest, SaysWhenNothingSuffices) {
  const CandidateTable table = Persons(3, 9);  // fewer than k in all
  const auto found = SuggestFix(table, Declared(table), DisclosurePolicy());
  ASSERT_TRUE(found.ok());
  EXPECT_FALSE(found->suffices);
  EXPECT_TRUE(found->is_empty());
}

// Rows whose cell is small are left out, and the classes that this makes too small after them.
TEST(BrokenRowsTest, LeavesOutUntilNothingBreaks) {
  std::vector<std::vector<std::string_view>> rows;
  for (int i = 0; i < 3; ++i) rows.push_back({"A", "flu"});
  rows.push_back({"A", "gout"});
  for (int i = 0; i < 4; ++i) rows.push_back({"B", "flu"});
  const CandidateTable table = TableOf({Quasi("district"), Sensitive("disease")}, rows);
  ClassRules rules;
  rules.least_rows = 4;
  rules.least_cell = 2;
  const BrokenRows found = FindBrokenRows(table, {{"disease"}}, rules);
  EXPECT_EQ(found.count, 4U);
  EXPECT_THAT(found.in_order, ElementsAre(false, false, false, false, true, true, true, true));
  EXPECT_EQ(found.class_count, 1U);
  EXPECT_EQ(found.mean_risk, 0.25);
  EXPECT_EQ(found.discernibility, 4 * 4 + 4 * 8);
}

TEST(ReviewTest, NamesTheRuleAndTheThing) {
  CandidateTable table = Persons(4, 300);
  table.columns[1].declared.purpose.clear();
  ReviewDeclaration declaration = Declared(table);
  declaration.tables = {{"sex", "disease"}};
  declaration.subgroups = {{"men", 1'000, 900, 10}, {"women", 1'000, 600, 10}};
  DisclosurePolicy policy;
  ReviewInput input;
  input.candidate = &table;
  input.declaration = &declaration;
  input.policy = &policy;
  input.absent_columns = {"town"};
  input.earlier_releases = {{"spring", &table}};
  input.holder_files = {{"hospital", &table}};
  input.population = 30'000;
  const auto review = ReviewDisclosure(input);
  ASSERT_TRUE(review.ok());
  const auto outcome = [&review](DisclosureRule rule, std::string_view subject) {
    for (const DisclosureFinding& finding : review->findings) {
      if (finding.rule == rule && finding.subject == subject) return finding.outcome;
    }
    ADD_FAILURE() << static_cast<int>(rule) << " " << subject;
    return DisclosureOutcome::kPass;
  };
  EXPECT_EQ(outcome(DisclosureRule::kUndeclaredColumns, ""), DisclosureOutcome::kBlock);
  EXPECT_EQ(outcome(DisclosureRule::kMissingPurpose, ""), DisclosureOutcome::kBlock);
  EXPECT_EQ(outcome(DisclosureRule::kDirectIdentifiers, ""), DisclosureOutcome::kPass);
  EXPECT_EQ(outcome(DisclosureRule::kKAnonymity, ""), DisclosureOutcome::kBlock);
  EXPECT_EQ(outcome(DisclosureRule::kDistinctDiversity, "disease"), DisclosureOutcome::kBlock);
  EXPECT_EQ(outcome(DisclosureRule::kJournalistRisk, ""), DisclosureOutcome::kPass);
  EXPECT_EQ(outcome(DisclosureRule::kSmallCells, "sex x disease"), DisclosureOutcome::kPass);
  EXPECT_EQ(outcome(DisclosureRule::kLinkBack, "hospital"), DisclosureOutcome::kBlock);
  EXPECT_EQ(outcome(DisclosureRule::kMembership, "hospital"), DisclosureOutcome::kWarn);
  EXPECT_EQ(outcome(DisclosureRule::kDifferencing, "spring"), DisclosureOutcome::kPass);
  EXPECT_EQ(outcome(DisclosureRule::kSubgroupQuality, "women"), DisclosureOutcome::kWarn);
  EXPECT_EQ(review->outcome, DisclosureOutcome::kBlock);
}

}  // namespace
}  // namespace ieum::core
