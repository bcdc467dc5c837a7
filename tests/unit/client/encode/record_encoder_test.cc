#include "ieum/client/encode/record_encoder.h"

#include <bit>
#include <nlohmann/json.hpp>

#include "ieum/client/encode/tokens.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client::record_encoder_test {
namespace {

using ::ieum::testing::SeededRandom;
using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kProfile[] = R"({
  "profile": "test", "version": 1, "unicode": "15.0", "icu": "72.1",
  "preset": "plain", "threshold": 8000,
  "segments": [{"name": "name", "bits": 512, "weight": 1}, {"name": "rest", "bits": 64, "weight": 1}],
  "fields": [
    {"name": "given", "segment": "name", "normalizer": "latin_name", "tokenizer": "bigrams",
     "bits_per_token": 10},
    {"name": "family", "segment": "name", "normalizer": "latin_name", "tokenizer": "bigrams",
     "bits_per_token": 10},
    {"name": "birth", "segment": "rest", "normalizer": "date", "tokenizer": "date_components",
     "bits_per_token": 2, "invalid": "missing", "missing_values": ["1900-01-01"]},
    {"name": "code", "segment": "rest", "normalizer": "code", "tokenizer": "whole",
     "bits_per_token": 2}]})";

using Row = std::vector<uint64_t>;
using Values = std::vector<std::string_view>;

// One segment of each hardening, and blocking keys of both methods over fields with and without
// overlap.
constexpr char kHardenedProfile[] = R"({
  "profile": "test", "version": 1, "unicode": "15.0", "icu": "72.1", "preset": "plain",
  "threshold": 8000,
  "segments": [{"name": "name", "bits": 256, "weight": 1,
                "hardening": {"method": "diffusion", "filter_bits": 128, "xor_count": 3}},
               {"name": "rest", "bits": 128, "weight": 1, "hardening": {"method": "balance"}},
               {"name": "bare", "bits": 64, "weight": 1}],
  "fields": [
    {"name": "given", "segment": "name", "normalizer": "latin_name", "tokenizer": "bigrams",
     "bits_per_token": 5},
    {"name": "family", "segment": "name", "normalizer": "latin_name", "tokenizer": "bigrams",
     "bits_per_token": 5},
    {"name": "birth", "segment": "rest", "normalizer": "date", "tokenizer": "date_components",
     "bits_per_token": 2},
    {"name": "code", "segment": "bare", "normalizer": "code", "tokenizer": "whole",
     "bits_per_token": 2}],
  "blocking_keys": [
    {"name": "exact", "method": "exact", "fields": ["family", "birth"]},
    {"name": "names", "method": "minhash", "fields": ["given", "family"], "bands": 4, "rows": 2},
    {"name": "all", "method": "minhash", "fields": ["family", "birth", "code"], "bands": 2,
     "rows": 3}]})";
constexpr size_t kHardenedWords = 7;
constexpr size_t kHardenedKeys = 7;

EncodingProfile HardenedProfile() {
  auto profile = EncodingProfile::FromJson(kHardenedProfile);
  IEUM_CHECK(profile.ok());
  return *std::move(profile);
}

// The profile at the top with one member replaced.
EncodingProfile Profile(std::string_view from = "", std::string_view to = "") {
  std::string json = kProfile;
  if (!from.empty()) json.replace(json.find(from), from.size(), to);
  auto profile = EncodingProfile::FromJson(json);
  IEUM_CHECK(profile.ok());
  return *std::move(profile);
}

HolderSecret Secret(uint64_t seed = 1) {
  SeededRandom random(seed);
  return HolderSecret::Generate(random);
}

std::unique_ptr<RecordEncoder> Encoder(const EncodingProfile& profile, uint64_t seed = 1,
                                       std::string_view project = "demo", int64_t memo = 1 << 10) {
  auto encoder =
      RecordEncoder::Create(profile, Secret(seed), *core::ProjectId::Parse(project), memo);
  IEUM_CHECK(encoder.ok());
  return *std::move(encoder);
}

Row Encode(RecordEncoder& encoder, const Values& values) {
  Row row(9, ~uint64_t{0});
  EXPECT_OK(encoder.Encode(values, row));
  return row;
}

Row Encode(const EncodingProfile& profile, const Values& values) {
  return Encode(*Encoder(profile), values);
}

int BitCount(const Row& row) {
  int count = 0;
  for (const uint64_t word : row) count += std::popcount(word);
  return count;
}

class FrozenVectorsTest : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Files, FrozenVectorsTest,
                         ::testing::Values("encoding.json", "encoding_hardening.json"));

TEST_P(FrozenVectorsTest, AreWhatTheEncoderMakes) {
  const auto vectors =
      nlohmann::json::parse(testing::ReadTestFile(std::string(IEUM_VECTOR_DIR) + "/" + GetParam()));
  ASSERT_OK_AND_ASSIGN(const EncodingProfile profile,
                       EncodingProfile::FromJson(vectors.at("profile").dump()));
  ASSERT_OK_AND_ASSIGN(const core::Bytes secret_bytes,
                       core::FromHex(vectors.at("secret").get<std::string>()));
  const HolderSecret secret{core::SecretBytes::CopyOf(secret_bytes)};
  ASSERT_OK_AND_ASSIGN(const auto project,
                       core::ProjectId::Parse(vectors.at("project").get<std::string>()));
  for (const int64_t memo : {0, 3, 1000}) {
    ASSERT_OK_AND_ASSIGN(const auto encoder, RecordEncoder::Create(profile, secret, project, memo));
    for (int round = 0; round < 2; ++round) {
      for (const auto& person : vectors.at("persons")) {
        const std::vector<std::string> texts = person.at("values");
        const Values values(texts.begin(), texts.end());
        Row row(static_cast<size_t>(profile.header.layout.row_words()));
        std::vector<uint64_t> keys(static_cast<size_t>(profile.header.blocking_key_count));
        ASSERT_OK(encoder->Encode(values, row, keys));
        EXPECT_EQ(core::ToHex(std::as_bytes(std::span(row))), person.at("encoding"))
            << "memo " << memo << ", round " << round << ", " << person.at("values");
        std::vector<std::string> key_texts;
        for (const uint64_t key : keys) key_texts.push_back(absl::StrFormat("%016x", key));
        EXPECT_EQ(key_texts, person.value("blocking_keys", std::vector<std::string>()));
      }
    }
  }
}

TEST(RecordEncoderTest, TokenBytesAgreeWithTheFrozenVectors) {
  const auto vectors =
      nlohmann::json::parse(testing::ReadTestFile(std::string(IEUM_VECTOR_DIR) + "/encoding.json"));
  ASSERT_OK_AND_ASSIGN(const EncodingProfile profile,
                       EncodingProfile::FromJson(vectors.at("profile").dump()));
  for (const auto& sample : vectors.at("tokens")) {
    const std::string value = sample.at("normalized");
    for (size_t i = 0; i < profile.fields.size(); ++i) {
      if (vectors.at("profile").at("fields")[i].at("tokenizer") != sample.at("tokenizer")) continue;
      std::vector<Token> tokens;
      AppendTokens(profile.fields[i].tokenizer, value, tokens);
      ASSERT_EQ(tokens.size(), sample.at("tokens").size());
      core::Bytes bytes(kMaxTokenBytes);
      for (size_t t = 0; t < tokens.size(); ++t) {
        const size_t size = WriteToken(tokens[t], value, bytes);
        EXPECT_EQ(core::ToHex(core::ByteView(bytes).first(size)), sample.at("tokens")[t]);
      }
    }
  }
}

TEST(RecordEncoderTest, EqualNormalisedValuesHaveEqualEncodings) {
  const EncodingProfile profile = Profile();
  EXPECT_EQ(Encode(profile, {"José", "O'Brien", "1980-12-01", "m"}),
            Encode(profile, {" JOSE ", "obrien", "19801201", "M"}));
}

TEST(RecordEncoderTest, EveryPartOfTheKeyChangesTheBits) {
  const Values values = {"maria", "kim", "1980-12-01", "f"};
  const Row row = Encode(Profile(), values);
  EXPECT_EQ(Encode(*Encoder(Profile(), 1), values), row);
  EXPECT_NE(Encode(*Encoder(Profile(), 2), values), row) << "secret";
  EXPECT_NE(Encode(*Encoder(Profile(), 1, "other"), values), row) << "project";
  EXPECT_NE(Encode(Profile("\"version\": 1", "\"version\": 2"), values), row) << "profile";
  const Row given = Encode(Profile(), {"maria", "", "", ""});
  const Row family = Encode(Profile(), {"", "maria", "", ""});
  EXPECT_NE(given, family) << "field";
}

TEST(RecordEncoderTest, MissingValuesLeaveTheirSegmentEmpty) {
  const EncodingProfile profile = Profile();
  EXPECT_THAT(Encode(profile, {"", " ", "\t", "\u3000"}), Each(0U));
  EXPECT_THAT(Encode(profile, {"", "", " 1900-01-01 ", ""}), Each(0U)) << "listed as missing";
  EXPECT_THAT(Encode(profile, {"", "", "1980-13-01", ""}), Each(0U)) << "invalid means missing";
  const Row name_only = Encode(profile, {"maria", "", "", ""});
  EXPECT_EQ(name_only.back(), 0U);
  EXPECT_GT(BitCount(name_only), 0);
}

TEST(RecordEncoderTest, ARepeatedTokenSetsTheSameBits) {
  const EncodingProfile profile = Profile();
  EXPECT_EQ(Encode(profile, {"aaa", "", "", ""}), Encode(profile, {"aaaaaa", "", "", ""}));
}

TEST(RecordEncoderTest, KeptDatesShareTheTokensThatAreRight) {
  const EncodingProfile keep = Profile(R"("invalid": "missing")", R"("invalid": "keep")");
  const Row right = Encode(keep, {"", "", "1980-12-01", ""});
  const Row wrong = Encode(keep, {"", "", "1980-12-41", ""});
  EXPECT_NE(right, wrong);
  // 9 of 11 tokens are alike.
  EXPECT_GE(std::popcount(right.back() & wrong.back()), std::popcount(right.back()) - 4);
  EXPECT_EQ(BitCount(Encode(keep, {"", "", "unknown", ""})), 0);
}

TEST(RecordEncoderTest, PositionsCoverTheSegmentEvenly) {
  // 2000 codes × 2 bits over 64 positions: 62.5 expected each, variance 61.5. Independent uniform
  // positions leave [15, 110] with probability below 64 · 2e-8 (Chernoff); the seed is fixed.
  const auto encoder = Encoder(Profile());
  std::vector<int> counts(64);
  for (int i = 0; i < 2000; ++i) {
    const std::string code = "C" + std::to_string(i);
    const Row row = Encode(*encoder, {"", "", "", code});
    for (size_t b = 0; b < 64; ++b) counts[b] += static_cast<int>((row.back() >> b) & 1);
  }
  for (const int count : counts) {
    EXPECT_GE(count, 15);
    EXPECT_LE(count, 110);
  }
}

TEST(RecordEncoderTest, EncodingsDoNotDependOnTheMemo) {
  const EncodingProfile profile = Profile();
  const auto without = Encoder(profile, 1, "demo", 0);
  const auto small = Encoder(profile, 1, "demo", 5);
  const auto large = Encoder(profile, 1, "demo", 1 << 16);
  SeededRandom random(3);
  for (int i = 0; i < 200; ++i) {
    std::array<std::byte, 8> letters;
    random.Fill(letters);
    std::string name;
    for (const std::byte letter : letters) name += static_cast<char>('a' + (int(letter) % 26));
    const Values values = {name, name, "1980-12-01", "A WHOLE VALUE TOO LONG TO PACK"};
    const Row row = Encode(*without, values);
    EXPECT_EQ(Encode(*small, values), row);
    EXPECT_EQ(Encode(*large, values), row);
  }
  EXPECT_EQ(without->memo_statistics().hits, 0);
  EXPECT_GT(small->memo_statistics().hits, 0);
  EXPECT_GT(large->memo_statistics().hits, large->memo_statistics().misses);
  EXPECT_LT(without->memo_statistics().memory_bytes, small->memo_statistics().memory_bytes);
}

TEST(RecordEncoderTest, ErrorsNameTheFieldAndTheRuleButNotTheValue) {
  const auto encoder = Encoder(Profile(R"("invalid": "missing")", R"("invalid": "refuse")"));
  Row row(9);
  EXPECT_THAT(
      encoder->Encode(Values{"maria", "", "1980-13-07", ""}, row),
      StatusIs(absl::StatusCode::kInvalidArgument,
               AllOf(HasSubstr("field 'birth' is not a calendar date"), Not(HasSubstr("13")))));
  EXPECT_THAT(
      encoder->Encode(Values{"?!", "", "", ""}, row),
      StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("field 'given' has no letter")));
}

TEST(RecordEncoderTest, DamagedBytesAreRefusedEvenIfInvalidValuesAreNot) {
  for (const std::string_view policy : {"missing", "keep", "refuse"}) {
    const auto encoder =
        Encoder(Profile(R"("invalid": "missing")", absl::StrFormat(R"("invalid": "%s")", policy)));
    Row row(9);
    EXPECT_THAT(
        encoder->Encode(Values{"", "", "1980\xB3\xE2", ""}, row),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("field 'birth' is not UTF-8")));
  }
}

// Rows of every kind: frequent values, values too long to remember, missing and refused ones.
std::vector<std::string> ManyValues(size_t row_count) {
  SeededRandom random(5);
  std::vector<std::byte> bytes(4 * row_count);
  random.Fill(bytes);
  std::vector<std::string> values;
  for (size_t r = 0; r < row_count; ++r) {
    const auto number = [&](size_t i) {
      return std::to_string(static_cast<int>(bytes[4 * r + i]));
    };
    values.push_back(r % 7 == 3 ? "" : "given" + number(0));
    values.push_back(r % 11 == 5 ? "a name of more than thirty-two bytes " + number(1) : "name");
    values.push_back(r % 13 == 6 ? "1980-02-31" : r % 5 == 0 ? "" : "1980-12-01");
    values.push_back(number(2) + (r % 3 == 0 ? " code longer than seven" : ""));
  }
  return values;
}

TEST(RecordEncoderTest, ABatchGivesEachRecordWhatItGetsAlone) {
  const EncodingProfile profile = HardenedProfile();
  for (const size_t row_count : {size_t{1}, size_t{4}, size_t{256}, size_t{700}}) {
    const std::vector<std::string> texts = ManyValues(row_count);
    const Values values(texts.begin(), texts.end());
    Row rows(row_count * kHardenedWords, 1);
    std::vector<uint64_t> keys(row_count * kHardenedKeys, 1);
    std::vector<absl::Status> statuses(row_count, core::Internal("left over"));
    const auto encoder = Encoder(profile);
    ASSERT_OK(encoder->EncodeBatch(values, rows, keys, statuses));
    const auto without_memo = Encoder(profile, 1, "demo", 0);
    int refused_count = 0;
    for (size_t r = 0; r < row_count; ++r) {
      Row row(kHardenedWords, 2);
      std::vector<uint64_t> own_keys(kHardenedKeys, 2);
      const absl::Status status =
          without_memo->Encode(std::span(values).subspan(4 * r, 4), row, own_keys);
      EXPECT_EQ(status, statuses[r]);
      refused_count += !status.ok();
      EXPECT_TRUE(std::equal(row.begin(), row.end(), &rows[r * kHardenedWords])) << "row " << r;
      EXPECT_TRUE(std::equal(own_keys.begin(), own_keys.end(), &keys[r * kHardenedKeys]))
          << "row " << r;
    }
    if (row_count > 13) {
      EXPECT_GT(refused_count, 0);
      EXPECT_LT(refused_count, static_cast<int>(row_count));
    }
  }
}

TEST(RecordEncoderTest, RefusedRowsAreAllZero) {
  const auto encoder = Encoder(HardenedProfile());
  Row row(kHardenedWords, 1);
  std::vector<uint64_t> keys(kHardenedKeys, 1);
  EXPECT_THAT(encoder->Encode(Values{"maria", "kim", "1980-02-31", "X"}, row, keys),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("field 'birth'")));
  EXPECT_THAT(row, Each(0U));
  EXPECT_THAT(keys, Each(0U));
}

TEST(RecordEncoderTest, BlockingKeysTellMissingFieldsFromEqualOnes) {
  const auto encoder = Encoder(HardenedProfile());
  const auto keys_of = [&](const Values& values) {
    Row row(kHardenedWords);
    std::vector<uint64_t> keys(kHardenedKeys);
    EXPECT_OK(encoder->Encode(values, row, keys));
    return keys;
  };
  const auto full = keys_of({"maria", "kim", "1980-12-01", "A"});
  EXPECT_THAT(full, Each(Not(0U)));
  EXPECT_EQ(keys_of({" MARIA", "Kim", "19801201", "a"}), full) << "normalised alike";
  EXPECT_NE(keys_of({"maria", "kim", "1980-12-02", "A"})[0], full[0]);
  EXPECT_EQ(keys_of({"maria", "kim", "1980-12-02", "A"})[1], full[1]) << "not a field of it";
  EXPECT_EQ(keys_of({"maria", "kim", "", "A"})[0], 0U) << "half of an exact key is none";
  EXPECT_NE(keys_of({"maria", "", "", ""})[1], 0U) << "min-hashes take the tokens there are";
  EXPECT_THAT(keys_of({"", "", "", ""}), Each(0U));
}

TEST(RecordEncoderTest, BlockingKeysOfSimilarValuesShareBandsAndOthersDoNot) {
  const auto encoder = Encoder(HardenedProfile());
  int similar = 0;
  int different = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string name = "person" + std::to_string(i * 37 % 1000);
    const auto keys_of = [&](const std::string& given, const std::string& family) {
      Row row(kHardenedWords);
      std::vector<uint64_t> keys(kHardenedKeys);
      EXPECT_OK(encoder->Encode(Values{given, family, "", ""}, row, keys));
      return keys;
    };
    const auto left = keys_of(name, "montgomery");
    const auto typo = keys_of(name, "montgomory");
    const auto other = keys_of("xavier", "quill");
    for (size_t band = 1; band <= 4; ++band) {
      similar += left[band] == typo[band];
      different += left[band] == other[band];
    }
  }
  // 15 or 16 of 20 or so tokens are common: Jaccard above 0.7, so a band of two rows is shared with
  // a probability near one half. The hash functions are the same for all names: no exact bound.
  EXPECT_GE(similar, 80);
  EXPECT_EQ(different, 0);
}

TEST(RecordEncoderTest, NobodyNeedsToTakeTheBlockingKeys) {
  const auto encoder = Encoder(HardenedProfile());
  Row with(kHardenedWords);
  Row without(kHardenedWords);
  std::vector<uint64_t> keys(kHardenedKeys);
  const Values values = {"maria", "kim", "1980-12-01", "A"};
  EXPECT_OK(encoder->Encode(values, with, keys));
  EXPECT_OK(encoder->Encode(values, without));
  EXPECT_EQ(with, without);
}

TEST(RecordEncoderTest, RefusesShapesThatDoNotFitTheProfile) {
  const auto encoder = Encoder(Profile());
  Row row(9);
  EXPECT_THAT(encoder->Encode(Values{"a", "b", "c"}, row),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("3 values")));
  Row short_row(8);
  EXPECT_THAT(encoder->Encode(Values{"", "", "", ""}, short_row),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("8 words")));
  Row long_row(9);
  std::vector<uint64_t> keys(3);
  EXPECT_THAT(encoder->Encode(Values{"", "", "", ""}, long_row, keys),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("3 blocking keys")));
}

TEST(RecordEncoderTest, RefusesCapacitiesAndSecretsOutOfRange) {
  const auto project = *core::ProjectId::Parse("demo");
  for (const int64_t capacity : {int64_t{-1}, int64_t{1} << 25}) {
    EXPECT_THAT(RecordEncoder::Create(Profile(), Secret(), project, capacity),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("memo capacity")));
  }
  EXPECT_THAT(RecordEncoder::Create(Profile(), HolderSecret{core::SecretBytes(16)}, project),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("16 bytes")));
}

}  // namespace
}  // namespace ieum::client::record_encoder_test
