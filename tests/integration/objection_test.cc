// Rows that a holder takes back: out of both real servers' stores, results and deliveries,
// recorded, and without harm to the rows of others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "ieum/core/jointkey/objection_file.h"
#include "integration/joiner_fixture.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

std::string ObjectionsOf(const std::string& holder, std::vector<core::Serial> serials,
                         const std::string& project = "flu") {
  std::sort(serials.begin(), serials.end());
  std::string file;
  EXPECT_OK(core::WriteObjectionFile({.project = core::ProjectId::Parse(project).value(),
                                      .holder = core::InstitutionId::Parse(holder).value(),
                                      .reason = core::ObjectionReason::kObjection,
                                      .serials = std::move(serials)},
                                     [&file](core::ByteView bytes) {
                                       file += core::AsText(bytes);
                                       return absl::OkStatus();
                                     }));
  return file;
}

class MatcherObjectionTest : public ::testing::Test {
 protected:
  void MatchFirstRound() {
    host_.CreateProject("flu");
    const auto created = host_.Operator().GetProject("flu");
    ASSERT_OK(created);
    const core::ByteView digest = core::AsBytes(created->manifest_digest());
    std::copy(digest.begin(), digest.end(), manifest_.begin());
    host_.Submit("flu", "hospital-a", a_, kRowsPerChunk);
    host_.Submit("flu", "insurer-b", b_, kRowsPerChunk);
    host_.Match("flu");
  }
  ProgramResult Import(const std::string& content, const std::string& sender = "hospital-a") {
    const core::ChannelOptions who = host_.Channel("operator", "linkage-center");
    const std::string cover = SendBundle(host_, dir_, "sent-" + std::to_string(++next_),
                                         {.project = "flu",
                                          .content = content,
                                          .kind = core::BundleKind::kObjection,
                                          .sender = ClientLeaf("holder", sender),
                                          .project_digest = manifest_});
    return RunProgram({IEUMCTL_PROGRAM, "import", "--project", "flu", "--in", cover, "--server",
                       who.server, "--ca", who.ca_file, "--cert", who.certificate_file, "--key",
                       who.key_file});
  }
  // The party as it is without some of its rows.
  static SyntheticParty Without(const SyntheticParty& party,
                                const std::vector<core::Serial>& removed) {
    SyntheticParty left;
    for (size_t row = 0; row < party.serials.size(); ++row) {
      if (std::find(removed.begin(), removed.end(), party.serials[row]) != removed.end()) continue;
      left.serials.push_back(party.serials[row]);
      left.persons.push_back(party.persons[row]);
    }
    return left;
  }

  static constexpr size_t kRowsPerChunk = 100;
  MatcherHost host_;
  TempDir dir_;
  core::Sha256Digest manifest_{};
  int next_ = 0;
  const SyntheticParty a_ = MakeParty(SyntheticProfile(), Persons(0, 1'000), 1);
  const SyntheticParty b_ = MakeParty(SyntheticProfile(), Persons(500, 700), 2);
};

TEST_F(MatcherObjectionTest, RowsLeaveTheResultsAndOthersKeepTheirKeys) {
  MatchFirstRound();
  const auto before = host_.ReadKeys("flu", "hospital-a");
  // Two rows of one chunk, one of another, and a whole chunk.
  std::vector<core::Serial> removed = {a_.serials[3], a_.serials[4], a_.serials[999]};
  for (size_t row = 600; row < 700; ++row) removed.push_back(a_.serials[row]);
  const ProgramResult imported = Import(ObjectionsOf("hospital-a", removed));
  ASSERT_EQ(imported.exit_status, 0) << imported.err;

  const SyntheticParty left = Without(a_, removed);
  const auto expect_left = [&] {
    const auto after = host_.ReadKeys("flu", "hospital-a");
    ASSERT_EQ(after.size(), left.serials.size());
    size_t row = 0;
    for (const client::JointKeyRow& was : before) {
      if (row == after.size() || was.serial != after[row].serial) continue;
      EXPECT_EQ(was.joint_key, after[row].joint_key);
      ++row;
    }
    EXPECT_EQ(row, after.size()) << "those that are left, in their order";
  };
  expect_left();
  host_.Kill();
  host_.Start();
  expect_left();
  // The next run goes over what is left, and persons keep their keys.
  host_.Match("flu");
  expect_left();
  const auto keys_a = host_.ReadKeys("flu", "hospital-a");
  const auto keys_b = host_.ReadKeys("flu", "insurer-b");
  ExpectKeysFollowPersons({{left, keys_a}, {b_, keys_b}});
  // And so does a later round.
  ASSERT_OK(host_.Operator().ReopenProject("flu", 2));
  const SyntheticParty more = MakeParty(SyntheticProfile(), Persons(5'000, 100), 3);
  host_.Submit("flu", "insurer-b", more);
  host_.Match("flu");
  expect_left();
}

TEST_F(MatcherObjectionTest, IsRecordedAndSaysNoSerial) {
  MatchFirstRound();
  ASSERT_EQ(Import(ObjectionsOf("hospital-a", {a_.serials[7]})).exit_status, 0);
  const core::ChannelOptions auditor = host_.Channel("auditor", "authority");
  const ProgramResult log =
      RunProgram({IEUMCTL_PROGRAM, "audit", "show", "--server", auditor.server, "--ca",
                  auditor.ca_file, "--cert", auditor.certificate_file, "--key", auditor.key_file});
  EXPECT_THAT(log.out, AllOf(HasSubstr("Objection/Import"), HasSubstr("hospital-a/holder/test"),
                             Not(HasSubstr(core::ToHex(a_.serials[7])))));
  EXPECT_THAT(host_.Log(), Not(HasSubstr(core::ToHex(a_.serials[7]))));
}

TEST_F(MatcherObjectionTest, OthersRowsUnknownRowsAndRowsOfTheOpenRoundStay) {
  MatchFirstRound();
  const auto before = host_.ReadKeys("flu", "insurer-b");
  const auto expect_refused = [](const ProgramResult& refused, const std::string& reason) {
    EXPECT_NE(refused.exit_status, 0);
    EXPECT_THAT(refused.err, HasSubstr(reason));
  };
  expect_refused(Import(ObjectionsOf("hospital-a", {a_.serials[0], b_.serials[0]})),
                 "1 of the 2 rows are not there");
  expect_refused(Import(ObjectionsOf("insurer-b", {b_.serials[0]})), "takes back its own rows");
  expect_refused(Import(ObjectionsOf("hospital-a", {a_.serials[0]}, "other")), "of 'other'");
  expect_refused(Import(ObjectionsOf("bank-d", {a_.serials[0]}), "bank-d"), "no holder of project");
  expect_refused(Import("no file of objections"), "is not a file of objections");
  ASSERT_OK(host_.Operator().ReopenProject("flu", 2));
  const SyntheticParty more = MakeParty(SyntheticProfile(), Persons(5'000, 100), 3);
  host_.Submit("flu", "hospital-a", more);
  expect_refused(Import(ObjectionsOf("hospital-a", {more.serials[0]})),
                 "Rows of the open round are withdrawn");
  // One of an earlier round can be taken back meanwhile.
  const ProgramResult earlier = Import(ObjectionsOf("hospital-a", {a_.serials[0]}));
  EXPECT_EQ(earlier.exit_status, 0) << earlier.err;
  EXPECT_EQ(host_.ReadKeys("flu", "hospital-a").size(), a_.serials.size() - 1);
  EXPECT_EQ(host_.ReadKeys("flu", "insurer-b").size(), before.size());
  host_.Match("flu");
  EXPECT_EQ(host_.ReadKeys("flu", "hospital-a").size(),
            a_.serials.size() - 1 + more.serials.size());
}

class JoinerObjectionTest : public JoinerFixture {
 protected:
  ProgramResult Object(const std::string& holder, const std::vector<core::Serial>& serials) {
    return Import(SendToJoiner({.project = "flu",
                                .content = ObjectionsOf(holder, serials),
                                .kind = core::BundleKind::kObjection,
                                .sender = ClientLeaf("holder", holder)}));
  }
  // How many persons a candidate has of both holders.
  int64_t Joined() {
    const ProgramResult made = Ctl({"candidate", "make", "--project", "flu", "--recipient",
                                    "university-c", "--output", "json"},
                                   JoinerChannel("joiner-operator", "join-center"));
    EXPECT_EQ(made.exit_status, 0) << made.err;
    const std::string name = "\"row_count\": \"";
    const size_t at = made.out.find(name);
    EXPECT_NE(at, std::string::npos) << made.out;
    return at == std::string::npos ? -1 : std::stoll(made.out.substr(at + name.size()));
  }
};

TEST_F(JoinerObjectionTest, RowsLeaveWhatIsThereAndWhatComesLater) {
  for (const char* holder : {"hospital-a", "insurer-b"}) {
    ASSERT_EQ(Import(Map(holder)).exit_status, 0);
    ASSERT_EQ(Import(Payload(holder)).exit_status, 0);
  }
  const int64_t before = Joined();
  EXPECT_GT(before, 400);
  // The last 500 persons are those whom both have.
  const std::vector<core::Serial> serials = Party().serials;
  const std::vector<core::Serial> removed(serials.end() - 20, serials.end());
  const ProgramResult imported = Object("hospital-a", removed);
  ASSERT_EQ(imported.exit_status, 0) << imported.err;
  EXPECT_EQ(Joined(), before - 20);
  // A candidate that was made before cannot leave any more.
  const core::ChannelOptions kim =
      matcher_->ca().IssueTo(dir_, "reviewer-kim", ClientLeaf("reviewer", "join-center", "kim"));
  const ProgramResult exported =
      Ctl({"candidate", "export", "--project", "flu", "--candidate", "1", "--to",
           kim.certificate_file, "--out", dir_.File("candidate.bundle")},
          JoinerChannel("joiner-operator", "join-center"));
  EXPECT_NE(exported.exit_status, 0);
  EXPECT_THAT(exported.err, HasSubstr("not what the joiner's deliveries give any more"));
  // What is delivered again comes without them.
  server_->Kill();
  Start();
  ASSERT_EQ(Import(Map("hospital-a")).exit_status, 0);
  ASSERT_EQ(Import(Payload("hospital-a")).exit_status, 0);
  EXPECT_EQ(Joined(), before - 20);
  EXPECT_EQ(server_->Terminate(), 0) << server_->Log();
}

TEST_F(JoinerObjectionTest, BeforeAnythingIsThereItCountsToo) {
  const std::vector<core::Serial> serials = Party().serials;
  const ProgramResult imported = Object("hospital-a", {serials.back()});
  ASSERT_EQ(imported.exit_status, 0) << imported.err;
  EXPECT_THAT(Imports(), ContainsRegex("objection +ieum://hospital-a/holder/test"));
  for (const char* holder : {"hospital-a", "insurer-b"}) {
    ASSERT_EQ(Import(Map(holder)).exit_status, 0);
    ASSERT_EQ(Import(Payload(holder)).exit_status, 0);
  }
  const int64_t without = Joined();
  ASSERT_EQ(Object("insurer-b", {OtherParty().serials.front()}).exit_status, 0);
  EXPECT_EQ(Joined(), without - 1);
}

}  // namespace
}  // namespace ieum::testing
