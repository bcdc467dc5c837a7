#include "ieum/server/auth/intent_book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_clock.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::testing {
namespace {

using server::IntentBook;
using server::IntentRecord;
using server::IntentSigner;
using server::IntentState;
using ::testing::HasSubstr;

constexpr char kCreate[] = "ProjectService/CreateProject";

core::Sha256Digest Filled(int value) {
  core::Sha256Digest digest;
  digest.fill(static_cast<std::byte>(value));
  return digest;
}

class IntentBookTest : public ::testing::Test {
 protected:
  IntentBookTest() { Reopen(); }

  void Reopen() {
    book_.reset();
    database_.reset();
    database_ = server::RocksDatabase::Open(dir_.File("db"), server::StoreRole::kMatcher).value();
    book_ = IntentBook::Open(*database_, clock_).value();
  }
  IntentSigner Person(const std::string& principal, const std::string& unit, int certificate) {
    return {.principal = principal,
            .unit = unit,
            .chain_pem = "pem",
            .certificate = Filled(certificate),
            .public_key = Filled(certificate + 100),
            .signature = {std::byte{1}},
            .time = clock_.Now()};
  }
  IntentSigner Kim() { return Person("ieum://center/project-admin/kim", "research", 1); }
  IntentSigner Lee() { return Person("ieum://center/security-officer/lee", "security", 2); }
  core::IntentStatement Statement(int id, int request = 9) {
    core::IntentStatement statement;
    statement.id.fill(static_cast<std::byte>(id));
    statement.method = kCreate;
    statement.project = "flu";
    statement.request = Filled(request);
    statement.reason = "Influenza study";
    statement.created = clock_.Now();
    statement.proposer = Kim().certificate;
    return statement;
  }
  absl::StatusOr<IntentRecord> Use(int request = 9, const std::string& principal = "kim",
                                   int certificate = 1) {
    const std::string uri = "ieum://center/project-admin/" + principal;
    return book_->Use({.method = kCreate,
                       .digest = Filled(request),
                       .principal = uri,
                       .certificate = Filled(certificate)});
  }
  static auto Refused(const char* text) {
    return StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr(text));
  }

  TempDir dir_;
  FakeClock clock_;
  std::unique_ptr<server::RocksDatabase> database_;
  std::unique_ptr<IntentBook> book_;
};

TEST_F(IntentBookTest, LetsTheProposerThroughOnceAfterASecondPersonHasSigned) {
  ASSERT_OK(book_->Propose(Statement(1), Kim()).status());
  EXPECT_THAT(Use(), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("two persons")));
  Reopen();
  ASSERT_OK_AND_ASSIGN(const IntentRecord agreed, book_->CounterSign(Statement(1).id, Lee()));
  EXPECT_EQ(agreed.state, IntentState::kSigned);
  EXPECT_THAT(Use(8), StatusIs(absl::StatusCode::kFailedPrecondition, ::testing::_));
  EXPECT_THAT(Use(9, "lee"), StatusIs(absl::StatusCode::kFailedPrecondition, ::testing::_));
  EXPECT_THAT(Use(9, "kim", 7), StatusIs(absl::StatusCode::kFailedPrecondition, ::testing::_))
      << "another certificate of the same person";
  Reopen();
  ASSERT_OK_AND_ASSIGN(const IntentRecord used, Use());
  EXPECT_EQ(used.state, IntentState::kUsed);
  EXPECT_EQ(used.second->principal, Lee().principal);
  EXPECT_NE(server::DigestOf(used), server::DigestOf(agreed));
  EXPECT_THAT(Use(), StatusIs(absl::StatusCode::kFailedPrecondition, ::testing::_)) << "once";
  Reopen();
  EXPECT_THAT(Use(), StatusIs(absl::StatusCode::kFailedPrecondition, ::testing::_));
}

TEST_F(IntentBookTest, TheSecondPersonIsReallyAnother) {
  ASSERT_OK(book_->Propose(Statement(1), Kim()).status());
  const core::IntentId id = Statement(1).id;
  EXPECT_THAT(book_->CounterSign(id, Kim()), Refused("who proposed"));
  EXPECT_THAT(book_->CounterSign(id, Person("ieum://center/security-officer/kim", "security", 3)),
              Refused("who proposed"));
  EXPECT_THAT(book_->CounterSign(id, Person("ieum://other/security-officer/lee", "security", 3)),
              Refused("institution"));
  EXPECT_THAT(book_->CounterSign(id, Person("ieum://center/security-officer/lee", "research", 3)),
              Refused("one organisational unit"));
  EXPECT_THAT(book_->CounterSign(id, Person("ieum://center/security-officer/lee", "", 3)),
              Refused("(OU)"));
  EXPECT_THAT(book_->CounterSign(id, Person("ieum://center/security-officer/lee", "security", 1)),
              Refused("the same certificate"));
  IntentSigner same_key = Lee();
  same_key.public_key = Kim().public_key;
  EXPECT_THAT(book_->CounterSign(id, same_key), Refused("the same certificate, or key"));
  EXPECT_EQ(book_->Find(id)->state, IntentState::kProposed);
  EXPECT_THAT(book_->CounterSign(Statement(2).id, Lee()),
              StatusIs(absl::StatusCode::kNotFound, ::testing::_));
  ASSERT_OK(book_->CounterSign(id, Lee()).status());
  EXPECT_THAT(book_->CounterSign(id, Lee()),
              StatusIs(absl::StatusCode::kFailedPrecondition, ::testing::_));
}

TEST_F(IntentBookTest, ExpiresAfterADay) {
  ASSERT_OK(book_->Propose(Statement(1), Kim()).status());
  ASSERT_OK(book_->Propose(Statement(2, 8), Kim()).status());
  ASSERT_OK(book_->CounterSign(Statement(2).id, Lee()).status());
  clock_.Advance(absl::Hours(24) - absl::Seconds(1));
  EXPECT_EQ(book_->List()[0].state, IntentState::kProposed);
  clock_.Advance(absl::Seconds(1));
  for (const IntentRecord& intent : book_->List()) EXPECT_EQ(intent.state, IntentState::kExpired);
  EXPECT_THAT(book_->CounterSign(Statement(1).id, Lee()),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("24 hours")));
  EXPECT_THAT(Use(8), StatusIs(absl::StatusCode::kFailedPrecondition, ::testing::_));
  EXPECT_THAT(book_->Withdraw(Statement(1).id, Kim().principal),
              StatusIs(absl::StatusCode::kFailedPrecondition, ::testing::_));
}

TEST_F(IntentBookTest, IsTakenBackByWhoSignedIt) {
  ASSERT_OK(book_->Propose(Statement(1), Kim()).status());
  EXPECT_THAT(book_->Withdraw(Statement(1).id, Lee().principal), Refused("only who signed"));
  ASSERT_OK(book_->CounterSign(Statement(1).id, Lee()).status());
  ASSERT_OK(book_->Withdraw(Statement(1).id, Lee().principal).status());
  EXPECT_THAT(Use(), StatusIs(absl::StatusCode::kFailedPrecondition, ::testing::_));
  EXPECT_OK(book_->Propose(Statement(2), Kim()).status()) << "it can be proposed anew";
}

TEST_F(IntentBookTest, RefusesProposalsOutOfOrder) {
  core::IntentStatement statement = Statement(1);
  statement.reason = "";
  EXPECT_THAT(book_->Propose(statement, Kim()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("reason")));
  statement.reason = std::string(501, 'x');
  EXPECT_FALSE(book_->Propose(statement, Kim()).ok());
  statement.reason = "two\nlines";
  EXPECT_FALSE(book_->Propose(statement, Kim()).ok());
  statement = Statement(1);
  statement.method = "Project Service";
  EXPECT_FALSE(book_->Propose(statement, Kim()).ok());
  statement = Statement(1);
  statement.created += absl::Minutes(11);
  EXPECT_THAT(book_->Propose(statement, Kim()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("clock")));
  EXPECT_THAT(book_->Propose(Statement(1), Person("ieum://center/project-admin/kim", "", 1)),
              Refused("(OU)"));
  ASSERT_OK(book_->Propose(Statement(1), Kim()).status());
  EXPECT_THAT(book_->Propose(Statement(1, 5), Kim()),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("id")));
  EXPECT_THAT(book_->Propose(Statement(2), Kim()),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("proposed this already")));
}

TEST_F(IntentBookTest, NobodyFillsTheBook) {
  for (int i = 0; i < static_cast<int>(server::kMaxOpenIntents); ++i) {
    ASSERT_OK(book_->Propose(Statement(i, i), Kim()).status()) << i;
  }
  EXPECT_THAT(book_->Propose(Statement(255, 255), Kim()),
              StatusIs(absl::StatusCode::kResourceExhausted, ::testing::_));
}

TEST(IntentMessageTest, NoTwoStatementsOrPartsAreSignedAlike) {
  core::IntentStatement a;
  a.method = "A/B";
  a.project = "flu";
  a.reason = "x";
  core::IntentStatement b = a;
  b.method = "A/Bflu";
  b.project = "";
  EXPECT_NE(core::IntentMessage(a, core::IntentPart::kPropose),
            core::IntentMessage(b, core::IntentPart::kPropose));
  EXPECT_NE(core::IntentMessage(a, core::IntentPart::kPropose),
            core::IntentMessage(a, core::IntentPart::kCounterSign));
}

}  // namespace
}  // namespace ieum::testing
