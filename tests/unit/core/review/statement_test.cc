#include "ieum/core/review/statement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/core/review/committee.h"

namespace ieum::core::statement_test {
namespace {

using ::ieum::testing::ClientLeaf;
using ::ieum::testing::Committee;
using ::ieum::testing::LeafOptions;
using ::ieum::testing::Person;
using ::ieum::testing::StatusIs;
using ::ieum::testing::TestCa;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kDenied = absl::StatusCode::kPermissionDenied;
constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;

Vote Approval() {
  Vote vote;
  vote.verdict = Verdict::kApprove;
  return vote;
}

class StatementTest : public ::testing::Test {
 protected:
  // The rule by which the one statement is refused.
  RefusalRule RuleOf(const std::string& text, ValidAt when = ValidAt::kSigning) {
    const GivenStatement given[] = {{"vote", text}};
    const CheckedStatements checked =
        CheckStatements(committee_.review(), given, committee_.ca(), committee_.now(), when);
    EXPECT_THAT(checked.votes, IsEmpty());
    EXPECT_THAT(checked.refused, SizeIs(1));
    return checked.refused.empty() ? RefusalRule::kForm : checked.refused[0].rule;
  }

  Committee committee_;
};

TEST_F(StatementTest, IsTheSameAfterWritingAndReading) {
  Vote vote;
  vote.verdict = Verdict::kApproveWithConditions;
  vote.conditions = {"나이는 10세 단위로", "room only"};
  vote.reason = "목적에 맞다";
  ASSERT_OK(committee_.Say("kim", vote));
  const std::string& text = committee_.given()[0].text;
  ASSERT_OK_AND_ASSIGN(const Statement read, ReadStatement(text));
  EXPECT_EQ(read.signed_body.text, text);
  const Vote& again = std::get<Vote>(read.content);
  EXPECT_EQ(again.conditions, vote.conditions);
  EXPECT_EQ(again.reason, vote.reason);
  EXPECT_EQ(again.time, committee_.now());
  EXPECT_EQ(again.member, "ieum://join-center/reviewer/kim");
  EXPECT_THAT(committee_.Check().votes, SizeIs(1));
}

TEST_F(StatementTest, NobodySignsForAnother) {
  const auto sign = [&](const LeafOptions& leaf) {
    const Person person = committee_.Issue(leaf);
    return SignVote(committee_.review(), Approval(), person.certificate, person.key,
                    committee_.now());
  };
  EXPECT_THAT(sign(ClientLeaf("reviewer", "join-center", "stranger")),
              StatusIs(kDenied, HasSubstr("no member")));
  EXPECT_THAT(sign(ClientLeaf("reviewer", "join-center", "kim")),
              StatusIs(kDenied, HasSubstr("unit")));
  EXPECT_THAT(sign(ClientLeaf("joiner-operator", "join-center", "kim")),
              StatusIs(kDenied, HasSubstr("no member")));
  const Person& kim = committee_.Member("kim");
  EXPECT_THAT(
      SignConditionsMet(committee_.review(), {}, kim.certificate, kim.key, committee_.now()),
      StatusIs(kDenied, HasSubstr("joiner-operator")));
}

TEST_F(StatementTest, AMemberWithAConflictFilesTheDeclarationAndNeverAVote) {
  EXPECT_OK(committee_.Declare("kim", Conflict::kFamily));
  Vote both = Approval();
  both.conflict = Conflict::kFinancial;
  EXPECT_THAT(committee_.Say("lee", both), StatusIs(kPrecondition, HasSubstr("conflict")));
  EXPECT_THAT(committee_.Declare("lee", Conflict::kOther), StatusIs(kInvalid, HasSubstr("note")));
}

TEST_F(StatementTest, TextsThatAreWantedMustBeThere) {
  EXPECT_THAT(committee_.Say("kim", Verdict::kReject), StatusIs(kInvalid, HasSubstr("reason")));
  EXPECT_OK(committee_.Say("kim", Verdict::kReject, "not of the purpose"));
  Vote no_conditions;
  no_conditions.verdict = Verdict::kApproveWithConditions;
  EXPECT_THAT(committee_.Say("lee", no_conditions), StatusIs(kInvalid, HasSubstr("conditions")));
  ReviewCase fields = ieum::testing::CaseFields(committee_.manifest(), committee_.now());
  fields.verdict = DisclosureOutcome::kWarn;
  committee_.set_review(*MakeReviewCase(fields, committee_.manifest()));
  EXPECT_THAT(committee_.Say("lee", Verdict::kApprove), StatusIs(kInvalid, HasSubstr("'warn'")));
  EXPECT_OK(committee_.Say("lee", Verdict::kApprove, "the rare value is of no person"));
}

TEST_F(StatementTest, NothingIsSignedBeforeOrAfterItsTime) {
  committee_.Advance(-absl::Hours(1));
  EXPECT_THAT(committee_.Say("kim", Verdict::kApprove),
              StatusIs(kPrecondition, HasSubstr("clock")));
  committee_.Advance(absl::Hours(242));
  EXPECT_THAT(committee_.Say("kim", Verdict::kApprove),
              StatusIs(kPrecondition, HasSubstr("new case")));
}

TEST_F(StatementTest, EverySingleByteThatIsAnotherIsRefused) {
  ASSERT_OK(committee_.Say("kim", Verdict::kApprove, "good"));
  const std::string good = committee_.given()[0].text;
  for (size_t i = 0; i < good.size(); ++i) {
    for (const int bit : {0, 5}) {
      std::string bad = good;
      bad[i] = static_cast<char>(static_cast<unsigned char>(bad[i]) ^ (1U << bit));
      const GivenStatement given[] = {{"vote", bad}};
      const CheckedStatements checked = CheckStatements(committee_.review(), given, committee_.ca(),
                                                        committee_.now(), ValidAt::kSigning);
      ASSERT_THAT(checked.votes, IsEmpty()) << "byte " << i << " bit " << bit;
      ASSERT_THAT(checked.refused, SizeIs(1));
    }
  }
  EXPECT_EQ(RuleOf(good + "\n"), RefusalRule::kForm);
  EXPECT_EQ(RuleOf(good.substr(0, good.size() - 1)), RefusalRule::kForm);
}

TEST_F(StatementTest, RefusesWithTheRuleThatIsBroken) {
  ASSERT_OK(committee_.Say("kim", Verdict::kApprove));
  const std::string good = committee_.given()[0].text;
  EXPECT_EQ(RuleOf("{}"), RefusalRule::kForm);

  const ReviewCase review = committee_.review();
  ReviewCase fields = ieum::testing::CaseFields(committee_.manifest(), review.opened);
  fields.candidate[0] ^= std::byte{1};
  committee_.set_review(*MakeReviewCase(fields, committee_.manifest()));
  EXPECT_EQ(RuleOf(good), RefusalRule::kOtherCase);
  committee_.set_review(review);

  committee_.Advance(-absl::Hours(1));
  EXPECT_EQ(RuleOf(good), RefusalRule::kTime);
  committee_.Advance(absl::Hours(24 * 60));
  EXPECT_EQ(RuleOf(good, ValidAt::kNow), RefusalRule::kCertificate);
  EXPECT_THAT(committee_.Check().votes, SizeIs(1));  // it was valid when it signed

  const GivenStatement given[] = {{"vote", good}};
  const CheckedStatements elsewhere = CheckStatements(
      committee_.review(), given, TestCa().certificate(), committee_.now(), ValidAt::kSigning);
  ASSERT_THAT(elsewhere.refused, SizeIs(1));
  EXPECT_EQ(elsewhere.refused[0].rule, RefusalRule::kCertificate);
}

// Past our own rules: statements that somebody made otherwise.
TEST_F(StatementTest, RefusesWhatOtherProgramsSign) {
  ASSERT_OK(committee_.Say("kim", Verdict::kApprove));
  ASSERT_OK_AND_ASSIGN(const Statement statement, ReadStatement(committee_.given()[0].text));
  const std::string& body = statement.signed_body.body;
  const auto changed = [&](const std::string& from, const std::string& to, const Person& by) {
    std::string text = body;
    text.replace(text.find(from), from.size(), to);
    return SignBody(text, by.certificate, by.key).text;
  };
  const Person& kim = committee_.Member("kim");
  const Person& lee = committee_.Member("lee");
  EXPECT_EQ(RuleOf(SignBody(body, lee.certificate, lee.key).text), RefusalRule::kSignature);
  EXPECT_EQ(RuleOf(changed("reviewer/kim", "reviewer/kam", kim)), RefusalRule::kUnknown);
  EXPECT_EQ(RuleOf(changed("\"approve\"", "\"reject\"", kim)), RefusalRule::kReason);
  EXPECT_EQ(RuleOf(changed("\"kind\":\"vote\"", "\"kind\":\"veto\"", kim)), RefusalRule::kForm);
  const Person no_unit = committee_.Issue(ClientLeaf("reviewer", "join-center", "kim"));
  EXPECT_EQ(RuleOf(SignBody(body, no_unit.certificate, no_unit.key).text),
            RefusalRule::kCertificate);
}

TEST_F(StatementTest, TheSameStatementTwiceIsOne) {
  ASSERT_OK(committee_.Say("kim", Verdict::kApprove));
  committee_.given().push_back(committee_.given()[0]);
  EXPECT_THAT(committee_.Check().votes, SizeIs(1));
}

}  // namespace
}  // namespace ieum::core::statement_test
