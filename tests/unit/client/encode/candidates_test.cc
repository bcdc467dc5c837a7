// Placeholders, candidates and folds as an encoder puts them into filters, with and without memo.
#include <bit>

#include "ieum/client/encode/record_encoder.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"

namespace ieum::client {
namespace {

constexpr char kProfile[] = R"({
  "profile": "test", "version": 1, "unicode": "15.0", "icu": "72.1",
  "preset": "plain", "threshold": 8000,
  "segments": [{"name": "all", "bits": 1024, "weight": 1}],
  "fields": [
    {"name": "name", "segment": "all", "normalizer": "hangul_name", "tokenizer": "jamo_bigrams",
     "options": {"fold_initial_sound": true}, "bits_per_token": 5, "invalid": "keep"},
    {"name": "birth", "segment": "all", "normalizer": "date", "tokenizer": "date_bigrams",
     "options": {"lunar_candidate": true}, "bits_per_token": 5, "invalid": "keep"},
    {"name": "phone", "segment": "all", "normalizer": "phone", "tokenizer": "whole",
     "options": {"renumbered_candidate": true}, "bits_per_token": 5}]})";

using Row = std::vector<uint64_t>;
using Values = std::vector<std::string_view>;

class CandidatesTest : public ::testing::TestWithParam<int64_t> {
 protected:
  CandidatesTest() {
    const auto profile = EncodingProfile::FromJson(kProfile);
    IEUM_CHECK(profile.ok());
    testing::SeededRandom random(1);
    auto encoder = RecordEncoder::Create(*profile, HolderSecret::Generate(random),
                                         *core::ProjectId::Parse("demo"), GetParam());
    IEUM_CHECK(encoder.ok());
    encoder_ = *std::move(encoder);
  }

  Row Encode(const Values& values) {
    Row row(16);
    EXPECT_OK(encoder_->Encode(values, row));
    return row;
  }
  static bool Holds(const Row& row, const Row& part) {
    for (size_t i = 0; i < row.size(); ++i) {
      if ((part[i] & ~row[i]) != 0) return false;
    }
    return true;
  }

  std::unique_ptr<RecordEncoder> encoder_;
};
// Without a memo, with one that is soon full, and with one that holds everything.
INSTANTIATE_TEST_SUITE_P(Memos, CandidatesTest, ::testing::Values(0, 4, 1 << 10));

TEST_P(CandidatesTest, PlaceholdersSetNoBit) {
  const Row nothing(16);
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(Encode({"김아기", "1900-01-01", "010-0000-0000"}), nothing);
    EXPECT_EQ(Encode({"신생아", "0000-00-00", "000"}), nothing);
    EXPECT_NE(Encode({"김민준", "", ""}), nothing);
  }
}

TEST_P(CandidatesTest, AnOldNumberHasTheBitsOfTheNewOneToo) {
  for (int round = 0; round < 2; ++round) {
    const Row old_number = Encode({"", "", "011-234-5678"});
    const Row new_number = Encode({"", "", "010-5234-5678"});
    EXPECT_TRUE(Holds(old_number, new_number));
    EXPECT_FALSE(Holds(new_number, old_number));
    EXPECT_FALSE(Holds(old_number, Encode({"", "", "010-3234-5678"})));
  }
}

TEST_P(CandidatesTest, ALunarBirthDateHasTheBitsOfItsSolarDayToo) {
  for (int round = 0; round < 2; ++round) {
    const Row lunar = Encode({"", "1980-12-01", ""});
    EXPECT_FALSE(Holds(lunar, Encode({"", "1981-01-07", ""})));
    // The solar day brings a candidate too, the day that it would be as a lunar one; the other half
    // of its bits, its own, are all there.
    const Row solar_and_its_candidate = Encode({"", "1981-01-06", ""});
    int shared = 0;
    int solar = 0;
    for (size_t i = 0; i < lunar.size(); ++i) {
      shared += std::popcount(lunar[i] & solar_and_its_candidate[i]);
      solar += std::popcount(solar_and_its_candidate[i]);
    }
    EXPECT_GE(2 * shared, solar);
  }
}

TEST_P(CandidatesTest, FoldedSurnamesAndKeptMasksEncodeLikeWhatIsLeft) {
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(Encode({"류현진", "", ""}), Encode({"유현진", "", ""}));
    EXPECT_EQ(Encode({"김*준", "", ""}), Encode({"김준", "", ""}));
    EXPECT_EQ(Encode({"김민준 님", "", ""}), Encode({"김민준", "", ""}));
  }
}

}  // namespace
}  // namespace ieum::client
