#include "ieum/core/matching/matching_run.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <numeric>
#include <thread>

#include "ieum/core/base/clock.h"
#include "ieum/core/base/digest.h"
#include "support/random_encodings.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::LayoutOf;
using ::ieum::testing::MatrixOf;
using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

ScoringRule Rule(std::vector<int> weights, int threshold) {
  return *ScoringRule::Create(std::move(weights), threshold);
}

// Parties whose rows are the same persons in the same order, with errors and missing values.
std::vector<BitMatrix> SamePersons(const EncodingLayout& layout, const std::vector<int64_t>& counts,
                                   uint64_t seed) {
  std::mt19937_64 engine(seed);
  const int64_t most = *std::max_element(counts.begin(), counts.end());
  const std::vector<uint64_t> persons = ieum::testing::RandomWords(most, layout, engine);
  std::vector<BitMatrix> parties;
  for (const int64_t count : counts) {
    std::vector<uint64_t> words = ieum::testing::WithErrors(persons, engine);
    words.resize(static_cast<size_t>(count * layout.row_words()));
    ieum::testing::ClearSegments(words, layout, 5, engine);
    parties.push_back(MatrixOf(layout, words));
  }
  return parties;
}

absl::StatusOr<MatchingOutcome> Match(const std::vector<BitMatrix>& parties,
                                      const ScoringRule& rule,
                                      const MatchingOptions& options = {}) {
  std::vector<const BitMatrix*> pointers;
  for (const BitMatrix& party : parties) pointers.push_back(&party);
  return RunMatching(pointers, rule, options, {}, {});
}

// Everything that must not depend on threads, kernel or machine.
std::string DigestOf(const MatchingOutcome& outcome) {
  Bytes bytes;
  for (const std::vector<uint32_t>& party : outcome.entities) {
    AppendLittleEndian(bytes, party.size());
    for (const uint32_t entity : party) AppendLittleEndian(bytes, entity);
  }
  for (const int64_t count :
       {outcome.entity_count, outcome.linked_entity_count, outcome.compared_pair_count,
        outcome.accepted_pair_count, outcome.limited_row_count}) {
    AppendLittleEndian(bytes, count);
  }
  return ToHex(Sha256(bytes));
}

TEST(MatchingRunTest, LinksTheSamePersonsAndNobodyElse) {
  const std::vector<BitMatrix> parties = SamePersons(LayoutOf({256, 256, 256, 256}), {300, 200}, 1);
  ASSERT_OK_AND_ASSIGN(const MatchingOutcome outcome, Match(parties, Rule({1, 1, 1, 1}, 7000)));
  int64_t linked = 0;
  for (size_t row = 0; row < 200; ++row) {
    linked += outcome.entities[0][row] == outcome.entities[1][row] ? 1 : 0;
  }
  // Rows with more than two missing segments together may stay alone: fewer than 1 in 50.
  EXPECT_GE(linked, 190);
  EXPECT_EQ(outcome.linked_entity_count, linked);
  EXPECT_EQ(outcome.entity_count, 500 - linked);
  EXPECT_EQ(outcome.compared_pair_count, 300 * 200);
  EXPECT_EQ(outcome.limited_row_count, 0);
  EXPECT_EQ(outcome.kernel_name, BestKernel().name());
  ASSERT_EQ(outcome.stage_times.size(), 2U);
  EXPECT_EQ(StageName(outcome.stage_times[0].stage), "compare");
  EXPECT_EQ(StageName(outcome.stage_times[1].stage), "solve");
}

TEST(MatchingRunTest, TheOutcomeDependsOnNeitherThreadsNorKernel) {
  for (const std::vector<int>& bit_counts :
       {std::vector<int>{512}, std::vector<int>{64, 320, 128}, std::vector<int>(4, 256)}) {
    const EncodingLayout layout = LayoutOf(bit_counts);
    const std::vector<BitMatrix> parties = SamePersons(layout, {700, 450, 90}, 2);
    std::vector<int> weights(bit_counts.size());
    std::iota(weights.begin(), weights.end(), 1);
    // Low enough that strangers are accepted and the limit cuts.
    const ScoringRule rule = Rule(weights, 4100);
    std::string first;
    for (const SimilarityKernel* kernel : CompiledKernels()) {
      if (!kernel->SupportedByThisCpu()) continue;
      for (const int thread_count : {1, 2, 5}) {
        ASSERT_OK_AND_ASSIGN(
            const MatchingOutcome outcome,
            Match(parties, rule,
                  {.thread_count = thread_count, .partner_limit = 3, .kernel = kernel}));
        EXPECT_EQ(outcome.kernel_name, kernel->name());
        EXPECT_GT(outcome.limited_row_count, 0);
        if (first.empty()) first = DigestOf(outcome);
        EXPECT_EQ(DigestOf(outcome), first) << kernel->name() << ", " << thread_count << " threads";
      }
    }
  }
}

// One segment: the sliced join with every plane kernel, row by row, and whatever is chosen.
void ExpectOneOutcomeOfAllPaths(const std::vector<BitMatrix>& parties, const ScoringRule& rule,
                                int partner_limit) {
  ASSERT_OK_AND_ASSIGN(
      const MatchingOutcome by_rows,
      Match(parties, rule, {.partner_limit = partner_limit, .kernel = CompiledKernels().back()}));
  std::vector<MatchingOptions> ways;
  for (const int thread_count : {1, 2, 3, 4, 5}) {
    const MatchingOptions way{.thread_count = thread_count, .partner_limit = partner_limit};
    ways.push_back(way);
    for (const PlaneKernel* kernel : CompiledPlaneKernels()) {
      if (!kernel->SupportedByThisCpu()) continue;
      ways.push_back(way);
      ways.back().plane_kernel = kernel;
    }
  }
  for (const MatchingOptions& way : ways) {
    ASSERT_OK_AND_ASSIGN(const MatchingOutcome outcome, Match(parties, rule, way));
    EXPECT_EQ(DigestOf(outcome), DigestOf(by_rows))
        << outcome.kernel_name << ", " << way.thread_count << " threads";
    if (way.plane_kernel != nullptr) {
      EXPECT_EQ(outcome.kernel_name, way.plane_kernel->name());
    }
  }
}

TEST(MatchingRunTest, TheSlicedJoinAndRowByRowHaveOneOutcome) {
  const EncodingLayout layout = LayoutOf({320});
  const SegmentRule diffused{.weight = 1, .hamming_bits = 320, .xor_count = 4};
  for (const ScoringRule& rule :
       {Rule({1}, 4100), Rule({1}, 7000), *ScoringRule::CreateForSegments({&diffused, 1}, 7500)}) {
    ExpectOneOutcomeOfAllPaths(SamePersons(layout, {290, 260}, 6), rule, 3);
    ExpectOneOutcomeOfAllPaths(SamePersons(layout, {120, 0, 70, 90}, 7), rule, 32);
  }
  std::vector<BitMatrix> alike;
  alike.push_back(MatrixOf(layout, std::vector<uint64_t>(size_t{5} * 300, 0xf0f0f0f0f0f0f0f0)));
  alike.push_back(MatrixOf(layout, std::vector<uint64_t>(size_t{5} * 270, ~uint64_t{0})));
  ExpectOneOutcomeOfAllPaths(alike, Rule({1}, 6000), 4);
}

TEST(MatchingRunTest, LargePartiesOfOneSegmentAreJoinedSliced) {
  const std::vector<BitMatrix> large = SamePersons(LayoutOf({128}), {400, 3, 400}, 8);
  ASSERT_OK_AND_ASSIGN(const MatchingOutcome sliced, Match(large, Rule({1}, 8000)));
  EXPECT_EQ(sliced.kernel_name, BestPlaneKernel().name());
  EXPECT_EQ(sliced.compared_pair_count, 400 * 3 + 400 * 400 + 3 * 400);
  const std::vector<BitMatrix> small = SamePersons(LayoutOf({128}), {400, 3}, 8);
  ASSERT_OK_AND_ASSIGN(const MatchingOutcome by_rows, Match(small, Rule({1}, 8000)));
  EXPECT_EQ(by_rows.kernel_name, BestKernel().name());
}

TEST(MatchingRunTest, EmptyPartiesAreFine) {
  const EncodingLayout layout = LayoutOf({128});
  const ScoringRule rule = Rule({1}, 8000);
  for (const std::vector<int64_t>& counts :
       {std::vector<int64_t>{0, 0}, std::vector<int64_t>{3, 0}, std::vector<int64_t>{0, 3},
        std::vector<int64_t>{0, 1, 0}}) {
    std::vector<BitMatrix> parties;
    int64_t rows = 0;
    for (const int64_t count : counts) {
      parties.push_back(
          MatrixOf(layout, std::vector<uint64_t>(static_cast<size_t>(count) * 2, ~uint64_t{0})));
      rows += count;
    }
    ASSERT_OK_AND_ASSIGN(const MatchingOutcome outcome, Match(parties, rule, {.thread_count = 3}));
    EXPECT_EQ(outcome.entity_count, rows);
    EXPECT_EQ(outcome.linked_entity_count, 0);
    EXPECT_EQ(outcome.compared_pair_count, 0);
    ASSERT_EQ(outcome.entities.size(), counts.size());
  }
}

TEST(MatchingRunTest, RowsWithoutAnyBitLinkToNobody) {
  const EncodingLayout layout = LayoutOf({128, 64});
  const std::vector<uint64_t> zeros(30, 0);
  std::vector<BitMatrix> parties;
  parties.push_back(MatrixOf(layout, zeros));
  parties.push_back(MatrixOf(layout, zeros));
  ASSERT_OK_AND_ASSIGN(const MatchingOutcome outcome, Match(parties, Rule({1, 1}, 1)));
  EXPECT_EQ(outcome.accepted_pair_count, 0);
  EXPECT_EQ(outcome.entity_count, 20);
}

TEST(MatchingRunTest, EqualRowsPairInRowOrderWithinThePartnerLimit) {
  const EncodingLayout layout = LayoutOf({64});
  const std::vector<uint64_t> ones(300, ~uint64_t{0});
  std::vector<BitMatrix> parties;
  parties.push_back(MatrixOf(layout, ones));
  parties.push_back(MatrixOf(layout, ones));
  ASSERT_OK_AND_ASSIGN(const MatchingOutcome all, Match(parties, Rule({1}, 10'000),
                                                        {.thread_count = 2, .partner_limit = 300}));
  EXPECT_EQ(all.accepted_pair_count, 300 * 300);
  EXPECT_EQ(all.limited_row_count, 0);
  EXPECT_EQ(all.entity_count, 300);
  EXPECT_EQ(all.entities[0], all.entities[1]);
  ASSERT_OK_AND_ASSIGN(const MatchingOutcome limited,
                       Match(parties, Rule({1}, 10'000), {.thread_count = 2, .partner_limit = 10}));
  EXPECT_EQ(limited.accepted_pair_count, 300 * 10);
  EXPECT_EQ(limited.limited_row_count, 300);
  // Every row kept the same ten partners, so only ten rows of the left party found one.
  EXPECT_EQ(limited.linked_entity_count, 10);
}

TEST(MatchingRunTest, ThePartnerLimitIsPerOtherParty) {
  const EncodingLayout layout = LayoutOf({64});
  std::vector<BitMatrix> parties;
  for (const size_t rows : {1U, 4U, 4U}) {
    parties.push_back(MatrixOf(layout, std::vector<uint64_t>(rows, ~uint64_t{0})));
  }
  ASSERT_OK_AND_ASSIGN(const MatchingOutcome outcome,
                       Match(parties, Rule({1}, 10'000), {.partner_limit = 2}));
  // Row 0 of the first party: 2 + 2; the four rows of the second: 2 each.
  EXPECT_EQ(outcome.accepted_pair_count, 2 + 2 + 4 * 2);
  EXPECT_EQ(outcome.limited_row_count, 5);
}

TEST(MatchingRunTest, ManyPartiesShareEntities) {
  const std::vector<BitMatrix> parties =
      SamePersons(LayoutOf({1024}), std::vector<int64_t>(31, 6), 3);
  ASSERT_OK_AND_ASSIGN(const MatchingOutcome outcome, Match(parties, Rule({1}, 7000)));
  EXPECT_EQ(outcome.compared_pair_count, 31 * 30 / 2 * 36);
  for (const std::vector<uint32_t>& entities : outcome.entities) {
    std::vector<uint32_t> sorted = entities;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(std::unique(sorted.begin(), sorted.end()), sorted.end()) << "two rows, one entity";
  }
}

TEST(MatchingRunTest, ProgressEndsEachStageAtOneHundredPercent) {
  const std::vector<BitMatrix> parties = SamePersons(LayoutOf({256}), {100, 100}, 4);
  std::vector<MatchingProgress> reports;
  const std::vector<const BitMatrix*> pointers = {&parties[0], &parties[1]};
  ASSERT_OK_AND_ASSIGN(
      const MatchingOutcome outcome,
      RunMatching(pointers, Rule({1}, 7000), {.thread_count = 2},
                  [&](const MatchingProgress& now) { reports.push_back(now); }, {}));
  ASSERT_GE(reports.size(), 2U);
  EXPECT_EQ(reports[reports.size() - 2].stage, MatchingStage::kCompare);
  EXPECT_EQ(reports[reports.size() - 2].done_pairs, 100 * 100);
  EXPECT_EQ(reports.back().stage, MatchingStage::kSolve);
  EXPECT_EQ(reports.back().done_pairs, outcome.accepted_pair_count);
  EXPECT_EQ(reports.back().total_pairs, outcome.accepted_pair_count);
}

TEST(MatchingRunTest, StopsSoonAfterItIsAsked) {
  // Far more work than the test waits for: 435 times 2'000 x 2'000 pairs of 16'384 bits.
  const EncodingLayout layout = LayoutOf({8192, 8192});
  const std::vector<uint64_t> words(static_cast<size_t>(layout.row_words()) * 2000, 1);
  std::vector<BitMatrix> parties;
  parties.push_back(MatrixOf(layout, words));
  parties.push_back(MatrixOf(layout, words));
  std::vector<const BitMatrix*> pointers;
  for (size_t i = 0; i < 30; ++i) pointers.push_back(&parties[i % 2]);
  std::stop_source stop;
  const SimilarityKernel* slowest = CompiledKernels().back();
  absl::StatusOr<MatchingOutcome> outcome = Internal("never run");
  std::atomic<bool> done = false;
  std::jthread run([&] {
    outcome = RunMatching(pointers, Rule({1, 1}, 9000), {.thread_count = 2, .kernel = slowest}, {},
                          stop.get_token());
    done = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  ASSERT_FALSE(done);
  const absl::Duration asked = MonotonicNow();
  stop.request_stop();
  run.join();
  EXPECT_EQ(outcome.status().code(), absl::StatusCode::kCancelled);
  EXPECT_LT(MonotonicNow() - asked, absl::Seconds(2)) << "generous for a loaded machine";
}

TEST(MatchingRunTest, RefusesInputsThatDoNotFit) {
  const std::vector<BitMatrix> parties = SamePersons(LayoutOf({64}), {1, 1}, 5);
  const std::vector<BitMatrix> other = SamePersons(LayoutOf({128}), {1, 1}, 5);
  const ScoringRule rule = Rule({1}, 8000);
  const auto refused = [](std::vector<const BitMatrix*> inputs, const ScoringRule& given,
                          const MatchingOptions& options, const char* reason) {
    EXPECT_THAT(RunMatching(inputs, given, options, {}, {}),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(reason)));
  };
  refused({&parties[0]}, rule, {}, "1 parties");
  refused(std::vector<const BitMatrix*>(32, &parties[0]), rule, {}, "32 parties");
  refused({&parties[0], &other[0]}, rule, {}, "party 1 have another layout");
  refused({&parties[0], &parties[1]}, Rule({1, 1}, 8000), {}, "2 weights");
  refused({&parties[0], &parties[1]}, Rule({1, 1}, 8000), {.plane_kernel = &BestPlaneKernel()},
          "2 weights");
  refused({&parties[0], &parties[1]}, rule, {.thread_count = 0}, "0 threads");
  refused({&parties[0], &parties[1]}, rule, {.partner_limit = 0}, "partner limit is 0");
}

}  // namespace
}  // namespace ieum::core
