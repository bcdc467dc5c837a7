#include "ieum/server/storage/index_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

using core::IndexEntry;
using ::testing::_;
using ::testing::ElementsAreArray;
using Lists = std::vector<std::vector<IndexEntry>>;

const core::RowIndexShape kShape = {
    .columns = {{.equal_segments = {0}, .sampled_bits = {}}}, .party_count = 2, .segment_count = 1};

// Lists of a piece: many keys, one key of more entries than a block, and an empty list.
Lists SomeLists(uint64_t seed, uint32_t first_row) {
  std::mt19937_64 engine(seed);
  Lists lists(kShape.list_count());
  for (uint32_t row = 0; row < 20'000; ++row) {
    lists[0].push_back({engine() % 30'000, first_row + row});
    lists[1].push_back({row % 3 == 0 ? 77 : engine() >> 24, first_row + row});
  }
  for (auto& list : lists) std::sort(list.begin(), list.end());
  return lists;
}

class IndexStoreTest : public StoreFixture {
 protected:
  server::RunRecord Start() { return store_->runs().Create(Project(), {}).value(); }
  server::IndexPiece Write(const server::RunKey& run, const Lists& lists) {
    return store_->index()
        .WritePiece(run, lists.size(), [&](size_t list) { return lists[list]; }, 2, {})
        .value();
  }
  server::IndexHead HeadOf(std::vector<server::IndexPiece> pieces) {
    server::IndexHead head;
    head.model.shape = kShape;
    head.model.model.segments.resize(1);
    head.model.model.chances.resize(1);
    head.model.counted_row_counts = {0, 0};
    for (server::IndexPiece& piece : pieces) piece.row_counts = {20'000, 20'000};
    head.pieces = std::move(pieces);
    return head;
  }
  void Succeed(server::RunRecord run) {
    run.state = server::RunState::kSucceeded;
    run.report.emplace();
    ASSERT_OK(store_->runs().SaveSucceeded(TestProjectId(), run));
  }
};

TEST_F(IndexStoreTest, FindsWhatAllPiecesHaveAfterARestart) {
  const server::ProjectRecord project = CreateSealed(1, 2);
  const Lists first = SomeLists(1, 0);
  const Lists second = SomeLists(2, 20'000);
  const server::RunRecord one = Start();
  const server::RunRecord two = Start();
  const server::IndexHead head = HeadOf({Write(one.key, first), Write(two.key, second)});
  Open();
  ASSERT_OK_AND_ASSIGN(const auto index, store_->index().Open(project.number, head));
  std::mt19937_64 engine(3);
  for (size_t list = 0; list < kShape.list_count(); ++list) {
    for (const size_t key_count : {1U, 20U, 4'000U}) {
      std::set<uint64_t> keys = {77};
      while (keys.size() < key_count) {
        keys.insert(list == 0 ? engine() % 40'000 : engine() >> 24);
        if (!first[list].empty()) keys.insert(first[list][engine() % first[list].size()].key);
      }
      std::vector<IndexEntry> wanted;
      for (const Lists* lists : {&first, &second}) {
        for (const IndexEntry& entry : (*lists)[list]) {
          if (keys.contains(entry.key)) wanted.push_back(entry);
        }
      }
      std::sort(wanted.begin(), wanted.end());
      std::vector<IndexEntry> found;
      ASSERT_OK(index->Find(list, std::vector<uint64_t>(keys.begin(), keys.end()), found));
      ASSERT_THAT(found, ElementsAreArray(wanted)) << "list " << list;
    }
  }
}

TEST_F(IndexStoreTest, AnIndexThatLacksAListIsNotOpened) {
  const server::ProjectRecord project = CreateSealed(1, 2);
  const server::RunRecord run = Start();
  server::IndexHead head = HeadOf({Write(run.key, SomeLists(1, 0))});
  ASSERT_OK(store_->index().Open(project.number, head));
  ++head.pieces[0].lists[0].block_count;
  EXPECT_THAT(store_->index().Open(project.number, head), StatusIs(absl::StatusCode::kDataLoss, _));
  head = HeadOf({head.pieces[0]});
  head.pieces[0].run_number = 9;
  EXPECT_THAT(store_->index().Open(project.number, head), StatusIs(absl::StatusCode::kDataLoss, _));
}

TEST_F(IndexStoreTest, OnlyWhatTheResultRunNeedsStays) {
  const server::ProjectRecord project = CreateSealed(1, 2);
  const std::vector<core::ScoredPair> pairs = {{.left = {0, 1}, .right = {1, 0}, .score = 5},
                                               {.left = {0, 1}, .right = {1, 1}, .score = 6}};
  std::vector<server::RunRecord> runs;
  std::vector<server::IndexPiece> pieces;
  for (uint32_t r = 0; r < 4; ++r) {
    runs.push_back(Start());
    pieces.push_back(Write(runs[r].key, SomeLists(r, 20'000 * r)));
    server::IndexHead head = HeadOf({pieces[0], pieces.back()});
    head.link_count = pairs.size();
    ASSERT_OK(store_->index().PutLinks(runs[r].key, pairs));
    ASSERT_OK(store_->index().PutHead(runs[r].key, head));
  }
  Succeed(runs[2]);
  ASSERT_OK(store_->runs().CollectGarbage());
  Open();
  for (const uint32_t r : {0U, 1U, 3U}) {
    EXPECT_FALSE(store_->index().ReadHead(runs[r].key).value().has_value());
  }
  ASSERT_OK_AND_ASSIGN(const auto head, store_->index().ReadHead(runs[2].key));
  ASSERT_TRUE(head.has_value());
  EXPECT_OK(store_->index().Open(project.number, *head));
  EXPECT_EQ(store_->index().ReadLinks(runs[2].key, *head)->size(), 2U);
  EXPECT_THAT(store_->index().Open(project.number, HeadOf({pieces[1]})),
              StatusIs(absl::StatusCode::kDataLoss, _));
  server::IndexHead other = *head;
  other.link_count = 3;
  EXPECT_THAT(store_->index().ReadLinks(runs[2].key, other),
              StatusIs(absl::StatusCode::kDataLoss, _));
}

TEST_F(IndexStoreTest, WritingStopsWhenAsked) {
  CreateSealed(1, 2);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(store_->index().WritePiece(
                  Start().key, 1, [](size_t) { return SomeLists(1, 0)[0]; }, 1, stop.get_token()),
              StatusIs(absl::StatusCode::kCancelled, _));
}

}  // namespace
}  // namespace ieum::testing
