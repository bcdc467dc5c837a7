#include "ieum/core/disclosure/disclosure_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/core/disclosure/review_columns.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ieum::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(DisclosurePolicyTest, RulesAreInOrderAndWrittenBack) {
  for (size_t i = 0; i < kDisclosureRuleCount; ++i) {
    EXPECT_EQ(static_cast<size_t>(DisclosureRules()[i].rule), i);
  }
  const std::string written = WriteDisclosurePolicy(DisclosurePolicy());
  const auto read = ParseDisclosurePolicy(written);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(WriteDisclosurePolicy(*read), written);
  EXPECT_EQ(read->of(DisclosureRule::kKAnonymity).limit, 10);
  EXPECT_EQ(read->of(DisclosureRule::kKAnonymity).action, DisclosureAction::kBlock);
}

TEST(DisclosurePolicyTest, NamedRulesReplaceDefaults) {
  const auto policy = ParseDisclosurePolicy(
      R"({"version":1,"rules":{"k_anonymity":{"limit":5},"outliers":{"action":"off"}}})");
  ASSERT_TRUE(policy.ok());
  EXPECT_EQ(policy->of(DisclosureRule::kKAnonymity).limit, 5);
  EXPECT_EQ(policy->of(DisclosureRule::kKAnonymity).action, DisclosureAction::kBlock);
  EXPECT_EQ(policy->of(DisclosureRule::kOutliers).action, DisclosureAction::kOff);
}

TEST(DisclosurePolicyTest, RefusesWhatItDoesNotKnow) {
  const auto refuse = [](const char* text, const char* why) {
    EXPECT_THAT(ParseDisclosurePolicy(text).status(),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(why)))
        << text;
  };
  refuse("{}", "version");
  refuse("[]", "object");
  refuse(R"({"version":2})", "'version' is not 1");
  refuse(R"({"version":1,"rule":{}})", "member other than");
  refuse(R"({"version":1,"rules":{"k":{"limit":1}}})", "does not exist");
  refuse(R"({"version":1,"rules":{"k_anonymity":{"limit":-1}}})", "'k_anonymity' is no integer");
  refuse(R"({"version":1,"rules":{"k_anonymity":{"limit":0.5}}})", "not an integer");
  refuse(R"({"version":1,"rules":{"k_anonymity":{"action":"stop"}}})", "none of off, warn, block");
  refuse(R"({"version":1,"rules":{"k_anonymity":5}})", "no object");
}

TEST(ReviewDeclarationTest, ReadsColumnsStepsTablesAndSubgroups) {
  const auto read = ParseReviewDeclaration(R"({"version":1,"purpose":"stroke and work",
    "columns":[{"name":"age","role":"quasi_identifier","kind":"number","purpose":"confounder",
                "steps":[{"to":"ranges","amount":5},{"to":"hidden"}]},
               {"name":"disease","role":"sensitive","purpose":"outcome"}],
    "tables":[["age","disease"]],
    "subgroups":[{"name":"women","rows":10,"linked_rows":9,"false_links_basis_points":50}]})");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->columns[0].steps.size(), 2U);
  EXPECT_EQ(read->columns[0].steps[0].amount, 5);
  EXPECT_EQ(read->columns[1].declared.role, ColumnRole::kSensitive);
  EXPECT_EQ(read->columns[1].steps.size(), 1U);  // hidden
  EXPECT_THAT(read->tables[0], ElementsAre("age", "disease"));
  EXPECT_EQ(read->subgroups[0].linked_rows, 9);
}

TEST(ReviewDeclarationTest, RefusesWhatItDoesNotKnow) {
  const auto refuse = [](const std::string& columns, const char* why) {
    const std::string text = R"({"version":1,"purpose":"p",)" + columns + "}";
    EXPECT_THAT(ParseReviewDeclaration(text).status(),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(why)))
        << text;
  };
  refuse(R"("columns":[])", "no column is a quasi_identifier");
  refuse(R"("columns":[{"name":"a"}])", "columns[0]: 'role' is missing");
  refuse(R"("columns":[{"name":"a","role":"key"}])", "'role' is none of");
  refuse(R"("columns":[{"name":"a","role":"other","colour":1}])", "member other than");
  const std::string good = R"({"name":"a","role":"quasi_identifier"})";
  refuse("\"columns\":[" + good + "," + good + "]", "declared twice");
  refuse("\"columns\":[" + good + R"(],"tables":[["b"]])", "not declared");
  refuse("\"columns\":[" + good + R"(],"tables":[["a","a"]])", "twice");
  refuse("\"columns\":[" + good + R"(],"tables":[[1]])", "no list of lists");
  refuse(R"("columns":[{"name":"a","role":"quasi_identifier","steps":[{"to":"month"}]}])",
         "does not fit");
  refuse(R"("columns":[{"name":"a","role":"quasi_identifier","kind":"number",
            "steps":[{"to":"ranges"}]}])",
         "columns[0].steps[0]: 'amount' is missing");
  refuse("\"columns\":[" + good + R"(],"subgroups":[{"name":"x","rows":1,"linked_rows":2}])",
         "'linked_rows' is no integer from 0 to 1");
}

}  // namespace
}  // namespace ieum::core
