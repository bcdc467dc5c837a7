// The joiner's real server takes in linkage maps of the matcher and payloads of the holders, and
// nothing else: carried by ieumctl between two servers that know nothing of each other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "integration/joiner_fixture.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class JoinerImportTest : public JoinerFixture {
 protected:
  void ExpectRefusedBeside(const ProgramResult& refused, const std::string& reason) {
    EXPECT_NE(refused.exit_status, 0);
    EXPECT_THAT(refused.err, HasSubstr(reason));
  }
  // Refused, and nothing else was taken in either.
  void ExpectRefused(const ProgramResult& refused, const std::string& reason) {
    ExpectRefusedBeside(refused, reason);
    EXPECT_THAT(Imports(), Not(HasSubstr("done")));
  }
};

TEST_F(JoinerImportTest, TakesInMapsAndPayloadsAndKeepsThem) {
  for (const char* holder : {"hospital-a", "insurer-b"}) {
    const ProgramResult imported = Import(Map(holder));
    ASSERT_EQ(imported.exit_status, 0) << imported.err;
    EXPECT_THAT(imported.out, HasSubstr("linkage-map"));
  }
  const ProgramResult imported = Import(Payload());
  ASSERT_EQ(imported.exit_status, 0) << imported.err;
  const std::string before = Imports();
  EXPECT_THAT(before, AllOf(ContainsRegex("linkage-map +ieum://linkage-center/matcher/server"),
                            ContainsRegex("payload +ieum://hospital-a/holder/test")));
  server_->Kill();
  Start();
  EXPECT_EQ(Imports(), before);
  EXPECT_EQ(server_->Terminate(), 0) << server_->Log();
}

TEST_F(JoinerImportTest, TheSameBundleIsTakenInOnce) {
  const std::string payload = Payload();
  ASSERT_EQ(Import(payload).exit_status, 0);
  const ProgramResult again = Import(payload);
  EXPECT_THAT(again.out + again.err, HasSubstr("imported before"));
  // Another one of the same holder takes its place.
  ASSERT_EQ(Import(Payload()).exit_status, 0);
}

TEST_F(JoinerImportTest, SaysWhatItIs) {
  ApiClient api(JoinerChannel("joiner-operator", "join-center"));
  EXPECT_EQ(api.GetHealth().value().role(), "joiner");
}

TEST_F(JoinerImportTest, NeverAnEncoding) {
  const std::string for_matcher =
      SendBundle(*matcher_, dir_, "for-matcher",
                 {.project = "flu", .content = "an encoded file", .project_digest = manifest_});
  ExpectRefused(Import(for_matcher), "the bundle is for 'ieum://linkage-center/matcher/server'");
  ApiClient holder(JoinerChannel("holder", "hospital-a"));
  EXPECT_THAT(holder.SubmitChunks("flu", ChunksOf(Party(), 500)),
              StatusIs(absl::StatusCode::kUnimplemented, ::testing::_));
}

TEST_F(JoinerImportTest, TheMatcherTakesNoPayload) {
  const ProgramResult refused = Ctl({"import", "--project", "flu", "--in", Payload()},
                                    matcher_->Channel("operator", "linkage-center"));
  EXPECT_NE(refused.exit_status, 0);
  EXPECT_THAT(refused.err, HasSubstr("the bundle is for 'ieum://join-center/joiner/server'"));
}

TEST_F(JoinerImportTest, MapsComeFromTheMatcherOfTheManifest) {
  ExpectRefused(Import(SendToJoiner({.project = "flu",
                                     .content = "a map",
                                     .kind = core::BundleKind::kLinkageMap,
                                     .sender = ClientLeaf("matcher", "other-center")})),
                "by its manifest 'linkage-center' does");
}

TEST_F(JoinerImportTest, HoldersBringTheirOwnRowsOfThisProject) {
  const auto payload = [this](const std::string& project, const std::string& owner,
                              const std::string& sender) {
    return SendToJoiner({.project = "flu",
                         .content = PayloadOf(project, owner, Party().serials),
                         .kind = core::BundleKind::kPayload,
                         .sender = ClientLeaf("holder", sender)});
  };
  ExpectRefused(Import(payload("flu", "bank-d", "bank-d")), "no holder of project");
  ExpectRefused(Import(payload("flu", "insurer-b", "hospital-a")), "delivers its own rows");
  ExpectRefused(Import(payload("other", "hospital-a", "hospital-a")), "its content is of 'other'");
  std::string damaged = PayloadOf("flu", "hospital-a", Party().serials);
  damaged[damaged.size() / 2] ^= 1;
  ExpectRefused(Import(SendToJoiner(
                    {.project = "flu", .content = damaged, .kind = core::BundleKind::kPayload})),
                "damaged");
}

// The certificate counts what there was: of a file that was refused, nothing.
TEST_F(JoinerImportTest, NothingStaysOfARefusedFileNorOfADestroyedProject) {
  ASSERT_EQ(Import(Map("hospital-a")).exit_status, 0);
  std::string damaged = PayloadOf("flu", "hospital-a", Party().serials);
  damaged[damaged.size() * 3 / 4] ^= 1;
  ExpectRefusedBeside(
      Import(
          SendToJoiner({.project = "flu", .content = damaged, .kind = core::BundleKind::kPayload})),
      "damaged");
  core::ChannelOptions admin = JoinerChannel("joiner-operator", "join-center");
  admin.manifest = manifest_;
  ApiClient api(admin);
  ASSERT_OK(api.DestroyProject("flu"));
  const ProgramResult certificate =
      Ctl({"certificate", "show", "--project", "flu", "--output", "json"}, admin);
  ASSERT_EQ(certificate.exit_status, 0) << certificate.err;
  EXPECT_THAT(certificate.out, HasSubstr("linkage_maps"));
  EXPECT_THAT(certificate.out, Not(HasSubstr("payloads")));
}

TEST_F(JoinerImportTest, TheMapIsForTheJoinerOfTheManifestOnly) {
  LeafOptions other = JoinerLeaf();
  other.uris = {"ieum://other-center/joiner/server"};
  const ProgramResult refused =
      ExportMap("hospital-a", dir_.File("map.bundle"),
                matcher_->ca().IssueTo(dir_, "other", other).certificate_file);
  EXPECT_NE(refused.exit_status, 0);
  EXPECT_THAT(refused.err, HasSubstr("by the manifest 'join-center' joins"));
}

TEST_F(JoinerImportTest, OperatorsOfTheMatcherAreNobodyHere) {
  const ProgramResult refused = Ctl({"import", "--project", "flu", "--in", Payload()},
                                    JoinerChannel("operator", "linkage-center"));
  EXPECT_NE(refused.exit_status, 0);
  EXPECT_THAT(refused.err, HasSubstr("the role 'operator' may not call"));
}

TEST_F(JoinerImportTest, AProjectThatTheManifestGivesToAnotherJoinerIsRefused) {
  ApiClient api(JoinerChannel("joiner-operator", "join-center"));
  EXPECT_THAT(api.CreateProject(ManifestText("theirs", "other-center")),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("'other-center' join")));
}

}  // namespace
}  // namespace ieum::testing
