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

TEST(RecordCodecTest, KeepsWhatWasAskedOfARun) {
  const server::RunKey key = {.project_number = 3, .run_number = 4};
  server::RunRecord run{};
  run.key = key;
  run.state = server::RunState::kQueued;
  run.memory_bytes = int64_t{4} << 30;
  for (const server::ModelWishes& wishes :
       {server::ModelWishes{}, server::ModelWishes{.match_weight = 0},
        server::ModelWishes{.match_weight = -12'345, .exhaustive = true},
        server::ModelWishes{.precision = 990'000, .min_completeness = 999'999, .optimal = true}}) {
    run.wishes = wishes;
    ASSERT_OK_AND_ASSIGN(const server::RunRecord found,
                         server::ParseRun(server::SerializeRun(run), key));
    EXPECT_TRUE(found.wishes == wishes);
    EXPECT_EQ(found.memory_bytes, run.memory_bytes);
  }
}

TEST(RecordCodecTest, WritesARunAsTheFormatPageSays) {
  server::RunRecord run{};
  run.state = server::RunState::kQueued;
  run.created = absl::UnixEpoch();
  run.duplicate_holders = 2;
  run.wishes = {.match_weight = -1,
                .precision = 1,
                .exhaustive = true,
                .min_completeness = 2,
                .optimal = true};
  run.memory_bytes = 3;
  const core::Bytes bytes = server::SerializeRun(run);
  EXPECT_EQ(core::ToHex(core::ByteView(bytes).first(bytes.size() - 4)),
            "01"  // version
            "01"
            "00000000"
            "02"
            "02000000"
            "01000000"
            "00"
            "01"
            "ffffffff"
            "01000000"
            "01"
            "02000000"
            "01"
            "0300000000000000"
            "0000000000000000"
            "00000000"
            "00");
}

TEST(RecordCodecTest, KeepsMatchReportsAsTheyAre) {
  const server::MatchDocuments documents = {.text = "text\n",
                                            .json = "{}",
                                            .english_page = "<html lang=\"en\">",
                                            .korean_page = "결합 결과 보고서"};
  const core::Bytes bytes = server::SerializeMatchDocuments(documents);
  ASSERT_OK_AND_ASSIGN(const server::MatchDocuments found, server::ParseMatchDocuments(bytes));
  EXPECT_EQ(found.text, documents.text);
  EXPECT_EQ(found.json, documents.json);
  EXPECT_EQ(found.english_page, documents.english_page);
  EXPECT_EQ(found.korean_page, documents.korean_page);
  EXPECT_THAT(server::ParseMatchDocuments(core::ByteView(bytes).first(bytes.size() - 1)),
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
