// Rows of invented persons for the tests of the check, sound in every field.
#ifndef IEUM_TESTS_UNIT_CLIENT_CHECK_SYNTHETIC_ROWS_H_
#define IEUM_TESTS_UNIT_CLIENT_CHECK_SYNTHETIC_ROWS_H_

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "ieum/client/input/csv_reader.h"
#include "ieum/client/profile/encoding_profile.h"

namespace ieum::testing {

// Columns of a row.
enum Column : size_t { kRowId, kName, kBirth, kSex, kPhone, kPostcode, kMember, kEmail, kMemo };
inline constexpr size_t kColumnCount = kMemo + 1;
using Row = std::vector<std::string>;

inline client::EncodingProfile PersonProfile() {
  const auto profile = client::EncodingProfile::FromJson(R"({
    "profile": "test", "version": 1, "unicode": "15.0", "icu": "72.1", "preset": "plain",
    "threshold": 7000,
    "segments": [{"name": "name", "bits": 512, "weight": 1},
                 {"name": "rest", "bits": 1024, "weight": 1}],
    "fields": [
      {"name": "name", "segment": "name", "normalizer": "hangul_name",
       "tokenizer": "jamo_bigrams", "bits_per_token": 10},
      {"name": "birth", "segment": "rest", "normalizer": "date", "invalid": "keep",
       "tokenizer": "date_components", "bits_per_token": 10},
      {"name": "sex", "segment": "rest", "normalizer": "sex", "tokenizer": "whole",
       "bits_per_token": 10, "invalid": "missing"},
      {"name": "phone", "segment": "rest", "normalizer": "phone",
       "tokenizer": "positional_digits", "bits_per_token": 5, "invalid": "keep"},
      {"name": "postcode", "segment": "rest", "normalizer": "postcode", "tokenizer": "whole",
       "bits_per_token": 5, "invalid": "missing"},
      {"name": "member", "segment": "rest", "normalizer": "digits", "tokenizer": "whole",
       "bits_per_token": 5, "invalid": "missing"},
      {"name": "email", "segment": "rest", "normalizer": "email", "tokenizer": "whole",
       "bits_per_token": 5, "invalid": "missing"}]})");
  EXPECT_TRUE(profile.ok()) << profile.status();
  return *profile;
}

inline constexpr char kHeader[] = "row_id,name,birth,sex,phone,postcode,member,email,memo\n";

inline Row SoundRow(int number, std::mt19937_64& random) {
  constexpr const char* kSurnames[] = {"김", "이", "박", "최", "정", "강", "조", "윤", "남궁"};
  constexpr const char* kSyllables[] = {"민", "서", "지", "현", "수", "영", "준", "우", "연", "은",
                                        "하", "윤", "재", "희", "진", "경", "숙", "호", "태", "성"};
  const auto below = [&random](uint64_t count) { return static_cast<int>(random() % count); };
  const int subscriber = 2'000'0001 + below(7'999'0000);
  return {absl::StrFormat("r%d", number),
          std::string(kSurnames[below(9)]) + kSyllables[below(20)] + kSyllables[below(20)],
          absl::StrFormat("%d-%02d-%02d", 1940 + below(80), 1 + below(12), 1 + below(28)),
          below(2) == 0 ? "M" : "F",
          absl::StrFormat("010-%04d-%04d", subscriber / 10'000, subscriber % 10'000),
          absl::StrFormat("%05d", 1'000 + below(62'000)),
          absl::StrFormat("%d%08d", 1 + below(9), below(100'000'000)),
          absl::StrFormat("user%d@ieum-test.kr", number),
          "메모"};
}

inline std::string AsCsv(const Row& row) {
  std::string text;
  for (const std::string& cell : row) {
    if (!text.empty() || &cell != &row.front()) text += ',';
    client::AppendCsvCell(text, cell);
  }
  return text + "\n";
}

}  // namespace ieum::testing

#endif  // IEUM_TESTS_UNIT_CLIENT_CHECK_SYNTHETIC_ROWS_H_
