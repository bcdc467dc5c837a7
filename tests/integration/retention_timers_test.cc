// What a running server does by itself when time is over: of projects, whose retention their
// manifest says, and of entries of the audit log, each class after its own time. The test moves the
// server's clock; nobody calls it meanwhile.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "ieum/core/base/status.h"
#include "ieum/core/manifest/draft.h"
#include "ieum/core/rpc/call.h"
#include "ieum/core/rpc/channel.h"
#include "ieum/v1/bundle_service.grpc.pb.h"
#include "ieum/v1/release_service.grpc.pb.h"
#include "support/app_host.h"
#include "support/server_process.h"
#include "support/status_matchers.h"
#include "support/synthetic_party.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::Duration kDay = absl::Hours(24);
constexpr absl::Duration kYear = absl::Hours(24 * 366);
constexpr int kRetentionDays = 2;

absl::TimeZone Korea() { return absl::FixedTimeZone(9 * 60 * 60); }

std::string ManifestThatEnds(absl::CivilDay end) {
  core::ManifestDraft draft{.project = "flu",
                            .title = "a test",
                            .profile_json = SyntheticProfileJson(),
                            .purpose = "to test",
                            .legal_basis = "made-up persons"};
  const auto add = [&draft](const char* institution, core::PartyRole role) {
    draft.parties.push_back({.institution = core::InstitutionId::Parse(institution).value(),
                             .role = role,
                             .country = "KR",
                             .unit = {}});
  };
  add("hospital-a", core::PartyRole::kHolder);
  add("insurer-b", core::PartyRole::kHolder);
  add("linkage-center", core::PartyRole::kMatcher);
  add("join-center", core::PartyRole::kJoiner);
  add("university-c", core::PartyRole::kResearcher);
  draft.minimum_file_rows = 1;
  draft.minimum_matched_rows = 0;
  draft.retention_days = kRetentionDays;
  draft.end_date = absl::FormatCivilTime(end);
  draft.test = true;
  return core::DraftText(draft).value();
}

size_t CountOf(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// Waits for it at most half a minute.
template <typename Condition>
bool Comes(const Condition& condition) {
  const absl::Time end = absl::Now() + absl::Seconds(30);
  while (!condition()) {
    if (absl::Now() > end) return false;
    absl::SleepFor(absl::Milliseconds(20));
  }
  return true;
}

class ProjectRetentionTest : public ::testing::TestWithParam<server::StoreRole> {
 protected:
  static constexpr char kEnded[] = R"("event":"retention_ended","project":"flu")";

  bool joiner() const { return GetParam() == server::StoreRole::kJoiner; }
  ApiClient Operator() {
    return host_.Client(joiner() ? "joiner-operator" : "operator",
                        joiner() ? "join-center" : "linkage-center");
  }
  void SetUp() override {
    const absl::CivilDay today = absl::ToCivilDay(host_.clock().Now(), Korea());
    const auto created = Operator().CreateProject(ManifestThatEnds(today + 1));
    ASSERT_OK(created);
    end_ = absl::FromCivil(today + 2 + kRetentionDays, Korea());
    EXPECT_EQ(created->retention_end_unix_micros(), absl::ToUnixMicros(end_));
    const core::ByteView digest = core::AsBytes(created->manifest_digest());
    std::copy(digest.begin(), digest.end(), manifest_.begin());
  }
  // A channel whose calls name the manifest.
  std::shared_ptr<grpc::Channel> Open() {
    core::ChannelOptions options = host_.Channel(joiner() ? "joiner-operator" : "operator",
                                                 joiner() ? "join-center" : "linkage-center");
    options.manifest = manifest_;
    return core::OpenChannel(options).value();
  }
  // What adds to the project in a call, at this role.
  std::vector<absl::Status> AddInCalls() {
    std::vector<absl::Status> answers;
    const auto answer = [&](const grpc::Status& status) {
      answers.push_back(core::FromGrpc(status, "server"));
    };
    const auto channel = Open();
    const auto bundles = v1::BundleService::NewStub(channel);
    {
      core::Call call(absl::Seconds(30), {});
      v1::OpenImportRequest request;
      request.set_project_id("flu");
      v1::OpenImportResponse response;
      answer(bundles->OpenImport(call.context(), request, &response));
    }
    {
      core::Call call(absl::Seconds(30), {});
      v1::SendPartsResponse response;
      v1::SendPartsRequest request;
      request.set_project_id("flu");
      request.set_bundle_id(std::string(16, 'b'));
      request.set_part(1);
      request.set_content("x");
      const auto writer = bundles->SendParts(call.context(), &response);
      writer->Write(request);
      writer->WritesDone();
      answer(writer->Finish());
    }
    if (joiner()) {
      core::Call call(absl::Seconds(30), {});
      v1::MakeCandidateRequest request;
      request.set_project_id("flu");
      request.set_recipient("university-c");
      v1::MakeCandidateResponse response;
      answer(
          v1::ReleaseService::NewStub(channel)->MakeCandidate(call.context(), request, &response));
      return answers;
    }
    ApiClient holder = host_.Client("holder", "hospital-a");
    answers.push_back(holder
                          .SealSubmission("flu", party_.submission_id, party_.row_count(),
                                          DigestOf(chunks_, chunks_.size()))
                          .status());
    answers.push_back(holder.LeaveParcel("flu", v1::PARCEL_KIND_OFFER, "sealed for others"));
    answers.push_back(holder.AskMatchRate("flu", "hospital-a", "insurer-b").status());
    answers.push_back(Operator().StartRun("flu").status());
    answers.push_back(Operator().ReopenProject("flu", 1).status());
    return answers;
  }
  absl::Status SendChunks(size_t count) {
    return host_.Client("holder", "hospital-a")
        .SubmitChunks("flu", std::span(chunks_).first(count))
        .status();
  }

  AppHost host_{{.retention = absl::Milliseconds(20)}, GetParam()};
  absl::Time end_;
  core::Sha256Digest manifest_{};
  const SyntheticParty party_ = MakeParty(SyntheticProfile(), Persons(0, 300), 1);
  const std::vector<core::Bytes> chunks_ = ChunksOf(party_, 100);
};

TEST_P(ProjectRetentionTest, WhenItIsOverNothingIsAddedAndTheServerSaysSoUntilItIsDestroyed) {
  const auto is_over = StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("which are over"));
  if (!joiner()) {
    ASSERT_OK(SendChunks(1));
  }
  host_.clock().Advance(end_ - host_.clock().Now() - absl::Seconds(1));
  absl::SleepFor(absl::Milliseconds(200));
  EXPECT_THAT(host_.Log(), Not(HasSubstr("retention_ended")));
  EXPECT_EQ(host_.Metric("ieum_projects_retention_over"), 0);
  if (!joiner()) {
    EXPECT_OK(SendChunks(2)) << "a second before";
  }
  for (const absl::Status& status : AddInCalls()) EXPECT_THAT(status, Not(is_over));

  host_.clock().Advance(absl::Seconds(1));
  EXPECT_TRUE(Comes([&] { return CountOf(host_.Log(), kEnded) > 0; })) << "nobody has asked";
  EXPECT_THAT(host_.Log(), HasSubstr(std::string(kEnded) + R"(,"days_over":0)"));
  EXPECT_EQ(host_.Metric("ieum_projects_retention_over"), 1);
  for (const absl::Status& status : AddInCalls()) EXPECT_THAT(status, is_over);
  if (!joiner()) {
    EXPECT_THAT(SendChunks(3), is_over);
    // What there is can be read.
    EXPECT_EQ(host_.Client("holder", "hospital-a").GetSubmission("flu")->row_count(), 200U);
  }
  EXPECT_TRUE(Operator().GetProject("flu")->retention_over());
  host_.clock().Advance(kDay);
  EXPECT_TRUE(Comes([&] {
    return CountOf(host_.Log(), std::string(kEnded) + R"(,"days_over":1)") > 2;
  })) << "again and again";

  ASSERT_OK(Operator().DestroyProject("flu"));
  EXPECT_EQ(host_.Metric("ieum_projects_retention_over"), 0);
  absl::SleepFor(absl::Milliseconds(100));
  const size_t said = CountOf(host_.Log(), kEnded);
  absl::SleepFor(absl::Milliseconds(300));
  EXPECT_EQ(CountOf(host_.Log(), kEnded), said);
}

INSTANTIATE_TEST_SUITE_P(Servers, ProjectRetentionTest,
                         ::testing::Values(server::StoreRole::kMatcher, server::StoreRole::kJoiner),
                         [](const auto& server) {
                           return std::string(server::StoreRoleName(server.param));
                         });

class AuditRetentionTest : public ::testing::Test {
 protected:
  static constexpr char kErased[] = "ieum_audit_log_erased_entries_total";

  ProgramResult Audit(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {IEUMCTL_PROGRAM, "audit"});
    return RunProgram(arguments);
  }
  ProgramResult AskAudit(std::vector<std::string> arguments) {
    const core::ChannelOptions who = host_.Channel("auditor", "supervisor");
    arguments.insert(arguments.end(), {"--server", who.server, "--ca", who.ca_file, "--cert",
                                       who.certificate_file, "--key", who.key_file});
    return Audit(std::move(arguments));
  }
  std::string Shown() {
    const ProgramResult shown = AskAudit({"show", "--from", "0", "--count", "1000"});
    EXPECT_EQ(shown.exit_status, 0) << shown.err;
    return shown.out;
  }
  // Lets the time pass, and then the week of notice, after which the entries of `act` are gone;
  // returns how many entries went. Others may go at any time, their week being over.
  double Pass(absl::Duration time, const std::string& class_name, const std::string& act) {
    const double before = host_.Metric(kErased);
    const size_t said = CountOf(host_.Log(), "audit_entries_erased");
    host_.clock().Advance(time);
    EXPECT_TRUE(Comes([&] { return CountOf(host_.Log(), "audit_entries_erased") > said; }))
        << class_name;
    const auto is_recorded = ContainsRegex("Audit/Erase .*" + class_name + " [0-9]");
    EXPECT_TRUE(Comes([&] { return ::testing::Value(Shown(), is_recorded); })) << class_name;
    EXPECT_THAT(Shown(), HasSubstr(act)) << "on record first, a week before";
    host_.clock().Advance(kDay * 7 + absl::Hours(1));
    EXPECT_TRUE(Comes([&] { return Shown().find(act) == std::string::npos; })) << class_name;
    return host_.Metric(kErased) - before;
  }

  AppHost host_{{.anchor = absl::Milliseconds(50),
                 .audit_erasure = absl::Milliseconds(50),
                 .log_check = absl::Milliseconds(200)}};
};

TEST_F(AuditRetentionTest, EachClassIsErasedAfterItsOwnTime) {
  ApiClient project_operator = host_.Client("operator", "linkage-center");
  const absl::CivilDay today = absl::ToCivilDay(host_.clock().Now(), Korea());
  ASSERT_OK(project_operator.CreateProject(ManifestThatEnds(today + 366)));
  ASSERT_OK(project_operator.ListProjects());
  EXPECT_THAT(Shown(), AllOf(HasSubstr("Server/Start"), HasSubstr("ProjectService/ListProjects"),
                             HasSubstr("ProjectService/CreateProject")));

  // Two years: what was only read.
  EXPECT_GT(Pass(2 * kYear, "two-years", "ProjectService/ListProjects"), 0);
  std::string shown = Shown();
  EXPECT_THAT(shown, AllOf(HasSubstr("Server/Start"), HasSubstr("ProjectService/CreateProject"),
                           Not(HasSubstr("ProjectService/ListProjects")),
                           HasSubstr("erased, its retention is over")));

  // Three years: what the server did for itself.
  EXPECT_GT(Pass(kYear, "three-years", "Server/Start"), 0);
  shown = Shown();
  EXPECT_THAT(shown,
              AllOf(Not(HasSubstr("Server/Start")), HasSubstr("ProjectService/CreateProject")))
      << "three years after a destruction that has not been";

  ASSERT_OK(project_operator.DestroyProject("flu"));
  EXPECT_GT(Pass(3 * kYear, "after-destruction", "ProjectService/CreateProject"), 0);
  shown = Shown();
  EXPECT_THAT(shown, Not(HasSubstr("ProjectService/CreateProject")));

  // The log is whole all the same: to the server's own check, to an export and its verification.
  const size_t checked = CountOf(host_.Log(), "audit_log_checked");
  EXPECT_TRUE(Comes([&] { return CountOf(host_.Log(), "audit_log_checked") > checked + 1; }));
  EXPECT_EQ(host_.Metric("ieum_audit_log_halted"), 0);
  const std::string folder = host_.dir().File("log-export");
  const ProgramResult exported =
      AskAudit({"export", "--folder", folder, "--log-key", host_.LogKey()});
  ASSERT_EQ(exported.exit_status, 0) << exported.err;
  const ProgramResult verified = Audit({"verify", "--folder", folder, "--log-key", host_.LogKey()});
  EXPECT_EQ(verified.exit_status, 0) << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("erased"));
}

}  // namespace
}  // namespace ieum::testing
