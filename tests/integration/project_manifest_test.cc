// Projects begin with a manifest that all parties have signed, and go on under it.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "ieum/core/manifest/draft.h"
#include "ieum/core/manifest/signed_manifest.h"
#include "ieum/core/rpc/call.h"
#include "support/hex_vector.h"
#include "support/matcher_host.h"
#include "support/server_process.h"

namespace ieum::testing {
namespace {

using core::SignedManifest;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

class ManifestTest : public ::testing::Test {
 protected:
  // Of hospital-a, insurer-b and linkage-center, for real persons, unsigned.
  static std::string Bare() {
    return Replaced(ReadTestFile(VectorPath("manifest.json")), "2027-12-31", "2099-12-31");
  }
  std::string SignedBy(const std::string& text,
                       const std::vector<std::pair<std::string, std::string>>& signers) {
    SignedManifest manifest = core::ReadSignedManifest(text).value();
    for (const auto& [role, institution] : signers) {
      const PemPair pem = host_.ca().Issue(ClientLeaf(role, institution));
      const core::Certificate certificate =
          core::Certificate::Verify(pem.certificate, host_.ca().certificate(), absl::Now(), "own")
              .value();
      EXPECT_OK(core::AddSignature(certificate,
                                   core::SigningKey::Load(pem.key, certificate, "key").value(),
                                   absl::Now(), manifest));
    }
    return core::SignedManifestText(manifest);
  }
  std::string SignedByAll(const std::string& text) {
    return SignedBy(text, {{"holder", "hospital-a"},
                           {"holder", "insurer-b"},
                           {"operator", "linkage-center"},
                           {"joiner-operator", "join-center"},
                           {"researcher", "university-c"}});
  }
  static ProgramResult Ctl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), IEUMCTL_PROGRAM);
    return RunProgram(arguments);
  }
  ProgramResult As(const core::ChannelOptions& channel, std::vector<std::string> arguments) {
    arguments.insert(arguments.end(),
                     {"--server", channel.server, "--ca", channel.ca_file, "--cert",
                      channel.certificate_file, "--key", channel.key_file});
    return Ctl(arguments);
  }
  std::string AuditLog() {
    return As(host_.Channel("auditor", "linkage-center"), {"audit", "show", "--count", "1000"}).out;
  }

  MatcherHost host_;
};

TEST_F(ManifestTest, AProjectOfRealPersonsBeginsWhenAllHaveSigned) {
  ApiClient api = host_.Operator();
  EXPECT_THAT(
      api.CreateProject(Bare()),
      StatusIs(kPrecondition, AllOf(HasSubstr("holder 'hospital-a', holder 'insurer-b', matcher "
                                              "'linkage-center'"),
                                    HasSubstr("rule: a project begins when each of its parties"))));
  EXPECT_THAT(api.CreateProject(SignedBy(Bare(), {{"holder", "insurer-b"}})),
              StatusIs(kPrecondition, HasSubstr("holder 'hospital-a', matcher")));
  const std::string complete = SignedByAll(Bare());
  EXPECT_THAT(api.CreateProject(Replaced(complete, "PIPA article 28-3", "PIPA article 28-4")),
              StatusIs(kInvalid, HasSubstr("not over this manifest")));
  ASSERT_OK_AND_ASSIGN(const v1::Project created, api.CreateProject(complete));
  const core::Sha256Digest digest = core::ReadManifest(Bare())->digest;
  EXPECT_EQ(created.manifest_digest(), std::string(core::AsText(digest)));
  EXPECT_EQ(created.minimum_file_rows(), 1000);
  EXPECT_EQ(created.retention_days(), 30U);
  EXPECT_EQ(created.end_date(), "2099-12-31");
  EXPECT_TRUE(created.joint_keys_to_holders());
  // More signatures change nothing, another manifest does.
  ASSERT_OK(api.CreateProject(SignedBy(complete, {{"project-admin", "linkage-center"}})));
  EXPECT_THAT(api.CreateProject(SignedByAll(Replaced(Bare(), "statistics", "research"))),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("demo")));
  host_.Kill();
  host_.Start();
  ASSERT_OK_AND_ASSIGN(const v1::Project again, host_.Operator().GetProject("demo"));
  EXPECT_EQ(again.SerializeAsString(), created.SerializeAsString());
  // Until midnight in Korea of the 30th day behind the last.
  EXPECT_EQ(
      again.retention_end_unix_micros(),
      absl::ToUnixMicros(absl::FromCivil(absl::CivilHour(2100, 1, 30, 15), absl::UTCTimeZone())));
  EXPECT_FALSE(again.retention_over());
  const core::ChannelOptions channel = host_.Channel("operator", "linkage-center");
  EXPECT_THAT(As(channel, {"project", "show", "--id", "demo"}).out,
              AllOf(ContainsRegex("ends at the latest +2099-12-31"),
                    ContainsRegex("kept after release +30 days"),
                    ContainsRegex("must be destroyed +by 2100-01-30 15:00:00 UTC")));
  EXPECT_THAT(As(channel, {"project", "list"}).out,
              ContainsRegex("demo .*2099-12-31 +by 2100-01-30 15:00:00 UTC"));
  EXPECT_THAT(AuditLog(), ContainsRegex("CreateProject +demo .*refused .state."));
}

TEST_F(ManifestTest, EveryGateNamesItsRule) {
  ApiClient api = host_.Operator();
  const auto create = [&](const std::string& from, const std::string& to) {
    return api.CreateProject(Replaced(Bare(), from, to)).status();
  };
  EXPECT_THAT(create(R"("linkage-center")", R"("another-center")"),
              StatusIs(kPrecondition, HasSubstr("rule: a project is created only where")));
  EXPECT_THAT(create("2099-12-31", "2024-12-31"),
              StatusIs(kPrecondition, HasSubstr("rule: no project begins after its end")));
  EXPECT_THAT(create(R"("country":"KR")", R"("country":"DE")"),
              StatusIs(kInvalid, HasSubstr("'cross_border_basis' must say")));
  EXPECT_THAT(create(R"("legal_basis":"PIPA article 28-3",)", ""),
              StatusIs(kInvalid, HasSubstr("'legal_basis' is missing")));
  EXPECT_THAT(create(R"("legal_basis":"PIPA article 28-3",)", R"("legal_basis":"",)"),
              StatusIs(kInvalid, HasSubstr("legal_basis")));
  const TestCa stranger;
  const PemPair pem = stranger.Issue(ClientLeaf("holder", "hospital-a"));
  SignedManifest manifest = core::ReadSignedManifest(Bare()).value();
  const core::Certificate certificate =
      core::Certificate::Verify(pem.certificate, stranger.certificate(), absl::Now(), "").value();
  ASSERT_OK(core::AddSignature(certificate, core::SigningKey::Load(pem.key, "").value(),
                               absl::Now(), manifest));
  EXPECT_THAT(api.CreateProject(core::SignedManifestText(manifest)),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("'signatures[0]'")));
  EXPECT_EQ(api.ListProjects()->size(), 0U);
}

// The client of tests names the right manifest by itself; this one names what it is told.
TEST_F(ManifestTest, CallsUnderAnotherManifestOrNoneAreRefused) {
  const v1::Project flu = host_.CreateProject("flu");
  const std::string right = core::ToHex(core::AsBytes(flu.manifest_digest())).substr(0, 12);
  core::ChannelOptions channel = host_.Channel("operator", "linkage-center");
  const auto seal = [&channel] {
    const auto stub = v1::ProjectService::NewStub(core::OpenChannel(channel).value());
    v1::SealProjectRequest request;
    request.set_project_id("flu");
    v1::SealProjectResponse response;
    core::Call call(absl::Minutes(1), {});
    return call.Outcome(stub->SealProject(call.context(), request, &response), channel.server);
  };
  EXPECT_THAT(seal(), StatusIs(kPrecondition, HasSubstr("no submission")));
  channel.manifest = core::Sha256(core::AsBytes("another"));
  const std::string wrong = core::ToHex(*channel.manifest).substr(0, 12);
  EXPECT_THAT(seal(), StatusIs(kPrecondition, AllOf(HasSubstr(right), HasSubstr(wrong),
                                                    HasSubstr("rule: all parties work under"))));
  channel.manifest.reset();
  EXPECT_THAT(seal(),
              StatusIs(kPrecondition, AllOf(HasSubstr("names no manifest"), HasSubstr(right))));
  EXPECT_THAT(AuditLog(), ContainsRegex("SealProject +flu .*refused .content."));

  core::ChannelOptions holder = host_.Channel("holder", "hospital-a");
  holder.manifest.reset();
  const auto stub = v1::SubmissionService::NewStub(core::OpenChannel(holder).value());
  v1::SubmitChunksResponse response;
  core::Call call(absl::Minutes(1), {});
  const auto writer = stub->SubmitChunks(call.context(), &response);
  v1::SubmitChunksRequest request;
  request.set_project_id("flu");
  writer->Write(request);
  writer->WritesDone();
  EXPECT_THAT(call.Outcome(writer->Finish(), holder.server),
              StatusIs(kPrecondition, HasSubstr("names no manifest")));
}

TEST_F(ManifestTest, ProgramsHoldTheServerToTheManifestTheyAreGiven) {
  host_.CreateProject("demo");
  const std::string other = host_.dir().Write("demo.manifest", Bare());
  const core::ChannelOptions channel = host_.Channel("operator", "linkage-center");
  const ProgramResult held = As(channel, {"run", "list", "--project", "demo", "--manifest", other});
  EXPECT_EQ(held.exit_status, 3) << held.err;
  EXPECT_THAT(held.err, HasSubstr("compare yours with 'ieumctl project show'"));
  EXPECT_EQ(As(channel, {"run", "list", "--project", "demo"}).exit_status, 0);
  const ProgramResult mixed = As(channel, {"run", "list", "--project", "flu", "--manifest", other});
  EXPECT_THAT(mixed.err, HasSubstr("manifest of another project"));
}

TEST_F(ManifestTest, AProjectIsSealedWithEnoughRowsOfEachHolder) {
  v1::Project flu;
  flu.set_project_id("flu");
  flu.add_holders("hospital-a");
  flu.add_holders("insurer-b");
  flu.set_profile_json(SyntheticProfileJson());
  flu.set_test(true);
  flu.set_minimum_file_rows(150);
  ApiClient api = host_.Operator();
  ASSERT_OK(api.CreateProject(flu));
  host_.Submit("flu", "hospital-a", MakeParty(SyntheticProfile(), Persons(0, 149), 1));
  host_.Submit("flu", "insurer-b", MakeParty(SyntheticProfile(), Persons(0, 150), 2));
  EXPECT_THAT(api.SealProject("flu"),
              StatusIs(kPrecondition, AllOf(HasSubstr("fewer than 150 rows of: hospital-a;"),
                                            HasSubstr("rule: the manifest wants so many"))));
  EXPECT_EQ(api.GetProject("flu")->state(), v1::PROJECT_STATE_OPEN);
  EXPECT_THAT(AuditLog(), ContainsRegex("SealProject +flu .*refused .state."));
}

TEST_F(ManifestTest, AMockLinkageTakesNoWholeFile) {
  core::ManifestDraft draft{.project = "flu",
                            .title = "Influenza",
                            .profile_json = SyntheticProfileJson(),
                            .purpose = "statistics",
                            .legal_basis = "made-up persons"};
  for (const auto& [institution, role] : {std::pair("hospital-a", core::PartyRole::kHolder),
                                          std::pair("insurer-b", core::PartyRole::kHolder),
                                          std::pair("linkage-center", core::PartyRole::kMatcher)}) {
    draft.parties.push_back({.institution = core::InstitutionId::Parse(institution).value(),
                             .role = role,
                             .country = "KR",
                             .unit = {}});
  }
  draft.end_date = "2099-12-31";
  draft.test = true;
  draft.minimum_file_rows = 100;
  const core::Manifest flu = core::ReadManifest(core::DraftText(draft).value()).value();
  ApiClient api = host_.Operator();
  ASSERT_OK(api.CreateProject(
      core::MockDraftText(
          flu, core::ProjectId::Parse("flu-mock").value(),
          {.of = flu.project, .field = "birth", .per_mille = 50, .maximum_file_rows = 150})
          .value()));
  const auto chunks = [](int64_t rows) {
    return ChunksOf(MakeParty(SyntheticProfile(), Persons(0, static_cast<uint32_t>(rows)), 1), 100);
  };
  ApiClient holder(host_.Channel("holder", "hospital-a"));
  EXPECT_THAT(holder.SubmitChunks("flu-mock", chunks(151)).status(),
              StatusIs(kPrecondition,
                       HasSubstr("more than 150 rows; rule: the manifest is of a mock linkage")));
  // A restart forgets no rule.
  host_.Kill();
  host_.Start();
  ApiClient again(host_.Channel("holder", "hospital-a"));
  EXPECT_THAT(again.SubmitChunks("flu-mock", chunks(151)).status(),
              StatusIs(kPrecondition, HasSubstr("more than 150 rows")));
  const SyntheticParty party = MakeParty(SyntheticProfile(), Persons(0, 151), 1);
  ASSERT_OK(again.WithdrawSubmission("flu-mock", party.submission_id));
  EXPECT_OK(again.SubmitChunks("flu-mock", chunks(150)).status());
}

TEST_F(ManifestTest, AnotherCountryTakesABasisThatTheManifestRecords) {
  const std::string abroad =
      Replaced(Replaced(Bare(), R"("country":"KR")", R"("country":"DE")"), R"({"delivery")",
               R"({"cross_border_basis":"PIPA article 28-8","delivery")");
  const absl::StatusOr<v1::Project> created = host_.Operator().CreateProject(SignedByAll(abroad));
  ASSERT_OK(created);
  EXPECT_THAT(AuditLog(), ContainsRegex("CreateProject +demo .*done"));
}

TEST_F(ManifestTest, MovesThatTheTableDoesNotHaveAreRefusedAndRecorded) {
  host_.CreateProject("flu");
  ApiClient api = host_.Operator();
  EXPECT_THAT(api.StartRun("flu"), StatusIs(kPrecondition, HasSubstr("rule: a match begins only")));
  EXPECT_THAT(api.ReopenProject("flu", 2), StatusIs(kPrecondition, HasSubstr("rule: ")));
  EXPECT_THAT(AuditLog(), AllOf(ContainsRegex("StartRun +flu .*refused .state."),
                                ContainsRegex("ReopenProject +flu .*refused .state.")));
}

TEST_F(ManifestTest, PeopleDraftSignShowAndVerifyWithoutAServer) {
  const std::string profile =
      host_.dir().Write("profile.json", core::ReadManifest(Bare())->profile.canonical_json);
  const std::string file = host_.dir().File("flu.manifest");
  std::vector<std::string> draft = {
      "project",   "new",       "--id",           "flu",       "--holder", "hospital-a", "--holder",
      "insurer-b", "--matcher", "linkage-center", "--profile", profile,    "--out",      file};
  const ProgramResult drafted = Ctl(draft);
  EXPECT_EQ(drafted.exit_status, 0) << drafted.err;
  EXPECT_THAT(drafted.err, HasSubstr("fill in: title, purpose, legal_basis, end_date"));
  EXPECT_THAT(Ctl({"project", "show", "--manifest", file}).err, HasSubstr("'title' is empty"));
  draft.insert(draft.end(), {"--title", "독감", "--purpose", "statistics", "--legal-basis",
                             "PIPA article 28-3", "--end-date", "2099-12-31"});
  EXPECT_EQ(Ctl(draft).exit_status, 0);

  const auto sign = [&](const std::string& role, const std::string& institution) {
    const core::ChannelOptions who = host_.Channel(role, institution);
    return Ctl({"project", "sign", "--manifest", file, "--ca", who.ca_file, "--cert",
                who.certificate_file, "--key", who.key_file});
  };
  EXPECT_EQ(sign("holder", "clinic-c").exit_status, 3);
  const ProgramResult signed_one = sign("holder", "hospital-a");
  EXPECT_EQ(signed_one.exit_status, 0) << signed_one.err;
  EXPECT_THAT(signed_one.out, AllOf(HasSubstr("독감"), HasSubstr("PIPA article 28-3")));
  EXPECT_EQ(sign("holder", "insurer-b").exit_status, 0);
  const std::string ca = host_.Channel("operator", "linkage-center").ca_file;
  const ProgramResult partly = Ctl({"project", "verify", "--manifest", file, "--ca", ca});
  EXPECT_EQ(partly.exit_status, 3);
  EXPECT_THAT(partly.out, AllOf(ContainsRegex("holder 'hospital-a' +ieum://hospital-a/holder/test"),
                                ContainsRegex("matcher 'linkage-center' +nobody yet")));
  EXPECT_EQ(sign("operator", "linkage-center").exit_status, 0);
  const ProgramResult json =
      Ctl({"project", "verify", "--manifest", file, "--ca", ca, "--output", "json"});
  EXPECT_EQ(json.exit_status, 0) << json.err;
  EXPECT_THAT(json.out, HasSubstr("\"complete\": true"));
  const ProgramResult shown = Ctl({"project", "show", "--manifest", file});
  EXPECT_THAT(shown.out, AllOf(ContainsRegex("legal basis +PIPA article 28-3"),
                               ContainsRegex("fewest rows of a holder +1,000"),
                               ContainsRegex("signatures +3")));
}

}  // namespace
}  // namespace ieum::testing
