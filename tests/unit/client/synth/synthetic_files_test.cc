#include "ieum/client/synth/synthetic_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "ieum/client/input/record_reader.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client::synthetic_files_test {
namespace {

using absl::StatusCode;
using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Csv(const SyntheticFiles& files, int file) {
  std::string text = files.Header();
  files.AppendCsvRows(file, 0, files.row_count(file), text);
  return text;
}

std::string DigestOf(std::string_view text) {
  return core::ToHex(core::Sha256(core::AsBytes(text))).substr(0, 16);
}

std::unique_ptr<const SyntheticFiles> FilesOf(const SynthesisOptions& options) {
  auto files = SyntheticFiles::Create(options);
  IEUM_CHECK(files.ok());
  return *std::move(files);
}

std::vector<int64_t> EntitiesOf(const SyntheticFiles& files, int file) {
  std::vector<int64_t> entities;
  for (int64_t row = 0; row < files.row_count(file); ++row) {
    entities.push_back(files.RowAt(file, row).entity);
  }
  return entities;
}

std::map<int64_t, SyntheticPerson> ByEntity(const SyntheticFiles& files, int file) {
  std::map<int64_t, SyntheticPerson> persons;
  for (int64_t row = 0; row < files.row_count(file); ++row) {
    SyntheticRow drawn = files.RowAt(file, row);
    persons.emplace(drawn.entity, drawn.person);
  }
  return persons;
}

TEST(SyntheticFilesTest, AreTheSameOnEveryMachine) {
  struct Golden {
    PeopleKind people;
    std::string a;
    std::string b;
  };
  // Frozen: other digests mean other files for every seed that somebody wrote down.
  const Golden goldens[] = {
      {PeopleKind::kKorean, "dedec91b833db80d", "998d1a2f26462c58"},
      {PeopleKind::kLatin, "ea4713442e5e1efd", "866e2714cbdfdb95"},
      {PeopleKind::kJapanese, "224a30258138b623", "58b4a6b17745e718"},
  };
  for (const Golden& golden : goldens) {
    SynthesisOptions options{.people = golden.people,
                             .person_count = 1000,
                             .rates = *ChangeRatesOf("harsh"),
                             .namesakes = 100,
                             .full_columns = true};
    const auto files = FilesOf(options);
    EXPECT_EQ(DigestOf(Csv(*files, 0)), golden.a);
    EXPECT_EQ(DigestOf(Csv(*files, 1)), golden.b);
    options.seed = 2;
    EXPECT_NE(Csv(*FilesOf(options), 0), Csv(*files, 0));
  }
}

TEST(SyntheticFilesTest, ShareThePersonsAskedForAndNoOthers) {
  for (const int overlap : {0, 2'500, 5'000, 10'000}) {
    const auto files = FilesOf({.person_count = 400, .overlap = overlap});
    const auto a = ByEntity(*files, 0);
    const auto b = ByEntity(*files, 1);
    ASSERT_EQ(a.size(), 400U) << "a person is once in a file";
    ASSERT_EQ(b.size(), 400U);
    int shared = 0;
    for (const auto& [entity, person] : a) shared += b.contains(entity) ? 1 : 0;
    EXPECT_EQ(shared, 400 * overlap / 10'000);
    EXPECT_EQ(files->shared_count(), shared);
  }
}

TEST(SyntheticFilesTest, ThreeFilesOverlapAllTogetherAndTwoByTwo) {
  const auto files = FilesOf({.person_count = 1000, .file_count = 3, .overlap = 6'000});
  std::map<int64_t, std::set<int>> holders;
  for (int file = 0; file < 3; ++file) {
    for (const int64_t entity : EntitiesOf(*files, file)) holders[entity].insert(file);
  }
  std::map<std::set<int>, int> counts;
  for (const auto& [entity, in] : holders) ++counts[in];
  EXPECT_EQ((counts[{0, 1, 2}]), 300);
  EXPECT_EQ((counts[{0, 1}]), 150);
  EXPECT_EQ((counts[{0, 2}]), 150);
  EXPECT_EQ((counts[{1, 2}]), 150);
  EXPECT_EQ((counts[{0}]), 400);
  EXPECT_EQ(files->shared_count(), 750);
}

TEST(SyntheticFilesTest, OneFileHasNobodyTwiceButTheSecondRows) {
  const auto files = FilesOf({.person_count = 500, .file_count = 1, .rates = {.duplicate = 1'000}});
  ASSERT_EQ(files->row_count(0), 550);
  std::map<int64_t, int> rows;
  int duplicates = 0;
  for (int64_t row = 0; row < files->row_count(0); ++row) {
    const SyntheticRow drawn = files->RowAt(0, row);
    ++rows[drawn.entity];
    duplicates += drawn.changes.Has(ChangeKind::kDuplicate) ? 1 : 0;
  }
  EXPECT_EQ(rows.size(), 500U);
  EXPECT_EQ(duplicates, 50);
  for (const auto& [entity, count] : rows) EXPECT_LE(count, 2);
}

TEST(SyntheticFilesTest, TheFirstOfSeveralFilesHoldsEveryPersonOnceAndAsRegistered) {
  const auto files = FilesOf({.person_count = 500,
                              .overlap = 10'000,
                              .rates = {.name_error = 10'000, .duplicate = 2'000}});
  EXPECT_EQ(files->row_count(0), 500);
  EXPECT_EQ(files->row_count(1), 600);
  EXPECT_EQ(ByEntity(*files, 0).size(), 500U);
  EXPECT_EQ(ByEntity(*files, 1).size(), 500U);
  for (int64_t row = 0; row < 500; ++row) {
    const ChangeSet changes = files->RowAt(0, row).changes;
    EXPECT_TRUE(changes.empty() || changes.Has(ChangeKind::kPhoneMissing));
  }
}

TEST(SyntheticFilesTest, ErrorsComeAtTheRatesAskedForAndAreSaid) {
  constexpr int kPersons = 20'000;
  const auto files = FilesOf({.seed = 9, .person_count = kPersons, .overlap = 10'000});
  const auto a = ByEntity(*files, 0);
  int names = 0, dates = 0, phones = 0, both_phones = 0, missing = 0, moves = 0, sexes = 0;
  for (int64_t row = 0; row < files->row_count(1); ++row) {
    const SyntheticRow drawn = files->RowAt(1, row);
    const SyntheticPerson& before = a.at(drawn.entity);
    const SyntheticPerson& after = drawn.person;
    const bool name_differs =
        before.surname != after.surname || before.given_name != after.given_name;
    names += name_differs ? 1 : 0;
    dates += before.birth_date == after.birth_date ? 0 : 1;
    const bool date_said =
        drawn.changes.Has(ChangeKind::kDateDigit) || drawn.changes.Has(ChangeKind::kDateSwapped);
    EXPECT_EQ(before.birth_date != after.birth_date, date_said);
    moves += before.place == after.place ? 0 : 1;
    EXPECT_EQ(before.place != after.place, drawn.changes.Has(ChangeKind::kMoved));
    sexes += before.sex == after.sex ? 0 : 1;
    missing += after.phone == 0 ? 1 : 0;
    EXPECT_EQ(after.phone == 0, drawn.changes.Has(ChangeKind::kPhoneMissing));
    EXPECT_TRUE(name_differs || after.phone != before.phone || !drawn.changes.empty() ||
                after == before);
    if (before.phone == 0 || after.phone == 0) continue;
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

TEST(SyntheticFilesTest, WithoutErrorsEveryFileKnowsThePersonsAlike) {
  const auto files =
      FilesOf({.person_count = 500, .overlap = 10'000, .rates = *ChangeRatesOf("clean")});
  EXPECT_EQ(ByEntity(*files, 0), ByEntity(*files, 1));
}

TEST(SyntheticFilesTest, OrderOfRowsTellsNothing) {
  constexpr int kPersons = 2000;
  const auto files = FilesOf({.person_count = kPersons});
  std::map<int64_t, int> row_in_b;
  const std::vector<int64_t> a = EntitiesOf(*files, 0);
  const std::vector<int64_t> b = EntitiesOf(*files, 1);
  for (int i = 0; i < kPersons; ++i) row_in_b[b[static_cast<size_t>(i)]] = i;
  int ascending_entities = 0, ascending_rows = 0, shared_in_first_half = 0, last_row = -1;
  int pairs = 0;
  for (size_t i = 0; i < kPersons; ++i) {
    if (i > 0) ascending_entities += a[i] > a[i - 1] ? 1 : 0;
    const auto found = row_in_b.find(a[i]);
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

TEST(SyntheticFilesTest, RefusesOptionsOutOfRange) {
  EXPECT_THAT(SyntheticFiles::Create({.person_count = 0}),
              StatusIs(StatusCode::kInvalidArgument, "person_count is 0; want 1 to 50000000"));
}

TEST(SyntheticFilesTest, WritesFilesThatTheReaderTakes) {
  struct Case {
    PeopleKind people;
    std::string profile;
  };
  const Case cases[] = {{PeopleKind::kKorean, "korean-person"},
                        {PeopleKind::kLatin, "european-person"},
                        {PeopleKind::kJapanese, "japanese-person"}};
  for (const Case& test : cases) {
    const ::ieum::testing::TempDir dir;
    const auto files = FilesOf({.seed = 4, .people = test.people, .person_count = 1'000});
    const std::string paths[] = {dir.File("a.csv"), dir.File("b.csv")};
    ASSERT_OK(WriteSyntheticFiles(*files, paths, dir.File("truth.csv")));
    EXPECT_EQ(::ieum::testing::ReadTestFile(paths[0]), Csv(*files, 0));
    EXPECT_EQ(::ieum::testing::ReadTestFile(paths[1]), Csv(*files, 1));
    ASSERT_OK_AND_ASSIGN(const std::string json, BuiltInProfile(test.profile));
    ASSERT_OK_AND_ASSIGN(const EncodingProfile profile, EncodingProfile::FromJson(json));
    for (const std::string& path : paths) {
      RecordReaderOptions reader_options;
      reader_options.path = path;
      reader_options.truth_column = "entity_id";
      ASSERT_OK_AND_ASSIGN(const auto reader, RecordReader::Open(profile, reader_options));
      int64_t rows = 0;
      while (true) {
        const auto record = reader->Next();
        ASSERT_OK(record);
        if (!record->has_value()) break;
        ++rows;
        EXPECT_THAT((*record)->truth, StartsWith("p"));
      }
      EXPECT_EQ(rows, 1'000);
    }
  }
}

TEST(SyntheticFilesTest, TruthNamesTheChangesOfEveryRow) {
  const ::ieum::testing::TempDir dir;
  const auto files = FilesOf({.person_count = 300, .rates = {.move = 10'000, .duplicate = 10'000}});
  const std::string paths[] = {dir.File("a.csv"), dir.File("b.csv")};
  ASSERT_OK(WriteSyntheticFiles(*files, paths, dir.File("truth.csv")));
  const std::string truth = ::ieum::testing::ReadTestFile(dir.File("truth.csv"));
  EXPECT_THAT(truth, StartsWith("row_id,changes\na000001,"));
  EXPECT_THAT(truth, HasSubstr("\nb000600,"));
  for (int64_t row = 0; row < files->row_count(1); ++row) {
    const ChangeSet changes = files->RowAt(1, row).changes;
    EXPECT_TRUE(changes.Has(ChangeKind::kMoved));
    std::string line;
    files->AppendTruthRows(1, row, row + 1, line);
    EXPECT_THAT(line, StartsWith(files->RowId(1, row) + ","));
    EXPECT_THAT(line, HasSubstr("moved"));
    EXPECT_EQ(line.find("duplicate") != std::string::npos, changes.Has(ChangeKind::kDuplicate));
  }
}

TEST(SyntheticFilesTest, SaysWhichFileCannotBeWritten) {
  const ::ieum::testing::TempDir dir;
  const auto files = FilesOf({.person_count = 1});
  const std::string paths[] = {dir.File("none/a.csv"), dir.File("b.csv")};
  EXPECT_THAT(WriteSyntheticFiles(*files, paths, ""),
              StatusIs(StatusCode::kNotFound, HasSubstr("none/a.csv")));
}

TEST(SyntheticFilesTest, RowsReadAsDocumented) {
  const auto files = FilesOf({.person_count = 1'000'000});
  EXPECT_EQ(files->Header(), "row_id,entity_id,name,birth_date,sex,phone,district\n");
  EXPECT_EQ(files->RowId(0, 0), "a000001");
  EXPECT_EQ(files->RowId(1, 999'999), "b1000000");
  std::string row;
  files->AppendCsvRows(1, 999'999, 1'000'000, row);
  EXPECT_THAT(row, StartsWith("b1000000,p"));
  EXPECT_EQ(row.back(), '\n');
}

}  // namespace
}  // namespace ieum::client::synthetic_files_test
