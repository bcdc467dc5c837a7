// Made by tests/vectors/review_vectors.py, which shares no code with us.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/core/review/approval.h"
#include "unit/core/review/committee.h"

namespace ieum::core {
namespace {

using ::ieum::testing::ReadHexVector;
using ::ieum::testing::ReadTestFile;
using ::ieum::testing::VectorPath;
using ::testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TEST(ReviewVectorTest, TheCaseIsReadAndIsOneOfTheManifest) {
  const std::string text = ReadTestFile(VectorPath("review_case.json"));
  ASSERT_OK_AND_ASSIGN(const ReviewCase review, ReadReviewCase(text));
  EXPECT_EQ(review.canonical_json, text);
  EXPECT_OK(CheckCase(review, testing::TestManifest()));
  ASSERT_OK_AND_ASSIGN(const ReviewCase made, MakeReviewCase(review, testing::TestManifest()));
  EXPECT_EQ(made.canonical_json, text);
}

// Its signer is known to everybody, and no member: the signature holds, and the vote is refused.
TEST(ReviewVectorTest, TheVoteIsReadAndItsSignatureHolds) {
  const std::string text = ReadTestFile(VectorPath("review_vote.json"));
  ASSERT_OK_AND_ASSIGN(const Statement statement, ReadStatement(text));
  EXPECT_EQ(ReviewMessage(statement.signed_body.body), ReadHexVector("review_message.hex"));
  const std::string ca = ReadTestFile(VectorPath("bundle_ca.pem"));
  ASSERT_OK_AND_ASSIGN(const Certificate signer,
                       CheckSignedBody(statement.signed_body, ca, kNow, "vector"));
  EXPECT_EQ(signer.uri(), std::get<Vote>(statement.content).member);
  ASSERT_OK_AND_ASSIGN(const ReviewCase review,
                       ReadReviewCase(ReadTestFile(VectorPath("review_case.json"))));
  EXPECT_EQ(std::get<Vote>(statement.content).review_case, review.digest);
  const GivenStatement given[] = {{"vector", text}};
  const CheckedStatements checked = CheckStatements(review, given, ca, kNow, ValidAt::kSigning);
  ASSERT_THAT(checked.refused, SizeIs(1));
  EXPECT_EQ(checked.refused[0].rule, RefusalRule::kUnknown);
}

}  // namespace
}  // namespace ieum::core
