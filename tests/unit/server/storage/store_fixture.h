// A matcher store in a folder of its own, with small projects and chunks to put into it.
#ifndef IEUM_TESTS_UNIT_SERVER_STORAGE_STORE_FIXTURE_H_
#define IEUM_TESTS_UNIT_SERVER_STORAGE_STORE_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "ieum/server/keystore/passphrase_root_key.h"
#include "ieum/server/storage/matcher_store.h"
#include "support/fake_clock.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::testing {

inline constexpr size_t kTestRowBytes = 16;

inline core::ProjectId TestProjectId(std::string_view text = "study-1") {
  return core::ProjectId::Parse(text).value();
}
inline core::InstitutionId TestInstitution(std::string_view text) {
  return core::InstitutionId::Parse(text).value();
}
inline core::ProfileHeader TestProfile(std::string_view name = "test-profile") {
  return core::ReadProfileHeader(
             absl::StrFormat(R"({"profile":"%s","version":1,"preset":"plain","threshold":8000,)"
                             R"("segments":[{"name":"all","bits":128,"weight":1}]})",
                             name))
      .value();
}
// The same with two blocking keys for each row.
inline core::ProfileHeader TestProfileWithKeys() {
  return core::ReadProfileHeader(
             R"({"profile":"with-keys","version":1,"preset":"plain","threshold":8000,)"
             R"("segments":[{"name":"all","bits":128,"weight":1}],"blocking_keys":[{"bands":2}]})")
      .value();
}
inline server::ProjectTerms TestTerms() {
  return {.id = TestProjectId(),
          .holders = {TestInstitution("hospital-a"), TestInstitution("insurer-b")},
          .profile = TestProfile(),
          .threshold_basis_points = 8'000,
          .test = true,
          .field_level_approved = false,
          .joint_keys_to_holders = true,
          .manifest_digest = core::Sha256(core::AsBytes("what is agreed on")),
          .manifest = "what is agreed on",
          .minimum_matched_rows = 5,
          .retention_days = 30,
          .end_date = "2027-12-31"};
}
inline core::SubmissionId TestSubmissionId(int n) {
  core::SubmissionId id{};
  id[0] = static_cast<std::byte>(n);
  return id;
}

// n rows; row i has a serial made of (sequence, i, salt) and an encoding made of (sequence, i)
// only, so that chunks of two holders match row by row.
inline core::Bytes TestChunk(const core::SubmissionId& id, uint32_t sequence, size_t n, int salt,
                             const core::ProfileHeader& profile = TestProfile()) {
  std::vector<core::Serial> serials(n);
  SeededRandom random(1'000 + sequence);
  core::Bytes encodings(n * kTestRowBytes);
  random.Fill(encodings);
  for (size_t i = 0; i < n; ++i) {
    serials[i][0] = static_cast<std::byte>(sequence);
    serials[i][1] = static_cast<std::byte>(i);
    serials[i][2] = static_cast<std::byte>(i >> 8);
    serials[i][3] = static_cast<std::byte>(salt);
  }
  return core::SerializeChunk(
      id, sequence, profile.digest, serials, encodings,
      std::vector<uint64_t>(n * static_cast<size_t>(profile.blocking_key_count), 7));
}

class StoreFixture : public ::testing::Test {
 protected:
  StoreFixture() {
    MakeKeystore();
    Open();
  }

  static core::SecretBytes Passphrase() {
    return core::SecretBytes::CopyOf(core::AsBytes("fixture passphrase"));
  }
  void MakeKeystore() {
    const auto root =
        server::NewPassphraseRootKey(Passphrase(), server::kMinScryptLog2N, random_).value();
    ASSERT_OK(server::Keystore::Create(dir_.File("keystore"), *root, random_));
    OpenKeystore();
  }
  // Also after the file was exchanged.
  void OpenKeystore() {
    keystore_.reset();
    auto opened = server::Keystore::Open(
        dir_.File("keystore"),
        [this](const server::RootKeyParameters& parameters) {
          return server::FindPassphraseRootKey(Passphrase(), parameters, random_);
        },
        clock_, random_);
    ASSERT_OK(opened);
    keystore_ = std::move(opened).value();
  }

  void Close() {
    if (store_ != nullptr) {
      EXPECT_OK(store_->Close());
    }
    store_.reset();
  }
  absl::StatusOr<std::unique_ptr<server::MatcherStore>> TryOpen() {
    return server::MatcherStore::Open({.data_dir = dir_.File("data"),
                                       .min_free_disk_bytes = min_free_disk_bytes_,
                                       .cipher = cipher_,
                                       .holder_limits = holder_limits_},
                                      *keystore_, clock_, random_);
  }
  // Opens the store; closes it first, as a restarted process would find it.
  void Open() {
    Close();
    auto opened = TryOpen();
    ASSERT_OK(opened);
    store_ = std::move(opened).value();
  }

  server::ProjectRecord Create(const server::ProjectTerms& terms = TestTerms()) {
    return store_->projects().Create(terms).value();
  }
  server::ProjectRecord Project() { return store_->projects().Find(TestProjectId()).value(); }
  absl::Status Add(uint32_t holder, const core::Bytes& chunk) {
    return store_->submissions().AddChunk(TestProjectId(), holder, chunk, std::nullopt);
  }
  server::SubmissionView View(uint32_t holder) {
    return store_->submissions().Find(Project(), holder).value().value();
  }
  absl::StatusOr<server::SubmissionView> Seal(uint32_t holder) {
    const server::SubmissionView view = View(holder);
    return store_->submissions().Seal(
        TestProjectId(), holder,
        {.id = view.record.id, .row_count = view.record.row_count, .digest = view.digest});
  }
  // A sealed project of two holders with `chunks` chunks of `rows` rows each; all rows match.
  server::ProjectRecord CreateSealed(uint32_t chunks, size_t rows) {
    Create();
    for (const uint32_t holder : {0U, 1U}) {
      const core::SubmissionId id = TestSubmissionId(static_cast<int>(holder) + 1);
      for (uint32_t c = 0; c < chunks; ++c) {
        EXPECT_OK(Add(holder, TestChunk(id, c, rows, static_cast<int>(holder))));
      }
      EXPECT_OK(Seal(holder));
    }
    return store_->submissions().SealProject(TestProjectId()).value();
  }

  const TempDir dir_;
  FakeClock clock_;
  SeededRandom random_{1};
  int64_t min_free_disk_bytes_ = 0;
  server::HolderLimits holder_limits_;
  core::GcmCipher cipher_ = core::GcmCipher::kAes256;
  std::unique_ptr<server::Keystore> keystore_;
  std::unique_ptr<server::MatcherStore> store_;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_UNIT_SERVER_STORAGE_STORE_FIXTURE_H_
