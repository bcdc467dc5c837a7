// Joint keys that leave the real server as bundles, carried by ieumctl and opened by their holder:
// the same as by a call, and refused to everybody else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "ieum/core/bundle/bundle_folder.h"
#include "ieum/core/jointkey/joint_key_file.h"
#include "ieum/core/pki/certificate_details.h"
#include "support/matcher_host.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

constexpr char kProfile[] = "korean-person";
// More than one part of the smallest size that the command takes, 1 MiB.
constexpr uint32_t kRows = 36'000;

// One server; a project that is matched, for all tests that only read.
class BundleExportTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    deny_dir_ = new TempDir();
    deny_list_ = deny_dir_->Write("denied", "");
    host_ = new MatcherHost(2, {"--one-person", "--deny-list", deny_list_});
    host_->CreateProject("flu");
    host_->Submit("flu", "hospital-a", MakeParty(SyntheticProfile(), Persons(0, kRows), 1), 5'000);
    host_->Submit("flu", "insurer-b",
                  MakeParty(SyntheticProfile(), Persons(kRows - 500, 1'000), 2));
    host_->Match("flu");
  }
  static void TearDownTestSuite() {
    delete host_;
    delete deny_dir_;
  }

  // A certificate, and its key beside it.
  core::ChannelOptions Issue(const std::string& name, const LeafOptions& leaf) {
    return host_->ca().IssueTo(dir_, name, leaf);
  }
  core::ChannelOptions HospitalA() { return Issue("me", ClientLeaf("holder", "hospital-a")); }

  ProgramResult Ctl(std::vector<std::string> arguments, const core::ChannelOptions& who) {
    arguments.insert(arguments.begin(), IEUMCTL_PROGRAM);
    arguments.insert(arguments.end(), {"--server", host_->address(), "--ca", who.ca_file, "--cert",
                                       who.certificate_file, "--key", who.key_file});
    return RunProgram(arguments);
  }
  ProgramResult ExportAs(const std::string& role, const std::string& to,
                         const std::string& project = "flu",
                         const std::string& holder = "hospital-a") {
    return Ctl({"export", "--project", project, "--holder", holder, "--to", to, "--out",
                dir_.File("out.bundle"), "--part-size", "1"},
               host_->Channel(role, "linkage-center"));
  }
  ProgramResult Export(const std::string& to, const std::string& project = "flu",
                       const std::string& holder = "hospital-a") {
    return ExportAs("operator", to, project, holder);
  }
  // Refused for a reason like this, and no file was left.
  void ExpectRefused(const ProgramResult& refused, int exit_status, const std::string& reason) {
    EXPECT_EQ(refused.exit_status, exit_status) << refused.err;
    EXPECT_THAT(refused.err, HasSubstr(reason));
    EXPECT_FALSE(std::filesystem::exists(dir_.File("out.bundle")));
    EXPECT_FALSE(std::filesystem::exists(dir_.File("out.001")));
  }
  ProgramResult Open(const core::ChannelOptions& who, const std::string& out) {
    return RunProgram({IEUM_PROGRAM, "bundle", "open", "--in", dir_.File("out.bundle"), "--ca",
                       who.ca_file, "--key", who.key_file, "--kind", "joint-keys", "--out", out});
  }

  static TempDir* deny_dir_;
  static std::string deny_list_;
  static MatcherHost* host_;
  TempDir dir_;
};
TempDir* BundleExportTest::deny_dir_ = nullptr;
std::string BundleExportTest::deny_list_;
MatcherHost* BundleExportTest::host_ = nullptr;

TEST_F(BundleExportTest, TheHolderOpensWhatTheCallGives) {
  const core::ChannelOptions holder = HospitalA();
  const ProgramResult exported = Export(holder.certificate_file);
  ASSERT_EQ(exported.exit_status, 0) << exported.err;
  EXPECT_THAT(exported.out, AllOf(ContainsRegex("kind +joint-keys"), ContainsRegex("rows.* 36,000"),
                                  ContainsRegex("parts +2"),
                                  ContainsRegex("from +ieum://linkage-center/matcher/server")));
  for (const char* name : {"out.bundle", "out.001", "out.002"}) {
    EXPECT_EQ(std::filesystem::status(dir_.File(name)).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  const ProgramResult opened = Open(holder, dir_.File("keys.joint"));
  ASSERT_EQ(opened.exit_status, 0) << opened.err;

  const auto reader = core::JointKeyFileReader::Open(dir_.File("keys.joint")).value();
  EXPECT_EQ(reader->header().holder.value(), "hospital-a");
  EXPECT_EQ(reader->header().run_number, 1U);
  const std::vector<client::JointKeyRow> called = host_->ReadKeys("flu", "hospital-a");
  ASSERT_EQ(called.size(), kRows);
  size_t next = 0;
  while (true) {
    const auto rows = reader->Next().value();
    if (rows.empty()) break;
    for (const core::KeyedSerial& row : rows) {
      ASSERT_EQ(row.serial, called.at(next).serial) << next;
      ASSERT_EQ(row.joint_key, called.at(next).joint_key) << next;
      ++next;
    }
  }
  EXPECT_EQ(next, kRows);
}

TEST_F(BundleExportTest, NobodyElseOpensIt) {
  ASSERT_EQ(Export(HospitalA().certificate_file).exit_status, 0);
  for (const LeafOptions& leaf :
       {ClientLeaf("operator", "linkage-center"), ClientLeaf("holder", "hospital-a")}) {
    const ProgramResult opened = Open(Issue("other", leaf), dir_.File("keys.joint"));
    EXPECT_EQ(opened.exit_status, 5);
    EXPECT_THAT(opened.err, HasSubstr("another key"));
    EXPECT_FALSE(std::filesystem::exists(dir_.File("keys.joint")));
  }
  // No serial stands in the clear in what the operator carries.
  const std::string part = ReadTestFile(dir_.File("out.001"));
  for (const client::JointKeyRow& row : host_->ReadKeys("flu", "insurer-b")) {
    EXPECT_EQ(part.find(core::AsText(row.serial)), std::string::npos);
    EXPECT_EQ(part.find(core::AsText(row.joint_key.bytes())), std::string::npos);
  }
}

TEST_F(BundleExportTest, IsOnRecordBeforeAnythingIsSent) {
  const core::ChannelOptions holder = HospitalA();
  ASSERT_EQ(Export(holder.certificate_file).exit_status, 0);
  const ProgramResult log =
      Ctl({"audit", "show", "--output", "json"}, host_->Channel("auditor", "linkage-center"));
  ASSERT_EQ(log.exit_status, 0) << log.err;
  const size_t called = log.out.rfind("BundleService/ExportJointKeys");
  ASSERT_NE(called, std::string::npos);
  const auto details = core::ReadCertificateDetails(ReadTestFile(holder.certificate_file)).value();
  const size_t recorded = log.out.rfind(core::ToHex(details.fingerprint));
  ASSERT_NE(recorded, std::string::npos) << "certificate of the recipient";
  EXPECT_LT(recorded, called) << "the entry after the call is the last";
  EXPECT_THAT(log.out, AllOf(HasSubstr("Bundle/Export"), HasSubstr("ieum://hospital-a/holder/test"),
                             HasSubstr("ieum://linkage-center/operator/test")));
}

TEST_F(BundleExportTest, OnlyForCertificatesOfTheHolder) {
  const auto to = [this](const LeafOptions& leaf) { return Issue("to", leaf).certificate_file; };
  ExpectRefused(Export(to(ClientLeaf("holder", "insurer-b"))), 5,
                "is of 'insurer-b'; the joint keys of 'hospital-a' go to");
  ExpectRefused(Export(to(ClientLeaf("researcher", "hospital-a"))), 2,
                "is of the role 'researcher'");
  LeafOptions expired = ClientLeaf("holder", "hospital-a");
  expired.valid_from = -absl::Hours(48);
  expired.valid_until = -absl::Hours(1);
  ExpectRefused(Export(to(expired)), 5, "expired");
  LeafOptions rsa = ClientLeaf("holder", "hospital-a");
  rsa.algorithm = KeyAlgorithm::kRsa2048;
  ExpectRefused(Export(to(rsa)), 2, "P-256");
  LeafOptions own = ClientLeaf("holder", "hospital-a");
  own.self_signed = true;
  ExpectRefused(Export(to(own)), 5, "the recipient's certificate is not accepted");
  ExpectRefused(Export(dir_.Write("none.pem", "nothing")), 2, "not a certificate in PEM form");
}

TEST_F(BundleExportTest, NotForADeniedCertificate) {
  const core::ChannelOptions holder = HospitalA();
  const auto details = core::ReadCertificateDetails(ReadTestFile(holder.certificate_file)).value();
  std::filesystem::remove(deny_list_);
  deny_dir_->Write("denied", "spki " + core::ToHex(details.public_key) + "\n");
  ExpectRefused(Export(holder.certificate_file), 5, "no longer accepted");
  deny_dir_->Write("denied", "");
}

TEST_F(BundleExportTest, OnlyOperatorsAskForIt) {
  const std::string to = HospitalA().certificate_file;
  for (const char* role : {"auditor", "project-admin", "security-officer", "holder"}) {
    ExpectRefused(ExportAs(role, to), 5, std::string("the role '") + role);
  }
}

TEST_F(BundleExportTest, OnlyWhatTheProjectHas) {
  const std::string to = HospitalA().certificate_file;
  ExpectRefused(Export(to, "flu", "bank-d"), 4, "no such holder");
  ExpectRefused(Export(to, "none"), 4, "project");
}

TEST_F(BundleExportTest, OnlyIfTheManifestSaysSoAndOnlyAfterAMatch) {
  const std::string to = HospitalA().certificate_file;
  host_->CreateProject("silent", {.joint_keys_to_holders = false});
  ExpectRefused(Export(to, "silent"), 5, "does not deliver joint keys to holders");
  host_->CreateProject("young");
  ExpectRefused(Export(to, "young"), 3, "no results yet");
  host_->Submit("young", "hospital-a", MakeParty(SyntheticProfile(), Persons(0, 50), 3));
  host_->Submit("young", "insurer-b", MakeParty(SyntheticProfile(), Persons(0, 50), 4));
  ASSERT_OK(host_->Operator().SealProject("young"));
  ExpectRefused(Export(to, "young"), 3, "no matching run has succeeded yet");
  host_->Match("young");
  // What was stopped gives nothing out.
  ASSERT_EQ(Ctl({"project", "stop", "--id", "young", "--reason", "order"},
                host_->Channel("operator", "linkage-center"))
                .exit_status,
            0);
  ExpectRefused(Export(to, "young"), 3, "stopped");
}

TEST_F(BundleExportTest, ReplacesNothing) {
  const std::string to = HospitalA().certificate_file;
  dir_.Write("out.001", "mine");
  const ProgramResult refused = Export(to);
  EXPECT_EQ(refused.exit_status, 3);
  EXPECT_THAT(refused.err, HasSubstr("is there already"));
  EXPECT_EQ(ReadTestFile(dir_.File("out.001")), "mine");
  EXPECT_FALSE(std::filesystem::exists(dir_.File("out.bundle")));
}

// With encodings of persons and the maps of `ieum encode`.
TEST_F(BundleExportTest, ResultsOfTheFileAreThoseOfTheServer) {
  const auto run = [](const std::vector<std::string>& arguments) {
    const ProgramResult result = RunProgram(arguments);
    EXPECT_EQ(result.exit_status, 0) << result.err;
    return result.out;
  };
  v1::Project project;
  project.set_project_id("real");
  for (const char* holder : {"hospital-a", "insurer-b"}) project.add_holders(holder);
  project.set_profile_json(run({IEUM_PROGRAM, "profile", "show", kProfile}));
  project.set_test(true);
  project.set_joint_keys_to_holders(true);
  ASSERT_OK(host_->Operator().CreateProject(project));
  const std::string secret = dir_.File("holder.secret");
  run({IEUM_PROGRAM, "secret", "new", "--no-passphrase", "--out", secret});
  run({IEUM_PROGRAM, "synth", "--persons", "300", "--seed", "1", "--out-a",
       dir_.File("hospital-a.csv"), "--out-b", dir_.File("insurer-b.csv")});
  for (const std::string holder : {"hospital-a", "insurer-b"}) {
    const core::ChannelOptions who = Issue(holder, ClientLeaf("holder", holder));
    run({IEUM_PROGRAM, "encode", "--profile", kProfile, "--secret-file", secret, "--project",
         "real", "--in", dir_.File(holder + ".csv"), "--out", dir_.File(holder + ".ieum"),
         "--serials", dir_.File(holder + ".serials"), "--id-column", "row_id", "--truth",
         "entity_id"});
    run({IEUM_PROGRAM, "submit", "--server", host_->address(), "--ca", who.ca_file, "--cert",
         who.certificate_file, "--key", who.key_file, "--in", dir_.File(holder + ".ieum")});
  }
  host_->Match("real");
  const core::ChannelOptions holder = HospitalA();
  ASSERT_EQ(Export(holder.certificate_file, "real").exit_status, 0);
  const std::string keys = dir_.File("keys.joint");
  ASSERT_EQ(Open(holder, keys).exit_status, 0);
  const auto results = [&](std::vector<std::string> source, const std::string& out) {
    std::vector<std::string> arguments = {IEUM_PROGRAM,    "results",
                                          "--project",     "real",
                                          "--serials",     dir_.File("hospital-a.serials"),
                                          "--secret-file", secret,
                                          "--out",         dir_.File(out)};
    arguments.insert(arguments.end(), source.begin(), source.end());
    run(arguments);
    return ReadTestFile(dir_.File(out));
  };
  const std::string asked = results({"--server", host_->address(), "--ca", holder.ca_file, "--cert",
                                     holder.certificate_file, "--key", holder.key_file},
                                    "asked.csv");
  EXPECT_EQ(results({"--keys", keys}, "carried.csv"), asked);
  EXPECT_GT(asked.size(), 300U * 30);
}

}  // namespace
}  // namespace ieum::testing
