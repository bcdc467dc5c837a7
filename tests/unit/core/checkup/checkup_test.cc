#include "ieum/core/checkup/checkup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "ieum/core/checkup/surroundings.h"
#include "support/temp_dir.h"
#include "support/test_ca.h"

namespace ieum::testing {
namespace {

using core::Checkup;
using core::Finding;
using core::Language;
using core::Standing;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr core::CheckName kThing = {"thing", {"a thing", "물건"}};

const Finding& Find(const Checkup& checkup, const std::string& id) {
  for (const Finding& finding : checkup.findings()) {
    if (finding.id == id) return finding;
  }
  ADD_FAILURE() << "no finding " << id;
  return checkup.findings().front();
}

std::string Printed(const Checkup& checkup, core::OutputFormat format) {
  const TempDir dir;
  std::FILE* out = std::fopen(dir.File("out").c_str(), "w");
  checkup.Print(out, format);
  std::fclose(out);
  return ReadTestFile(dir.File("out"));
}

TEST(CheckupTest, EndsWithTheCodeOfTheFirstFailure) {
  Checkup checkup(Language::kEnglish);
  checkup.Ok(kThing, "fine");
  checkup.Warn(kThing, "old", {"renew it", "교체"});
  EXPECT_TRUE(checkup.Outcome().ok()) << "a warning is no failure";
  checkup.Fail(kThing, absl::UnavailableError("gone"), {"bring it", "가져오십시오"});
  checkup.Fail(kThing, absl::DataLossError("broken"), {"mend it", "고치십시오"});
  EXPECT_EQ(checkup.Outcome().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(checkup.Outcome().message()), HasSubstr("2 of 4 checks fail"));
  EXPECT_THAT(
      Printed(checkup, core::OutputFormat::kTable),
      AllOf(HasSubstr("a thing"), HasSubstr("FAIL"), HasSubstr("broken"), HasSubstr("mend it")));
  EXPECT_THAT(Printed(checkup, core::OutputFormat::kJson),
              AllOf(HasSubstr("\"thing\""), HasSubstr("\"warn\""), HasSubstr("\"fail\"")));
}

TEST(CheckupTest, SpeaksKoreanToPeopleAndTheSameWordsToPrograms) {
  Checkup checkup(Language::kKorean);
  checkup.Fail(kThing, absl::NotFoundError("gone"), {"bring it", "가져오십시오"});
  EXPECT_THAT(Printed(checkup, core::OutputFormat::kTable),
              AllOf(HasSubstr("물건"), HasSubstr("이상"), HasSubstr("가져오십시오")));
  EXPECT_THAT(Printed(checkup, core::OutputFormat::kJson),
              AllOf(HasSubstr("\"thing\""), HasSubstr("\"fail\"")));
  EXPECT_THAT(std::string(checkup.Outcome().message()), HasSubstr("1건 중 1건"));
}

class IdentityTest : public ::testing::Test {
 protected:
  Checkup Look(const LeafOptions& leaf) {
    files_ = ca_.IssueTo(dir_, "me", leaf);
    return Again();
  }
  Checkup Again() const {
    Checkup checkup(Language::kEnglish);
    core::CheckIdentity(files_, absl::Now(), checkup);
    return checkup;
  }

  TempDir dir_;
  TestCa ca_;
  core::ChannelOptions files_;
};

TEST_F(IdentityTest, OneInOrderSaysWhoAndHowLong) {
  const Checkup checkup = Look(ClientLeaf("holder", "hospital-a"));
  EXPECT_TRUE(checkup.Outcome().ok());
  EXPECT_EQ(checkup.findings().size(), 3U);
  EXPECT_THAT(Find(checkup, "certificate").what,
              AllOf(HasSubstr("ieum://hospital-a/holder/test"), HasSubstr("29 days left")));
  EXPECT_EQ(Find(checkup, "key").standing, Standing::kOk);
}

TEST_F(IdentityTest, OneThatEndsSoonIsWorthAWarningAndOneThatHasEndedFails) {
  LeafOptions leaf = ClientLeaf("holder", "hospital-a");
  leaf.valid_until = absl::Hours(24 * 5);
  EXPECT_EQ(Find(Look(leaf), "certificate").standing, Standing::kWarn);
  leaf.valid_until = -absl::Seconds(1);
  const Checkup ended = Look(leaf);
  EXPECT_EQ(ended.Outcome().code(), absl::StatusCode::kUnauthenticated);
  EXPECT_THAT(Find(ended, "certificate").what, HasSubstr("has ended"));
  EXPECT_THAT(Find(ended, "certificate").mend, HasSubstr("issuer"));
  EXPECT_EQ(Find(ended, "key").standing, Standing::kOk);
  leaf.valid_until = absl::Hours(24 * 30);
  leaf.valid_from = absl::Hours(1);
  EXPECT_THAT(Find(Look(leaf), "certificate").what, HasSubstr("not valid yet"));
}

TEST_F(IdentityTest, KeysThatOthersCanReadOrThatDoNotFitFail) {
  Look(ClientLeaf("holder", "hospital-a"));
  ASSERT_EQ(::chmod(files_.key_file.c_str(), 0644), 0);
  EXPECT_EQ(Find(Again(), "key").standing, Standing::kFail);
  const core::ChannelOptions other = ca_.IssueTo(dir_, "other", ClientLeaf("holder", "insurer-b"));
  files_.key_file = other.key_file;
  EXPECT_EQ(Find(Again(), "key").standing, Standing::kFail);
  files_.certificate_file = dir_.File("nothing.pem");
  EXPECT_EQ(Again().Outcome().code(), absl::StatusCode::kNotFound);
}

Checkup Server(const absl::StatusOr<core::ServerFacts>& facts, absl::Duration took = {}) {
  Checkup checkup(Language::kEnglish);
  const absl::Time asked = absl::FromUnixSeconds(1'750'000'000);
  core::CheckServer(facts, {.asked = asked, .answered = asked + took}, "0.1.0", checkup);
  return checkup;
}

core::ServerFacts Facts(absl::Duration ahead) {
  return {
      .role = "matcher", .version = "0.1.0", .now = absl::FromUnixSeconds(1'750'000'000) + ahead};
}

TEST(ServerTest, ClocksMayDifferByAsMuchAsTheAnswerTook) {
  EXPECT_EQ(Find(Server(Facts(absl::Seconds(4))), "clock").standing, Standing::kOk);
  const Checkup late = Server(Facts(-absl::Seconds(20)));
  EXPECT_EQ(Find(late, "clock").standing, Standing::kWarn);
  EXPECT_THAT(Find(late, "clock").what, HasSubstr("20.0 s behind"));
  EXPECT_TRUE(late.Outcome().ok());
  EXPECT_EQ(Find(Server(Facts(absl::Seconds(20)), absl::Seconds(40)), "clock").standing,
            Standing::kOk);
  const Checkup wrong = Server(Facts(absl::Hours(1)));
  EXPECT_EQ(wrong.Outcome().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Find(wrong, "clock").mend, HasSubstr("timedatectl"));
}

TEST(ServerTest, OtherVersionsStatesAndSilenceAreSaid) {
  core::ServerFacts facts = Facts({});
  facts.version = "0.2.0";
  facts.state = core::ServerState::kReadOnly;
  const Checkup checkup = Server(facts);
  EXPECT_THAT(Find(checkup, "version").what, HasSubstr("0.1.0 here, 0.2.0 at the server"));
  EXPECT_EQ(Find(checkup, "server").standing, Standing::kWarn);
  const Checkup silent = Server(absl::UnavailableError("no answer"));
  EXPECT_EQ(silent.findings().size(), 1U);
  EXPECT_THAT(silent.findings()[0].mend, HasSubstr("firewall"));
  const Checkup refused = Server(absl::UnauthenticatedError("denied"));
  EXPECT_THAT(refused.findings()[0].mend, AllOf(HasSubstr("operator"), Not(HasSubstr("firewall"))));
}

TEST(RoomTest, IsJudgedByWhatIsFree) {
  const TempDir dir;
  constexpr int64_t kMuch = int64_t{1} << 60;
  const auto standing = [&](int64_t least, int64_t enough) {
    Checkup checkup(Language::kEnglish);
    core::CheckRoom(dir.path(), least, enough, checkup);
    return checkup.findings().at(0).standing;
  };
  EXPECT_EQ(standing(1, 2), Standing::kOk);
  EXPECT_EQ(standing(1, kMuch), Standing::kWarn);
  EXPECT_EQ(standing(kMuch, kMuch), Standing::kFail);
  Checkup checkup(Language::kEnglish);
  core::CheckRoom(dir.File("nothing"), 1, 2, checkup);
  EXPECT_EQ(checkup.Outcome().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace ieum::testing
