// Submissions and parcels that come as bundles, brought by ieumctl to the real server: as good as
// calls, and refused with the reason where anything is not as it was signed.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <thread>

#include "ieum/client/submit/submitter.h"
#include "ieum/core/pki/certificate_details.h"
#include "ieum/server/keystore/passphrase_root_key.h"
#include "ieum/server/storage/matcher_store.h"
#include "ieum/v1/bundle_service.grpc.pb.h"
#include "support/bundle_sender.h"
#include "support/server_process.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr size_t kRows = 4'000;
constexpr size_t kRowsPerChunk = 500;

ProgramResult Ctl(std::vector<std::string> arguments, const core::ChannelOptions& who) {
  arguments.insert(arguments.begin(), IEUMCTL_PROGRAM);
  arguments.insert(arguments.end(), {"--server", who.server, "--ca", who.ca_file, "--cert",
                                     who.certificate_file, "--key", who.key_file});
  return RunProgram(arguments);
}

// Everything that the store of a stopped server has of one holder, byte for byte.
std::string StoredRows(const MatcherHost& host, const std::string& project, uint32_t holder) {
  core::Random& random = core::SystemRandom();
  const auto passphrase = core::SecretBytes::CopyOf(core::AsBytes("passphrase of a test"));
  const auto keystore = server::Keystore::Open(
                            host.dir().File("data.keystore"),
                            [&](const server::RootKeyParameters& parameters) {
                              return server::FindPassphraseRootKey(passphrase, parameters, random);
                            },
                            core::SystemClock(), random)
                            .value();
  const auto store =
      server::MatcherStore::Open({.data_dir = host.dir().File("data"), .min_free_disk_bytes = 0},
                                 *keystore, core::SystemClock(), random)
          .value();
  const auto record = store->projects().Find(core::ProjectId::Parse(project).value()).value();
  std::string rows;
  EXPECT_OK(store->submissions().ReadChunks(record, holder, {}, [&](const core::ChunkView& chunk) {
    rows += absl::StrFormat("%d %d\n", chunk.sequence, chunk.row_count);
    rows += core::AsText(core::ByteView(std::as_bytes(chunk.serials)));
    rows += core::AsText(chunk.encodings);
    return absl::OkStatus();
  }));
  EXPECT_OK(store->Close());
  return rows;
}

// The name of its manifest.
core::Sha256Digest DigestOf(const v1::Project& project) {
  core::Sha256Digest digest{};
  EXPECT_EQ(project.manifest_digest().size(), digest.size());
  const core::ByteView bytes = core::AsBytes(project.manifest_digest());
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

// Keys differ between servers; which rows share one does not.
std::vector<size_t> Partition(const std::vector<std::vector<client::JointKeyRow>>& parties) {
  std::map<std::string, size_t> seen;
  std::vector<size_t> numbers;
  for (const auto& rows : parties) {
    for (const client::JointKeyRow& row : rows) {
      numbers.push_back(seen.try_emplace(row.joint_key.ToString(), seen.size()).first->second);
    }
  }
  return numbers;
}

TEST(BundleIdentityTest, ABundleDoesWhatTheSameFileDoesByCalls) {
  const TempDir dir;
  MatcherHost by_calls, by_bundles;
  const std::map<std::string, SyntheticParty> parties = {
      {"hospital-a", MakeParty(SyntheticProfile(), Persons(0, kRows), 1)},
      {"insurer-b", MakeParty(SyntheticProfile(), Persons(2'500, kRows), 2)}};
  by_calls.CreateProject("flu");
  const core::Sha256Digest manifest = DigestOf(by_bundles.CreateProject("flu"));
  for (const auto& [holder, party] : parties) {
    const std::string file = WriteSubmissionFile(dir, holder, "flu", party, kRowsPerChunk);
    const auto submitter =
        client::Submitter::Create({.channel = by_calls.Channel("holder", holder)}).value();
    ASSERT_OK(submitter->Submit(file, /*replace=*/false, {}, {}));
    const std::string cover = SendBundle(by_bundles, dir, holder,
                                         {.project = "flu",
                                          .content = ReadTestFile(file),
                                          .sender = ClientLeaf("holder", holder),
                                          .project_digest = manifest});
    const ProgramResult imported = Ctl({"import", "--project", "flu", "--in", cover},
                                       by_bundles.Channel("operator", "linkage-center"));
    ASSERT_EQ(imported.exit_status, 0) << imported.err;
    EXPECT_THAT(imported.out,
                AllOf(ContainsRegex("holder +" + holder), ContainsRegex("rows +4,000"),
                      ContainsRegex("submission +sealed")));
  }
  const auto submissions = [](MatcherHost& host) {
    std::string text;
    const auto listed = host.Operator().ListSubmissions("flu").value();
    for (const v1::Submission& submission : listed) text += submission.SerializeAsString();
    return text;
  };
  EXPECT_EQ(submissions(by_bundles), submissions(by_calls));
  const auto match = [](MatcherHost& host) {
    const v1::Run run = host.Match("flu");
    return std::pair(
        run.report().linked_entity_count(),
        Partition({host.ReadKeys("flu", "hospital-a"), host.ReadKeys("flu", "insurer-b")}));
  };
  const auto by_calls_result = match(by_calls);
  EXPECT_EQ(match(by_bundles), by_calls_result);
  EXPECT_EQ(by_calls_result.first, 1'500);
  by_calls.Stop();
  by_bundles.Stop();
  for (const uint32_t holder : {0U, 1U}) {
    const std::string stored = StoredRows(by_calls, "flu", holder);
    EXPECT_GT(stored.size(), kRows * 80);
    EXPECT_EQ(StoredRows(by_bundles, "flu", holder), stored) << holder;
  }
}

// One server, a project for each test.
class BundleImportTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    deny_dir_ = new TempDir();
    deny_list_ = deny_dir_->Write("denied", "");
    host_ = new MatcherHost(2, {"--one-person", "--deny-list", deny_list_});
  }
  static void TearDownTestSuite() {
    delete host_;
    delete deny_dir_;
  }

  BundleImportTest()
      : project_(NextProject()), party_(MakeParty(SyntheticProfile(), Persons(0, kRows), 1)) {
    sent_.project_digest = DigestOf(host_->CreateProject(project_));
    operator_ = host_->Channel("operator", "linkage-center");
    sent_.project = project_;
    sent_.content =
        ReadTestFile(WriteSubmissionFile(dir_, "submission.ieum", project_, party_, kRowsPerChunk));
  }
  static std::string NextProject() {
    static int count = 0;
    return absl::StrFormat("project-%d", ++count);
  }

  std::string Send() { return SendBundle(*host_, dir_, "sent", sent_); }
  ProgramResult Import(const std::string& cover, const std::string& project) {
    return Ctl({"import", "--project", project, "--in", cover}, operator_);
  }
  ProgramResult Import(const std::string& cover) { return Import(cover, project_); }
  void ExpectTakenIn(const std::string& cover) {
    const ProgramResult imported = Import(cover);
    ASSERT_EQ(imported.exit_status, 0) << imported.err;
    const auto stored = host_->Operator().ListSubmissions(project_).value();
    ASSERT_EQ(stored.size(), 1U);
    EXPECT_EQ(stored[0].state(), v1::SUBMISSION_STATE_SEALED);
    EXPECT_EQ(stored[0].row_count(), kRows);
  }
  void ExpectNothingStored() {
    EXPECT_THAT(host_->Operator().ListSubmissions(project_).value(), IsEmpty());
    EXPECT_THAT(Imports(), Not(HasSubstr("done")));
  }
  // Refused, for a reason like this, and nothing stored.
  void ExpectRefused(const std::string& cover, const std::string& reason) {
    const ProgramResult refused = Import(cover);
    EXPECT_NE(refused.exit_status, 0);
    EXPECT_THAT(refused.err, HasSubstr(reason));
    ExpectNothingStored();
  }
  std::string Imports() { return Ctl({"imports", "list", "--project", project_}, operator_).out; }
  void Flip(const std::string& path, size_t at) {
    std::string bytes = ReadTestFile(path);
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    std::filesystem::remove(path);
    dir_.Write(std::filesystem::path(path).filename().string(), bytes);
  }

  static TempDir* deny_dir_;
  static std::string deny_list_;
  static MatcherHost* host_;
  TempDir dir_;
  std::string project_;
  core::ChannelOptions operator_;
  SyntheticParty party_;
  SentBundle sent_;
};
TempDir* BundleImportTest::deny_dir_ = nullptr;
std::string BundleImportTest::deny_list_;
MatcherHost* BundleImportTest::host_ = nullptr;

TEST_F(BundleImportTest, OneFlippedBitOfAPart) {
  const std::string cover = Send();
  const std::string part = core::BundlePartPath(cover, 2);
  Flip(part, 40'000);
  ExpectRefused(cover, "part 2 of 4 of the bundle was changed");
  // Only that part is sent again.
  EXPECT_THAT(Imports(), HasSubstr("open"));
  Flip(part, 40'000);
  ExpectTakenIn(cover);
}

TEST_F(BundleImportTest, OneFlippedBitOfTheCover) {
  const std::string cover = Send();
  const size_t size = ReadTestFile(cover).size();
  // In the kind, the id, the keys, the table and the signature.
  for (const size_t at : {size_t{8}, size_t{60}, size_t{300}, size - 150, size - 10}) {
    Flip(cover, at);
    const ProgramResult refused = Import(cover);
    EXPECT_NE(refused.exit_status, 0) << at;
    ExpectNothingStored();
    Flip(cover, at);
  }
  EXPECT_THAT(Imports(), Not(HasSubstr("open"))) << "nothing is kept of what is refused";
  ExpectTakenIn(cover);
}

TEST_F(BundleImportTest, AMissingPart) {
  const std::string cover = Send();
  const std::string part = core::BundlePartPath(cover, 3);
  std::filesystem::rename(part, part + ".away");
  ExpectRefused(cover, "part 3 of 4");
  // Whoever does not look: the server does.
  const std::shared_ptr<grpc::Channel> channel = core::OpenChannel(operator_).value();
  const auto stub = v1::BundleService::NewStub(channel);
  v1::OpenImportRequest open;
  open.set_project_id(project_);
  open.set_cover(ReadTestFile(cover));
  v1::OpenImportResponse opened;
  grpc::ClientContext opening, finishing;
  opening.set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(1)));
  finishing.set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(1)));
  ASSERT_TRUE(stub->OpenImport(&opening, open, &opened).ok());
  v1::FinishImportRequest finish;
  finish.set_project_id(project_);
  finish.set_bundle_id(opened.bundle().bundle_id());
  v1::FinishImportResponse finished;
  const grpc::Status status = stub->FinishImport(&finishing, finish, &finished);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DATA_LOSS);
  EXPECT_THAT(status.error_message(), HasSubstr("part 1 of 4 of the bundle is missing"));
  ExpectNothingStored();
  const std::string id = core::ToHex(core::AsBytes(opened.bundle().bundle_id()));
  EXPECT_THAT(Imports(), HasSubstr(id));
  const ProgramResult dropped =
      Ctl({"imports", "drop", "--project", project_, "--bundle", id}, operator_);
  EXPECT_EQ(dropped.exit_status, 0) << dropped.err;
  EXPECT_THAT(Imports(), Not(HasSubstr(id)));
}

TEST_F(BundleImportTest, AReplay) {
  const std::string cover = Send();
  ExpectTakenIn(cover);
  const ProgramResult again = Import(cover);
  EXPECT_NE(again.exit_status, 0);
  EXPECT_THAT(again.err, HasSubstr("was imported before"));
  // What the holder has taken back, nobody brings again: not even after a restart.
  ASSERT_OK(host_->Holder("hospital-a").WithdrawSubmission(project_, party_.submission_id));
  host_->Kill();
  host_->Start();
  EXPECT_THAT(Import(cover).err, HasSubstr("was imported before"));
  EXPECT_THAT(host_->Operator().ListSubmissions(project_).value(), IsEmpty());
}

TEST_F(BundleImportTest, AnotherProject) {
  const std::string other = NextProject();
  host_->CreateProject(other);
  const ProgramResult refused = Import(Send(), other);
  EXPECT_NE(refused.exit_status, 0);
  EXPECT_THAT(refused.err, HasSubstr("is for project '" + project_ + "'"));
  // The cover says this project, the content another one.
  sent_.content =
      ReadTestFile(WriteSubmissionFile(dir_, "other.ieum", other, party_, kRowsPerChunk));
  ExpectRefused(SendBundle(*host_, dir_, "mixed", sent_), "encoded for '" + other + "'");
}

TEST_F(BundleImportTest, AnotherManifest) {
  sent_.project_digest[0] ^= std::byte{1};
  ExpectRefused(Send(), "another manifest");
}

TEST_F(BundleImportTest, AnExpiredCertificate) {
  sent_.sender.valid_from = -absl::Hours(48);
  sent_.sender.valid_until = -absl::Hours(1);
  sent_.age = absl::Hours(24);
  ExpectRefused(Send(), "expired");
}

TEST_F(BundleImportTest, ADeniedCertificate) {
  const std::string cover = Send();
  const auto parsed = core::ParseBundleCover(core::AsBytes(ReadTestFile(cover))).value();
  const auto details = core::ReadCertificateDetails(parsed.header.sender_chain).value();
  std::filesystem::remove(deny_list_);
  deny_dir_->Write("denied", "spki " + core::ToHex(details.public_key) + "\n");
  ExpectRefused(cover, "no longer accepted");
  deny_dir_->Write("denied", "");
}

TEST_F(BundleImportTest, AnotherRecipient) {
  sent_.recipient_pem = host_->ca().Issue(ServerLeaf()).certificate;
  ExpectRefused(SendBundle(*host_, dir_, "key", sent_), "another key of this server");
  LeafOptions other = ServerLeaf();
  other.uris = {"ieum://other-center/matcher/server"};
  sent_.recipient_pem = host_->ca().Issue(other).certificate;
  ExpectRefused(SendBundle(*host_, dir_, "name", sent_),
                "is for 'ieum://other-center/matcher/server'");
}

TEST_F(BundleImportTest, SomebodyWhoIsNoHolderOfTheProject) {
  sent_.sender = ClientLeaf("holder", "bank-d");
  ExpectRefused(Send(), "'bank-d', who sent the bundle, is no holder");
}

TEST_F(BundleImportTest, ASubmissionThatIsRefusedAtItsEndLeavesNothing) {
  party_.serials.back() = party_.serials.front();
  std::filesystem::remove(dir_.File("submission.ieum"));
  sent_.content =
      ReadTestFile(WriteSubmissionFile(dir_, "submission.ieum", project_, party_, kRowsPerChunk));
  ExpectRefused(Send(), "serial");
}

TEST_F(BundleImportTest, AParcelForTheOtherHolders) {
  sent_.kind = core::BundleKind::kSecretShare;
  sent_.content = "IEUMAGO1 and what the other holders verify";
  const ProgramResult imported = Import(Send());
  ASSERT_EQ(imported.exit_status, 0) << imported.err;
  const auto parcels =
      host_->Holder("insurer-b").CollectParcels(project_, v1::PARCEL_KIND_OFFER).value();
  ASSERT_EQ(parcels.parcels_size(), 1);
  EXPECT_EQ(parcels.parcels(0).holder(), "hospital-a");
  EXPECT_EQ(parcels.parcels(0).content(), sent_.content);
  sent_.content = "something else";
  EXPECT_THAT(Import(SendBundle(*host_, dir_, "else", sent_)).err, HasSubstr("neither an offer"));
}

TEST_F(BundleImportTest, WhereTheServerDiesTheImportGoesOnAndCountsOnce) {
  const std::string cover = Send();
  for (const int millis : {3, 15, 40, 80}) {
    std::thread killer([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(millis));
      host_->Kill();
    });
    (void)Import(cover);
    killer.join();
    host_->Start();
  }
  const ProgramResult last = Import(cover);
  EXPECT_TRUE(last.exit_status == 0 || last.err.find("imported before") != std::string::npos)
      << last.err;
  const auto stored = host_->Operator().ListSubmissions(project_).value();
  ASSERT_EQ(stored.size(), 1U);
  EXPECT_EQ(stored[0].state(), v1::SUBMISSION_STATE_SEALED);
  EXPECT_EQ(stored[0].row_count(), kRows);
  EXPECT_THAT(Imports(), AllOf(HasSubstr("done"), Not(HasSubstr("open"))));
  // Who sent it is on record before it was stored.
  const ProgramResult log = Ctl({"audit", "show"}, host_->Channel("auditor", "linkage-center"));
  EXPECT_THAT(log.out, AllOf(HasSubstr("Bundle/Import"), HasSubstr("hospital-a/holder/test")));
}

}  // namespace
}  // namespace ieum::testing
