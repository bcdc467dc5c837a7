#include "ieum/client/batch/batch_encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "ieum/client/encode/record_encoder.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kProfile[] = R"({
  "profile": "batch-test", "version": 1, "unicode": "15.0", "icu": "72.1",
  "preset": "plain", "threshold": 8000,
  "segments": [{"name": "all", "bits": 256, "weight": 1,
                "hardening": {"method": "diffusion", "filter_bits": 192, "xor_count": 3}}],
  "fields": [
    {"name": "name", "segment": "all", "normalizer": "latin_name", "tokenizer": "bigrams",
     "bits_per_token": 4},
    {"name": "birth", "segment": "all", "normalizer": "date", "tokenizer": "date_components",
     "bits_per_token": 4}
  ],
  "blocking_keys": [
    {"name": "exact", "method": "exact", "fields": ["name", "birth"]},
    {"name": "bands", "method": "minhash", "fields": ["name"], "bands": 2, "rows": 2}
  ]})";
constexpr size_t kBlockingKeys = 3;

struct Outcome {
  absl::StatusOr<int64_t> status = int64_t{0};
  std::vector<std::string> row_ids;
  std::vector<std::string> truths;
  core::Bytes encodings;
  std::vector<uint64_t> blocking_keys;
  InputReport report;
};

class BatchEncoderTest : public ::testing::Test {
 protected:
  BatchEncoderTest() : random_(7), secret_(HolderSecret::Generate(random_)) {}

  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(EncodingProfile profile, EncodingProfile::FromJson(kProfile));
    profile_ = std::make_unique<EncodingProfile>(std::move(profile));
  }

  // `row_count` persons; rows in `bad_dates` have a date that the encoder refuses.
  std::string WriteFile(int row_count, const std::vector<int>& bad_dates) {
    std::string text = "row_id,entity,name,birth\n";
    for (int row = 1; row <= row_count; ++row) {
      const bool bad = std::find(bad_dates.begin(), bad_dates.end(), row) != bad_dates.end();
      text += absl::StrFormat("r%d,e%d,person %c%c,%s\n", row, row % 10, 'a' + row % 26,
                              'a' + row / 26 % 26, bad ? "19771399" : "19770101");
    }
    return folder_.Write("in.csv", text);
  }

  Outcome Encode(const std::string& path, int thread_count, bool skip_invalid,
                 std::stop_token stop = {}, int rows_per_batch = 3) {
    RecordReaderOptions input;
    input.path = path;
    input.truth_column = "entity";
    input.skip_invalid = skip_invalid;
    Outcome outcome;
    auto reader = RecordReader::Open(*profile_, input);
    EXPECT_OK(reader);
    if (!reader.ok()) return outcome;
    const auto project = core::ProjectId::Parse("test");
    BatchEncoderOptions options;
    options.thread_count = thread_count;
    options.rows_per_batch = rows_per_batch;
    options.sample = sample_;
    outcome.status = EncodeAll(
        **reader, *profile_, secret_, *project, options,
        [&outcome](const EncodedBatch& batch) {
          for (int64_t i = 0; i < batch.row_ids.size(); ++i) {
            outcome.row_ids.emplace_back(batch.row_ids[i]);
            outcome.truths.emplace_back(batch.truths[i]);
          }
          outcome.encodings.insert(outcome.encodings.end(), batch.encodings.begin(),
                                   batch.encodings.end());
          outcome.blocking_keys.insert(outcome.blocking_keys.end(), batch.blocking_keys.begin(),
                                       batch.blocking_keys.end());
          return absl::OkStatus();
        },
        nullptr, std::move(stop));
    outcome.report = (*reader)->report();
    return outcome;
  }

  testing::TempDir folder_;
  testing::SeededRandom random_;
  HolderSecret secret_;
  std::unique_ptr<EncodingProfile> profile_;
  const MockSample* sample_ = nullptr;
};

TEST_F(BatchEncoderTest, HandsOverEveryRowInFileOrderOnAnyNumberOfThreads) {
  constexpr int kRows = 1000;
  const std::string path = WriteFile(kRows, {});
  const Outcome single = Encode(path, 1, false);
  ASSERT_OK(single.status);
  EXPECT_EQ(*single.status, kRows);
  ASSERT_EQ(single.row_ids.size(), size_t{kRows});
  for (int row = 1; row <= kRows; ++row) {
    ASSERT_EQ(single.row_ids[static_cast<size_t>(row) - 1], absl::StrFormat("r%d", row));
  }
  EXPECT_EQ(single.truths[11], "e2");
  for (const int thread_count : {2, 3, 8}) {
    const Outcome several = Encode(path, thread_count, false);
    EXPECT_OK(several.status);
    EXPECT_EQ(several.row_ids, single.row_ids);
    EXPECT_EQ(several.encodings, single.encodings) << thread_count << " threads";
  }
}

TEST_F(BatchEncoderTest, LeavesOutWhatIsOutsideTheSample) {
  std::string text = "row_id,entity,name,birth\n";
  for (int row = 1; row <= 300; ++row) {
    text += absl::StrFormat("r%d,e,person,1977%02d%02d\n", row, 1 + row % 12, 1 + row % 28);
  }
  const std::string path = folder_.Write("in.csv", text);
  const Outcome all = Encode(path, 2, false);
  ASSERT_OK_AND_ASSIGN(const core::ProjectId project, core::ProjectId::Parse("test"));
  ASSERT_OK_AND_ASSIGN(const MockSample sample,
                       MockSample::Create(*profile_, secret_, project, "birth", 100));
  sample_ = &sample;
  const Outcome some = Encode(path, 1, false);
  ASSERT_OK(some.status);
  EXPECT_GT(*some.status, 0);
  EXPECT_LT(*some.status, 150);
  EXPECT_EQ(some.report.row_count, 300);
  EXPECT_EQ(Encode(path, 3, false, {}, 1).row_ids, some.row_ids);
  // The rows that are in it are encoded as ever.
  const size_t row_bytes = all.encodings.size() / 300;
  for (size_t i = 0; i < some.row_ids.size(); ++i) {
    const size_t row = std::stoul(some.row_ids[i].substr(1)) - 1;
    EXPECT_TRUE(std::equal(some.encodings.begin() + static_cast<int64_t>(i * row_bytes),
                           some.encodings.begin() + static_cast<int64_t>((i + 1) * row_bytes),
                           all.encodings.begin() + static_cast<int64_t>(row * row_bytes)));
  }
}

TEST_F(BatchEncoderTest, EncodesAsTheRecordEncoderDoes) {
  const Outcome outcome = Encode(WriteFile(1, {}), 1, false);
  ASSERT_OK_AND_ASSIGN(const core::ProjectId project, core::ProjectId::Parse("test"));
  ASSERT_OK_AND_ASSIGN(const auto encoder, RecordEncoder::Create(*profile_, secret_, project));
  std::vector<uint64_t> row(4);
  std::vector<uint64_t> keys(kBlockingKeys);
  const std::vector<std::string_view> values = {"person ba", "19770101"};
  ASSERT_OK(encoder->Encode(values, row, keys));
  const auto expected = std::as_bytes(std::span(row));
  EXPECT_EQ(outcome.encodings, core::Bytes(expected.begin(), expected.end()));
  EXPECT_EQ(outcome.blocking_keys, keys);
}

TEST_F(BatchEncoderTest, NeitherThreadsNorBatchSizesChangeAByte) {
  constexpr int kRows = 700;
  const std::string path = WriteFile(kRows, {1, 2, 255, 256, 257, 512, 699, kRows});
  const Outcome single = Encode(path, 1, true);
  ASSERT_OK(single.status);
  ASSERT_EQ(single.blocking_keys.size(), (kRows - 8) * kBlockingKeys);
  for (const int thread_count : {1, 2, 7}) {
    for (const int rows_per_batch : {7, 300, 1024}) {
      const Outcome other = Encode(path, thread_count, true, {}, rows_per_batch);
      EXPECT_OK(other.status);
      EXPECT_EQ(other.row_ids, single.row_ids);
      EXPECT_EQ(other.encodings, single.encodings)
          << thread_count << " threads, batches of " << rows_per_batch;
      EXPECT_EQ(other.blocking_keys, single.blocking_keys)
          << thread_count << " threads, batches of " << rows_per_batch;
      EXPECT_EQ(other.report.examples, single.report.examples);
    }
  }
}

TEST_F(BatchEncoderTest, NamesTheFirstBadRowWhicheverThreadFindsIt) {
  const std::string path = WriteFile(400, {395, 211, 212, 17});
  for (const int thread_count : {1, 2, 8}) {
    EXPECT_THAT(
        Encode(path, thread_count, false).status,
        StatusIs(absl::StatusCode::kInvalidArgument,
                 AllOf(HasSubstr("row 17"), HasSubstr("'birth'"), Not(HasSubstr("19771399")))));
  }
}

TEST_F(BatchEncoderTest, ARowTheReaderRefusesLaterDoesNotHideAnEarlierBadRow) {
  const std::string path = folder_.Write("in.csv",
                                         "row_id,entity,name,birth\n"
                                         "1,e,ann,19770101\n2,e,bob,19771399\n3,e,too,few\n4,e\n");
  for (const int thread_count : {1, 4}) {
    EXPECT_THAT(Encode(path, thread_count, false).status,
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("row 2")));
  }
}

TEST_F(BatchEncoderTest, ReportsTheReadersOwnRefusal) {
  const std::string path =
      folder_.Write("in.csv", "row_id,entity,name,birth\n1,e,ann,19770101\n2,e\n");
  EXPECT_THAT(Encode(path, 2, false).status,
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("row 2")));
}

TEST_F(BatchEncoderTest, LeavesOutBadRowsAndCountsThemWhenAsked) {
  constexpr int kRows = 1000;
  const std::string path = WriteFile(kRows, {1, 500, 501, kRows});
  const Outcome single = Encode(path, 1, true);
  ASSERT_OK(single.status);
  EXPECT_EQ(*single.status, kRows - 4);
  EXPECT_EQ(single.row_ids.front(), "r2");
  EXPECT_EQ(single.row_ids.back(), "r999");
  EXPECT_EQ(single.report.invalid_count, 4);
  EXPECT_EQ(single.report.row_count, kRows - 4);
  EXPECT_THAT(single.report.examples, ElementsAre(HasSubstr("row 1:"), HasSubstr("row 500:"),
                                                  HasSubstr("row 501:"), HasSubstr("row 1000:")));
  ASSERT_EQ(single.report.invalid_by_rule.size(), 1u);
  EXPECT_EQ(single.report.invalid_by_rule.begin()->second, 4);
  const Outcome several = Encode(path, 8, true);
  EXPECT_EQ(several.encodings, single.encodings);
  EXPECT_EQ(several.report.examples, single.report.examples);
}

TEST_F(BatchEncoderTest, StopsWhenAsked) {
  std::stop_source source;
  source.request_stop();
  EXPECT_THAT(Encode(WriteFile(10, {}), 2, false, source.get_token()).status,
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("stopped")));
}

TEST_F(BatchEncoderTest, EndsWithTheErrorOfTheReceiver) {
  RecordReaderOptions input;
  input.path = WriteFile(1000, {});
  ASSERT_OK_AND_ASSIGN(const auto reader, RecordReader::Open(*profile_, input));
  ASSERT_OK_AND_ASSIGN(const core::ProjectId project, core::ProjectId::Parse("test"));
  BatchEncoderOptions options;
  options.thread_count = 3;
  options.rows_per_batch = 10;
  int calls = 0;
  const auto status =
      EncodeAll(*reader, *profile_, secret_, project, options,
                [&calls](const EncodedBatch&) {
                  return ++calls < 3 ? absl::OkStatus() : absl::ResourceExhaustedError("disk full");
                },
                nullptr, {});
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("disk full")));
  EXPECT_EQ(calls, 3);
}

}  // namespace
}  // namespace ieum::client
