// The joiner's real server takes in linkage maps of the matcher and payloads of the holders, and
// nothing else: carried by ieumctl between two servers that know nothing of each other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/core/manifest/draft.h"
#include "ieum/core/payload/payload_file.h"
#include "support/bundle_sender.h"
#include "support/matcher_host.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr uint32_t kRows = 9'000;
constexpr char kSchema[] = R"({
  "format": "ieum-payload-schema",
  "schema": "visits",
  "version": 1,
  "columns": [
    {"name": "visits", "purpose": "how often", "role": "other", "type": "integer",
     "min": 0, "max": 999}
  ]
})";

std::string ManifestText(const std::string& project, const std::string& joiner) {
  core::ManifestDraft draft{.project = project,
                            .title = "a test",
                            .profile_json = SyntheticProfileJson(),
                            .purpose = "to test",
                            .legal_basis = "made-up persons"};
  const auto add = [&draft](const std::string& institution, core::PartyRole role) {
    draft.parties.push_back({.institution = core::InstitutionId::Parse(institution).value(),
                             .role = role,
                             .country = "KR",
                             .unit = {}});
  };
  add("hospital-a", core::PartyRole::kHolder);
  add("insurer-b", core::PartyRole::kHolder);
  add("linkage-center", core::PartyRole::kMatcher);
  add(joiner, core::PartyRole::kJoiner);
  draft.delivery = core::Delivery::kJoiner;
  draft.minimum_file_rows = 1;
  draft.minimum_matched_rows = 0;
  draft.end_date = "2099-12-31";
  draft.test = true;
  return core::DraftText(draft).value();
}

LeafOptions JoinerLeaf() {
  LeafOptions leaf = ServerLeaf("joiner");
  leaf.uris = {"ieum://join-center/joiner/server"};
  return leaf;
}

// Two servers, one manifest.
class JoinerImportTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    matcher_ = new MatcherHost();
    matcher_->CreateProjectOf("flu", ManifestText("flu", "join-center"));
    matcher_->Submit("flu", "hospital-a", Party());
    matcher_->Submit("flu", "insurer-b",
                     MakeParty(SyntheticProfile(), Persons(kRows - 500, 1'000), 2));
    matcher_->Match("flu");
  }
  static void TearDownTestSuite() { delete matcher_; }

  void SetUp() override {
    joiner_tls_ = matcher_->ca().IssueTo(dir_, "joiner", JoinerLeaf());
    Start();
    ApiClient api(JoinerChannel("joiner-operator", "join-center"));
    const auto created = api.CreateProject(ManifestText("flu", "join-center"));
    ASSERT_OK(created);
    const core::ByteView digest = core::AsBytes(created->manifest_digest());
    std::copy(digest.begin(), digest.end(), manifest_.begin());
  }
  void Start() {
    server_ = ServerProcess::Start(
                  {.data_dir = dir_.File("joiner-data"), .tls = joiner_tls_, .role = "joiner"})
                  .value();
  }

  static SyntheticParty Party() { return MakeParty(SyntheticProfile(), Persons(0, kRows), 1); }
  core::ChannelOptions JoinerChannel(const std::string& role, const std::string& institution) {
    core::ChannelOptions options =
        matcher_->ca().IssueTo(dir_, role + "-" + institution, ClientLeaf(role, institution));
    options.server = server_->address();
    return options;
  }
  ProgramResult Ctl(std::vector<std::string> arguments, const core::ChannelOptions& who) {
    arguments.insert(arguments.begin(), IEUMCTL_PROGRAM);
    arguments.insert(arguments.end(), {"--server", who.server, "--ca", who.ca_file, "--cert",
                                       who.certificate_file, "--key", who.key_file});
    return RunProgram(arguments);
  }
  ProgramResult Import(const std::string& cover) {
    return Ctl({"import", "--project", "flu", "--in", cover},
               JoinerChannel("joiner-operator", "join-center"));
  }
  std::string Imports() {
    const ProgramResult listed = Ctl({"imports", "list", "--project", "flu"},
                                     JoinerChannel("joiner-operator", "join-center"));
    EXPECT_EQ(listed.exit_status, 0) << listed.err;
    return listed.out;
  }
  // The matcher's linkage map of a holder's rows; returns the path of its cover.
  ProgramResult ExportMap(const std::string& holder, const std::string& cover,
                          const std::string& recipient) {
    return Ctl({"export", "--project", "flu", "--holder", holder, "--to", recipient, "--out", cover,
                "--part-size", "1"},
               matcher_->Channel("operator", "linkage-center"));
  }
  std::string Map(const std::string& holder) {
    std::string cover = dir_.File("map-" + holder + ".bundle");
    const ProgramResult exported = ExportMap(holder, cover, joiner_tls_.certificate_file);
    EXPECT_EQ(exported.exit_status, 0) << exported.err;
    return cover;
  }
  // A payload file of these serials.
  std::string PayloadOf(const std::string& project, const std::string& holder,
                        std::vector<core::Serial> serials) {
    std::sort(serials.begin(), serials.end());
    const std::string path = dir_.File("payload-" + std::to_string(++next_));
    auto writer = core::PayloadFileWriter::Create(
        path, {.project = core::ProjectId::Parse(project).value(),
               .holder = core::InstitutionId::Parse(holder).value(),
               .schema = core::PayloadSchema::FromJson(kSchema).value()});
    EXPECT_OK(writer);
    int64_t visits = 0;
    for (const core::Serial& serial : serials) {
      core::PayloadValue value;
      value.number = visits++ % 1'000;
      EXPECT_OK((*writer)->Append(serial, std::span(&value, 1)));
    }
    EXPECT_OK((*writer)->Finish());
    return ReadTestFile(path);
  }
  std::string SendToJoiner(SentBundle sent) {
    if (sent.recipient_pem.empty()) sent.recipient_pem = ReadTestFile(joiner_tls_.certificate_file);
    if (sent.project_digest == core::Sha256Digest{}) sent.project_digest = manifest_;
    return SendBundle(*matcher_, dir_, "sent-" + std::to_string(++next_), sent);
  }
  std::string Payload(const std::string& holder = "hospital-a") {
    return SendToJoiner({.project = "flu",
                         .content = PayloadOf("flu", holder, Party().serials),
                         .kind = core::BundleKind::kPayload,
                         .sender = ClientLeaf("holder", holder)});
  }
  void ExpectRefusedBeside(const ProgramResult& refused, const std::string& reason) {
    EXPECT_NE(refused.exit_status, 0);
    EXPECT_THAT(refused.err, HasSubstr(reason));
  }
  // Refused, and nothing else was taken in either.
  void ExpectRefused(const ProgramResult& refused, const std::string& reason) {
    ExpectRefusedBeside(refused, reason);
    EXPECT_THAT(Imports(), Not(HasSubstr("done")));
  }

  static MatcherHost* matcher_;
  TempDir dir_;
  core::ChannelOptions joiner_tls_;
  std::unique_ptr<ServerProcess> server_;
  core::Sha256Digest manifest_{};
  int next_ = 0;
};
MatcherHost* JoinerImportTest::matcher_ = nullptr;

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
