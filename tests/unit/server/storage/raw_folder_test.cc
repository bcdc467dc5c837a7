// Looks through the bytes of the data folder, as somebody would who took the disk.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "ieum/server/storage/keys.h"
#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

constexpr char kProject[] = "canary-study-4773";
constexpr char kHolderA[] = "canary-hospital-9158";
constexpr char kHolderB[] = "canary-insurer-6620";
constexpr size_t kRows = 40;

class RawFolderTest : public StoreFixture {
 protected:
  struct Needle {
    std::string what;
    std::string bytes;
  };

  void AddNeedle(const std::string& what, core::ByteView bytes) {
    needles_.push_back({what, std::string(core::AsText(bytes))});
  }

  // Files of the data folder, names and contents, that hold a needle.
  std::vector<std::string> Found() {
    std::vector<std::string> found;
    for (const auto& file : std::filesystem::recursive_directory_iterator(dir_.File("data"))) {
      if (!file.is_regular_file()) continue;
      const std::string text = file.path().string() + ReadTestFile(file.path().string());
      for (const Needle& needle : needles_) {
        if (std::search(text.begin(), text.end(),
                        std::boyer_moore_horspool_searcher(needle.bytes.begin(),
                                                           needle.bytes.end())) != text.end()) {
          found.push_back(needle.what);
        }
      }
    }
    return found;
  }

  // A project with submissions, a run, a checkpoint, results and an index.
  void Fill() {
    server::ProjectTerms terms = TestTerms();
    terms.id = TestProjectId(kProject);
    terms.holders = {TestInstitution(kHolderA), TestInstitution(kHolderB)};
    const server::ProjectRecord project = Create(terms);
    for (const std::string_view name :
         {std::string_view(kProject), std::string_view(kHolderA), std::string_view(kHolderB)}) {
      AddNeedle(std::string(name), core::AsBytes(name));
    }
    AddNeedle("profile", core::AsBytes("\"preset\":\"plain\""));
    for (const uint32_t holder : {0U, 1U}) AddSubmission(terms.id, holder);
    AddNeedle("joint secret", store_->projects().JointSecret(1).value().view());
    const auto sealed = store_->submissions().SealProject(terms.id).value();
    const server::RunRecord run = store_->runs().Create(sealed, {}).value();
    core::Bytes ids(16 * kRows);
    random_.Fill(ids);
    AddNeedle("entity id", core::ByteView(ids).first(16));
    ASSERT_OK(store_->runs().PutResultChunk(run.key, 0, 0, ids));
    ASSERT_OK(store_->runs().Checkpoints(run.key).Save("canaryStage", ids));
    AddNeedle("stage", core::AsBytes("canaryStage"));
    AddIndex(run.key);
  }

  void AddSubmission(const core::ProjectId& project, uint32_t holder) {
    std::vector<core::Serial> serials(kRows);
    for (core::Serial& serial : serials) serial = random_.Next128();
    core::Bytes encodings(kRows * kTestRowBytes);
    random_.Fill(encodings);
    for (size_t row = 0; row < kRows; ++row) {
      AddNeedle("serial", serials[row]);
      AddNeedle("encoding", core::ByteView(encodings).subspan(row * kTestRowBytes, kTestRowBytes));
    }
    const core::SubmissionId id = random_.Next128();
    AddNeedle("submission id", id);
    const core::Bytes chunk =
        core::SerializeChunk(id, 0, TestProfile().digest, serials, encodings, {});
    AddNeedle("digest of a chunk", core::Sha256(chunk));
    ASSERT_OK(store_->submissions().AddChunk(project, holder, chunk, std::nullopt));
    core::SubmissionDigest digest;
    digest.AddChunk(core::Sha256(chunk));
    ASSERT_OK(store_->submissions().Seal(
        project, holder, {.id = id, .row_count = kRows, .digest = digest.Finish()}));
  }

  void AddIndex(const server::RunKey& run) {
    // Of several blocks, so that there is a first entry that is not the list's.
    std::vector<core::IndexEntry> entries;
    for (uint64_t i = 1; i <= 5'000; ++i) {
      entries.push_back({i * 0x0123'4567'89abU, static_cast<uint32_t>(i)});
    }
    for (size_t at = 0; at < entries.size(); at += server::kEntriesPerBlock) {
      const uint64_t key = entries[at].key;
      core::Bytes little;
      core::AppendLittleEndian(little, key);
      AddNeedle("key of the index", core::ByteView(little).first(6));
      AddNeedle("key of the index", core::AsBytes(server::MakeKey({static_cast<uint32_t>(key >> 32),
                                                                   static_cast<uint32_t>(key)})));
    }
    ASSERT_OK(store_->index().WritePiece(run, 1, [&](size_t) { return entries; }, 1, {}));
  }

  std::vector<Needle> needles_;
};

TEST_F(RawFolderTest, TheDataFolderShowsNoNamesSerialsEncodingsOrKeys) {
  Fill();
  EXPECT_GT(needles_.size(), 4 * kRows);
  EXPECT_THAT(Found(), IsEmpty());  // in the log
  Open();
  Close();
  EXPECT_THAT(Found(), IsEmpty());  // and in the files it is written to
}

TEST_F(RawFolderTest, WhatIsNotSealedWouldBeFound) {
  Fill();
  core::Bytes all;
  for (const Needle& needle : needles_) {
    const core::ByteView bytes = core::AsBytes(needle.bytes);
    all.insert(all.end(), bytes.begin(), bytes.end());
  }
  server::RocksDatabase& database = store_->database().unsealed();
  server::Batch batch;
  batch.Put(database, server::Column::kMeta, server::MakeKey({9}), all);
  ASSERT_OK(database.Write(std::move(batch), server::Durability::kSynced));
  EXPECT_THAT(Found(), Contains("serial"));
  EXPECT_THAT(Found(), Contains("encoding"));
  EXPECT_THAT(Found(), Contains(kHolderA));
  EXPECT_THAT(Found(), Contains("key of the index"));
}

}  // namespace
}  // namespace ieum::testing
