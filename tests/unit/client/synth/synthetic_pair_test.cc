#include "ieum/client/synth/synthetic_pair.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "ieum/client/input/csv_reader.h"
#include "ieum/client/input/record_reader.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using absl::StatusCode;
using ::ieum::testing::IsOkAndHolds;
using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Csv(char letter, const std::vector<SyntheticRow>& rows) {
  std::string text(kSyntheticHeader);
  AppendCsvRows(text, letter, 1, rows);
  return text;
}

std::string DigestOf(std::string_view text) {
  return core::ToHex(core::Sha256(core::AsBytes(text))).substr(0, 16);
}

std::map<int32_t, SyntheticPerson> ByEntity(const std::vector<SyntheticRow>& rows) {
  std::map<int32_t, SyntheticPerson> persons;
  for (const SyntheticRow& row : rows) persons.emplace(row.entity, row.person);
  return persons;
}

TEST(SyntheticPairTest, IsTheSameOnEveryMachine) {
  ASSERT_OK_AND_ASSIGN(const SyntheticPair pair, SynthesizeRows({.seed = 1, .person_count = 1000}));
  // Frozen: other digests mean other files for every seed that somebody wrote down.
  EXPECT_EQ(DigestOf(Csv('a', pair.a)), "4ba9d4fc1aecc334");
  EXPECT_EQ(DigestOf(Csv('b', pair.b)), "fd50dae7c270a1f3");
  ASSERT_OK_AND_ASSIGN(const SyntheticPair other,
                       SynthesizeRows({.seed = 2, .person_count = 1000}));
  EXPECT_NE(Csv('a', other.a), Csv('a', pair.a));
}

TEST(SyntheticPairTest, SharesThePersonsAskedForAndNoOthers) {
  for (const int overlap : {0, 2'500, 5'000, 10'000}) {
    ASSERT_OK_AND_ASSIGN(const SyntheticPair pair,
                         SynthesizeRows({.person_count = 400, .overlap = overlap}));
    const auto a = ByEntity(pair.a);
    const auto b = ByEntity(pair.b);
    ASSERT_EQ(a.size(), 400U) << "a person is once in a file";
    ASSERT_EQ(b.size(), 400U);
    const auto shared =
        std::count_if(a.begin(), a.end(), [&b](const auto& entry) { return b.count(entry.first); });
    EXPECT_EQ(shared, 400 * overlap / 10'000);
    EXPECT_EQ(pair.shared_count, shared);
  }
}

TEST(SyntheticPairTest, ErrorsComeAtTheRatesAskedFor) {
  constexpr int kPersons = 20'000;
  const SynthesisOptions options{.seed = 9, .person_count = kPersons, .overlap = 10'000};
  ASSERT_OK_AND_ASSIGN(const SyntheticPair pair, SynthesizeRows(options));
  const auto b = ByEntity(pair.b);
  int names = 0, dates = 0, phones = 0, both_phones = 0, missing = 0, moves = 0, sexes = 0;
  for (const SyntheticRow& row : pair.a) {
    const SyntheticPerson& before = row.person;
    const SyntheticPerson& after = b.at(row.entity);
    names += before.name == after.name ? 0 : 1;
    dates += before.birth_date == after.birth_date ? 0 : 1;
    moves += before.district == after.district ? 0 : 1;
    sexes += before.sex == after.sex ? 0 : 1;
    missing += after.phone < 0 ? 1 : 0;
    if (before.phone < 0 || after.phone < 0) continue;
    ++both_phones;
    phones += before.phone == after.phone ? 0 : 1;
  }
  EXPECT_EQ(sexes, 0);
  // Chernoff: a binomial count of mean m is 7·sqrt(m) or more off with probability below
  // 2·exp(-49/3) = 2e-7 for m >= 49 (7·sqrt(m) <= m).
  EXPECT_NEAR(names, 1000, 7 * 32);
  EXPECT_NEAR(dates, 400, 7 * 20);
  EXPECT_NEAR(missing, 600, 7 * 25);
  EXPECT_NEAR(moves, 1600, 7 * 40);
  EXPECT_NEAR(phones, both_phones * 8 / 100, 7 * 39);
}

TEST(SyntheticPairTest, WithoutErrorsFileBKnowsThePersonsAsFileADoes) {
  const SynthesisOptions options{.person_count = 500,
                                 .overlap = 10'000,
                                 .name_error = 0,
                                 .phone_change = 0,
                                 .phone_missing = 0,
                                 .birth_date_error = 0,
                                 .move = 0};
  ASSERT_OK_AND_ASSIGN(const SyntheticPair pair, SynthesizeRows(options));
  EXPECT_EQ(ByEntity(pair.a), ByEntity(pair.b));
}

TEST(SyntheticPairTest, OrderOfRowsTellsNothing) {
  constexpr int kPersons = 2000;
  ASSERT_OK_AND_ASSIGN(const SyntheticPair pair, SynthesizeRows({.person_count = kPersons}));
  std::map<int32_t, int> row_in_b;
  for (int i = 0; i < kPersons; ++i) row_in_b[pair.b[static_cast<size_t>(i)].entity] = i;
  int ascending_entities = 0, ascending_rows = 0, shared_in_first_half = 0, last_row = -1;
  int pairs = 0;
  for (size_t i = 0; i < kPersons; ++i) {
    if (i > 0) ascending_entities += pair.a[i].entity > pair.a[i - 1].entity ? 1 : 0;
    const auto found = row_in_b.find(pair.a[i].entity);
    if (found == row_in_b.end()) continue;
    shared_in_first_half += i < kPersons / 2 ? 1 : 0;
    if (last_row >= 0) {
      ++pairs;
      ascending_rows += found->second > last_row ? 1 : 0;
    }
    last_row = found->second;
  }
  // Ascents of a random order of n have mean (n-1)/2 and variance (n+1)/12: six deviations and
  // more have probability below 1e-8 (normal tail 2e-9). Shared persons in the first half of the
  // rows are hypergeometric with mean 500 and deviation 11.2.
  EXPECT_NEAR(ascending_entities, kPersons / 2, 6 * 13);
  EXPECT_NEAR(ascending_rows, pairs / 2, 6 * 10);
  EXPECT_NEAR(shared_in_first_half, 500, 6 * 12);
}

TEST(SyntheticPairTest, RefusesOptionsOutOfRange) {
  EXPECT_THAT(SynthesizeRows({.person_count = 0}),
              StatusIs(StatusCode::kInvalidArgument, "person_count is 0; want 1 to 50000000"));
  EXPECT_THAT(
      SynthesizeRows({.overlap = 10'001}),
      StatusIs(StatusCode::kInvalidArgument, "overlap is 10001; want basis points, 0 to 10000"));
  EXPECT_THAT(SynthesizeRows({.move = -1}),
              StatusIs(StatusCode::kInvalidArgument, StartsWith("move is -1")));
}

TEST(SyntheticPairTest, WritesFilesThatTheReaderTakes) {
  const ::ieum::testing::TempDir dir;
  const SynthesisOptions options{.seed = 4, .person_count = 3000};
  EXPECT_THAT(SynthesizePair(options, dir.File("a.csv"), dir.File("b.csv")), IsOkAndHolds(1500));
  ASSERT_OK_AND_ASSIGN(const SyntheticPair pair, SynthesizeRows(options));
  EXPECT_EQ(::ieum::testing::ReadTestFile(dir.File("a.csv")), Csv('a', pair.a));
  EXPECT_EQ(::ieum::testing::ReadTestFile(dir.File("b.csv")), Csv('b', pair.b));
  ASSERT_OK_AND_ASSIGN(const std::string json, BuiltInProfile("korean-person"));
  ASSERT_OK_AND_ASSIGN(const EncodingProfile profile, EncodingProfile::FromJson(json));
  for (const char* file : {"a.csv", "b.csv"}) {
    RecordReaderOptions reader_options;
    reader_options.path = dir.File(file);
    reader_options.truth_column = "entity_id";
    ASSERT_OK_AND_ASSIGN(const auto reader, RecordReader::Open(profile, reader_options));
    int64_t rows = 0;
    while (true) {
      const auto record = reader->Next();
      ASSERT_OK(record);
      if (!record->has_value()) break;
      ++rows;
      EXPECT_EQ((*record)->row_id.front(), *file);
      EXPECT_THAT((*record)->truth, StartsWith("p"));
    }
    EXPECT_EQ(rows, 3000);
  }
}

TEST(SyntheticPairTest, SaysWhichFileCannotBeWritten) {
  const ::ieum::testing::TempDir dir;
  EXPECT_THAT(SynthesizePair({.person_count = 1}, dir.File("none/a.csv"), dir.File("b.csv")),
              StatusIs(StatusCode::kNotFound, HasSubstr("none/a.csv")));
}

TEST(SyntheticPairTest, RowsReadAsDocumented) {
  const SyntheticRow row{4711,
                         {.name = ShortName(u"김민준"),
                          .birth_date = 19880131,
                          .phone = 23'456'789,
                          .district = 0,
                          .sex = Sex::kMale}};
  SyntheticRow without_phone = row;
  without_phone.person.phone = -1;
  without_phone.person.sex = Sex::kFemale;
  std::string text;
  AppendCsvRows(text, 'a', 999'999, std::vector<SyntheticRow>{row, without_phone});
  EXPECT_EQ(text,
            "a999999,p004711,김민준,1988-01-31,M,010-2345-6789,서울특별시 송파구\n"
            "a1000000,p004711,김민준,1988-01-31,F,,서울특별시 송파구\n");
}

}  // namespace
}  // namespace ieum::client
