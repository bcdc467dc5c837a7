// Measures against values that papers and the tests and manuals of established tools state for
// fixed small tables. Where a source calls its table by a number, so does the test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ieum/core/disclosure/equivalence_classes.h"
#include "ieum/core/disclosure/reidentification_risk.h"
#include "ieum/core/disclosure/sample_uniques.h"
#include "ieum/core/disclosure/sensitive_values.h"
#include "unit/core/disclosure/small_tables.h"

namespace ieum::core {
namespace {

using ::testing::ElementsAre;

// sdcMicro 5.7, tests/testthat/test_suda2.R "suda2 sdc guideline": the worked example of T.
// Benschop, C. Machingauta, M. Welch, Statistical Disclosure Control: A Practice Guide, section on
// SUDA.
TEST(PublishedValuesTest, SudaScoresOfThePracticeGuide) {
  const CandidateTable table =
      TableOf({Quasi("residence"), Quasi("gender"), Quasi("education"), Quasi("labor")},
              {{"Urban", "Female", "Secondary incomplete", "Employed"},
               {"Urban", "Female", "Secondary incomplete", "Employed"},
               {"Urban", "Female", "Primary incomplete", "Non-LF"},
               {"Urban", "Male", "Secondary complete", "Employed"},
               {"Rural", "Female", "Secondary complete", "Unemployed"},
               {"Urban", "Male", "Secondary complete", "Employed"},
               {"Urban", "Female", "Primary complete", "Non-LF"},
               {"Urban", "Male", "Post-secondary", "Unemployed"},
               {"Urban", "Female", "Secondary incomplete", "Non-LF"},
               {"Urban", "Female", "Secondary incomplete", "Non-LF"}});
  const auto found = FindSampleUniques(table, std::vector<size_t>{0, 1, 2, 3});
  ASSERT_TRUE(found.ok());
  EXPECT_THAT(found->scores, ElementsAre(0, 0, 6, 0, 12, 0, 6, 10, 0, 0));
}

// The same file, "suda2 book example": M. Templ, Statistical Disclosure Control for Microdata 2017.
TEST(PublishedValuesTest, SudaScoresOfTheBook) {
  const CandidateTable table =
      TableOf({Quasi("age"), Quasi("gender"), Quasi("income"), Quasi("education")},
              {{"20s", "male", "50k+", "highschool"},
               {"20s", "male", "50k+", "highschool"},
               {"20s", "male", "50k-", "highschool"},
               {"20s", "male", "50k-", "highschool"},
               {"20s", "female", "50k-", "university"},
               {"20s", "female", "50k-", "highschool"},
               {"20s", "female", "50k-", "middleschool"},
               {"60s", "male", "50k-", "university"}});
  const auto found = FindSampleUniques(table, std::vector<size_t>{0, 1, 2, 3});
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->scores[4], 4);
  EXPECT_EQ(found->scores[5], 2);
  EXPECT_EQ(found->scores[6], 6);
  EXPECT_EQ(found->scores[7], 8);
}

// The same file, "suda2 simple example contrubtion" 1 to 4: in percent 50, 37.5, 37.5, whatever
// the order of the columns.
TEST(PublishedValuesTest, SudaContributions) {
  const CandidateTable table = TableOf({Quasi("a"), Quasi("b"), Quasi("c")},
                                       {{"2", "0", "0"}, {"1", "3", "6"}, {"1", "0", "0"}});
  const auto found = FindSampleUniques(table, std::vector<size_t>{0, 1, 2});
  ASSERT_TRUE(found.ok());
  EXPECT_THAT(found->contributions, ElementsAre(0.5, 0.375, 0.375));
  const auto turned = FindSampleUniques(table, std::vector<size_t>{2, 0, 1});
  ASSERT_TRUE(turned.ok());
  EXPECT_THAT(turned->contributions, ElementsAre(0.375, 0.5, 0.375));
}

// ARX 3, TestRiskQuasiIdentifiers.java: distinction and separation, calculated by hand there.
TEST(PublishedValuesTest, DistinctionAndSeparationOfArx) {
  const CandidateTable table =
      TableOf({Quasi("age"), Quasi("sex"), Quasi("state")}, {{"20", "Female", "CA"},
                                                             {"30", "Female", "CA"},
                                                             {"40", "Female", "TX"},
                                                             {"20", "Male", "NY"},
                                                             {"40", "Male", "CA"}});
  const auto expect = [&table](const std::vector<size_t>& columns, double distinction,
                               double separation) {
    const KAnonymity found = MeasureKAnonymity(GroupRows(table, columns));
    EXPECT_DOUBLE_EQ(found.distinction, distinction);
    EXPECT_DOUBLE_EQ(found.separation, separation);
  };
  expect({1}, 0.4, 0.6);
  expect({2}, 0.6, 0.7);
  expect({0}, 0.6, 0.8);
  expect({1, 2}, 0.8, 0.9);
  expect({0, 2}, 1.0, 1.0);
  expect({0, 1}, 1.0, 1.0);
  expect({0, 1, 2}, 1.0, 1.0);
}

// ARX 3, TestRiskMetrics.java over the table of DataProvider.java: risks of 1 before, and 1/2 at
// most and 3/7 on average in the 2-anonymous result, which has the classes of 2, 2 and 3 rows of
// age below and above 50 with postcodes 816** and 819**.
TEST(PublishedValuesTest, ProsecutorRisksOfArx) {
  const CandidateTable before =
      TableOf({Quasi("age"), Quasi("gender"), Quasi("zipcode")}, {{"34", "male", "81667"},
                                                                  {"45", "female", "81675"},
                                                                  {"66", "male", "81925"},
                                                                  {"70", "female", "81931"},
                                                                  {"34", "female", "81931"},
                                                                  {"70", "male", "81931"},
                                                                  {"45", "male", "81931"}});
  const ReidentificationRisk risk =
      ProsecutorRisk(GroupRows(before, std::vector<size_t>{0, 1, 2}), 0.5);
  EXPECT_EQ(risk.greatest, 1);
  EXPECT_EQ(risk.mean, 1);
  EXPECT_EQ(risk.rows_above, 7U);
  const CandidateTable after =
      TableOf({Quasi("age"), Quasi("gender"), Quasi("zipcode")}, {{"<50", "*", "816**"},
                                                                  {"<50", "*", "816**"},
                                                                  {">=50", "*", "819**"},
                                                                  {">=50", "*", "819**"},
                                                                  {"<50", "*", "819**"},
                                                                  {">=50", "*", "819**"},
                                                                  {"<50", "*", "819**"}});
  const ReidentificationRisk anonymous =
      ProsecutorRisk(GroupRows(after, std::vector<size_t>{0, 1, 2}), 0.5);
  EXPECT_EQ(anonymous.greatest, 0.5);
  EXPECT_DOUBLE_EQ(anonymous.mean, 0.42857142857142855);
  EXPECT_EQ(anonymous.rows_above, 0U);
}

// L. Sweeney 2002, figure 2: a table that adheres to k-anonymity with k = 2.
TEST(PublishedValuesTest, TwoAnonymousTableOfSweeney) {
  const CandidateTable table =
      TableOf({Quasi("race"), Quasi("birth"), Quasi("gender"), Quasi("zip"), Sensitive("problem")},
              {{"Black", "1965", "m", "0214*", "short breath"},
               {"Black", "1965", "m", "0214*", "chest pain"},
               {"Black", "1965", "f", "0213*", "hypertension"},
               {"Black", "1965", "f", "0213*", "hypertension"},
               {"Black", "1964", "f", "0213*", "obesity"},
               {"Black", "1964", "f", "0213*", "chest pain"},
               {"White", "1964", "m", "0213*", "chest pain"},
               {"White", "1964", "m", "0213*", "obesity"},
               {"White", "1964", "m", "0213*", "short breath"},
               {"White", "1967", "m", "0213*", "chest pain"},
               {"White", "1967", "m", "0213*", "chest pain"}});
  const EquivalenceClasses classes = GroupRows(table, table.WithRole(ColumnRole::kQuasiIdentifier));
  const KAnonymity found = MeasureKAnonymity(classes);
  EXPECT_EQ(found.smallest, 2U);
  EXPECT_EQ(found.class_count, 5U);
  // The text observes that such a table still tells of hypertension and chest pain.
  const Diversity problems = MeasureDiversity(table.columns[4], SortByClass(classes), 2);
  EXPECT_EQ(problems.least_distinct, 1U);
  EXPECT_EQ(problems.rows_in_one_value, 4U);
}

// Machanavajjhala et al. 2007: the 4-anonymous patients of figure 2, of whom the third class all
// have cancer, and the 3-diverse ones of figure 3.
TEST(PublishedValuesTest, DiversityOfTheInpatients) {
  const std::vector<ColumnDeclaration> columns = {Quasi("zip"), Quasi("age"),
                                                  Sensitive("condition")};
  const CandidateTable anonymous = TableOf(columns, {{"130**", "<30", "Heart"},
                                                     {"130**", "<30", "Heart"},
                                                     {"130**", "<30", "Viral"},
                                                     {"130**", "<30", "Viral"},
                                                     {"1485*", ">=40", "Cancer"},
                                                     {"1485*", ">=40", "Heart"},
                                                     {"1485*", ">=40", "Viral"},
                                                     {"1485*", ">=40", "Viral"},
                                                     {"130**", "3*", "Cancer"},
                                                     {"130**", "3*", "Cancer"},
                                                     {"130**", "3*", "Cancer"},
                                                     {"130**", "3*", "Cancer"}});
  const EquivalenceClasses classes = GroupRows(anonymous, std::vector<size_t>{0, 1});
  EXPECT_EQ(MeasureKAnonymity(classes).smallest, 4U);
  const Diversity found = MeasureDiversity(anonymous.columns[2], SortByClass(classes), 3);
  EXPECT_EQ(found.least_distinct, 1U);
  EXPECT_EQ(found.rows_in_one_value, 4U);
  EXPECT_EQ(found.recursive_bound, Diversity::kUnbounded);
  const CandidateTable diverse = TableOf(columns, {{"1305*", "<=40", "Heart"},
                                                   {"1305*", "<=40", "Viral"},
                                                   {"1305*", "<=40", "Cancer"},
                                                   {"1305*", "<=40", "Cancer"},
                                                   {"1485*", ">40", "Cancer"},
                                                   {"1485*", ">40", "Heart"},
                                                   {"1485*", ">40", "Viral"},
                                                   {"1485*", ">40", "Viral"},
                                                   {"1306*", "<=40", "Heart"},
                                                   {"1306*", "<=40", "Viral"},
                                                   {"1306*", "<=40", "Cancer"},
                                                   {"1306*", "<=40", "Cancer"}});
  const Diversity three = MeasureDiversity(
      diverse.columns[2], SortByClass(GroupRows(diverse, std::vector<size_t>{0, 1})), 3);
  EXPECT_EQ(three.least_distinct, 3U);
  EXPECT_EQ(three.rows_below, 0U);
  EXPECT_DOUBLE_EQ(three.least_entropy_values, std::sqrt(8.0));  // of shares 1/2, 1/4, 1/4
  EXPECT_DOUBLE_EQ(three.recursive_bound, 2);  // 2 of 4 in front, one value behind the first two
}

// Li et al. 2007, table 3 and section 4: salaries {3k, 4k, 5k} are 0.375 and {6k, 8k, 11k} 0.167
// away from all nine; table 5 has 0.167-closeness to salary.
TEST(PublishedValuesTest, ClosenessOfTheSalaries) {
  const std::vector<ColumnDeclaration> columns = {
      Quasi("zip"), Quasi("age"), Sensitive("salary", ColumnKind::kNumber), Sensitive("disease")};
  const CandidateTable diverse = TableOf(columns, {{"476**", "2*", "3", "gastric ulcer"},
                                                   {"476**", "2*", "4", "gastritis"},
                                                   {"476**", "2*", "5", "stomach cancer"},
                                                   {"4790*", ">=40", "6", "gastritis"},
                                                   {"4790*", ">=40", "11", "flu"},
                                                   {"4790*", ">=40", "8", "bronchitis"},
                                                   {"476**", "3*", "7", "bronchitis"},
                                                   {"476**", "3*", "9", "pneumonia"},
                                                   {"476**", "3*", "10", "stomach cancer"}});
  const RowsByClass rows = SortByClass(GroupRows(diverse, std::vector<size_t>{0, 1}));
  EXPECT_NEAR(MeasureCloseness(diverse.columns[2], rows, 0.2).greatest, 0.375, 1e-12);
  EXPECT_EQ(MeasureCloseness(diverse.columns[2], rows, 0.2).rows_above, 6U);
  RowsByClass second{{3, 4, 5}, {0, 3}};
  EXPECT_NEAR(MeasureCloseness(diverse.columns[2], second, 0.2).greatest, 1.0 / 6, 1e-12);
  const CandidateTable close = TableOf(columns, {{"4767*", "<=40", "3", "gastric ulcer"},
                                                 {"4767*", "<=40", "5", "stomach cancer"},
                                                 {"4767*", "<=40", "9", "pneumonia"},
                                                 {"4790*", ">=40", "6", "gastritis"},
                                                 {"4790*", ">=40", "11", "flu"},
                                                 {"4790*", ">=40", "8", "bronchitis"},
                                                 {"4760*", "<=40", "4", "gastritis"},
                                                 {"4760*", "<=40", "7", "bronchitis"},
                                                 {"4760*", "<=40", "10", "stomach cancer"}});
  const Closeness found = MeasureCloseness(
      close.columns[2], SortByClass(GroupRows(close, std::vector<size_t>{0, 1})), 1.0 / 6);
  EXPECT_NEAR(found.greatest, 1.0 / 6, 1e-12);
  EXPECT_EQ(found.rows_above, 0U);
}

}  // namespace
}  // namespace ieum::core
