#include "ieum/client/serials/row_shuffle.h"

#include <dirent.h>

#include <cmath>
#include <numeric>
#include <set>

#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using ::ieum::testing::SeededRandom;
using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::HasSubstr;

// Rows 0, 1, …, count - 1 in the order in which they are visited. `per_add` rows are added at once.
std::vector<uint64_t> Shuffled(RowShuffleOptions options, uint64_t count, core::Random& random,
                               uint64_t per_add = 100) {
  RowShuffle shuffle(options, random);
  core::Bytes rows;
  for (uint64_t row = 0; row < count; ++row) {
    core::AppendLittleEndian(rows, row);
    rows.resize(rows.size() + options.row_bytes - sizeof(row), std::byte{0xee});
    if ((row + 1) % per_add == 0 || row + 1 == count) {
      EXPECT_OK(shuffle.Add(rows));
      rows.clear();
    }
  }
  std::vector<uint64_t> order;
  EXPECT_OK(shuffle.Visit([&](core::ByteView row) {
    EXPECT_EQ(row.size(), options.row_bytes);
    EXPECT_EQ(row.back(), std::byte{0xee});
    order.push_back(core::LoadLittleEndian<uint64_t>(row));
    return absl::OkStatus();
  }));
  return order;
}

void ExpectEachOnce(std::vector<uint64_t> order, uint64_t count) {
  std::vector<uint64_t> wanted(count);
  std::iota(wanted.begin(), wanted.end(), uint64_t{0});
  std::sort(order.begin(), order.end());
  EXPECT_EQ(order, wanted);
}

size_t FileCount(const std::string& folder) {
  DIR* dir = ::opendir(folder.c_str());
  size_t count = 0;
  while (const dirent* entry = ::readdir(dir)) count += entry->d_name[0] != '.' ? 1 : 0;
  ::closedir(dir);
  return count;
}

TEST(RowShuffleTest, VisitsEveryRowOnceInMemoryAndThroughTheFile) {
  const TempDir dir;
  SeededRandom random(1);
  for (const uint64_t count : {0U, 1U, 2U, 1'000U, 20'000U}) {
    ExpectEachOnce(Shuffled({.row_bytes = 40, .beside = dir.File("out")}, count, random), count);
    ExpectEachOnce(
        Shuffled(
            {.row_bytes = 40, .beside = dir.File("out"), .bucket_count = 7, .buffer_bytes = 400},
            count, random),
        count);
  }
  EXPECT_EQ(FileCount(dir.path()), 0U) << "the file has no name";
}

TEST(RowShuffleTest, ABucketThatIsTooLargeIsSplitAgain) {
  const TempDir dir;
  SeededRandom random(2);
  const auto order = Shuffled({.row_bytes = 24,
                               .beside = dir.File("out"),
                               .bucket_count = 4,
                               .buffer_bytes = 240,
                               .bucket_limit_bytes = 4'800},
                              20'000, random);
  ExpectEachOnce(order, 20'000);
}

TEST(RowShuffleTest, RowsLargerThanABufferGoOneByOne) {
  const TempDir dir;
  SeededRandom random(3);
  ExpectEachOnce(Shuffled({.row_bytes = 512,
                           .beside = dir.File("out"),
                           .bucket_count = 3,
                           .buffer_bytes = 100,
                           .bucket_limit_bytes = 1},
                          200, random),
                 200);
}

TEST(RowShuffleTest, TheOrderDependsOnTheRandomNumbersAndNotOnHowRowsAreAdded) {
  const TempDir dir;
  const RowShuffleOptions options{
      .row_bytes = 16, .beside = dir.File("out"), .bucket_count = 5, .buffer_bytes = 64};
  SeededRandom one(7), same(7), other(8);
  const auto order = Shuffled(options, 5'000, one, 1);
  EXPECT_EQ(Shuffled(options, 5'000, same, 1'234), order);
  EXPECT_NE(Shuffled(options, 5'000, other), order);
}

// All 24 orders of four rows, 12,000 times, through two buckets so that both steps take part. If
// every order has probability 1/24, the statistic is chi-square with 23 degrees of freedom and
// exceeds 70.5 with probability below 10^-6. A shuffle by swapping with any place, the usual
// mistake, gives several thousand.
TEST(RowShuffleTest, EveryOrderIsEquallyLikely) {
  const TempDir dir;
  constexpr uint64_t kSeed = 20'240'914;
  SeededRandom random(kSeed);
  std::map<std::vector<uint64_t>, int> counts;
  constexpr int kRounds = 12'000;
  for (int round = 0; round < kRounds; ++round) {
    ++counts[Shuffled(
        {.row_bytes = 9, .beside = dir.File("out"), .bucket_count = 2, .buffer_bytes = 1'024}, 4,
        random)];
  }
  EXPECT_EQ(counts.size(), 24U);
  double statistic = 0;
  constexpr double kWanted = kRounds / 24.0;
  for (const auto& [order, count] : counts) {
    statistic += (count - kWanted) * (count - kWanted) / kWanted;
  }
  EXPECT_LT(statistic, 70.5) << "seed " << kSeed;
}

// Rank correlation of the order before and after, 20,000 rows through the file. Independent orders
// have mean 0 and standard deviation 1 / sqrt(n - 1) = 0.0071; six of those are left with
// probability 2 · 10^-9. Neighbours that stay neighbours would number 2 on average (Poisson): more
// than 20 have probability below 10^-12.
TEST(RowShuffleTest, TheNewOrderSaysNothingAboutTheOldOne) {
  const TempDir dir;
  constexpr uint64_t kSeed = 99;
  SeededRandom random(kSeed);
  constexpr uint64_t kCount = 20'000;
  const auto order = Shuffled(
      {.row_bytes = 16, .beside = dir.File("out"), .bucket_count = 16, .buffer_bytes = 1'024},
      kCount, random);
  const double mean = (kCount - 1) / 2.0;
  const double variance = (double{kCount} * kCount - 1) / 12.0;
  double covariance = 0;
  int neighbours = 0;
  for (uint64_t i = 0; i < kCount; ++i) {
    covariance += (static_cast<double>(i) - mean) * (static_cast<double>(order[i]) - mean);
    if (i > 0 && (order[i] == order[i - 1] + 1 || order[i - 1] == order[i] + 1)) ++neighbours;
  }
  EXPECT_LT(std::abs(covariance / kCount / variance), 6 * 0.0071) << "seed " << kSeed;
  EXPECT_LE(neighbours, 20) << "seed " << kSeed;
}

TEST(RowShuffleTest, AnErrorOfTheVisitEndsIt) {
  SeededRandom random(4);
  RowShuffle shuffle({.row_bytes = 8, .beside = "out"}, random);
  ASSERT_OK(shuffle.Add(core::Bytes(80)));
  int visits = 0;
  EXPECT_THAT(shuffle.Visit([&visits](core::ByteView) {
    return ++visits == 3 ? core::Cancelled("enough") : absl::OkStatus();
  }),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("enough")));
  EXPECT_EQ(visits, 3);
}

TEST(RowShuffleTest, AFolderThatIsNotThereIsNamedWhenTheFileIsNeeded) {
  SeededRandom random(5);
  RowShuffle shuffle({.row_bytes = 8, .beside = "/nonexistent/out", .buffer_bytes = 8}, random);
  EXPECT_THAT(shuffle.Add(core::Bytes(8 * 1'000)),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/nonexistent/out")));
}

TEST(RandomNumbersTest, AreUniformBelowABoundThatDoesNotDivideTheRange) {
  // 3 · 2^30: without drawing again, the lower third of each pair of results would come twice as
  // often. 30,000 draws into three thirds: chi-square, 2 degrees of freedom, above 27.6 with
  // probability 10^-6.
  SeededRandom random(6);
  RandomNumbers numbers(random);
  constexpr uint32_t kBound = 3U << 30;
  int counts[3] = {};
  for (int i = 0; i < 30'000; ++i) {
    const uint32_t number = numbers.Below(kBound);
    ASSERT_LT(number, kBound);
    ++counts[number % 3];
  }
  double statistic = 0;
  for (const int count : counts) statistic += (count - 10'000.0) * (count - 10'000.0) / 10'000.0;
  EXPECT_LT(statistic, 27.6);
  EXPECT_EQ(numbers.Below(1), 0U);
}

}  // namespace
}  // namespace ieum::client
