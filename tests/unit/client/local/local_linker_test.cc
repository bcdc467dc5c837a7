#include "ieum/client/local/local_linker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <zlib.h>

#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_format.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/hkdf.h"
#include "ieum/core/base/hmac.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;

constexpr char kProfile[] = R"({
  "profile": "local-test", "version": 1, "unicode": "15.0", "icu": "72.1",
  "preset": "plain", "threshold": 8000,
  "segments": [{"name": "all", "bits": 512, "weight": 1}],
  "fields": [
    {"name": "name", "segment": "all", "normalizer": "latin_name", "tokenizer": "bigrams",
     "bits_per_token": 8},
    {"name": "birth", "segment": "all", "normalizer": "date", "tokenizer": "date_components",
     "bits_per_token": 4}
  ]})";

constexpr char kA[] =
    "row_id,name,birth,person\n"
    "a1,margaret hamilton,19360817,1\n"
    "a2,grace hopper,19061209,2\n"
    "a3,nobody else,19500505,3\n";
constexpr char kB[] =
    "row_id,name,birth,person\n"
    "b1,grace hoper,19061209,2\n"
    "b2,somebody different,19810101,4\n"
    "b3,margaret hamiltom,19360817,1\n";

class LocalLinkerTest : public ::testing::Test {
 protected:
  LocalLinkerTest() : random_(3), secret_(HolderSecret::Generate(random_)) {}

  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(EncodingProfile profile, EncodingProfile::FromJson(kProfile));
    profile_ = std::make_unique<EncodingProfile>(std::move(profile));
  }

  LocalLinkOptions Options(const std::vector<std::string>& contents) {
    LocalLinkOptions options;
    // A model cannot be fitted to three rows.
    options.scoring = LinkScoring::kProfile;
    for (const std::string& content : contents) {
      const std::string label(1, static_cast<char>('a' + options.labels.size()));
      RecordReaderOptions& input = options.inputs.emplace_back();
      input.path = folder_.Write(label + ".csv", content);
      input.truth_column = "person";
      options.labels.push_back(label);
    }
    return options;
  }

  testing::TempDir folder_;
  testing::SeededRandom random_;
  HolderSecret secret_;
  std::unique_ptr<EncodingProfile> profile_;
};

TEST_F(LocalLinkerTest, FindsThePersonsOfBothFilesDespiteTypingErrors) {
  ASSERT_OK_AND_ASSIGN(const LocalLinkage linkage,
                       LinkLocally(*profile_, secret_, Options({kA, kB}), nullptr, {}));
  ASSERT_EQ(linkage.datasets.size(), 2u);
  EXPECT_EQ(linkage.datasets[1].row_ids[2], "b3");
  EXPECT_EQ(linkage.datasets[1].truths[2], "1");
  EXPECT_EQ(linkage.matching.entity_count, 4);
  EXPECT_EQ(linkage.matching.linked_entity_count, 2);
  EXPECT_EQ(linkage.matching.compared_pair_count, 9);
  const auto& entities = linkage.matching.entities;
  EXPECT_EQ(entities[0][0], entities[1][2]);
  EXPECT_EQ(entities[0][1], entities[1][0]);
}

TEST_F(LocalLinkerTest, LimitedMemoryChangesNothing) {
  for (const LinkScoring scoring : {LinkScoring::kModel, LinkScoring::kProfile}) {
    LocalLinkOptions options = Options({kA, kB});
    options.scoring = scoring;
    ASSERT_OK_AND_ASSIGN(const LocalLinkage free,
                         LinkLocally(*profile_, secret_, options, nullptr, {}));
    options.memory_bytes = 1;  // everything leaves memory again and again
    options.spill_folder = ::testing::TempDir();
    ASSERT_OK_AND_ASSIGN(const LocalLinkage limited,
                         LinkLocally(*profile_, secret_, options, nullptr, {}));
    EXPECT_EQ(limited.matching.entities, free.matching.entities);
  }
}

TEST_F(LocalLinkerTest, SaysWhereThereIsNoRoomForEncodings) {
  LocalLinkOptions options = Options({kA, kB});
  options.memory_bytes = int64_t{1} << 30;
  options.spill_folder = "/nowhere/at/all";
  EXPECT_THAT(LinkLocally(*profile_, secret_, options, nullptr, {}).status(),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/nowhere/at/all")));
}

TEST_F(LocalLinkerTest, EveryRowHasAJointKeyAndLinkedRowsShareIt) {
  ASSERT_OK_AND_ASSIGN(const LocalLinkage linkage,
                       LinkLocally(*profile_, secret_, Options({kA, kB}), nullptr, {}));
  ASSERT_OK_AND_ASSIGN(const auto keys, InHouseJointKeys(linkage, secret_));
  ASSERT_EQ(keys.size(), 4u);
  EXPECT_EQ(std::set<core::JointKey>(keys.begin(), keys.end()).size(), 4u);
  ASSERT_OK_AND_ASSIGN(const LocalLinkage again,
                       LinkLocally(*profile_, secret_, Options({kA, kB}), nullptr, {}));
  ASSERT_OK_AND_ASSIGN(const auto same_keys, InHouseJointKeys(again, secret_));
  EXPECT_EQ(keys, same_keys);
}

TEST_F(LocalLinkerTest, JointKeysFollowTheDocumentedDerivation) {
  ASSERT_OK_AND_ASSIGN(const LocalLinkage linkage,
                       LinkLocally(*profile_, secret_, Options({kA, kB}), nullptr, {}));
  ASSERT_OK_AND_ASSIGN(const auto keys, InHouseJointKeys(linkage, secret_));
  const core::SecretBytes joint_secret = core::HkdfSha256(
      secret_.bytes, core::AsBytes("in-house"), core::AsBytes("ieum/v1/in-house joint secret"), 32);
  using std::string_literals::operator""s;
  // b2 is alone, so it is the first row of its entity.
  const core::Sha256Digest digest = core::Sha256(core::AsBytes("ieum in-house entityb\0b2"s));
  const core::Sha256Digest tag =
      core::HmacSha256(joint_secret.view()).Tag(std::span(digest).first<16>());
  std::array<std::byte, 16> expected;
  std::copy_n(tag.begin(), expected.size(), expected.begin());
  EXPECT_EQ(keys[linkage.matching.entities[1][1]], core::JointKey(expected));
}

TEST_F(LocalLinkerTest, AnotherSecretGivesOtherKeysForTheSamePersons) {
  const HolderSecret other = HolderSecret::Generate(random_);
  ASSERT_OK_AND_ASSIGN(const LocalLinkage linkage,
                       LinkLocally(*profile_, other, Options({kA, kB}), nullptr, {}));
  EXPECT_EQ(linkage.matching.linked_entity_count, 2);
  ASSERT_OK_AND_ASSIGN(const auto keys, InHouseJointKeys(linkage, secret_));
  ASSERT_OK_AND_ASSIGN(const auto other_keys, InHouseJointKeys(linkage, other));
  EXPECT_NE(keys[0], other_keys[0]);
}

TEST_F(LocalLinkerTest, TheNumberOfThreadsChangesNothing) {
  LocalLinkOptions options = Options({kA, kB, kA});
  ASSERT_OK_AND_ASSIGN(const LocalLinkage single,
                       LinkLocally(*profile_, secret_, options, nullptr, {}));
  options.thread_count = 4;
  ASSERT_OK_AND_ASSIGN(const LocalLinkage several,
                       LinkLocally(*profile_, secret_, options, nullptr, {}));
  EXPECT_EQ(single.matching.entities, several.matching.entities);
}

TEST_F(LocalLinkerTest, TheThresholdOfTheOptionsCounts) {
  LocalLinkOptions options = Options({kA, kB});
  options.threshold_basis_points = 10'000;
  ASSERT_OK_AND_ASSIGN(const LocalLinkage linkage,
                       LinkLocally(*profile_, secret_, options, nullptr, {}));
  EXPECT_EQ(linkage.matching.linked_entity_count, 0);
  EXPECT_EQ(linkage.matching.entity_count, 6);
}

TEST_F(LocalLinkerTest, RowsWithLineBreaksInQuotesHaveRoom) {
  const std::string broken =
      "row_id,name,birth,person\na1,\"margaret\n\nhamilton\",19360817,1\na2,grace "
      "hopper,19061209,2";
  ASSERT_OK_AND_ASSIGN(const LocalLinkage linkage,
                       LinkLocally(*profile_, secret_, Options({broken, kB}), nullptr, {}));
  EXPECT_EQ(linkage.datasets[0].row_ids.size(), 2);
  EXPECT_EQ(linkage.matching.linked_entity_count, 2);
}

TEST_F(LocalLinkerTest, FilesThatCannotBeCountedBeforeReadTheSame) {
  std::string many = "row_id,name,birth,person\n";
  for (int i = 0; i < 2'500; ++i) {
    absl::StrAppendFormat(&many, "a%d,name %d of many,%d,\n", i, i * 7919, 19500101 + i % 28);
  }
  LocalLinkOptions options = Options({many, kB});
  ASSERT_OK_AND_ASSIGN(const LocalLinkage from_file,
                       LinkLocally(*profile_, secret_, options, nullptr, {}));
  options.inputs[0].path = folder_.File("pipe.csv");
  ASSERT_EQ(::mkfifo(options.inputs[0].path.c_str(), 0600), 0);
  std::jthread writer([&] { std::ofstream(options.inputs[0].path) << many; });
  ASSERT_OK_AND_ASSIGN(const LocalLinkage from_pipe,
                       LinkLocally(*profile_, secret_, options, nullptr, {}));
  EXPECT_EQ(from_pipe.matching.entities, from_file.matching.entities);
  EXPECT_EQ(from_pipe.datasets[0].row_ids.size(), 2'500);
}

TEST_F(LocalLinkerTest, CompressedFilesReadTheSameAndAreDescribed) {
  LocalLinkOptions options = Options({kA, kB});
  ASSERT_OK_AND_ASSIGN(const LocalLinkage plain,
                       LinkLocally(*profile_, secret_, options, nullptr, {}));
  gzFile file = gzopen(options.inputs[0].path.c_str(), "wb");
  ASSERT_EQ(gzwrite(file, kA, sizeof(kA) - 1), static_cast<int>(sizeof(kA) - 1));
  ASSERT_EQ(gzclose(file), Z_OK);
  ASSERT_OK_AND_ASSIGN(const LocalLinkage packed,
                       LinkLocally(*profile_, secret_, options, nullptr, {}));
  EXPECT_EQ(packed.matching.entities, plain.matching.entities);
  EXPECT_EQ(packed.datasets[0].input.compression, Compression::kGzip);
}

TEST_F(LocalLinkerTest, StandardInputServesOnce) {
  LocalLinkOptions options = Options({kA, kB});
  for (RecordReaderOptions& input : options.inputs) input.path = "-";
  EXPECT_THAT(LinkLocally(*profile_, secret_, options, nullptr, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("standard input")));
}

TEST_F(LocalLinkerTest, NamesDatasetAndRowOfTheFirstBadRow) {
  const std::string bad = "row_id,name,birth,person\nb1,x y,19061209,1\nb2,z,19990231,1\n";
  EXPECT_THAT(LinkLocally(*profile_, secret_, Options({kA, bad}), nullptr, {}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("dataset 'b'"), HasSubstr("row 2"))));
}

TEST_F(LocalLinkerTest, LeavesOutBadRowsWhenAsked) {
  const std::string bad = "row_id,name,birth,person\nb1,grace hopper,19061209,1\nb2,z,19990231,1\n";
  LocalLinkOptions options = Options({kA, bad});
  options.inputs[1].skip_invalid = true;
  ASSERT_OK_AND_ASSIGN(const LocalLinkage linkage,
                       LinkLocally(*profile_, secret_, options, nullptr, {}));
  EXPECT_EQ(linkage.datasets[1].row_ids.size(), 1);
  EXPECT_EQ(linkage.datasets[1].report.invalid_count, 1);
  EXPECT_EQ(linkage.matching.linked_entity_count, 1);
}

TEST_F(LocalLinkerTest, RefusesFewerThanTwoDatasetsAndRepeatedNames) {
  EXPECT_THAT(LinkLocally(*profile_, secret_, Options({kA}), nullptr, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("2 to 31")));
  LocalLinkOptions options = Options({kA, kB});
  options.labels = {"same", "same"};
  EXPECT_THAT(LinkLocally(*profile_, secret_, options, nullptr, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("same name")));
}

TEST_F(LocalLinkerTest, StopsWhenAsked) {
  std::stop_source source;
  source.request_stop();
  EXPECT_THAT(LinkLocally(*profile_, secret_, Options({kA, kB}), nullptr, source.get_token()),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("stopped")));
}

TEST_F(LocalLinkerTest, ReportsProgressOfEveryStage) {
  std::set<std::string> stages;
  ASSERT_OK(LinkLocally(*profile_, secret_, Options({kA, kB}),
                        [&stages](const LocalLinkProgress& now) {
                          EXPECT_LE(now.done, now.total);
                          stages.emplace(now.stage);
                        },
                        {}));
  EXPECT_THAT(stages, Contains("encode a"));
  EXPECT_THAT(stages, Contains("encode b"));
  EXPECT_THAT(stages, Contains("compare"));
}

}  // namespace
}  // namespace ieum::client
