#include "ieum/core/review/approval.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/core/review/committee.h"

namespace ieum::core {
namespace {

using ::ieum::testing::ClientLeaf;
using ::ieum::testing::Committee;
using ::ieum::testing::Person;
using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;

class ApprovalTest : public ::testing::Test {
 protected:
  absl::StatusOr<ApprovalRecord> Record() {
    committee_.Advance(absl::Seconds(1));
    const Person& person = committee_.Operator();
    return SignApproval(committee_.review(), committee_.Check(), person.certificate, person.key,
                        committee_.now());
  }
  std::string Approved() {
    for (const char* name : {"kim", "lee", "park"}) {
      EXPECT_OK(committee_.Say(name, Verdict::kApprove));
    }
    return Record()->signed_body.text;
  }
  ReleaseClaim Claim() {
    return {.manifest = &committee_.manifest(),
            .candidate = committee_.review().candidate,
            .pack = committee_.review().pack,
            .case_json = committee_.review().canonical_json,
            .statements = committee_.given()};
  }
  absl::Status Verify(const std::string& record, const ReleaseClaim& claim) {
    return VerifyApproval(record, claim, committee_.ca(), committee_.now()).status();
  }

  Committee committee_;
};

TEST_F(ApprovalTest, HoldsForWhatWasApproved) {
  const std::string record = Approved();
  ASSERT_OK_AND_ASSIGN(const VerifiedApproval verified,
                       VerifyApproval(record, Claim(), committee_.ca(), committee_.now()));
  EXPECT_EQ(verified.record.by, "ieum://join-center/joiner-operator/test");
  EXPECT_THAT(verified.record.statements, SizeIs(3));
  EXPECT_EQ(verified.tally.outcome, ReviewOutcome::kApproved);
  // Long after, with certificates that have expired since.
  committee_.Advance(absl::Hours(24 * 365));
  EXPECT_OK(Verify(record, Claim()));
}

TEST_F(ApprovalTest, AnyChangeAfterApprovalInvalidatesIt) {
  const std::string record = Approved();
  ReleaseClaim claim = Claim();
  claim.candidate[31] ^= std::byte{1};
  EXPECT_THAT(Verify(record, claim), StatusIs(kPrecondition, HasSubstr("release candidate")));
  claim = Claim();
  claim.pack[0] ^= std::byte{1};
  EXPECT_THAT(Verify(record, claim), StatusIs(kPrecondition, HasSubstr("review pack")));
  claim = Claim();
  claim.case_json.replace(claim.case_json.find("disease"), 7, "address");
  EXPECT_THAT(Verify(record, claim),
              StatusIs(kPrecondition, HasSubstr("changed after approval: the case")));
  Manifest manifest = committee_.manifest();
  manifest.digest[0] ^= std::byte{1};
  claim = Claim();
  claim.manifest = &manifest;
  EXPECT_THAT(Verify(record, claim), StatusIs(kPrecondition, HasSubstr("the manifest")));
}

TEST_F(ApprovalTest, NothingIsRecordedBeforeItIsDecided) {
  EXPECT_OK(committee_.Say("kim", Verdict::kApprove));
  EXPECT_THAT(Record(), StatusIs(kPrecondition, HasSubstr("yet to vote")));
  EXPECT_OK(committee_.Say("lee", Verdict::kApprove));
  EXPECT_OK(committee_.Say("park", Verdict::kApproveWithConditions));
  EXPECT_THAT(Record(), StatusIs(kPrecondition, HasSubstr("conditions")));
  EXPECT_OK(committee_.Meet("age in tens"));
  ASSERT_OK_AND_ASSIGN(const ApprovalRecord record, Record());
  EXPECT_OK(Verify(record.signed_body.text, Claim()));
}

TEST_F(ApprovalTest, OnlyTheJoinersOperatorsRecord) {
  Approved();
  const Person& kim = committee_.Member("kim");
  const Person stranger = committee_.Issue(ClientLeaf("joiner-operator", "university-c"));
  for (const Person* person : {&kim, &stranger}) {
    EXPECT_THAT(SignApproval(committee_.review(), committee_.Check(), person->certificate,
                             person->key, committee_.now()),
                StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("joiner-operator")));
  }
}

TEST_F(ApprovalTest, ARejectionIsOnRecordAndReleasesNothing) {
  for (const char* name : {"kim", "lee", "park"}) {
    EXPECT_OK(committee_.Say(name, Verdict::kReject, "not of the purpose"));
  }
  ASSERT_OK_AND_ASSIGN(const ApprovalRecord record, Record());
  EXPECT_EQ(record.outcome, ReviewOutcome::kRejected);
  EXPECT_THAT(Verify(record.signed_body.text, Claim()),
              StatusIs(kPrecondition, HasSubstr("did not approve")));
}

TEST_F(ApprovalTest, ARefusedVoteIsOnRecordWithItsRule) {
  EXPECT_OK(committee_.Say("han", Verdict::kApprove));
  EXPECT_OK(committee_.Declare("han", Conflict::kFamily));
  const std::string text = Approved();
  ASSERT_OK_AND_ASSIGN(const ApprovalRecord record, ReadApproval(text));
  ASSERT_THAT(record.refused, SizeIs(1));
  EXPECT_EQ(record.refused[0].rule, RefusalRule::kConflict);
  EXPECT_EQ(record.refused[0].statement, Sha256(AsBytes(committee_.given()[0].text)));
  EXPECT_OK(Verify(text, Claim()));
}

TEST_F(ApprovalTest, NoStatementIsLeftOutOrLost) {
  for (const char* name : {"kim", "lee", "park"}) {
    EXPECT_OK(committee_.Say(name, Verdict::kApprove));
  }
  EXPECT_OK(committee_.Say("choi", Verdict::kReject, "no"));
  const GivenStatement rejection = committee_.given().back();
  committee_.given().pop_back();
  const std::string record = Record()->signed_body.text;
  EXPECT_OK(Verify(record, Claim()));
  committee_.given().push_back(rejection);
  EXPECT_THAT(Verify(record, Claim()), StatusIs(kPrecondition, HasSubstr("leaves out")));
  committee_.given().pop_back();
  committee_.given().pop_back();
  EXPECT_THAT(Verify(record, Claim()),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("is not there")));
}

TEST_F(ApprovalTest, EveryByteOfTheRecordCounts) {
  const std::string good = Approved();
  constexpr size_t kStep = 3;  // the rule is that of statements, which are tried byte by byte
  for (size_t i = 0; i < good.size(); i += kStep) {
    std::string bad = good;
    bad[i] = static_cast<char>(static_cast<unsigned char>(bad[i]) ^ 1U);
    ASSERT_FALSE(Verify(bad, Claim()).ok()) << "byte " << i;
  }
}

}  // namespace
}  // namespace ieum::core
