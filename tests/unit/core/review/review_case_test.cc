#include "ieum/core/review/review_case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "unit/core/review/committee.h"

namespace ieum::core::review_case_test {
namespace {

using ::ieum::testing::CaseFields;
using ::ieum::testing::StatusIs;
using ::ieum::testing::TestManifest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Json = nlohmann::json;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;

ReviewCase Good() {
  const Manifest manifest = TestManifest();
  return *MakeReviewCase(CaseFields(manifest, absl::FromUnixSeconds(1'800'000'000)), manifest);
}

absl::StatusOr<ReviewCase> ReadChanged(const std::function<void(Json&)>& change) {
  Json document = Json::parse(Good().canonical_json);
  change(document);
  return ReadReviewCase(document.dump());
}

TEST(ReviewCaseTest, IsKnownByTheDigestOfItsCanonicalBytesHoweverItWasWritten) {
  const ReviewCase good = Good();
  ASSERT_OK_AND_ASSIGN(const ReviewCase read,
                       ReadReviewCase(Json::parse(good.canonical_json).dump(4)));
  EXPECT_EQ(read.canonical_json, good.canonical_json);
  EXPECT_EQ(read.digest, Sha256(AsBytes(good.canonical_json)));
  EXPECT_EQ(read.committee, good.committee);
  EXPECT_EQ(read.approvals, 3);
  EXPECT_EQ(read.institution.value(), "join-center");
}

TEST(ReviewCaseTest, EveryFieldMustBeThereAndOfItsKind) {
  const Json good = Json::parse(Good().canonical_json);
  for (const auto& item : good.items()) {
    const std::string name = item.key();
    EXPECT_THAT(ReadChanged([&](Json& document) { document.erase(name); }),
                StatusIs(kInvalid, HasSubstr(name)));
    EXPECT_THAT(ReadChanged([&](Json& document) { document[name] = nullptr; }),
                StatusIs(kInvalid, HasSubstr(name)));
  }
  EXPECT_THAT(ReadChanged([](Json& document) { document["salary"] = 1; }),
              StatusIs(kInvalid, HasSubstr("not of this format")));
}

TEST(ReviewCaseTest, ACommitteeHasThreeToSevenMembersOfTwoUnits) {
  EXPECT_OK(ReadChanged([](Json& document) {
    document["committee"].erase(4);
    document["committee"].erase(3);
  }));
  EXPECT_THAT(ReadChanged([](Json& document) {
                for (const int i : {4, 3, 2}) document["committee"].erase(static_cast<size_t>(i));
              }),
              StatusIs(kInvalid, HasSubstr("3 to 7")));
  EXPECT_THAT(ReadChanged([](Json& document) {
                for (int i = 0; i < 3; ++i) {
                  Json more = document["committee"][0];
                  more["member"] = "ieum://join-center/reviewer/more-" + std::to_string(i);
                  document["committee"].push_back(more);
                }
              }),
              StatusIs(kInvalid, HasSubstr("3 to 7")));
  EXPECT_THAT(ReadChanged([](Json& document) {
                for (Json& member : document["committee"]) member["unit"] = "legal";
              }),
              StatusIs(kInvalid, HasSubstr("one unit")));
  EXPECT_THAT(ReadChanged([](Json& document) {
                document["committee"][1]["member"] = document["committee"][0]["member"];
              }),
              StatusIs(kInvalid, HasSubstr("member already")));
}

TEST(ReviewCaseTest, MembersAreReviewersAndTextsAreLines) {
  for (const char* uri : {"ieum://join-center/operator/kim", "join-center/reviewer/kim",
                          "ieum://join-center/reviewer", "ieum://join-center/reviewer/",
                          "ieum://Join Center/reviewer/kim", "ieum://join-center/reviewer/kim/x"}) {
    EXPECT_THAT(ReadChanged([&](Json& document) { document["committee"][0]["member"] = uri; }),
                StatusIs(kInvalid, HasSubstr("committee[0].member")))
        << uri;
  }
  for (const char* text : {"", " ", "a\nb", "\x1b[2J",
                           "\xC2\x9B"
                           "2J"}) {
    EXPECT_THAT(ReadChanged([&](Json& document) { document["conditions"][0] = text; }),
                StatusIs(kInvalid, HasSubstr("conditions[0]")));
  }
}

TEST(ReviewCaseTest, AnExceptionIsForABlockedCandidateOnly) {
  const Json exception = {{"basis", "policy 4"}, {"reason", "statistics only"}};
  EXPECT_THAT(ReadChanged([&](Json& document) { document["exception"] = exception; }),
              StatusIs(kInvalid, HasSubstr("exception")));
  ASSERT_OK_AND_ASSIGN(const ReviewCase review, ReadChanged([&](Json& document) {
                         document["verdict"] = "block";
                         document["exception"] = exception;
                       }));
  EXPECT_EQ(review.exception->reason, "statistics only");
}

TEST(ReviewCaseTest, IsOneOfItsManifest) {
  const Manifest manifest = TestManifest();
  const auto changed = [&](const std::function<void(ReviewCase&)>& change) {
    ReviewCase fields = CaseFields(manifest, absl::FromUnixSeconds(1'800'000'000));
    change(fields);
    return MakeReviewCase(fields, manifest).status();
  };
  EXPECT_OK(changed([](ReviewCase&) {}));
  EXPECT_THAT(
      changed([](ReviewCase& fields) { fields.recipients = {*InstitutionId::Parse("newspaper")}; }),
      StatusIs(kPrecondition, HasSubstr("parties")));
  EXPECT_THAT(changed([](ReviewCase& fields) {
                fields.committee[0].uri = "ieum://hospital-a/reviewer/kim";
              }),
              StatusIs(kPrecondition, HasSubstr("no interest")));
  EXPECT_THAT(changed([](ReviewCase& fields) { fields.respond_by = fields.opened; }),
              StatusIs(kInvalid, HasSubstr("respond_by")));
  ReviewCase other = Good();
  other.manifest[0] ^= std::byte{1};
  EXPECT_THAT(CheckCase(other, manifest), StatusIs(kPrecondition, HasSubstr("another manifest")));
}

TEST(ReviewCaseTest, TakesDigestVerdictAndColumnsFromAPack) {
  const std::string pack =
      R"({"outcome":"warn","columns":[{"name":"age","declared":"yes"},{"name":"x","declared":"absent"}]})";
  ASSERT_OK_AND_ASSIGN(const PackFacts facts, ReadPackFacts(pack));
  EXPECT_EQ(facts.digest, Sha256(AsBytes(pack)));
  EXPECT_EQ(facts.verdict, DisclosureOutcome::kWarn);
  EXPECT_THAT(facts.columns, ElementsAre("age"));
  for (const char* text : {"", "[]", "{}", R"({"outcome":"fine","columns":[]})",
                           R"({"outcome":"pass","columns":[1]})"}) {
    EXPECT_THAT(ReadPackFacts(text), StatusIs(kInvalid, HasSubstr("not a review pack")));
  }
}

}  // namespace
}  // namespace ieum::core::review_case_test
