#include "ieum/core/disclosure/table_comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/core/disclosure/reidentification_risk.h"
#include "support/status_matchers.h"
#include "unit/core/disclosure/small_tables.h"

namespace ieum::core {
namespace {

using ieum::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<ColumnDeclaration>& Columns() {
  static const auto* columns =
      new std::vector<ColumnDeclaration>{Quasi("sex"), Quasi("year"), Sensitive("disease")};
  return *columns;
}

CommonClasses Together(const CandidateTable& candidate, const CandidateTable& other) {
  auto classes = GroupTogether(candidate, other);
  EXPECT_TRUE(classes.ok());
  return *std::move(classes);
}

TEST(TableComparisonTest, ClassesOfBothByText) {
  const CandidateTable candidate = TableOf(Columns(), {{"M", "1980", "x"}, {"F", "1981", "y"}});
  const CandidateTable other =
      TableOf({Quasi("year"), Quasi("sex")}, {{"1981", "F"}, {"1981", "F"}, {"1990", "M"}});
  const CommonClasses found = Together(candidate, other);
  EXPECT_THAT(found.columns, ElementsAre("sex", "year"));
  EXPECT_THAT(found.candidate_rows, ElementsAre(1U, 1U, 0U));
  EXPECT_THAT(found.other_rows, ElementsAre(0U, 2U, 1U));
  EXPECT_THAT(found.class_of, ElementsAre(0U, 1U));
}

TEST(TableComparisonTest, RefusesTablesWithoutCommonColumns) {
  EXPECT_THAT(GroupTogether(TableOf(Columns(), {}), TableOf({Quasi("town")}, {})).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("none")));
}

TEST(TableComparisonTest, DifferencingFindsThoseWhoCameAndWent) {
  const CandidateTable earlier = TableOf(
      Columns(), {{"M", "1980", ""}, {"M", "1980", ""}, {"F", "1980", ""}, {"F", "1990", ""}});
  const CandidateTable now = TableOf(
      Columns(), {{"M", "1980", ""}, {"M", "1980", ""}, {"M", "1980", ""}, {"F", "1980", ""}});
  const Differencing found = MeasureDifferencing(Together(now, earlier), 10);
  EXPECT_EQ(found.classes_grown, 1U);
  EXPECT_EQ(found.rows_appeared, 1U);
  EXPECT_EQ(found.classes_shrunk, 1U);
  EXPECT_EQ(found.rows_vanished, 1U);
  EXPECT_EQ(found.classes_equal, 1U);
  EXPECT_EQ(MeasureDifferencing(Together(now, now), 10).rows_appeared, 0U);
  EXPECT_EQ(MeasureDifferencing(Together(now, earlier), 1).rows_appeared, 0U);
}

TEST(TableComparisonTest, LinkBackCountsRowsThatFitOnePersonOnly) {
  const CandidateTable release = TableOf(
      Columns(), {{"M", "1980", ""}, {"F", "1981", ""}, {"F", "1981", ""}, {"M", "1999", ""}});
  const CandidateTable holder =
      TableOf(Columns(), {{"M", "1980", ""}, {"F", "1981", ""}, {"F", "1985", ""}});
  const LinkBack found = RehearseLinkBack(Together(release, holder));
  EXPECT_EQ(found.rows_on_one, 3U);
  EXPECT_EQ(found.one_to_one, 1U);
  EXPECT_EQ(found.rows_on_none, 1U);
  EXPECT_DOUBLE_EQ(found.expected_hits, 1.5);
}

// By the definition of Nergiz et al. 2007: classes of which 4 of 5 and 1 of 4 persons are released.
TEST(TableComparisonTest, MembershipIsTheShareOfTheClass) {
  std::vector<std::vector<std::string_view>> in_public;
  std::vector<std::vector<std::string_view>> in_release;
  for (int i = 0; i < 5; ++i) in_public.push_back({"M", "1980", ""});
  for (int i = 0; i < 4; ++i) in_public.push_back({"F", "1980", ""});
  for (int i = 0; i < 4; ++i) in_release.push_back({"M", "1980", ""});
  in_release.push_back({"F", "1980", ""});
  const MembershipRisk found = MeasureMembership(
      Together(TableOf(Columns(), in_release), TableOf(Columns(), in_public)), 0.5);
  EXPECT_EQ(found.holder_rows, 9U);
  EXPECT_DOUBLE_EQ(found.greatest, 0.8);
  EXPECT_DOUBLE_EQ(found.mean, 5.0 / 9);
  EXPECT_EQ(found.rows_above, 5U);
  EXPECT_EQ(found.rows_certain, 0U);
}

TEST(TableComparisonTest, JournalistTakesThePopulation) {
  const CandidateTable table =
      TableOf(Columns(), {{"M", "1980", ""}, {"F", "1981", ""}, {"F", "1981", ""}});
  const EquivalenceClasses classes = GroupRows(table, table.WithRole(ColumnRole::kQuasiIdentifier));
  std::vector<std::vector<std::string_view>> persons(8, {"M", "1980"});
  persons.push_back({"F", "1981"});
  const CandidateTable population = TableOf({Quasi("sex"), Quasi("year")}, persons);
  const std::vector<double> sizes = PopulationSizes(Together(table, population), classes);
  EXPECT_THAT(sizes, ElementsAre(8, 1));
  const ReidentificationRisk risk = JournalistRisk(classes, sizes, 0.2);
  EXPECT_DOUBLE_EQ(risk.greatest, 0.5);  // one of the two women at least is in the table
  EXPECT_DOUBLE_EQ(risk.mean, (0.125 + 1) / 3);
  EXPECT_EQ(risk.rows_above, 2U);
  const ReidentificationRisk sampled = JournalistRisk(classes, ScaledSizes(classes, 300), 0.2);
  EXPECT_DOUBLE_EQ(sampled.greatest, 0.01);
  EXPECT_DOUBLE_EQ(sampled.mean, 2.0 / 300);
}

}  // namespace
}  // namespace ieum::core
