#include "ieum/core/blocking/candidate_join.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "ieum/core/blocking/row_partners.h"
#include "planned_parties.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::EqualWeights;
using ::ieum::testing::KeysOfRows;
using ::ieum::testing::LayoutOf;
using ::ieum::testing::MatrixOf;
using ::ieum::testing::RowsOfFewValues;
using ::ieum::testing::SeededRandom;
using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

CandidatePlan PlanOf(const KeyMaker& left, const KeyMaker* right, const PlanOptions& options) {
  SeededRandom random(5);
  auto plan = PlanCandidates(left, right, options, random, 2, {});
  EXPECT_TRUE(plan.ok());
  return *std::move(plan);
}

CandidateJoin JoinOf(const CandidatePlan& plan, const PairJudge& judge,
                     const JoinOptions& options) {
  auto join = JoinCandidates(plan, judge, options, {}, {});
  EXPECT_TRUE(join.ok());
  return *std::move(join);
}

// Every pair one by one with the portable kernel: those the plan holds, of these the best of each
// row.
std::vector<CandidatePair> ByBruteForce(const CandidatePlan& plan, const PairJudge& judge,
                                        const JoinOptions& options) {
  const BitMatrix& left = plan.left().encodings();
  const BitMatrix& right = plan.right().encodings();
  std::vector<CandidatePair> all;
  std::vector<int32_t> counts(static_cast<size_t>(left.layout().segment_count()));
  for (int64_t l = 0; l < left.row_count(); ++l) {
    for (int64_t r = plan.within() ? l + 1 : 0; r < right.row_count(); ++r) {
      if (!plan.Holds(l, r)) continue;
      CompiledKernels().back()->CommonBits(left.row(l), right, {r, r + 1}, counts);
      const int32_t score = judge.Score(counts, left.popcounts(l), right.popcounts(r));
      if (score < options.min_score) continue;
      all.push_back({static_cast<uint32_t>(l), static_cast<uint32_t>(r), score});
    }
  }
  std::set<std::pair<uint32_t, uint32_t>> best;
  for (const bool of_left : {true, false}) {
    std::map<uint32_t, std::vector<Partner>> partners;  // of the rows of one side
    for (const CandidatePair& pair : all) {
      partners[of_left ? pair.left : pair.right].push_back(
          {of_left ? pair.right : pair.left, pair.score});
      if (plan.within()) {
        partners[of_left ? pair.right : pair.left].push_back(
            {of_left ? pair.left : pair.right, pair.score});
      }
    }
    for (auto& [row, list] : partners) {
      std::sort(list.begin(), list.end(), BetterPartner);
      if (list.size() > static_cast<size_t>(options.partner_limit)) {
        list.resize(static_cast<size_t>(options.partner_limit));
      }
      for (const Partner& partner : list) {
        if (of_left || plan.within()) best.insert({row, partner.row});
        if (!of_left || plan.within()) best.insert({partner.row, row});
      }
    }
  }
  std::erase_if(all, [&](const CandidatePair& pair) {
    return !best.contains({pair.left, pair.right});
  });
  return all;
}

struct Case {
  std::vector<int> bit_counts;
  int64_t left_count;
  int64_t right_count;
  uint64_t distinct;
  PlanOptions plan;
};

std::vector<Case> Cases() {
  return {
      {{64, 128, 64}, 90, 70, 12, {.pairs_per_row = 100}},
      {{64, 128, 64}, 90, 70, 12, {.pairs_per_row = 3}},
      {{64, 64}, 70, 90, 3, {.pairs_per_row = 200}},
      {{512}, 80, 80, 80, {.sampling_pairs_per_row = 10}},
      {{64}, 100, 1, 1, {.pairs_per_row = 1'000}},
      {{64, 64}, 0, 10, 3, {}},
  };
}

TEST(JoinCandidatesTest, EqualsBruteForceOverThePairsOfThePlanForEveryKernelAndThreadCount) {
  std::mt19937_64 engine(8);
  for (const Case& c : Cases()) {
    const EncodingLayout layout = LayoutOf(c.bit_counts);
    const BitMatrix left_rows = RowsOfFewValues(layout, c.left_count, c.distinct, 10, engine);
    const BitMatrix right_rows = RowsOfFewValues(layout, c.right_count, c.distinct, 10, engine);
    const KeyMaker left = KeysOfRows(left_rows);
    const KeyMaker right = KeysOfRows(right_rows);
    const RuleJudge judge = EqualWeights(layout);
    for (const KeyMaker* other : {&right, static_cast<const KeyMaker*>(nullptr)}) {
      const CandidatePlan plan = PlanOf(left, other, c.plan);
      for (const int limit : {1, 3, 1'000}) {
        JoinOptions options{.min_score = 3'000, .partner_limit = limit};
        const std::vector<CandidatePair> expected = ByBruteForce(plan, judge, options);
        for (const SimilarityKernel* kernel : CompiledKernels()) {
          if (!kernel->SupportedByThisCpu()) continue;
          options.kernel = kernel;
          for (options.thread_count = 1; options.thread_count <= 4; ++options.thread_count) {
            const CandidateJoin join = JoinOf(plan, judge, options);
            ASSERT_EQ(join.pairs, expected)
                << plan.ToText() << kernel->name() << ", limit " << limit;
            EXPECT_EQ(join.compared_pair_count, plan.CountPairs());
          }
        }
      }
    }
  }
}

TEST(JoinCandidatesTest, WindowsOfRowsChangeNothing) {
  std::mt19937_64 engine(18);
  const EncodingLayout layout = LayoutOf({64, 128});
  const BitMatrix left_rows = RowsOfFewValues(layout, 90, 8, 10, engine);
  const BitMatrix right_rows = RowsOfFewValues(layout, 70, 8, 10, engine);
  const KeyMaker left = KeysOfRows(left_rows);
  const KeyMaker right = KeysOfRows(right_rows);
  const RuleJudge judge = EqualWeights(layout);
  for (const KeyMaker* other : {&right, static_cast<const KeyMaker*>(nullptr)}) {
    const CandidatePlan plan = PlanOf(left, other, {.pairs_per_row = 100});
    const CandidateJoin whole = JoinOf(plan, judge, {.min_score = 3'000, .partner_limit = 3});
    EXPECT_FALSE(whole.pairs.empty());
    for (const int64_t window_rows : {7, 64, 500}) {
      const CandidateJoin joined = JoinOf(
          plan, judge,
          {.min_score = 3'000, .partner_limit = 3, .thread_count = 2, .window_rows = window_rows});
      EXPECT_EQ(joined.pairs, whole.pairs) << "windows of " << window_rows;
      EXPECT_EQ(joined.limited_row_count, whole.limited_row_count);
    }
  }
}

// Blocks that are cut into several units, whose threads meet in the lists of the right side.
TEST(JoinCandidatesTest, LargeBlocksGiveTheSameWithAnyNumberOfThreads) {
  std::mt19937_64 engine(9);
  const EncodingLayout layout = LayoutOf({256, 64});
  const BitMatrix left_rows = RowsOfFewValues(layout, 700, 2, 0, engine);
  const BitMatrix right_rows = RowsOfFewValues(layout, 600, 2, 0, engine);
  const KeyMaker left = KeysOfRows(left_rows);
  const KeyMaker right = KeysOfRows(right_rows);
  const RuleJudge judge = EqualWeights(layout);
  for (const KeyMaker* other : {&right, static_cast<const KeyMaker*>(nullptr)}) {
    const CandidatePlan plan = PlanOf(left, other, {.pairs_per_row = 10'000});
    const CandidateJoin one = JoinOf(plan, judge, {.min_score = 0, .partner_limit = 5});
    EXPECT_EQ(one.limited_row_count, other == nullptr ? 700 : 1'300);
    for (const int thread_count : {2, 4}) {
      EXPECT_EQ(
          JoinOf(plan, judge, {.min_score = 0, .partner_limit = 5, .thread_count = thread_count})
              .pairs,
          one.pairs);
    }
  }
}

TEST(JoinCandidatesTest, ReportsProgressUpToAllPairs) {
  std::mt19937_64 engine(10);
  const EncodingLayout layout = LayoutOf({64});
  const BitMatrix rows = RowsOfFewValues(layout, 300, 5, 0, engine);
  const KeyMaker maker = KeysOfRows(rows);
  const CandidatePlan plan = PlanOf(maker, &maker, {.pairs_per_row = 1'000});
  int64_t last = -1;
  const auto join = JoinCandidates(plan, EqualWeights(layout), {.thread_count = 2},
                                   [&](int64_t done, int64_t total) {
                                     EXPECT_GT(done, last);
                                     EXPECT_EQ(total, plan.CountPairs());
                                     last = done;
                                   },
                                   {});
  ASSERT_OK(join);
  EXPECT_EQ(last, plan.CountPairs());
}

TEST(JoinCandidatesTest, StopsWhenAskedAndRefusesImpossibleOptions) {
  const BitMatrix rows = MatrixOf(LayoutOf({64}), {1, 2});
  const KeyMaker maker = KeysOfRows(rows);
  const CandidatePlan plan = PlanOf(maker, &maker, {});
  const RuleJudge judge = EqualWeights(rows.layout());
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(JoinCandidates(plan, judge, {}, {}, stop.get_token()).status().code(),
            absl::StatusCode::kCancelled);
  EXPECT_THAT(JoinCandidates(plan, judge, {.partner_limit = 0}, {}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("partner limit is 0")));
  EXPECT_THAT(JoinCandidates(plan, judge, {.thread_count = 0}, {}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("0 threads")));
}

}  // namespace
}  // namespace ieum::core
