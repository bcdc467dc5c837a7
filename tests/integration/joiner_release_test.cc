// From deliveries to the researcher: the joiner's real server joins, a reviewer sees the candidate,
// a committee approves it, and exactly that leaves. All with the programs that people use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "ieum/core/release/release_file.h"
#include "integration/joiner_fixture.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr uint64_t kShared = 500;  // persons of both holders

void Append(std::vector<std::string>& to, const std::vector<std::string>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

class JoinerReleaseTest : public JoinerFixture {
 protected:
  core::ChannelOptions Operator() { return JoinerChannel("joiner-operator", "join-center"); }
  // Their certificates, by name.
  core::ChannelOptions Reviewer(const std::string& name, const std::string& unit,
                                const std::string& institution = "join-center") {
    LeafOptions leaf = ClientLeaf("reviewer", institution, name);
    leaf.unit = unit;
    return matcher_->ca().IssueTo(dir_, "reviewer-" + name, leaf);
  }
  core::ChannelOptions Researcher(const std::string& institution = "university-c") {
    return matcher_->ca().IssueTo(dir_, "researcher-" + institution,
                                  ClientLeaf("researcher", institution));
  }
  void ImportAll() {
    for (const char* holder : {"hospital-a", "insurer-b"}) {
      ASSERT_EQ(Import(Map(holder)).exit_status, 0);
      ASSERT_EQ(Import(Payload(holder)).exit_status, 0);
    }
  }
  ProgramResult Make(const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"candidate",   "make",         "--project", "flu",
                                          "--recipient", "university-c", "--output",  "table"};
    Append(arguments, more);
    return Ctl(arguments, Operator());
  }
  ProgramResult ExportCandidate(const core::ChannelOptions& to, const std::string& number = "1",
                                const std::string& out = "candidate.bundle") {
    return Ctl({"candidate", "export", "--project", "flu", "--candidate", number, "--to",
                to.certificate_file, "--out", dir_.File(out)},
               Operator());
  }
  // The first column of a candidate's rows, as its reviewer gets it.
  std::string KeysOf(const std::string& number) {
    const core::ChannelOptions kim = Reviewer("kim", "release");
    const std::string file = dir_.File("keys-" + number);
    EXPECT_EQ(ExportCandidate(kim, number, "keys-" + number + ".bundle").exit_status, 0);
    EXPECT_EQ(Open(file + ".bundle", kim, "candidate", file).exit_status, 0);
    EXPECT_EQ(RunProgram({IEUM_PROGRAM, "release", "csv", "--in", file, "--out", file + ".csv"})
                  .exit_status,
              0);
    return RunProgram({"/usr/bin/cut", "-d", ",", "-f", "1", file + ".csv"}).out;
  }
  ProgramResult Open(const std::string& bundle, const core::ChannelOptions& who,
                     const std::string& kind, const std::string& out) {
    return RunProgram({IEUM_PROGRAM, "bundle", "open", "--in", bundle, "--ca", who.ca_file, "--key",
                       who.key_file, "--kind", kind, "--out", out});
  }
  ProgramResult Review(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {IEUMCTL_PROGRAM, "review"});
    return RunProgram(arguments);
  }
  // Candidate 1 with a reviewer, reviewed and approved: case.json, pack.json, approval.json and the
  // votes lie in the folder.
  void Approve() {
    ApproveReviewOf("1-", R"(,
      {"name": "insurer-b.visits", "role": "other", "kind": "number", "purpose": "how often"})");
  }
  // The committee is shown these columns of the table only, as `cut` names them, declared beyond
  // the first two by `more`.
  void ApproveReviewOf(const std::string& columns, const std::string& more) {
    const core::ChannelOptions kim = Reviewer("kim", "release");
    ASSERT_EQ(ExportCandidate(kim).exit_status, 0);
    const ProgramResult opened = Open(dir_.File("candidate.bundle"), kim, "candidate", candidate_);
    ASSERT_EQ(opened.exit_status, 0) << opened.err;
    ASSERT_EQ(RunProgram(
                  {IEUM_PROGRAM, "release", "csv", "--in", candidate_, "--out", dir_.File("c.csv")})
                  .exit_status,
              0);
    ASSERT_EQ(RunProgram({"/bin/sh", "-c",
                          "cut -d , -f " + columns + " " + dir_.File("c.csv") + " > " +
                              dir_.File("shown.csv")})
                  .exit_status,
              0);
    std::ofstream(dir_.File("columns.json")) << R"({"version": 1, "purpose": "a test", "columns": [
      {"name": "release_key", "role": "other", "purpose": "to tell persons apart"},
      {"name": "hospital-a.visits", "role": "quasi_identifier", "kind": "number", "purpose": "how often"})"
                                             << more << "]}";
    const ProgramResult reviewed =
        RunProgram({IEUM_PROGRAM, "disclosure", "review", "--in", dir_.File("shown.csv"),
                    "--columns", dir_.File("columns.json"), "--out", dir_.File("pack.json")});
    EXPECT_EQ(reviewed.exit_status, 0) << reviewed.err << reviewed.out;
    std::ofstream(dir_.File("flu.manifest")) << ManifestText("flu", "join-center");
    const ProgramResult opened_case =
        Review({"case", "--manifest", dir_.File("flu.manifest"), "--candidate", candidate_,
                "--pack", dir_.File("pack.json"), "--recipient", "university-c", "--member",
                "ieum://join-center/reviewer/kim,release,inside", "--member",
                "ieum://join-center/reviewer/lee,legal,inside", "--member",
                "ieum://stat-lab/reviewer/park,methods,outside", "--out", dir_.File("case.json")});
    ASSERT_EQ(opened_case.exit_status, 0) << opened_case.err;
    Vote(kim);
    Vote(Reviewer("lee", "legal"));
    Vote(Reviewer("park", "methods", "stat-lab"));
    const core::ChannelOptions oh = Operator();
    std::vector<std::string> tally = {"tally", "--case", dir_.File("case.json"), "--record",
                                      dir_.File("approval.json")};
    Append(tally, {"--ca", oh.ca_file, "--cert", oh.certificate_file, "--key", oh.key_file});
    Append(tally, Statements());
    const ProgramResult recorded = Review(tally);
    ASSERT_EQ(recorded.exit_status, 0) << recorded.err;
    ASSERT_THAT(recorded.err, HasSubstr("'approved'"));
  }
  void Vote(const core::ChannelOptions& who) {
    votes_.push_back(who.certificate_file + ".vote");
    const ProgramResult voted =
        Review({"vote", "--case", dir_.File("case.json"), "--ca", who.ca_file, "--cert",
                who.certificate_file, "--key", who.key_file, "--verdict", "approve", "--reason",
                "made-up persons", "--out", votes_.back()});
    ASSERT_EQ(voted.exit_status, 0) << voted.err;
  }
  std::vector<std::string> Statements() const {
    std::vector<std::string> arguments;
    for (const std::string& vote : votes_) Append(arguments, {"--statement", vote});
    return arguments;
  }
  ProgramResult Release(const core::ChannelOptions& to, const std::string& candidate = "1",
                        const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {
        "release", "--project", "flu", "--candidate", candidate, "--to", to.certificate_file};
    Append(arguments,
           {"--out", dir_.File("release.bundle"), "--approval", dir_.File("approval.json"),
            "--case", dir_.File("case.json"), "--pack", dir_.File("pack.json")});
    Append(arguments, Statements());
    Append(arguments, more);
    return Ctl(arguments, Operator());
  }
  void ExpectRefused(const ProgramResult& refused, const std::string& reason) {
    EXPECT_NE(refused.exit_status, 0);
    EXPECT_THAT(refused.err, HasSubstr(reason));
    EXPECT_FALSE(std::filesystem::exists(dir_.File("release.bundle")));
  }

  const std::string candidate_ = dir_.File("candidate.release");
  std::vector<std::string> votes_;
};

TEST_F(JoinerReleaseTest, ExactlyWhatWasApprovedReachesTheResearcher) {
  ImportAll();
  const ProgramResult made = Make({"--tell-row-counts"});
  ASSERT_EQ(made.exit_status, 0) << made.err;
  EXPECT_THAT(made.out, AllOf(HasSubstr("candidate  1, for university-c"),
                              HasSubstr("hospital-a.visits, insurer-b.visits")));
  server_->Kill();
  Start();
  Approve();
  const core::ChannelOptions researcher = Researcher();
  const ProgramResult released = Release(researcher);
  ASSERT_EQ(released.exit_status, 0) << released.err;
  const std::string out = dir_.File("linked.release");
  const ProgramResult opened = Open(dir_.File("release.bundle"), researcher, "release", out);
  ASSERT_EQ(opened.exit_status, 0) << opened.err;
  EXPECT_EQ(ReadTestFile(out), ReadTestFile(candidate_));

  ASSERT_OK_AND_ASSIGN(const auto file, core::ReleaseFileReader::Open(out));
  EXPECT_EQ(file->description().name.recipient.value(), "university-c");
  // Two made-up persons in many may be alike.
  EXPECT_NEAR(static_cast<double>(file->trailer().row_count), kShared, 5);
  ASSERT_EQ(file->trailer().account.holders.size(), 2U);
  EXPECT_EQ(file->trailer().account.holders[0].row_count, kJoinerRows);
  const ProgramResult listed =
      Ctl({"candidate", "list", "--project", "flu", "--output", "json"}, Operator());
  EXPECT_THAT(listed.out, HasSubstr("university-c"));
  EXPECT_EQ(server_->Terminate(), 0) << server_->Log();
}

TEST_F(JoinerReleaseTest, NothingElseIsReleased) {
  ImportAll();
  ASSERT_EQ(Make().exit_status, 0);
  Approve();
  ExpectRefused(Release(Researcher("other-university")), "'university-c' only");
  ExpectRefused(Release(Reviewer("lee", "legal")), "goes to one of the role 'researcher'");
  // A candidate that nobody has voted on.
  ASSERT_EQ(Make({"--column", "hospital-a.visits"}).exit_status, 0);
  ExpectRefused(Release(Researcher(), "2"), "the release candidate is not the one");
  ExpectRefused(Release(Researcher(), "3"), "no release candidate 3");
  const std::string vote = votes_.back();
  votes_.pop_back();
  ExpectRefused(Release(Researcher()), "bring all that was signed");
  votes_.push_back(vote);
  // Other rows than when it was approved.
  std::vector<core::Serial> fewer = Party().serials;
  fewer.resize(fewer.size() / 2);
  const std::string other = SendToJoiner({.project = "flu",
                                          .content = PayloadOf("flu", "hospital-a", fewer),
                                          .kind = core::BundleKind::kPayload});
  ASSERT_EQ(Import(other).exit_status, 0);
  ExpectRefused(Release(Researcher()), "another digest than the one that the release names");
}

TEST_F(JoinerReleaseTest, AReviewOfOtherColumnsIsNoReviewOfTheRelease) {
  ImportAll();
  ASSERT_EQ(Make().exit_status, 0);
  ApproveReviewOf("1,2", "");
  ExpectRefused(Release(Researcher()),
                "the review pack does not have the column 'insurer-b.visits' of the release");
}

TEST_F(JoinerReleaseTest, AVoteOfADeniedCertificateApprovesNothing) {
  const std::string denied = dir_.Write("denied", "");
  ASSERT_EQ(server_->Terminate(), 0) << server_->Log();
  server_ = ServerProcess::Start({.data_dir = dir_.File("joiner-data"),
                                  .tls = joiner_tls_,
                                  .more = {"--one-person", "--deny-list", denied},
                                  .role = "joiner"})
                .value();
  ImportAll();
  ASSERT_EQ(Make().exit_status, 0);
  Approve();
  ASSERT_EQ(RunProgram({IEUMCTL_PROGRAM, "deny", "add", "--file", denied, "--certificate",
                        dir_.File("reviewer-lee.pem")})
                .exit_status,
            0);
  ExpectRefused(Release(Researcher()), "is no longer accepted");
}

TEST_F(JoinerReleaseTest, CandidatesGoToReviewersOfTheJoiner) {
  ImportAll();
  ASSERT_EQ(Make().exit_status, 0);
  ExpectRefused(ExportCandidate(Researcher()), "goes to one of the role 'reviewer'");
  ExpectRefused(ExportCandidate(Reviewer("park", "methods", "stat-lab")), "'join-center' only");
}

TEST_F(JoinerReleaseTest, SaysWhatIsMissing) {
  ASSERT_EQ(Import(Map("hospital-a")).exit_status, 0);
  ExpectRefused(Make(), "the payload of 'hospital-a' is not here yet");
  ASSERT_EQ(Import(Payload("hospital-a")).exit_status, 0);
  ExpectRefused(Make(), "the linkage map of 'insurer-b' is not here yet");
  ASSERT_EQ(Import(Map("insurer-b")).exit_status, 0);
  // Serials of other rows than the matcher had.
  std::vector<core::Serial> strange = OtherParty().serials;
  strange.push_back(Party().serials.front());
  ASSERT_EQ(Import(SendToJoiner({.project = "flu",
                                 .content = PayloadOf("flu", "insurer-b", strange),
                                 .kind = core::BundleKind::kPayload,
                                 .sender = ClientLeaf("holder", "insurer-b")}))
                .exit_status,
            0);
  ExpectRefused(Make(), "has a serial that the linkage map does not have");
  ExpectRefused(Make({"--recipient", "hospital-a"}), "");
  ASSERT_EQ(Import(Payload("insurer-b")).exit_status, 0);
  ExpectRefused(Make({"--column", "hospital-a.name"}), "columns of 'hospital-a'");
  ExpectRefused(Make({"--column", "bank-d.sum"}), "column 1 of the order");
  ExpectRefused(Make({"--join", "2"}), "join 2 is asked for; the manifest has 1 to 1");
  EXPECT_THAT(Ctl({"candidate", "list", "--project", "flu"}, Operator()).out,
              Not(HasSubstr("university-c")));
}

TEST_F(JoinerReleaseTest, PersonsKeepTheirKeysInATimeSeriesAndNowhereElse) {
  ImportAll();
  for (const std::vector<std::string>& more : {std::vector<std::string>{"--time-series"},
                                               {"--time-series", "--column", "hospital-a.visits"},
                                               {},
                                               {}}) {
    ASSERT_EQ(Make(more).exit_status, 0);
  }
  const std::string first = KeysOf("1");
  EXPECT_GT(first.size(), 400U * 29) << "of several hundred persons";
  EXPECT_EQ(KeysOf("2"), first);
  const std::string once = KeysOf("3");
  EXPECT_EQ(once.size(), first.size());
  EXPECT_NE(once, first);
  EXPECT_NE(KeysOf("4"), once);
}

TEST_F(JoinerReleaseTest, ReleasingTakesTwoPersons) {
  ImportAll();
  ASSERT_EQ(Make().exit_status, 0);
  Approve();
  ASSERT_EQ(server_->Terminate(), 0) << server_->Log();
  server_ =
      ServerProcess::Start(
          {.data_dir = dir_.File("joiner-data"), .tls = joiner_tls_, .more = {}, .role = "joiner"})
          .value();
  ExpectRefused(Release(Researcher()), "ReleaseService/ExportRelease takes two persons");
}

}  // namespace
}  // namespace ieum::testing
