// The import of a submission over a disk that fails: at every write, of the store, of the audit log
// and of the parts that wait, the disk reports an error, is full, or loses power. Afterwards the
// import is not done and can be asked for again, or done once; never twice, never half.
//
// Each run is a process of its own (support/forked_run.h). IEUM_FAULT_STRIDE=1 tries every write;
// by default every ninth.
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>

#include "ieum/core/base/file_io.h"
#include "ieum/core/bundle/bundle_folder.h"
#include "ieum/core/bundle/bundle_writer.h"
#include "ieum/server/exchange/bundle_importer.h"
#include "ieum/server/exchange/matcher_taker.h"
#include "support/faulty_file_system.h"
#include "support/faulty_posix.h"
#include "support/forked_run.h"
#include "support/synthetic_party.h"
#include "support/test_ca.h"
#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

constexpr size_t kRows = 2'000;
constexpr size_t kRowsPerChunk = 500;
constexpr size_t kPieceBytes = 48 << 10;
// How often an import may have to be asked for after a fault: a part that power failure tore is
// found out, dropped, and sent again.
constexpr int kAttempts = 3;

// What a process told: 'o' the import is open, 'p' a part is there, 'd' done.
constexpr char kOpened = 'o';
constexpr char kPartSent = 'p';
constexpr char kDone = 'd';

server::ProjectTerms Terms() {
  server::ProjectTerms terms = TestTerms();
  terms.profile = SyntheticProfile();
  return terms;
}

SyntheticParty Party() { return MakeParty(SyntheticProfile(), Persons(0, kRows), 1); }

// A bundle on its medium, and the files of the server that it is for.
struct Medium {
  std::string cover_path;
  core::ChannelOptions server_tls;
};

// A server's store, audit log and importer in one folder, in the process that opens them.
class Exchange final {
 public:
  Exchange(const std::string& folder, const Medium& medium) : folder_(folder), medium_(medium) {}

  absl::Status MakeKeystore() {
    IEUM_ASSIGN_OR_RETURN(const auto root, server::NewPassphraseRootKey(
                                               Passphrase(), server::kMinScryptLog2N, random_));
    return server::Keystore::Create(folder_ + "/keystore", *root, random_);
  }
  absl::Status Open(rocksdb::Env* env) {
    IEUM_ASSIGN_OR_RETURN(keystore_, server::Keystore::Open(
                                         folder_ + "/keystore",
                                         [this](const server::RootKeyParameters& parameters) {
                                           return server::FindPassphraseRootKey(
                                               Passphrase(), parameters, random_);
                                         },
                                         clock_, random_));
    IEUM_ASSIGN_OR_RETURN(store_,
                          server::MatcherStore::Open(
                              {.data_dir = folder_ + "/data", .min_free_disk_bytes = 0, .env = env},
                              *keystore_, clock_, random_));
    IEUM_ASSIGN_OR_RETURN(
        audit_, server::AuditLog::Open(store_->unsealed_database(),
                                       {.key_file = folder_ + "/audit.key",
                                        .name = "linkage-center/matcher/server",
                                        .store_has_content = !store_->projects().List().empty()},
                                       clock_, random_));
    IEUM_ASSIGN_OR_RETURN(identity_,
                          server::ServerIdentity::Load({.ca = medium_.server_tls.ca_file,
                                                        .cert = medium_.server_tls.certificate_file,
                                                        .key = medium_.server_tls.key_file},
                                                       clock_, log_));
    taker_ = std::make_unique<server::MatcherTaker>(*store_, stopping_);
    importer_ = std::make_unique<server::BundleImporter>(
        server::ExchangeContext{.store = *store_,
                                .audit = *audit_,
                                .deny_list = deny_list_,
                                .identity = *identity_,
                                .clock = clock_,
                                .random = random_,
                                .max_certificate_life = absl::Hours(24 * 400),
                                .stopping = stopping_},
        *taker_);
    return absl::OkStatus();
  }
  absl::Status CreateProject() { return store_->projects().Create(Terms()).status(); }
  absl::Status Close() {
    IEUM_RETURN_IF_ERROR(audit_->Close());
    return store_->Close();
  }

  static server::Principal Bringer() {
    return {.institution = core::InstitutionId::Parse("linkage-center").value(),
            .role = server::Role::kOperator,
            .name = server::PrincipalName::Parse("kim").value()};
  }

  // As ieumctl import: goes on where it stood. ALREADY_EXISTS: it is done. `out`: who is told.
  absl::Status Import(int out) {
    IEUM_ASSIGN_OR_RETURN(const server::ProjectRecord project, Project());
    IEUM_ASSIGN_OR_RETURN(const std::string cover_file,
                          core::ReadFile(medium_.cover_path, core::kMaxBundleCoverBytes));
    IEUM_ASSIGN_OR_RETURN(const server::BundleImportView view,
                          importer_->Open(project, Bringer(), core::AsBytes(cover_file)));
    Tell(out, std::string(1, kOpened));
    const core::BundleId& id = view.record.bundle;
    core::BundleFileParts parts(medium_.cover_path);
    for (uint32_t part = 1; part <= view.part_bytes.size(); ++part) {
      const uint64_t size = view.part_bytes[part - 1];
      for (uint64_t at = view.received_bytes[part - 1]; at < size; at += kPieceBytes) {
        core::Bytes piece(static_cast<size_t>(std::min<uint64_t>(kPieceBytes, size - at)));
        IEUM_RETURN_IF_ERROR(parts.Read(part, at, piece));
        IEUM_RETURN_IF_ERROR(importer_->Append(project, id, part, at, piece));
      }
      IEUM_RETURN_IF_ERROR(importer_->Sync(project, id, part));
      Tell(out, std::string(1, kPartSent));
    }
    IEUM_RETURN_IF_ERROR(importer_->Finish(project, id).status());
    Tell(out, std::string(1, kDone));
    return absl::OkStatus();
  }

  // INTERNAL: half of an import is there, or less than was acknowledged.
  absl::StatusOr<bool> CheckIsWhole(const std::string& told) {
    IEUM_ASSIGN_OR_RETURN(const server::ProjectRecord project, Project());
    IEUM_ASSIGN_OR_RETURN(const auto imports, importer_->List(project));
    IEUM_ASSIGN_OR_RETURN(const auto there, store_->submissions().Find(project, 0));
    const bool done = !imports.empty() && imports[0].done;
    const bool sealed =
        there.has_value() && there->record.state == server::SubmissionState::kSealed;
    if (imports.size() > 1) return core::Internal("one bundle is %d imports", imports.size());
    if (done != sealed) return core::Internal("import done: %d, sealed: %d", done, sealed);
    if (!done && told.find(kDone) != std::string::npos)
      return core::Internal("a done import is gone");
    if (imports.empty() && !told.empty()) return core::Internal("an open import is gone");
    size_t whole_parts = 0;
    for (size_t i = 0; !done && !imports.empty() && i < imports[0].part_bytes.size(); ++i) {
      whole_parts += imports[0].received_bytes[i] == imports[0].part_bytes[i] ? 1 : 0;
    }
    const auto sent = static_cast<size_t>(std::count(told.begin(), told.end(), kPartSent));
    // A part that was found torn is dropped by the attempt after which nothing was told.
    if (!done && whole_parts < sent) return core::Internal("an acknowledged part is gone");
    if (done) IEUM_RETURN_IF_ERROR(CheckRows(project));
    return done;
  }
  absl::Status CheckRows(const server::ProjectRecord& project) {
    const SyntheticParty party = Party();
    size_t row = 0;
    IEUM_RETURN_IF_ERROR(store_->submissions().ReadChunks(
        project, 0, {}, [&](const core::ChunkView& chunk) -> absl::Status {
          for (size_t i = 0; i < chunk.row_count; ++i, ++row) {
            if (row >= kRows || chunk.serials[i] != party.serials[row]) {
              return core::Internal("row %d is another one", row);
            }
          }
          return absl::OkStatus();
        }));
    return row == kRows ? absl::OkStatus() : core::Internal("%d rows", row);
  }

  // The end that an undisturbed import has.
  absl::Status FinishAndCheck(int out, const std::string& told) {
    IEUM_ASSIGN_OR_RETURN(bool done, CheckIsWhole(told));
    absl::Status last;
    for (int attempt = 0; !done && attempt < kAttempts; ++attempt) {
      last = Import(out);
      if (last.ok()) done = true;
      if (!last.ok() && !absl::IsDataLoss(last)) return last;
    }
    if (!done) return last;
    IEUM_ASSIGN_OR_RETURN(const bool whole, CheckIsWhole(std::string(1, kDone)));
    if (!whole) return core::Internal("not done");
    const absl::Status again = Import(out);
    if (!absl::IsAlreadyExists(again)) return core::Internal("it can be imported twice");
    return CheckIsWhole(std::string(1, kDone)).status();
  }

 private:
  static core::SecretBytes Passphrase() {
    return core::SecretBytes::CopyOf(core::AsBytes("scenario passphrase"));
  }
  absl::StatusOr<server::ProjectRecord> Project() {
    return store_->projects().Find(TestProjectId());
  }

  const std::string folder_;
  const Medium& medium_;
  const core::Clock& clock_ = core::SystemClock();
  SeededRandom random_{1};
  const server::Log log_{clock_, STDERR_FILENO};
  const std::atomic<bool> stopping_ = false;
  server::DenyListFile deny_list_{"", [](const core::Sha256Digest&) { return absl::OkStatus(); }};
  std::unique_ptr<server::Keystore> keystore_;
  std::unique_ptr<server::MatcherStore> store_;
  std::unique_ptr<server::AuditLog> audit_;
  std::unique_ptr<server::ServerIdentity> identity_;
  std::unique_ptr<server::MatcherTaker> taker_;
  std::unique_ptr<server::BundleImporter> importer_;
};

class ImportFaultsTest : public ::testing::Test {
 protected:
  ImportFaultsTest() {
    medium_.server_tls = ca_.IssueTo(dir_, "server", ServerLeaf());
    MakeBundle();
    std::filesystem::create_directory(fresh());
    const Ended made = InProcess([this](int out) {
      Exchange exchange(fresh(), medium_);
      for (const absl::Status& status : {exchange.MakeKeystore(), exchange.Open(nullptr),
                                         exchange.CreateProject(), exchange.Close()}) {
        if (!status.ok()) return TellError(out, status);
      }
      return 0;
    });
    EXPECT_TRUE(made.well) << made.written;
  }

  void MakeBundle() {
    const core::ChannelOptions holder =
        ca_.IssueTo(dir_, "holder", ClientLeaf("holder", "hospital-a"));
    const auto verify = [this](const std::string& file) {
      return core::Certificate::Verify(ReadTestFile(file), ca_.certificate(), absl::Now(), "test",
                                       core::CertificateUse::kAny)
          .value();
    };
    const core::Certificate sender = verify(holder.certificate_file);
    const core::Certificate recipient = verify(medium_.server_tls.certificate_file);
    const auto key = core::SigningKey::Load(ReadTestFile(holder.key_file), sender, "test").value();
    const std::string content = ReadTestFile(
        WriteSubmissionFile(dir_, "a.ieum", TestProjectId().value(), Party(), kRowsPerChunk));
    medium_.cover_path = dir_.File("a.bundle");
    const auto sink = core::BundleFileSink::Create(medium_.cover_path).value();
    SeededRandom random{7};
    const auto writer = core::BundleWriter::Create({.kind = core::BundleKind::kSubmission,
                                                    .project = TestProjectId(),
                                                    .project_digest = Terms().manifest_digest,
                                                    .created = absl::Now(),
                                                    .part_bytes = core::kMinBundlePartBytes},
                                                   sender, key, recipient, random, *sink)
                            .value();
    ASSERT_OK(writer->Append(core::AsBytes(content)));
    ASSERT_EQ(writer->Finish().value().parts.size(), 2U);
  }

  // A server with its project, as it was before anything was imported.
  std::string fresh() const { return dir_.File("fresh"); }
  std::string folder() const { return dir_.File("server"); }
  std::vector<std::string> watched() const {
    return {folder() + "/data/imports", folder() + "/audit.key", folder() + "/keystore"};
  }
  void StartAnew() {
    std::filesystem::remove_all(folder());
    std::filesystem::copy(fresh(), folder(), std::filesystem::copy_options::recursive);
  }

  int64_t CountWrites() {
    StartAnew();
    const Ended ended = InProcess([this](int out) {
      FaultyFileSystem files;
      const FaultyPosix posix(files.faults(), watched());
      Exchange exchange(folder(), medium_);
      if (const absl::Status opened = exchange.Open(files.env()); !opened.ok()) {
        return TellError(out, opened);
      }
      if (const absl::Status imported = exchange.Import(out); !imported.ok()) {
        return TellError(out, imported);
      }
      if (const absl::Status closed = exchange.Close(); !closed.ok()) return TellError(out, closed);
      Tell(out, " " + std::to_string(files.faults().write_count()));
      return 0;
    });
    EXPECT_TRUE(ended.well) << ended.written;
    return std::atoll(ended.written.substr(ended.written.find(' ') + 1).c_str());
  }

  // What was told before the n-th write failed.
  std::string RunWithFault(int64_t n, Fault fault) {
    return InProcess([&](int out) {
             FaultyFileSystem files;
             files.faults().FailAt(n, fault);
             std::optional<FaultyPosix> posix(std::in_place, files.faults(), watched());
             Exchange exchange(folder(), medium_);
             if (exchange.Open(files.env()).ok()) (void)exchange.Import(out);
             posix.reset();
             if (fault == Fault::kPowerOff) files.faults().LosePower(static_cast<uint64_t>(n));
             // As if killed: nobody closes anything.
             ::_exit(0);
             return 0;
           })
        .written;
  }

  void FailAtEveryWrite(Fault fault) {
    const int64_t writes = CountWrites();
    ASSERT_GT(writes, 50);
    int64_t cut_short = 0;
    for (int64_t n = 1; n <= writes; n += FaultStride()) {
      SCOPED_TRACE(n);
      StartAnew();
      const std::string told = RunWithFault(n, fault);
      cut_short += told.find(kDone) == std::string::npos ? 1 : 0;
      const Ended after = InProcess([&](int out) {
        Exchange exchange(folder(), medium_);
        if (const absl::Status opened = exchange.Open(nullptr); !opened.ok()) {
          return TellError(out, opened);
        }
        if (const absl::Status whole = exchange.FinishAndCheck(out, told); !whole.ok()) {
          return TellError(out, whole);
        }
        return exchange.Close().ok() ? 0 : 1;
      });
      ASSERT_TRUE(after.well) << after.written << ", after '" << told << "'";
    }
    EXPECT_GT(cut_short, 0);
    RecordProperty("writes", static_cast<int>(writes));
    RecordProperty("cut_short", static_cast<int>(cut_short));
  }

  const TempDir dir_;
  TestCa ca_;
  Medium medium_;
};

TEST_F(ImportFaultsTest, AnErrorOfTheDiskLeavesTheImportToBeDoneOnce) {
  FailAtEveryWrite(Fault::kInputOutput);
}

TEST_F(ImportFaultsTest, AFullDiskLeavesTheImportToBeDoneOnce) {
  FailAtEveryWrite(Fault::kNoSpace);
}

TEST_F(ImportFaultsTest, APowerFailureLeavesTheImportToBeDoneOnce) {
  FailAtEveryWrite(Fault::kPowerOff);
}

}  // namespace
}  // namespace ieum::testing
