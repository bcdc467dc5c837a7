#include "ieum/core/join/sliced_join.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <numeric>
#include <thread>

#include "ieum/core/base/clock.h"
#include "support/random_encodings.h"
#include "support/status_matchers.h"

namespace ieum::core::sliced_join_test {
namespace {

using ::ieum::testing::LayoutOf;
using ::ieum::testing::MatrixOf;
using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

ScoringRule DiceRule(int threshold) { return *ScoringRule::Create({1}, threshold); }

ScoringRule HammingRule(int bits, int xor_count, int threshold) {
  const SegmentRule segment{.weight = 1, .hamming_bits = bits, .xor_count = xor_count};
  return *ScoringRule::CreateForSegments({&segment, 1}, threshold);
}

struct Row {
  std::vector<std::pair<int64_t, int32_t>> partners;  // by row
  bool lost_some;
  friend bool operator==(const Row&, const Row&) = default;
};

// Every pair, one by one, by the rule: no filter, no kernel but the portable one.
std::vector<Row> ByTheRule(const BitMatrix& left, const std::vector<uint32_t>& chosen,
                           const BitMatrix& right, const ScoringRule& rule, size_t limit) {
  std::vector<Row> rows;
  std::vector<int32_t> common(static_cast<size_t>(right.row_count()));
  for (const uint32_t i : chosen) {
    CompiledKernels().back()->CommonBits(left.row(i), right, {0, right.row_count()}, common);
    std::vector<std::pair<int64_t, int32_t>> partners;
    for (int64_t j = 0; j < right.row_count(); ++j) {
      const int32_t similarity = rule.Similarity({&common[static_cast<size_t>(j)], 1},
                                                 left.popcounts(i), right.popcounts(j));
      if (similarity >= rule.threshold_basis_points()) partners.emplace_back(j, similarity);
    }
    std::stable_sort(partners.begin(), partners.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    const bool lost_some = partners.size() > limit;
    if (lost_some) partners.resize(limit);
    std::sort(partners.begin(), partners.end());
    rows.push_back({std::move(partners), lost_some});
  }
  return rows;
}

std::vector<Row> RowsOf(JoinedPartners joined, size_t count) {
  std::vector<Row> rows(count);
  for (size_t i = 0; i < count; ++i) {
    const auto row = static_cast<int64_t>(i);
    rows[i].lost_some = joined.lost_some(row);
    for (const AcceptedRow& partner : joined.Take(row)) {
      rows[i].partners.emplace_back(partner.row, partner.similarity);
    }
  }
  return rows;
}

std::vector<uint32_t> AllRows(const BitMatrix& rows) {
  std::vector<uint32_t> all(static_cast<size_t>(rows.row_count()));
  std::iota(all.begin(), all.end(), 0U);
  return all;
}

// Joins with every kernel this processor runs and 1 to 5 threads, whole and by a sample of rows.
// Returns the number of partners kept.
size_t ExpectTheJoinOfTheRule(const BitMatrix& left, const BitMatrix& right,
                              const ScoringRule& rule, int limit) {
  const std::vector<Row> expected =
      ByTheRule(left, AllRows(left), right, rule, static_cast<size_t>(limit));
  std::vector<uint32_t> sample;
  std::vector<Row> expected_of_sample;
  for (uint32_t i = 2; i < left.row_count(); i += 3) {
    sample.push_back(i);
    expected_of_sample.push_back(expected[i]);
  }
  for (const PlaneKernel* kernel : CompiledPlaneKernels()) {
    if (!kernel->SupportedByThisCpu()) continue;
    for (const int thread_count : {1, 2, 5}) {
      const SlicedJoinOptions options{
          .thread_count = thread_count, .partner_limit = limit, .kernel = kernel};
      std::atomic<int64_t> done = 0;
      auto joined = JoinSliced(left, std::nullopt, right, rule, options,
                               [&](int64_t pairs) { done += pairs; }, {});
      EXPECT_OK(joined.status());
      if (!joined.ok()) return 0;
      EXPECT_EQ(RowsOf(*std::move(joined), expected.size()), expected)
          << kernel->name() << ", " << thread_count << " threads";
      EXPECT_EQ(done, left.row_count() * right.row_count());
    }
    auto joined = JoinSliced(left, std::span<const uint32_t>(sample), right, rule,
                             {.thread_count = 2, .partner_limit = limit, .kernel = kernel}, {}, {});
    EXPECT_OK(joined.status());
    if (!joined.ok()) return 0;
    EXPECT_EQ(RowsOf(*std::move(joined), sample.size()), expected_of_sample) << kernel->name();
  }
  size_t kept = 0;
  for (const Row& row : expected) kept += row.partners.size();
  return kept;
}

// Two sides with many persons in common, some rows empty, some very sparse, some full.
std::pair<BitMatrix, BitMatrix> Sides(int bits, int64_t left_count, int64_t right_count,
                                      uint64_t seed) {
  std::mt19937_64 engine(seed);
  const EncodingLayout layout = LayoutOf({bits});
  const std::vector<uint64_t> persons =
      ieum::testing::RandomWords(std::max(left_count, right_count), layout, engine);
  std::vector<BitMatrix> sides;
  for (const int64_t count : {left_count, right_count}) {
    std::vector<uint64_t> words = ieum::testing::WithErrors(persons, engine);
    words.resize(static_cast<size_t>(count * layout.row_words()));
    ieum::testing::ClearSegments(words, layout, 3, engine);
    const auto row_words = static_cast<size_t>(layout.row_words());
    for (size_t row = 0; row + row_words <= words.size(); row += row_words) {
      const uint64_t kind = engine() % 16;
      for (size_t w = row; w < row + row_words; ++w) {
        if (kind == 0) words[w] = ~uint64_t{0};
        if (kind == 1) words[w] = w == row ? uint64_t{1} << engine() % 4 : 0;
        if (kind == 2) words[w] |= engine();
        if (kind == 3) words[w] &= engine() & engine();
      }
    }
    sides.push_back(MatrixOf(layout, words));
  }
  return {std::move(sides[0]), std::move(sides[1])};
}

TEST(SlicedJoinTest, FindsWhatTheRuleAcceptsAtEveryThresholdByDice) {
  for (const int threshold : {1, 4000, 6500, 8000, 10'000}) {
    const auto [left, right] = Sides(256, 150, 290, static_cast<uint64_t>(threshold));
    EXPECT_GT(ExpectTheJoinOfTheRule(left, right, DiceRule(threshold), 6), 40U);
  }
}

TEST(SlicedJoinTest, FindsWhatTheRuleAcceptsAtEveryThresholdByHammingDistance) {
  for (const int xor_count : {1, 8}) {
    for (const int threshold : {1, 8000, 10'000}) {
      const auto [left, right] = Sides(320, 280, 130, static_cast<uint64_t>(threshold));
      EXPECT_GT(ExpectTheJoinOfTheRule(left, right, HammingRule(320, xor_count, threshold), 1000),
                40U);
    }
  }
}

TEST(SlicedJoinTest, WorksForSegmentsOfEveryKindOfSize) {
  for (const int bits : {64, 128, 1024, 2048, 4160, 8192}) {
    const auto [left, right] = Sides(bits, 30, 80, static_cast<uint64_t>(bits));
    EXPECT_GT(ExpectTheJoinOfTheRule(left, right, DiceRule(7000), 3), 10U) << bits;
    EXPECT_GT(ExpectTheJoinOfTheRule(left, right, HammingRule(bits, 4, 7000), 3), 10U) << bits;
  }
}

TEST(SlicedJoinTest, EmptySidesAndRowsWithoutABitHaveNoPartners) {
  const EncodingLayout layout = LayoutOf({128});
  const BitMatrix none = MatrixOf(layout, {});
  const BitMatrix zeros = MatrixOf(layout, std::vector<uint64_t>(20, 0));
  const BitMatrix ones = MatrixOf(layout, std::vector<uint64_t>(20, ~uint64_t{0}));
  for (const BitMatrix* left : {&none, &zeros, &ones}) {
    for (const BitMatrix* right : {&none, &zeros, &ones}) {
      const size_t kept = ExpectTheJoinOfTheRule(*left, *right, DiceRule(1), 50);
      EXPECT_EQ(kept, left == &ones && right == &ones ? 100U : 0U);
    }
  }
}

// 6'000 times 6'000 pairs are all alike and all accepted; the bar keeps the work to the first few
// of every list.
TEST(SlicedJoinTest, IdenticalRowsCostNoMoreThanRulingOut) {
  const EncodingLayout layout = LayoutOf({64});
  const BitMatrix rows = MatrixOf(layout, std::vector<uint64_t>(6000, 0x0123456789abcdef));
  ASSERT_OK_AND_ASSIGN(
      JoinedPartners joined,
      JoinSliced(rows, std::nullopt, rows, DiceRule(5000),
                 {.thread_count = 2, .partner_limit = 3, .kernel = nullptr}, {}, {}));
  for (int64_t i = 0; i < 6000; ++i) {
    ASSERT_TRUE(joined.lost_some(i));
    const std::vector<AcceptedRow> kept = joined.Take(i);
    ASSERT_EQ(kept.size(), 3U);
    for (int64_t k = 0; k < 3; ++k) {
      ASSERT_EQ(kept[static_cast<size_t>(k)].row, k);
      ASSERT_EQ(kept[static_cast<size_t>(k)].similarity, 10'000);
    }
  }
}

// Many ties around the bar, in both passes: rows of three popcounts, all similar to all.
TEST(SlicedJoinTest, TiesAtTheBarGoToTheFirstRows) {
  std::mt19937_64 engine(9);
  std::vector<uint64_t> words(300);
  for (uint64_t& word : words) word = 0x00ffffff00ffffffU << (engine() % 3) | engine() % 2;
  const BitMatrix left = MatrixOf(LayoutOf({64}), words);
  std::shuffle(words.begin(), words.end(), engine);
  words.resize(200);
  const BitMatrix right = MatrixOf(LayoutOf({64}), words);
  for (const int limit : {1, 7, 60}) {
    EXPECT_EQ(ExpectTheJoinOfTheRule(left, right, DiceRule(8000), limit),
              300U * static_cast<size_t>(limit));
  }
}

TEST(SlicedJoinTest, StopsSoonAfterItIsAsked) {
  const EncodingLayout layout = LayoutOf({8192});
  std::mt19937_64 engine(10);
  const BitMatrix rows = MatrixOf(layout, ieum::testing::RandomWords(3000, layout, engine));
  std::stop_source stop;
  absl::StatusOr<JoinedPartners> joined = Internal("never run");
  std::atomic<bool> done = false;
  std::jthread run([&] {
    // Nothing can be ruled out: the slowest join there is.
    joined = JoinSliced(
        rows, std::nullopt, rows, DiceRule(1),
        {.thread_count = 2, .partner_limit = 100'000, .kernel = CompiledPlaneKernels().back()}, {},
        stop.get_token());
    done = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  ASSERT_FALSE(done);
  const absl::Duration asked = MonotonicNow();
  stop.request_stop();
  run.join();
  EXPECT_EQ(joined.status().code(), absl::StatusCode::kCancelled);
  EXPECT_LT(MonotonicNow() - asked, absl::Seconds(2)) << "generous for a loaded machine";
}

TEST(SlicedJoinTest, PaysForAllButSmallSides) {
  EXPECT_FALSE(SlicedJoinPays(10, 1'000'000));
  EXPECT_FALSE(SlicedJoinPays(1'000'000, 0));
  EXPECT_TRUE(SlicedJoinPays(1000, 1000));
}

TEST(SlicedJoinTest, RefusesInputsThatDoNotFit) {
  const BitMatrix rows = MatrixOf(LayoutOf({64}), {1, 2, 3});
  const BitMatrix wide = MatrixOf(LayoutOf({128}), {1, 2});
  const BitMatrix two = MatrixOf(LayoutOf({64, 64}), {1, 2});
  const auto refused = [](const BitMatrix& left, const BitMatrix& right, const ScoringRule& rule,
                          const SlicedJoinOptions& options, const std::vector<uint32_t>& chosen,
                          const char* reason) {
    EXPECT_THAT(
        JoinSliced(left, std::span<const uint32_t>(chosen), right, rule, options, {}, {}).status(),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(reason)));
  };
  refused(rows, wide, DiceRule(8000), {}, {}, "different layouts");
  refused(two, two, DiceRule(8000), {}, {}, "these have 2");
  refused(rows, rows, *ScoringRule::Create({1, 1}, 8000), {}, {}, "2 weights");
  refused(rows, rows, HammingRule(128, 1, 8000), {}, {}, "128 bits; it has 64");
  refused(rows, rows, DiceRule(8000), {.thread_count = 0}, {}, "0 threads");
  refused(rows, rows, DiceRule(8000), {.partner_limit = 0}, {}, "partner limit of 0");
  refused(rows, rows, DiceRule(8000), {}, {3}, "row 3 was chosen");
  refused(rows, rows, DiceRule(8000), {}, {1, 1}, "do not ascend at 1");
}

}  // namespace
}  // namespace ieum::core::sliced_join_test
