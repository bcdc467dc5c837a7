#include "ieum/core/disclosure/review_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "unit/core/disclosure/small_tables.h"

namespace ieum::core {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Pack {
  DisclosureReview review;
  Suggestion suggestion;
};

Pack MakePack() {
  std::vector<std::vector<std::string_view>> rows(12, {"42", "M", "flu<b>"});
  rows.push_back({"97", "F", "secretdisease"});
  const CandidateTable table =
      TableOf({Quasi("age", ColumnKind::kNumber), Quasi("sex"), Sensitive("disease <i>")}, rows);
  ReviewDeclaration declaration;
  declaration.purpose = "who has the flu & why";
  for (const CandidateColumn& column : table.columns) {
    declaration.columns.push_back({column.declared, DefaultSteps(column.declared.kind)});
  }
  declaration.subgroups = {{"women", 1'000, 877, 12}};
  const DisclosurePolicy policy;
  ReviewInput input;
  input.candidate = &table;
  input.declaration = &declaration;
  input.policy = &policy;
  input.holder_files = {{"hospital", &table}};
  input.earlier_releases = {{"spring", &table}};
  input.population = 1'000;
  auto review = ReviewDisclosure(input);
  auto suggestion = SuggestFix(table, declaration, policy);
  EXPECT_TRUE(review.ok() && suggestion.ok());
  return {*std::move(review), *std::move(suggestion)};
}

TEST(ReviewDocumentTest, TellsCountsAndNoValue) {
  const Pack pack = MakePack();
  const std::string json = ReviewDocument(pack.review, &pack.suggestion).ToJson();
  EXPECT_THAT(json, HasSubstr(R"("outcome": "block")"));
  EXPECT_THAT(json, HasSubstr(R"("rule": "k_anonymity")"));
  EXPECT_THAT(json, HasSubstr(R"("recursive_bound": "unbounded")"));
  EXPECT_THAT(json, HasSubstr(R"("match_rate": 0.88)"));
  for (const char* value : {"secretdisease", "\"97\"", "flu<"}) {
    EXPECT_THAT(json, Not(HasSubstr(value)));
  }
  EXPECT_EQ(json, ReviewDocument(MakePack().review, &pack.suggestion).ToJson());
  EXPECT_THAT(ReviewSummary(pack.review, &pack.suggestion).ToText(), HasSubstr("k_anonymity"));
  EXPECT_THAT(ReviewDocument(pack.review, nullptr).ToJson(), Not(HasSubstr("suggestion")));
}

TEST(ReviewDocumentTest, PageNeedsNothingElseAndTellsNoValue) {
  const Pack pack = MakePack();
  for (const Language language : {Language::kEnglish, Language::kKorean}) {
    const std::string page = ReviewPage(pack.review, &pack.suggestion, language);
    for (const char* refused : {"<script", "http://", "https://", "src=", "secretdisease", "<i>"}) {
      EXPECT_THAT(page, Not(HasSubstr(refused)));
    }
    EXPECT_THAT(page, HasSubstr("<svg"));
    EXPECT_THAT(page, HasSubstr("hospital"));
    EXPECT_THAT(page, HasSubstr("disease &lt;i&gt;"));
  }
  EXPECT_THAT(ReviewPage(pack.review, nullptr, Language::kKorean), HasSubstr("반출 심사"));
}

}  // namespace
}  // namespace ieum::core
