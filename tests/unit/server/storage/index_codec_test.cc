#include "ieum/server/storage/index_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using core::IndexEntry;
using ::testing::_;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

const std::vector<IndexEntry> kEntries = {
    {0x12'3456, 7}, {0x12'3456, 9}, {0x12'3457, 0}, {0xff'ffff'ffff, 300}};

TEST(IndexCodecTest, WritesTheExampleOfTheFormatPage) {
  EXPECT_EQ(core::ToHex(server::SerializeIndexBlock(5, kEntries)),
            "020805000000040000005634120000000000000000000000000000000000000000000100"
            "000000000000a9cbedffff0000000700000009000000000000002c010000d383e8d5");
}

TEST(IndexCodecTest, ReadsWhatItWrote) {
  std::mt19937_64 engine(2);
  for (const auto& [count, shift] : {std::pair<size_t, int>{1, 0},
                                     {2, 0},
                                     {2, 40},
                                     {server::kEntriesPerBlock, 0},
                                     {server::kEntriesPerBlock, 32},
                                     {server::kMaxEntriesPerBlock, 30}}) {
    std::vector<IndexEntry> entries;
    for (size_t i = 0; i < count; ++i) {
      entries.push_back({engine() >> shift, static_cast<uint32_t>(engine())});
    }
    std::sort(entries.begin(), entries.end());
    entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
    std::vector<IndexEntry> read = {{1, 1}};
    EXPECT_THAT(server::ParseIndexBlock(server::SerializeIndexBlock(UINT32_MAX, entries), read),
                IsOkAndHolds(UINT32_MAX));
    read.erase(read.begin());
    EXPECT_THAT(read, ElementsAreArray(entries));
  }
}

TEST(IndexCodecTest, FindsEveryFlippedBitAndEveryCutOfABlock) {
  const core::Bytes bytes = server::SerializeIndexBlock(5, kEntries);
  std::vector<IndexEntry> read;
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    core::Bytes damaged = bytes;
    damaged[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
    EXPECT_THAT(server::ParseIndexBlock(damaged, read), StatusIs(absl::StatusCode::kDataLoss, _));
  }
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(server::ParseIndexBlock(core::ByteView(bytes).first(size), read),
                StatusIs(absl::StatusCode::kDataLoss, _));
  }
  EXPECT_THAT(read, IsEmpty());
}

// A block of these bytes with a checksum that fits.
core::Bytes Block(std::vector<int> body) {
  core::Bytes bytes;
  for (const int byte : body) bytes.push_back(static_cast<std::byte>(byte));
  core::AppendLittleEndian(bytes, core::Crc32c(bytes));
  return bytes;
}

TEST(IndexCodecTest, RefusesBlocksThatNobodyWrites) {
  std::vector<IndexEntry> read;
  // Version, bytes of a key, number 0, so many entries, first key 9.
  const auto block = [](int version, int key_bytes, int count, std::vector<int> rest) {
    std::vector<int> body = {version, key_bytes, 0, 0, 0, 0, count, 0, 0,
                             0,       9,         0, 0, 0, 0, 0,     0, 0};
    body.insert(body.end(), rest.begin(), rest.end());
    return Block(body);
  };
  ASSERT_OK(server::ParseIndexBlock(block(2, 4, 1, {0, 0, 0, 0, 5, 0, 0, 0}), read));
  ASSERT_OK(server::ParseIndexBlock(
      block(2, 4, 2, {0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0}), read));
  const std::vector<std::pair<std::string, core::Bytes>> cases = {
      {"another version", block(1, 4, 1, {0, 0, 0, 0, 5, 0, 0, 0})},
      {"no entries", block(2, 4, 0, {})},
      {"an entry twice", block(2, 4, 2, {0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 5, 0, 0, 0})},
      {"keys that descend", block(2, 4, 3, {0, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0,  //
                                            5, 0, 0, 0, 5, 0, 0, 0, 5, 0, 0, 0})},
      {"another first key", block(2, 4, 1, {1, 0, 0, 0, 5, 0, 0, 0})},
      {"more than said", block(2, 4, 1, {0, 0, 0, 0, 5, 0, 0, 0, 0})},
      {"less than said", block(2, 4, 2, {0, 0, 0, 0, 5, 0, 0, 0})},
      {"keys of a width that nobody writes", block(2, 2, 1, {0, 0, 5, 0, 0, 0})},
      {"keys wider than need be", block(2, 8, 1, {0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0})}};
  for (const auto& [what, bytes] : cases) {
    EXPECT_THAT(server::ParseIndexBlock(bytes, read), StatusIs(absl::StatusCode::kDataLoss, _))
        << what;
  }
}

server::IndexHead Head() {
  server::IndexHead head;
  head.profile_digest[3] = std::byte{7};
  head.fitted_run = 4;
  head.link_count = 12;
  head.model.threshold = -1'500;
  head.model.duplicate_parties = 2;
  head.model.counted_row_counts = {10, 20};
  head.model.shape = {.columns = {{.equal_segments = {0}, .sampled_bits = {}},
                                  {.equal_segments = {0}, .sampled_bits = {65, 70}},
                                  {.equal_segments = {}, .sampled_bits = {}, .holder_key = 1}},
                      .party_count = 2,
                      .segment_count = 2};
  for (int s = 0; s < 2; ++s) {
    core::SegmentParameters& segment = head.model.model.segments.emplace_back();
    segment.m.fill(0.25);
    segment.u.fill(1e-9);
    head.model.model.chances.push_back(0.125 * s);
  }
  head.model.party_pairs = {{.left_party = 0,
                             .right_party = 1,
                             .prior_weight = -9'000,
                             .columns = {{.column = 2, .largest = {3, 4}}}}};
  server::IndexPiece piece{.run_number = 4, .row_counts = {10, 20}, .lists = {}};
  piece.lists.resize(head.model.shape.list_count());
  piece.lists[1] = {.entry_count = 9, .block_count = 1, .last = {5, 6}};
  head.pieces = {piece, piece};
  head.pieces[1].run_number = 6;
  return head;
}

TEST(IndexCodecTest, KeepsAHead) {
  const server::IndexHead head = Head();
  ASSERT_OK_AND_ASSIGN(const server::IndexHead read,
                       server::ParseIndexHead(server::SerializeIndexHead(head)));
  EXPECT_EQ(read.profile_digest, head.profile_digest);
  EXPECT_EQ(read.fitted_run, 4U);
  EXPECT_EQ(read.link_count, 12U);
  EXPECT_EQ(read.model.model.segments, head.model.model.segments);
  EXPECT_EQ(read.model.model.chances, head.model.model.chances);
  EXPECT_EQ(read.model.threshold, -1'500);
  EXPECT_EQ(read.model.duplicate_parties, 2U);
  EXPECT_EQ(read.model.counted_row_counts, head.model.counted_row_counts);
  EXPECT_EQ(read.model.shape, head.model.shape);
  EXPECT_EQ(read.model.party_pairs, head.model.party_pairs);
  EXPECT_EQ(read.pieces, head.pieces);
}

TEST(IndexCodecTest, RefusesAHeadThatIsDamagedOrDoesNotFitItself) {
  const core::Bytes bytes = server::SerializeIndexHead(Head());
  for (size_t at = 0; at < bytes.size(); ++at) {
    core::Bytes damaged = bytes;
    damaged[at] ^= std::byte{16};
    EXPECT_THAT(server::ParseIndexHead(damaged), StatusIs(absl::StatusCode::kDataLoss, _));
  }
  server::IndexHead odd = Head();
  odd.model.party_pairs[0].columns[0].column = 3;
  EXPECT_THAT(server::ParseIndexHead(server::SerializeIndexHead(odd)),
              StatusIs(absl::StatusCode::kDataLoss, _));
  odd = Head();
  odd.pieces[0].lists.pop_back();
  EXPECT_THAT(server::ParseIndexHead(server::SerializeIndexHead(odd)),
              StatusIs(absl::StatusCode::kDataLoss, _));
  core::Bytes newer = bytes;
  newer[1] = std::byte{9};
  newer.resize(newer.size() - 4);
  core::AppendLittleEndian(newer, core::Crc32c(newer));
  EXPECT_THAT(server::ParseIndexHead(newer), StatusIs(absl::StatusCode::kFailedPrecondition, _));
}

TEST(IndexCodecTest, KeepsAcceptedPairs) {
  const std::vector<core::ScoredPair> pairs = {{.left = {0, 5}, .right = {1, 70'000}, .score = -3},
                                               {.left = {0, 5}, .right = {30, 0}, .score = 60'000}};
  const core::Bytes bytes = server::SerializeLinks(pairs);
  std::vector<core::ScoredPair> read;
  ASSERT_OK(server::ParseLinks(bytes, read));
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[1].right, pairs[1].right);
  EXPECT_EQ(read[0].score, -3);
  // They follow those that were read before.
  EXPECT_THAT(server::ParseLinks(bytes, read), StatusIs(absl::StatusCode::kDataLoss, _));
}

}  // namespace
}  // namespace ieum::testing
