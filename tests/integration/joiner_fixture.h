// A matcher that has matched two holders' rows, and a joiner beside it: two real servers under one
// manifest that know nothing of each other.
#ifndef IEUM_TESTS_INTEGRATION_JOINER_FIXTURE_H_
#define IEUM_TESTS_INTEGRATION_JOINER_FIXTURE_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "ieum/core/manifest/draft.h"
#include "ieum/core/payload/payload_file.h"
#include "support/bundle_sender.h"
#include "support/matcher_host.h"
#include "support/status_matchers.h"

namespace ieum::testing {

inline constexpr uint32_t kJoinerRows = 9'000;
inline constexpr char kVisitsSchema[] = R"({
  "format": "ieum-payload-schema",
  "schema": "visits",
  "version": 1,
  "columns": [
    {"name": "visits", "purpose": "how often", "role": "other", "type": "integer",
     "min": 0, "max": 999}
  ]
})";

inline std::string ManifestText(const std::string& project, const std::string& joiner) {
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
  add("university-c", core::PartyRole::kResearcher);
  draft.delivery = core::Delivery::kJoiner;
  draft.time_series = true;
  draft.minimum_file_rows = 1;
  draft.minimum_matched_rows = 0;
  draft.end_date = "2099-12-31";
  draft.test = true;
  return core::DraftText(draft).value();
}

inline LeafOptions JoinerLeaf() {
  LeafOptions leaf = ServerLeaf("joiner");
  leaf.uris = {"ieum://join-center/joiner/server"};
  return leaf;
}

// Needs IEUMCTL_PROGRAM.
class JoinerFixture : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    matcher_ = new MatcherHost();
    matcher_->CreateProjectOf("flu", ManifestText("flu", "join-center"));
    matcher_->Submit("flu", "hospital-a", Party());
    matcher_->Submit("flu", "insurer-b", OtherParty());
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
    server_ = ServerProcess::Start({.data_dir = dir_.File("joiner-data"),
                                    .tls = joiner_tls_,
                                    .more = server_options_,
                                    .role = "joiner"})
                  .value();
  }

  static SyntheticParty Party() {
    return MakeParty(SyntheticProfile(), Persons(0, kJoinerRows), 1);
  }
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
    std::string cover = dir_.File(absl::StrFormat("map-%d.bundle", ++next_));
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
               .schema = core::PayloadSchema::FromJson(kVisitsSchema).value()});
    EXPECT_OK(writer);
    int64_t visits = 0;
    for (const core::Serial& serial : serials) {
      core::PayloadValue value;
      value.number = visits++ % 3;
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
  static SyntheticParty OtherParty() {
    return MakeParty(SyntheticProfile(), Persons(kJoinerRows - 500, 1'000), 2);
  }
  std::string Payload(const std::string& holder = "hospital-a") {
    const SyntheticParty rows = holder == "hospital-a" ? Party() : OtherParty();
    return SendToJoiner({.project = "flu",
                         .content = PayloadOf("flu", holder, rows.serials),
                         .kind = core::BundleKind::kPayload,
                         .sender = ClientLeaf("holder", holder)});
  }
  inline static MatcherHost* matcher_ = nullptr;
  TempDir dir_;
  core::ChannelOptions joiner_tls_;
  std::vector<std::string> server_options_ = {"--one-person"};
  std::unique_ptr<ServerProcess> server_;
  core::Sha256Digest manifest_{};
  int next_ = 0;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_INTEGRATION_JOINER_FIXTURE_H_
