// The audit log of the real server: what is in it, who may read it, and that it verifies alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "ieum/core/auditlog/erasure.h"
#include "ieum/core/base/clock.h"
#include "ieum/server/audit/audit_log.h"
#include "support/matcher_host.h"
#include "support/seeded_random.h"
#include "support/server_process.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class AuditTest : public ::testing::Test {
 protected:
  ProgramResult Run(std::vector<std::string> arguments, const std::string& role = "auditor") {
    arguments.insert(arguments.begin(), {IEUMCTL_PROGRAM, "audit"});
    const core::ChannelOptions channel = host_.Channel(role, "linkage-center");
    for (const auto& [option, value] :
         {std::pair("--server", channel.server), std::pair("--ca", channel.ca_file),
          std::pair("--cert", channel.certificate_file), std::pair("--key", channel.key_file)}) {
      arguments.insert(arguments.end(), {option, value});
    }
    return RunProgram(arguments);
  }
  ProgramResult Export(const std::string& name) {
    return Run({"export", "--folder", host_.dir().File(name), "--log-key", LogKey()});
  }
  ProgramResult Verify(const std::string& name, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {IEUMCTL_PROGRAM,        "audit",     "verify", "--folder",
                                          host_.dir().File(name), "--log-key", LogKey()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunProgram(arguments);
  }
  // The public key, which the server has written beside the private one.
  std::string LogKey() {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(host_.dir().path())) {
      if (entry.path().string().ends_with(".audit-key.pub")) return entry.path().string();
    }
    ADD_FAILURE() << "the server has made no key";
    return "";
  }

  MatcherHost host_;
};

TEST_F(AuditTest, ASmallFlowIsInTheLogWhichVerifiesWithoutTheServer) {
  host_.CreateProject("flu");
  host_.Submit("flu", "hospital-a", MakeParty(SyntheticProfile(), Persons(0, 60), 1));
  ASSERT_EQ(Export("early").exit_status, 0);
  host_.Submit("flu", "insurer-b", MakeParty(SyntheticProfile(), Persons(20, 60), 2));
  host_.Match("flu");
  host_.ReadKeys("flu", "hospital-a");
  EXPECT_FALSE(host_.Holder("hospital-a").SealProject("flu").ok());
  EXPECT_FALSE(host_.Holder("card-c").GetProject("flu").ok());

  const ProgramResult shown = Run({"show", "--project", "flu", "--count", "1000"});
  EXPECT_EQ(shown.exit_status, 0) << shown.err;
  EXPECT_THAT(shown.out,
              AllOf(ContainsRegex("linkage-center/operator/[a-z]+ +127.0.0.1:[0-9]+ +"
                                  "ProjectService/CreateProject +flu .*allowed"),
                    ContainsRegex("SubmissionService/SubmitChunks +flu +- +hospital-a 0-60 +done"),
                    ContainsRegex("hospital-a/holder/[a-z]+ .*ProjectService/SealProject +flu .*"
                                  "refused .role."),
                    ContainsRegex("card-c/holder/[a-z]+ .*GetProject +flu .*refused .visibility."),
                    ContainsRegex("Run/Start +flu +1 .*allowed"),
                    ContainsRegex("Run/End +flu +1 +hospital-a 0-60, insurer-b 0-60 +done"),
                    ContainsRegex("ReadJointKeys +flu +1 +hospital-a 0-60 +done")));
  EXPECT_THAT(shown.out, Not(HasSubstr("GetHealth")));
  const ProgramResult json = Run({"show", "--from", "0", "--count", "1", "--output", "json"});
  EXPECT_THAT(json.out, AllOf(HasSubstr("\"act\": \"Server/Start\""),
                              HasSubstr("\"principal\": \"ieum://linkage-center/matcher/server\""),
                              HasSubstr("\"retention\": \"3 years\"")));

  const ProgramResult exported = Export("log");
  EXPECT_EQ(exported.exit_status, 0) << exported.err;
  host_.Stop();
  const std::string older = host_.dir().File("early") + "/checkpoint";
  const ProgramResult verified = Verify("log", {"--older", older});
  EXPECT_EQ(verified.exit_status, 0) << verified.err;
  EXPECT_THAT(verified.out, AllOf(HasSubstr("is whole"), HasSubstr("continues the older log")));
  EXPECT_THAT(Verify("log", {"--output", "json"}).out, HasSubstr("\"refused\": 2"));

  const std::string newer = host_.dir().File("log") + "/checkpoint";
  const ProgramResult shorter = Verify("early", {"--older", newer});
  EXPECT_EQ(shorter.exit_status, 9);
  EXPECT_THAT(shorter.err, HasSubstr("taken away"));
  std::string checkpoint = ReadTestFile(newer);
  checkpoint[checkpoint.size() / 2] = static_cast<char>(checkpoint[checkpoint.size() / 2] ^ 1);
  (void)host_.dir().Write("log/checkpoint", checkpoint);
  EXPECT_NE(Verify("log").exit_status, 0);
  host_.Start();
}

TEST_F(AuditTest, ProvesEntriesOverARestart) {
  host_.CreateProject("flu");
  ASSERT_EQ(Export("early").exit_status, 0);
  host_.Kill();
  host_.Start();
  const ProgramResult proved = Run({"prove", "--entry", "2", "--log-key", LogKey(), "--older",
                                    host_.dir().File("early") + "/checkpoint"});
  EXPECT_EQ(proved.exit_status, 0) << proved.err;
  EXPECT_THAT(proved.out, AllOf(HasSubstr("ProjectService/CreateProject"),
                                HasSubstr("Entry 2 is in the log"), HasSubstr("continues")));
  EXPECT_EQ(Run({"prove", "--entry", "100000", "--log-key", LogKey()}).exit_status, 2);
  EXPECT_EQ(Export("early").exit_status, 3) << "a folder that has files";
}

TEST_F(AuditTest, AWitnessSignsAnExportThatContinuesWhatItSignedBefore) {
  const auto control = [](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {IEUMCTL_PROGRAM, "audit"});
    return RunProgram(arguments);
  };
  const std::string key = host_.dir().File("witness.key");
  const ProgramResult made =
      control({"witness-key", "--name", "witness.example.org/audit", "--out", key});
  ASSERT_EQ(made.exit_status, 0) << made.err;
  EXPECT_EQ(made.out, ReadTestFile(key + ".pub"));
  EXPECT_EQ(control({"witness-key", "--name", "again", "--out", key}).exit_status, 3);
  ASSERT_EQ(Export("older").exit_status, 0);
  ASSERT_EQ(Export("newer").exit_status, 0);
  const auto cosign = [&](const std::string& name, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"cosign", "--folder", host_.dir().File(name), "--log-key", LogKey(),
                               "--witness-key", key, "--state", host_.dir().File("state")});
    return control(more);
  };
  const std::vector<std::string> verify = {"verify",    "--folder", host_.dir().File("newer"),
                                           "--log-key", LogKey(),   "--witness",
                                           key + ".pub"};
  EXPECT_EQ(cosign("newer").exit_status, 3) << "a witness that remembers nothing";
  EXPECT_EQ(control(verify).exit_status, 9);
  const ProgramResult newer = cosign("newer", {"--new-log"});
  EXPECT_EQ(newer.exit_status, 0) << newer.err;
  EXPECT_THAT(newer.out, HasSubstr("Signed as witness.example.org/audit"));
  EXPECT_EQ(control(verify).exit_status, 0);
  EXPECT_EQ(cosign("older").exit_status, 9) << "shorter than what was signed";
}

TEST_F(AuditTest, AnExportCrossesAnAirGapAsABundleByteForByte) {
  host_.CreateProject("flu");
  host_.Submit("flu", "hospital-a", MakeParty(SyntheticProfile(), Persons(0, 60), 1));
  ASSERT_EQ(Export("log").exit_status, 0);
  const core::ChannelOptions sender = host_.Channel("operator", "linkage-center");
  const core::ChannelOptions auditor = host_.Channel("auditor", "supervisor");
  const auto run = [](std::vector<std::string> arguments) { return RunProgram(arguments); };
  const auto file = [&](const std::string& name) { return host_.dir().File(name); };
  const ProgramResult packed = run({IEUMCTL_PROGRAM, "audit", "pack", "--folder", file("log"),
                                    "--log-key", LogKey(), "--out", file("log.ieumaud")});
  ASSERT_EQ(packed.exit_status, 0) << packed.err;
  const auto make = [&](const core::ChannelOptions& who, const std::string& name) {
    return run({IEUM_PROGRAM, "bundle", "make", "--kind", "audit", "--project", "flu", "--in",
                file("log.ieumaud"), "--out", file(name), "--to", auditor.certificate_file, "--ca",
                who.ca_file, "--cert", who.certificate_file, "--key", who.key_file});
  };
  const ProgramResult made = make(sender, "log.bundle");
  ASSERT_EQ(made.exit_status, 0) << made.err;
  const ProgramResult by_holder = make(host_.Channel("holder", "hospital-a"), "other.bundle");
  EXPECT_NE(by_holder.exit_status, 0) << "only operators send audit logs";
  const auto open = [&](const core::ChannelOptions& who, const std::string& out) {
    return run({IEUM_PROGRAM, "bundle", "open", "--kind", "audit", "--in", file("log.bundle"),
                "--ca", who.ca_file, "--key", who.key_file, "--out", file(out)});
  };
  EXPECT_NE(open(host_.Channel("auditor", "linkage-center"), "stolen").exit_status, 0);
  const ProgramResult opened = open(auditor, "arrived.ieumaud");
  ASSERT_EQ(opened.exit_status, 0) << opened.err;
  const auto unpack = [&](const std::string& in, const std::string& folder) {
    return run({IEUMCTL_PROGRAM, "audit", "unpack", "--in", file(in), "--log-key", LogKey(),
                "--folder", file(folder)});
  };
  const ProgramResult unpacked = unpack("arrived.ieumaud", "arrived");
  EXPECT_EQ(unpacked.exit_status, 0) << unpacked.err;
  EXPECT_EQ(unpacked.out, packed.out);
  EXPECT_EQ(run({"/usr/bin/diff", "-r", file("log"), file("arrived")}).exit_status, 0);
  // A folder that was changed is not packed, and a packed log that was changed does not verify.
  std::string bytes = ReadTestFile(file("arrived.ieumaud"));
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  (void)host_.dir().Write("changed.ieumaud", bytes);
  EXPECT_NE(unpack("changed.ieumaud", "changed").exit_status, 0);
  (void)host_.dir().Write("log/tile/0/more", "x");
  EXPECT_EQ(run({IEUMCTL_PROGRAM, "audit", "pack", "--folder", file("log"), "--log-key", LogKey(),
                 "--out", file("never")})
                .exit_status,
            9);
  EXPECT_FALSE(std::filesystem::exists(file("never")));
}

// The server erases by its own clock, after years; here somebody does it with its own code while it
// is stopped.
TEST_F(AuditTest, WhatIsErasedOnRecordIsShownProvedExportedAndChecked) {
  host_.CreateProject("flu");
  ASSERT_EQ(Export("early").exit_status, 0);
  const std::string key_file = LogKey().substr(0, LogKey().size() - std::string(".pub").size());
  host_.Stop();
  std::string store;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(host_.dir().path())) {
    if (entry.path().filename() == "CURRENT") store = entry.path().parent_path().string();
  }
  {
    auto database = server::RocksDatabase::Open(store, server::StoreRole::kMatcher);
    ASSERT_OK(database);
    SeededRandom random(1);
    auto log = server::AuditLog::Open(**database,
                                      {.key_file = key_file, .name = "", .store_has_content = true},
                                      core::SystemClock(), random);
    ASSERT_OK(log);
    core::AuditEntry record;
    core::SetErased(
        {{0, 1, core::AuditRetention::kThreeYears}, {1, 3, core::AuditRetention::kTwoYears}},
        record);
    ASSERT_OK((*log)->Append(record));
    ASSERT_OK((*log)->Erase(std::vector<uint64_t>{0, 1, 2}));
    ASSERT_OK((*log)->Close());
    ASSERT_OK((*database)->Close());
  }
  host_.Start();
  const ProgramResult shown = Run({"show", "--from", "0", "--count", "100"});
  EXPECT_THAT(shown.out, AllOf(ContainsRegex("0-2 .*erased, its retention is over"),
                               ContainsRegex("Audit/Erase .*three-years 0-1, two-years 1-3")))
      << shown.err;
  EXPECT_THAT(Run({"show", "--from", "1", "--count", "2", "--output", "json"}).out,
              ContainsRegex("\"erased\": .[^]]*\"first\": 1,[^]]*\"end\": 3"));
  const ProgramResult proved = Run({"prove", "--entry", "1", "--log-key", LogKey(), "--older",
                                    host_.dir().File("early") + "/checkpoint"});
  EXPECT_EQ(proved.exit_status, 0) << proved.err;
  EXPECT_THAT(proved.out,
              AllOf(ContainsRegex("Entry 1 was erased .* entry [0-9]+ above records it"),
                    HasSubstr("Entry 1 is in the log"), HasSubstr("continues")));
  const ProgramResult exported = Export("later");
  EXPECT_EQ(exported.exit_status, 0) << exported.err;
  const std::string older = host_.dir().File("early") + "/checkpoint";
  const ProgramResult verified = Verify("later", {"--older", older, "--output", "json"});
  EXPECT_EQ(verified.exit_status, 0) << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("\"erased\": 3"));
  EXPECT_THAT(Verify("later").out, HasSubstr("erased  3 entries"));
}

// A server that knows a witness, whose key is there before it starts.
class WitnessedTest : public ::testing::Test {
 protected:
  static std::string MakeKey(const std::string& path) {
    EXPECT_EQ(RunProgram({IEUMCTL_PROGRAM, "audit", "witness-key", "--name", "w.example.org/audit",
                          "--out", path})
                  .exit_status,
              0);
    return path;
  }
  ProgramResult Run(const std::string& role, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {IEUMCTL_PROGRAM, "audit"});
    const core::ChannelOptions channel = host_.Channel(role, "linkage-center");
    arguments.insert(arguments.end(),
                     {"--server", channel.server, "--ca", channel.ca_file, "--cert",
                      channel.certificate_file, "--key", channel.key_file});
    return RunProgram(arguments);
  }
  std::string LogKey() {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(host_.dir().path())) {
      if (entry.path().string().ends_with(".audit-key.pub")) return entry.path().string();
    }
    return "";
  }
  std::string Export(const std::string& name, std::vector<std::string> more = {}) {
    more.insert(more.begin(),
                {"export", "--folder", host_.dir().File(name), "--log-key", LogKey()});
    const ProgramResult exported = Run("auditor", more);
    EXPECT_EQ(exported.exit_status, 0) << exported.err;
    return host_.dir().File(name);
  }
  void Cosign(const std::string& folder, const std::string& key, std::vector<std::string> more) {
    more.insert(more.begin(), {IEUMCTL_PROGRAM, "audit", "cosign", "--folder", folder, "--log-key",
                               LogKey(), "--witness-key", key, "--state", key + ".state"});
    const ProgramResult signed_one = RunProgram(more);
    EXPECT_EQ(signed_one.exit_status, 0) << signed_one.err;
  }

  const TempDir witness_dir_;
  const std::string key_ = MakeKey(witness_dir_.File("witness.key"));
  MatcherHost host_{2, {"--one-person", "--witness", key_ + ".pub"}};
};

TEST_F(WitnessedTest, TheServerTakesBackWhatAWitnessHasSigned) {
  const ProgramResult none = Run("auditor", {"export", "--folder", host_.dir().File("none"),
                                             "--log-key", LogKey(), "--cosigned"});
  EXPECT_EQ(none.exit_status, 3);
  EXPECT_THAT(none.err, HasSubstr("accept-cosigned"));
  const std::string first = Export("first");
  const auto accept = [this](const std::string& role, const std::string& folder) {
    return Run(role, {"accept-cosigned", "--folder", folder});
  };
  const ProgramResult unsigned_one = accept("auditor", first);
  EXPECT_EQ(unsigned_one.exit_status, 3);
  EXPECT_THAT(unsigned_one.err, HasSubstr("no witness that this server knows"));
  const std::string stranger = MakeKey(witness_dir_.File("stranger.key"));
  Cosign(first, stranger, {"--new-log"});
  EXPECT_EQ(accept("auditor", first).exit_status, 3) << "a key that the server was not told of";
  Cosign(first, key_, {"--new-log"});
  const std::string second = Export("second");
  Cosign(second, key_, {});
  EXPECT_EQ(accept("holder", second).exit_status, 5);
  const ProgramResult accepted = accept("operator", second);
  EXPECT_EQ(accepted.exit_status, 0) << accepted.err;
  EXPECT_THAT(accepted.out, ContainsRegex("held to its first [0-9]+ entries, as signed by "
                                          "w.example.org/audit"));
  const ProgramResult shorter = accept("auditor", first);
  EXPECT_EQ(shorter.exit_status, 3);
  EXPECT_THAT(shorter.err, HasSubstr("nothing is changed"));
  const ProgramResult again = Run(
      "auditor", {"accept-cosigned", "--checkpoint", second + "/checkpoint", "--output", "json"});
  EXPECT_THAT(again.out, HasSubstr("\"w.example.org/audit\"")) << again.err;
  EXPECT_THAT(Run("auditor", {"show"}).out, ContainsRegex("AuditService/AcceptCosigned .* done"));

  host_.Kill();
  host_.Start();
  const std::string third = Export("third", {"--cosigned"});
  EXPECT_EQ(ReadTestFile(third + "/checkpoint"), ReadTestFile(second + "/checkpoint"));
  const ProgramResult verified = RunProgram({IEUMCTL_PROGRAM, "audit", "verify", "--folder", third,
                                             "--log-key", LogKey(), "--witness", key_ + ".pub"});
  EXPECT_EQ(verified.exit_status, 0) << verified.err;
}

TEST_F(AuditTest, OnlyAuditorsReadIt) {
  for (const char* role : {"operator", "holder", "matcher"}) {
    const ProgramResult refused = Run({"show"}, role);
    EXPECT_EQ(refused.exit_status, 5) << role;
    EXPECT_THAT(refused.err, HasSubstr(role));
  }
  const ProgramResult shown = Run({"show"});
  EXPECT_THAT(shown.out, ContainsRegex("/holder/[a-z]+ .*AuditService/.* refused .role."));
  EXPECT_FALSE(ApiClient(host_.Channel("auditor", "linkage-center")).ListProjects().ok());
}

}  // namespace
}  // namespace ieum::testing
