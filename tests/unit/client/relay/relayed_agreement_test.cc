// An agreement through an honest relay, however often its holders are interrupted.
#include "ieum/client/relay/relayed_agreement.h"

#include "relay_fixture.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using RelayedAgreementTest = RelayTest;

TEST_F(RelayedAgreementTest, HoldersWhoComeOneAfterTheOtherEndWithOneSecret) {
  EXPECT_THAT(Agree("a"), StatusIs(absl::StatusCode::kDeadlineExceeded,
                                   AllOf(HasSubstr("offers"), HasSubstr("'b', 'c'"))));
  EXPECT_THAT(Agree("b"), StatusIs(absl::StatusCode::kDeadlineExceeded,
                                   AllOf(HasSubstr("'c'"), Not(HasSubstr("'a'")))));
  EXPECT_THAT(Agree("c"), StatusIs(absl::StatusCode::kDeadlineExceeded,
                                   AllOf(HasSubstr("shares"), HasSubstr("'a', 'b'"))));
  EXPECT_THAT(Agree("a"), StatusIs(absl::StatusCode::kDeadlineExceeded, HasSubstr("'b'")));
  ASSERT_OK(Agree("b"));
  ASSERT_OK(Agree("a"));
  ASSERT_OK(Agree("c"));
  EXPECT_EQ(CheckValue("a"), CheckValue("b"));
  EXPECT_EQ(CheckValue("a"), CheckValue("c"));
  for (const std::string& holder : kHolders) {
    for (const char* suffix : {".state", ".state.offer", ".state.shares"}) {
      EXPECT_FALSE(std::filesystem::exists(folder_.File(holder + suffix))) << holder << suffix;
    }
  }
  EXPECT_THAT(Agree("a"), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("a.secret")));
}

TEST_F(RelayedAgreementTest, GoesOnAfterACutAtEveryCall) {
  // The n-th parcel is lost, before it is stored or after; its holder runs the same command again.
  for (const bool stored : {false, true}) {
    for (int lost = 0; lost < 6; ++lost) {
      relay_.parcels.clear();
      int calls = 0;
      relay_.fail = [&](bool after) { return after == stored && calls++ == lost; };
      int cuts = 0;
      for (int turn = 0; turn < 5; ++turn) {
        for (const std::string& holder : kHolders) {
          if (!HasSecret(holder)) cuts += absl::IsInternal(Agree(holder)) ? 1 : 0;
        }
      }
      for (const std::string& holder : kHolders) {
        ASSERT_TRUE(HasSecret(holder)) << holder << " " << stored << lost;
      }
      EXPECT_EQ(cuts, 1) << stored << lost;
      EXPECT_EQ(CheckValue("a"), CheckValue("b"));
      EXPECT_EQ(CheckValue("a"), CheckValue("c"));
      for (const std::string& holder : kHolders) {
        std::filesystem::remove(folder_.File(holder + ".secret"));
      }
    }
  }
}

TEST_F(RelayedAgreementTest, GoesOnAfterADeathBetweenTheFiles) {
  for (const std::string& holder : kHolders) (void)Agree(holder);
  // The state knows that it is sealed, but the shares were not written yet.
  std::filesystem::remove(folder_.File("c.state.shares"));
  relay_.parcels.erase({v1::PARCEL_KIND_SEALED_SHARES, "c"});
  (void)Agree("c");
  (void)Agree("a");
  // Written and left, and lost afterwards: sealed again, for the same offers.
  std::filesystem::remove(folder_.File("a.state.shares"));
  (void)Agree("a");
  for (const char* holder : {"b", "a", "c"}) ASSERT_OK(Agree(holder));
  EXPECT_EQ(CheckValue("a"), CheckValue("b"));
  EXPECT_EQ(CheckValue("a"), CheckValue("c"));
}

TEST_F(RelayedAgreementTest, ASecretThatIsThereAlreadyIsKnownAgain) {
  for (const std::string& holder : kHolders) (void)Agree(holder);
  (void)Agree("a");
  (void)Agree("b");
  std::map<std::string, std::string> files;
  for (const char* suffix : {".state", ".state.offer", ".state.shares"}) {
    files[suffix] = testing::ReadTestFile(folder_.File(std::string("c") + suffix));
  }
  ASSERT_OK(Agree("c"));
  const std::string value = CheckValue("c");
  for (const auto& [suffix, content] : files) {
    std::filesystem::permissions(
        folder_.Write("c" + suffix, content),
        std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  ASSERT_OK(Agree("c"));
  EXPECT_EQ(CheckValue("c"), value);
  EXPECT_FALSE(std::filesystem::exists(folder_.File("c.state")));
}

TEST_F(RelayedAgreementTest, ARestartIsOneForAll) {
  for (const std::string& holder : kHolders) (void)Agree(holder);
  // c has sealed for the first offers. a begins anew, which removes all that was left.
  EXPECT_THAT(Agree("a", /*restart=*/true),
              StatusIs(absl::StatusCode::kDeadlineExceeded, HasSubstr("'b', 'c'")));
  EXPECT_THAT(Agree("c"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("begun the agreement")));
  // b had not sealed: its offer still counts, and it leaves it again.
  EXPECT_THAT(Agree("b"), StatusIs(absl::StatusCode::kDeadlineExceeded, HasSubstr("'c'")));
  EXPECT_THAT(Agree("c", /*restart=*/true),
              StatusIs(absl::StatusCode::kDeadlineExceeded, HasSubstr("shares")));
  (void)Agree("a");
  for (const char* holder : {"b", "a", "c"}) ASSERT_OK(Agree(holder));
  EXPECT_EQ(CheckValue("a"), CheckValue("b"));
  EXPECT_EQ(CheckValue("a"), CheckValue("c"));
}

TEST_F(RelayedAgreementTest, ARestartWhileOthersWaitForSharesIsToldToThem) {
  for (const std::string& holder : kHolders) (void)Agree(holder);
  relay_.lie = [this](const std::string& caller, v1::CollectParcelsResponse&) {
    // While c waits for shares, its offer is replaced by that of a holder who began anew.
    if (caller == "c") Parcel(v1::PARCEL_KIND_OFFER, "a") = "another";
  };
  EXPECT_THAT(Agree("c"), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("begun")));
}

TEST_F(RelayedAgreementTest, ALostStateIsNamed) {
  (void)Agree("a");
  std::filesystem::remove(folder_.File("a.state"));
  EXPECT_THAT(Agree("a"), StatusIs(absl::StatusCode::kAlreadyExists,
                                   AllOf(HasSubstr("another parcel"), HasSubstr("--restart"))));
}

TEST_F(RelayedAgreementTest, AStateOfAnotherAgreementIsNotUsed) {
  (void)Agree("a");
  RelayedAgreementOptions other = Options("a");
  other.project = core::ProjectId::Parse("diabetes").value();
  EXPECT_THAT(Agree(other).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("project 'flu'")));
  other = Options("a");
  other.holders.pop_back();
  EXPECT_THAT(Agree(other).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("other holders")));
  std::filesystem::remove(folder_.File("a.state.offer"));
  EXPECT_THAT(Agree("a"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("agree start")));
}

}  // namespace
}  // namespace ieum::client
