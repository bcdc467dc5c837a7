// What happens when there is too much: refused with RESOURCE_EXHAUSTED, nothing lost, and
// everything goes on by itself as soon as it can.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "ieum/core/base/status.h"
#include "ieum/core/rpc/call.h"
#include "ieum/core/rpc/channel.h"
#include "support/matcher_host.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;

// Takes room on the disk of a folder until it goes.
class TakenRoom final {
 public:
  TakenRoom(const TempDir& dir, int64_t bytes) : path_(dir.File("taken")) {
    const int file = ::open(path_.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    taken_ = file >= 0 && ::posix_fallocate(file, 0, bytes) == 0;
    ::close(file);
  }
  ~TakenRoom() { ::unlink(path_.c_str()); }
  bool taken() const { return taken_; }

 private:
  std::string path_;
  bool taken_;
};

int64_t FreeMib(const std::string& folder) {
  struct statvfs file_system {};
  EXPECT_EQ(::statvfs(folder.c_str(), &file_system), 0);
  return static_cast<int64_t>(file_system.f_bavail * file_system.f_frsize >> 20);
}

// A folder on the disk where the server of a test will have its store.
const TempDir& SomeFolder() {
  static const TempDir folder;
  return folder;
}

// An error names what did not go as it must.
absl::Status FillTheDisk() {
  constexpr int64_t kMib = int64_t{1} << 20;
  constexpr int64_t kMarginMib = 192;  // what others may take or give back meanwhile
  const int64_t reserve = FreeMib(SomeFolder().File(".")) - kMarginMib;
  if (reserve <= 0) return core::Unavailable("the disk is too full for this test");
  MatcherHost host(2, {"--one-person", "--min-free-disk-mib", std::to_string(reserve)});
  ApiClient project_operator = host.Operator();
  v1::Project terms;
  terms.set_project_id("flu");
  terms.add_holders("hospital-a");
  terms.add_holders("insurer-b");
  terms.set_profile_json(SyntheticProfileJson());
  terms.set_test(true);
  IEUM_RETURN_IF_ERROR(project_operator.CreateProject(terms).status());
  const SyntheticParty party = MakeParty(SyntheticProfile(), Persons(0, 1'000), 1);
  const std::vector<core::Bytes> chunks = ChunksOf(party, 500);
  ApiClient holder = host.Holder("hospital-a");
  IEUM_RETURN_IF_ERROR(holder.SubmitChunks("flu", std::span(chunks).first(1)).status());
  {
    const TakenRoom room(host.dir(), 2 * kMarginMib * kMib);
    if (!room.taken()) return core::Unavailable("no room to take");
    const absl::Status full = holder.SubmitChunks("flu", chunks).status();
    if (!absl::IsResourceExhausted(full)) return core::Internal("answered: %s", full.ToString());
    // It reads, and what it has acknowledged is there.
    IEUM_ASSIGN_OR_RETURN(const v1::Submission stored, holder.GetSubmission("flu"));
    if (stored.row_count() != 500) return core::DataLoss("%d rows", stored.row_count());
  }
  // The client goes on where it was.
  IEUM_RETURN_IF_ERROR(holder.SubmitChunks("flu", chunks).status());
  IEUM_RETURN_IF_ERROR(holder
                           .SealSubmission("flu", party.submission_id, party.row_count(),
                                           DigestOf(chunks, chunks.size()))
                           .status());
  host.Stop();
  return absl::OkStatus();
}

TEST(OverloadTest, ADiskThatFillsUpMakesTheServerReadOnlyUntilThereIsRoomAgain) {
  // Others use the disk as well, and may take or give back more than the margin.
  constexpr int kTries = 5;
  absl::Status status = absl::UnknownError("");
  for (int i = 0; i < kTries && !status.ok(); ++i) status = FillTheDisk();
  EXPECT_OK(status);
}

TEST(OverloadTest, AHolderMaySubmitNoMoreThanTheOperatorAllows) {
  MatcherHost host(2, {"--one-person", "--max-rows-per-holder", "1200"});
  host.CreateProject("flu");
  const SyntheticParty party = MakeParty(SyntheticProfile(), Persons(0, 1'500), 1);
  const std::vector<core::Bytes> chunks = ChunksOf(party, 500);
  ApiClient holder = host.Holder("hospital-a");
  EXPECT_THAT(holder.SubmitChunks("flu", chunks).status(),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("at most 1200 rows")));
  EXPECT_EQ(holder.GetSubmission("flu")->row_count(), 1'000);
  host.Submit("flu", "insurer-b", MakeParty(SyntheticProfile(), Persons(0, 1'000), 2));
}

TEST(OverloadTest, ACertificateWhoseCallsComeTooFastWaitsAndOthersDoNot) {
  MatcherHost host;
  ApiClient hasty = host.Holder("hospital-a");
  ApiClient patient = host.Holder("insurer-b");
  int answered = 0;
  absl::Status status;
  for (; status.ok() && answered < 20'000; ++answered) status = hasty.GetHealth().status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("try again later")));
  EXPECT_GT(answered, 1'000);
  EXPECT_OK(patient.ListProjects());
  const absl::Time end = absl::Now() + absl::Seconds(20);
  do {
    absl::SleepFor(absl::Milliseconds(20));
    status = hasty.ListProjects().status();
  } while (!status.ok() && absl::Now() < end);
  EXPECT_OK(status) << "by itself, after a moment";
}

TEST(OverloadTest, AnInstitutionWithSixteenCallsUnderWayWaitsAndOthersDoNot) {
  constexpr int kMostCalls = 16;
  MatcherHost host;
  host.CreateProject("flu");
  const auto channel = core::OpenChannel(host.Channel("holder", "hospital-a")).value();
  const auto stub = v1::SubmissionService::NewStub(channel);
  struct Upload {
    core::Call call{absl::Minutes(1), {}};
    v1::SubmitChunksResponse response;
    std::unique_ptr<grpc::ClientWriter<v1::SubmitChunksRequest>> writer;
  };
  // They have begun and say nothing.
  std::vector<std::unique_ptr<Upload>> uploads;
  for (int i = 0; i < kMostCalls; ++i) {
    auto upload = std::make_unique<Upload>();
    upload->writer = stub->SubmitChunks(upload->call.context(), &upload->response);
    uploads.push_back(std::move(upload));
  }
  ApiClient same = host.Holder("hospital-a");
  ApiClient other = host.Holder("insurer-b");
  const absl::Time end = absl::Now() + absl::Seconds(20);
  absl::Status status;
  while (status.ok() && absl::Now() < end) status = same.ListProjects().status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted,
                               HasSubstr("16 calls of this institution")));
  EXPECT_OK(other.ListProjects());
  for (const auto& upload : uploads) {
    upload->writer->WritesDone();
    EXPECT_FALSE(upload->writer->Finish().ok()) << "without a chunk";
  }
  EXPECT_OK(same.ListProjects());
}

}  // namespace
}  // namespace ieum::testing
