// kill -9 of the matcher's real server instead of each write that it makes for a request: what was
// acknowledged is there after the restart, what was not is there once or not at all, the request
// can be repeated, everything after it goes on, and the audit log continues what it was.
//
// IEUM_FAULT_STRIDE=1 kills at every write; by default at every third, and fewer of a destruction.
#include <gtest/gtest.h>

#include <regex>

#include "absl/strings/str_format.h"
#include "integration/kill_points.h"
#include "support/audit_oracle.h"
#include "support/matcher_host.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

constexpr uint32_t kRows = 90;
constexpr uint32_t kShared = 30;
constexpr size_t kRowsPerChunk = 30;

enum Step { kCreate, kParcel, kFirstChunk, kOtherChunks, kSeal, kClose, kRun, kDestroy };
constexpr const char* kStepNames[] = {"create", "parcel",        "first chunk", "other chunks",
                                      "seal",   "close project", "run",         "destroy"};

// One project from its creation to its destruction, by callers who repeat what was not answered.
class Life final {
 public:
  Life(MatcherHost& host, int number) : host_(host), project_(absl::StrFormat("flu-%d", number)) {}

  void DoUntil(Step end) {
    for (int step = kCreate; step < end; ++step) {
      if (step == kClose) Submit();
      ASSERT_OK(Do(static_cast<Step>(step)));
    }
    if (end == kClose) Submit();
  }
  absl::Status Do(Step step) {
    ApiClient holder = host_.Holder("hospital-a");
    switch (step) {
      case kCreate:
        return Create();
      case kParcel:
        return holder.LeaveParcel(project_, v1::PARCEL_KIND_OFFER, "sealed for others", true);
      case kFirstChunk:
        return holder.SubmitChunks(project_, std::span(chunks_).first(1)).status();
      case kOtherChunks:
        return holder.SubmitChunks(project_, chunks_).status();
      case kSeal:
        return holder
            .SealSubmission(project_, party_.submission_id, party_.row_count(),
                            DigestOf(chunks_, chunks_.size()))
            .status();
      case kClose:
        return host_.Operator().SealProject(project_).status();
      case kRun:
        return Run();
      case kDestroy:
        return host_.Operator().DestroyProject(project_);
    }
    return absl::InternalError("no such step");
  }
  // After a restart: all steps before are done, this one perhaps, and surely if acknowledged.
  void Check(Step step, bool acknowledged) {
    ApiClient project_operator = host_.Operator();
    const auto project = project_operator.GetProject(project_);
    if (step == kCreate && !acknowledged && absl::IsNotFound(project.status())) return;
    ASSERT_OK(project);
    if (step == kDestroy && project->state() == v1::PROJECT_STATE_DESTROYED) return;
    EXPECT_EQ(project->holders_size(), 2);
    if (step > kParcel) {
      EXPECT_EQ(project_operator.ListParcels(project_)->parcels_size(), 1);
    }
    if (step == kFirstChunk || step == kOtherChunks) CheckChunks(step, acknowledged);
    if (step > kSeal || (step == kSeal && acknowledged)) {
      const auto stored = host_.Holder("hospital-a").GetSubmission(project_);
      ASSERT_OK(stored);
      EXPECT_EQ(stored->state(), v1::SUBMISSION_STATE_SEALED);
      EXPECT_EQ(stored->row_count(), kRows);
    }
    if (step == kClose && acknowledged) {
      EXPECT_EQ(project->state(), v1::PROJECT_STATE_SEALED);
    }
    if (step == kRun && run_number_ != 0) {
      EXPECT_OK(project_operator.GetRun(project_, run_number_)) << "it was acknowledged";
    }
    EXPECT_FALSE(step == kDestroy && acknowledged) << "it was destroyed";
  }
  // Repeats the step and does all that is left; the end is that of an undisturbed life.
  void Finish(Step from) {
    for (int step = from; step <= kRun; ++step) {
      if (step == kClose) Submit();
      const absl::Status done = Do(static_cast<Step>(step));
      ASSERT_OK(done) << kStepNames[step];
    }
    if (from != kDestroy) {
      const auto keys = host_.ReadKeys(project_, "hospital-a");
      const auto other_keys = host_.ReadKeys(project_, "insurer-b");
      ExpectKeysFollowPersons({{party_, keys}, {other_, other_keys}});
    }
    ASSERT_OK(Do(kDestroy));
    EXPECT_EQ(host_.Operator().GetProject(project_)->state(), v1::PROJECT_STATE_DESTROYED);
  }

 private:
  absl::Status Create() {
    v1::Project terms;
    terms.set_project_id(project_);
    for (const char* holder : {"hospital-a", "insurer-b"}) terms.add_holders(holder);
    terms.set_profile_json(SyntheticProfileJson());
    terms.set_test(true);
    terms.set_joint_keys_to_holders(true);
    ApiClient api = host_.Operator();
    auto created = api.CreateProject(terms);
    if (absl::IsAlreadyExists(created.status())) created = api.GetProject(project_);
    if (created.ok()) host_.NameManifest(*created);
    return created.status();
  }
  // The other holder's, unless it has.
  void Submit() {
    const auto stored = host_.Holder("insurer-b").GetSubmission(project_);
    if (stored.ok() && stored->state() == v1::SUBMISSION_STATE_SEALED) return;
    host_.Submit(project_, "insurer-b", other_);
  }
  absl::Status Run() {
    ApiClient api = host_.Operator();
    const auto runs = api.ListRuns(project_);
    if (!runs.ok()) return runs.status();
    EXPECT_LE(runs->size(), 1U) << "asked for once";
    if (runs->empty()) {
      const auto started = api.StartRun(project_, v1::SCORING_PROFILE);
      if (!started.ok()) return started.status();
      run_number_ = started->run_number();
    } else {
      run_number_ = runs->front().run_number();
    }
    const auto run = api.WatchRun(project_, run_number_);
    if (!run.ok()) return run.status();
    EXPECT_EQ(run->state(), v1::RUN_STATE_SUCCEEDED) << run->error();
    return absl::OkStatus();
  }
  void CheckChunks(Step step, bool acknowledged) {
    const auto stored = host_.Holder("hospital-a").GetSubmission(project_);
    size_t least = step == kFirstChunk ? 0 : 1;
    if (acknowledged) least = step == kFirstChunk ? 1 : chunks_.size();
    if (least == 0 && absl::IsNotFound(stored.status())) return;
    ASSERT_OK(stored);
    const size_t count = stored->next_sequence();
    EXPECT_GE(count, least);
    ASSERT_LE(count, step == kFirstChunk ? 1 : chunks_.size());
    EXPECT_EQ(stored->row_count(), count * kRowsPerChunk);
    EXPECT_EQ(stored->submission_digest(), std::string(core::AsText(DigestOf(chunks_, count))));
  }

  MatcherHost& host_;
  const std::string project_;
  const SyntheticParty party_ = MakeParty(SyntheticProfile(), Persons(0, kRows), 1);
  const SyntheticParty other_ = MakeParty(SyntheticProfile(), Persons(kRows - kShared, kRows), 2);
  const std::vector<core::Bytes> chunks_ = ChunksOf(party_, kRowsPerChunk);
  uint64_t run_number_ = 0;  // as it was acknowledged
};

TEST(KillPoints, ARequestThatIsKilledAtAnyWriteIsDoneOnceOrNotAtAll) {
  KillSwitch kill_switch;
  MatcherHost host;
  kill_switch.Watch(host.dir().File("data"));
  AuditOracle audit(host);
  std::unique_ptr<Life> life;
  int number = 0;
  int64_t kills = 0;
  for (int step = kCreate; step <= kDestroy && !HasFailure(); ++step) {
    const auto now = static_cast<Step>(step);
    kills += KillAtWritesOf({.name = kStepNames[step],
                             .prepare =
                                 [&] {
                                   life = std::make_unique<Life>(host, ++number);
                                   life->DoUntil(now);
                                   ASSERT_OK(audit.Check());
                                 },
                             .act = [&] { return life->Do(now); },
                             .restart =
                                 [&] {
                                   host.Kill();
                                   host.Start();
                                   ASSERT_OK(audit.Check());
                                 },
                             .check =
                                 [&](bool acknowledged) {
                                   life->Check(now, acknowledged);
                                   if (!HasFailure()) life->Finish(now);
                                 },
                             // Destroying rewrites the files that held the project.
                             .stride = now == kDestroy ? 41 : 3},
                            kill_switch);
  }
  EXPECT_GT(kills, kDestroy) << "some of each step";
  std::printf("%lld kills, %llu entries of the audit log\n", static_cast<long long>(kills),
              static_cast<unsigned long long>(audit.size()));
}

// A proposal and its second signature, by real programs.
TEST(KillPoints, AnIntentThatIsKilledAtAnyWriteIsThereOnceOrNotAtAll) {
  KillSwitch kill_switch;
  MatcherHost host(2, {});
  kill_switch.Watch(host.dir().File("data"));
  const core::ChannelOptions admin = host.PersonChannel("project-admin", "kim", "Research");
  const core::ChannelOptions officer = host.PersonChannel("security-officer", "lee", "Security");
  const std::string profile = host.dir().Write("profile.json", SyntheticProfileJson());
  const auto as = [](const core::ChannelOptions& who, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), IEUMCTL_PROGRAM);
    arguments.insert(arguments.end(), {"--server", who.server, "--ca", who.ca_file, "--cert",
                                       who.certificate_file, "--key", who.key_file});
    return RunProgram(arguments);
  };
  const auto status = [](const ProgramResult& result) {
    return result.exit_status == 0 ? absl::OkStatus() : absl::UnavailableError(result.err);
  };
  int number = 0;
  std::string manifest;
  std::string id;
  const auto draft = [&] {
    manifest = host.dir().File(absl::StrFormat("manifest-%d", ++number));
    const ProgramResult drafted =
        RunProgram({IEUMCTL_PROGRAM, "project", "new", "--id", absl::StrFormat("flu-%d", number),
                    "--holder", "hospital-a", "--holder", "insurer-b", "--matcher",
                    "linkage-center", "--profile", profile, "--test", "--out", manifest});
    ASSERT_EQ(drafted.exit_status, 0) << drafted.err;
  };
  const auto propose = [&] {
    const ProgramResult proposed =
        as(admin, {"project", "create", "--manifest", manifest, "--propose", "decision 17"});
    std::smatch found;
    const std::string said = proposed.out + proposed.err;
    if (std::regex_search(said, found, std::regex("[0-9a-f]{32}"))) id = found.str();
    const bool before = said.find("proposed this already") != std::string::npos;
    return before ? absl::OkStatus() : status(proposed);
  };
  const auto sign = [&] { return status(as(officer, {"intent", "sign", "--intent", id})); };
  const auto create = [&] {
    return status(as(admin, {"project", "create", "--manifest", manifest}));
  };
  // Lines of the list about the project.
  const auto listed = [&] {
    const std::string text = as(officer, {"intent", "list"}).out;
    const std::regex name(absl::StrFormat("flu-%d ", number));
    return std::distance(std::sregex_iterator(text.begin(), text.end(), name), {});
  };
  const auto restart = [&] {
    host.Kill();
    host.Start();
  };
  int64_t kills = KillAtWritesOf({.name = "propose",
                                  .prepare = draft,
                                  .act = propose,
                                  .restart = restart,
                                  .check =
                                      [&](bool acknowledged) {
                                        const auto count = listed();
                                        EXPECT_LE(count, 1);
                                        EXPECT_GE(count, acknowledged ? 1 : 0);
                                        if (!acknowledged) {
                                          ASSERT_OK(propose());
                                        }
                                        ASSERT_OK(sign());
                                        ASSERT_OK(create());
                                      }},
                                 kill_switch);
  kills += KillAtWritesOf({.name = "sign",
                           .prepare =
                               [&] {
                                 draft();
                                 ASSERT_OK(propose());
                               },
                           .act = sign,
                           .restart = restart,
                           .check =
                               [&](bool acknowledged) {
                                 EXPECT_EQ(listed(), 1);
                                 const absl::Status again = sign();
                                 if (acknowledged) {
                                   EXPECT_FALSE(again.ok()) << "signed twice";
                                 }
                                 ASSERT_OK(create());
                               }},
                          kill_switch);
  kills += KillAtWritesOf({.name = "use",
                           .prepare =
                               [&] {
                                 draft();
                                 ASSERT_OK(propose());
                                 ASSERT_OK(sign());
                               },
                           .act = create,
                           .restart = restart,
                           .check =
                               [&](bool acknowledged) {
                                 // It lets through once: a repetition is refused, or does it.
                                 const bool there = as(admin, {"project", "show", "--id",
                                                               absl::StrFormat("flu-%d", number)})
                                                        .exit_status == 0;
                                 if (acknowledged) {
                                   EXPECT_TRUE(there);
                                 }
                                 const absl::Status again = create();
                                 if (there) {
                                   EXPECT_FALSE(again.ok()) << "used twice";
                                 }
                               }},
                          kill_switch);
  EXPECT_GT(kills, 3);
}

}  // namespace
}  // namespace ieum::testing
