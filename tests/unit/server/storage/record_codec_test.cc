#include "ieum/server/storage/record_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ieum/server/storage/keys.h"
#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

using ::testing::_;

server::SubmissionRecord ExampleSubmission() {
  server::SubmissionRecord record{
      .id = {}, .state = server::SubmissionState::kOpen, .next_sequence = 2, .row_count = 4'196};
  for (size_t i = 0; i < record.id.size(); ++i) record.id[i] = static_cast<std::byte>(i);
  return record;
}

TEST(RecordCodecTest, WritesTheExampleOfTheFormatPage) {
  EXPECT_EQ(core::ToHex(server::SerializeSubmission(ExampleSubmission())),
            "01000102030405060708090a0b0c0d0e0f010200000064100000000000002bcc5354");
}

TEST(RecordCodecTest, FindsEveryFlippedBitAndEveryCut) {
  const core::Bytes bytes = server::SerializeSubmission(ExampleSubmission());
  ASSERT_OK(server::ParseSubmission(bytes, 1));
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    core::Bytes damaged = bytes;
    damaged[bit / 8] ^= static_cast<std::byte>(1 << (bit % 8));
    EXPECT_THAT(server::ParseSubmission(damaged, 1), StatusIs(absl::StatusCode::kDataLoss, _));
  }
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(server::ParseSubmission(core::ByteView(bytes).first(size), 1),
                StatusIs(absl::StatusCode::kDataLoss, _));
  }
}

// With a checksum that fits, so only the fields themselves are wrong.
core::Bytes WithChecksum(core::Bytes body) {
  core::AppendLittleEndian(body, core::Crc32c(body));
  return body;
}

TEST(RecordCodecTest, RefusesFieldsThatDoNotFit) {
  core::Bytes body = server::SerializeSubmission(ExampleSubmission());
  body.resize(body.size() - 4);
  core::Bytes longer = body;
  longer.push_back(std::byte{0});
  EXPECT_THAT(server::ParseSubmission(WithChecksum(longer), 1),
              StatusIs(absl::StatusCode::kDataLoss, _));
  core::Bytes newer = body;
  newer[0] = std::byte{2};
  EXPECT_THAT(server::ParseSubmission(WithChecksum(newer), 1),
              StatusIs(absl::StatusCode::kFailedPrecondition, _));
  // A text that claims to be longer than the record.
  EXPECT_THAT(server::ParseProject(WithChecksum({std::byte{1}, std::byte{255}, std::byte{255},
                                                 std::byte{255}, std::byte{255}}),
                                   1),
              StatusIs(absl::StatusCode::kDataLoss, _));
}

TEST(RecordCodecTest, RefusesAResultChunkOfHalfIds) {
  EXPECT_THAT(server::ParseResultChunk(server::SerializeResultChunk(core::Bytes(24))),
              StatusIs(absl::StatusCode::kDataLoss, _));
}

TEST(KeysTest, SortAsTheirNumbers) {
  EXPECT_EQ(server::MakeKey({1, 0x01020304}), std::string("\0\0\0\1\1\2\3\4", 8));
  EXPECT_LT(server::MakeKey({1, 255}), server::MakeKey({1, 256}));
  EXPECT_LT(server::MakeKey({1, 0xffffffff}), server::MakeKey({2, 0}));
  EXPECT_EQ(server::KeyPart(server::MakeKey({7, 0xfffffffe}), 1), 0xfffffffeU);
}

TEST(StatesTest, OnlyListedMovesHappen) {
  using server::After;
  using enum server::ProjectState;
  using server::ProjectEvent;
  EXPECT_THAT(After(kOpen, ProjectEvent::kSeal), IsOkAndHolds(kSealed));
  EXPECT_THAT(After(kSealed, ProjectEvent::kRunSucceeded), IsOkAndHolds(kMatched));
  EXPECT_THAT(After(kMatched, ProjectEvent::kStartRun), IsOkAndHolds(kMatched));
  EXPECT_THAT(After(kMatched, ProjectEvent::kReopen), IsOkAndHolds(kOpen));
  EXPECT_THAT(After(kSealed, ProjectEvent::kReopen), IsOkAndHolds(kOpen));
  for (const auto event :
       {ProjectEvent::kStartRun, ProjectEvent::kRunSucceeded, ProjectEvent::kReopen}) {
    EXPECT_THAT(After(kOpen, event), StatusIs(absl::StatusCode::kFailedPrecondition, _));
  }
  for (const auto state : {kSealed, kMatched}) {
    EXPECT_THAT(After(state, ProjectEvent::kChangeSubmission),
                StatusIs(absl::StatusCode::kFailedPrecondition, _));
  }
  EXPECT_THAT(After(server::RunState::kSucceeded, server::RunEvent::kFail),
              StatusIs(absl::StatusCode::kFailedPrecondition, _));
}

}  // namespace
}  // namespace ieum::testing
