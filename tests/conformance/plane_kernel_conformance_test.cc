// Every plane kernel finds the targets that counting one by one finds, and so do all of them alike.
#include <algorithm>
#include <bit>
#include <deque>
#include <iostream>
#include <random>

#include "ieum/core/join/plane_kernel.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

constexpr int kBits = 512;

// Targets as rows of planes that they lack, kept beside the tile that is made of them.
class Tile final {
 public:
  Tile(int plane_words, double density, std::mt19937_64& engine)
      : plane_words_(static_cast<size_t>(plane_words)),
        words_((kBits + 1) * plane_words_ + 7),
        lacks_(64 * plane_words_, std::vector<bool>(kBits, false)) {
    // Aligned as the contract says.
    while (reinterpret_cast<uintptr_t>(words_.data() + offset_) % 64 != 0) ++offset_;
    std::bernoulli_distribution has(density);
    for (size_t target = 0; target < lacks_.size(); ++target) {
      for (size_t plane = 0; plane < kBits; ++plane) {
        if (has(engine)) continue;
        lacks_[target][plane] = true;
        words_[offset_ + plane * plane_words_ + target / 64] |= uint64_t{1} << target % 64;
      }
    }
  }

  const uint64_t* words() const { return words_.data() + offset_; }
  // [size()] how many of the planes each target lacks.
  std::vector<int> Misses(const std::vector<int>& planes) const {
    std::vector<int> misses;
    for (const std::vector<bool>& lacks : lacks_) {
      misses.push_back(static_cast<int>(std::count_if(planes.begin(), planes.end(), [&](int plane) {
        return lacks[static_cast<size_t>(plane)];
      })));
    }
    return misses;
  }
  size_t size() const { return lacks_.size(); }

 private:
  size_t plane_words_;
  std::vector<uint64_t> words_;
  size_t offset_ = 0;
  std::vector<std::vector<bool>> lacks_;
};

class PlaneKernelConformanceTest : public ::testing::TestWithParam<const PlaneKernel*> {
 protected:
  void SetUp() override {
    // A kernel of the build for instructions this processor lacks would be killed by it; the
    // portable one runs everywhere, and any that the program would choose runs here too.
    if (!GetParam()->SupportedByThisCpu()) GTEST_SKIP() << "not on this processor";
    std::cout << "kernel " << GetParam()->name() << " runs here\n";
  }

  PlaneQuery QueryOf(const std::vector<int>& planes, int32_t budget, int32_t expected_eighths) {
    std::vector<uint16_t>& list = lists_.emplace_back();
    for (const int plane : planes) {
      list.push_back(static_cast<uint16_t>(plane * GetParam()->plane_words()));
    }
    while (list.size() % kPlanesPerBlock != 0) {
      list.push_back(static_cast<uint16_t>(kBits * GetParam()->plane_words()));
    }
    return {.planes = list.data(),
            .block_count = static_cast<int32_t>(list.size()) / kPlanesPerBlock,
            .miss_budget = budget,
            .expected_eighths = expected_eighths};
  }

  // Everybody within the budget is found; nobody far beyond it is, but for the few that a kernel
  // may leave to the rule.
  static void ExpectSurvivors(const std::vector<int>& misses, int32_t budget,
                              const std::vector<bool>& alive, const std::string& what) {
    size_t extra = 0;
    for (size_t target = 0; target < misses.size(); ++target) {
      const bool within = misses[target] <= budget;
      ASSERT_TRUE(!within || alive[target]) << what << ": lost target " << target;
      extra += alive[target] && !within ? 1 : 0;
    }
    EXPECT_LE(extra, 1U) << what;
  }

  std::vector<std::vector<bool>> Survivors(const Tile& tile, std::span<PlaneQuery> queries) const {
    std::vector<core::Survivors> found;
    GetParam()->FindSurvivors(tile.words(), queries, found);
    std::vector<std::vector<bool>> alive(queries.size(), std::vector<bool>(tile.size(), false));
    uint32_t last = 0;
    for (const core::Survivors& part : found) {
      EXPECT_NE(part.targets, 0U);
      EXPECT_GE(part.query, last) << "queries in order";
      last = part.query;
      for (size_t k = 0; k < 64; ++k) {
        if ((part.targets >> k & 1U) != 0) alive[part.query][part.first_target + k] = true;
      }
    }
    return alive;
  }

  std::deque<std::vector<uint16_t>> lists_;
};

std::vector<int> RandomPlanes(size_t count, std::mt19937_64& engine) {
  std::vector<int> planes(kBits);
  for (int plane = 0; plane < kBits; ++plane) planes[static_cast<size_t>(plane)] = plane;
  std::shuffle(planes.begin(), planes.end(), engine);
  planes.resize(count);
  return planes;
}

TEST_P(PlaneKernelConformanceTest, FindsEveryTargetWithinEveryBudget) {
  std::mt19937_64 engine(11);
  for (const double density : {0.0, 0.1, 0.6, 0.97, 1.0}) {
    const Tile tile(GetParam()->plane_words(), density, engine);
    for (const size_t count : {1U, 16U, 17U, 200U, 512U}) {
      const std::vector<int> planes = RandomPlanes(count, engine);
      std::vector<PlaneQuery> queries;
      const std::vector<int32_t> budgets = {
          0, 1, 7, 15, 16, 17, 31, 63, 64, 100, 127, 128, 255, 256, 511, 512, kMaxMissBudget};
      for (const int32_t budget : budgets) {
        for (const int32_t expected : {0, 8, 60, 10'000}) {
          queries.push_back(QueryOf(planes, budget, expected));
        }
      }
      const std::vector<std::vector<bool>> alive = Survivors(tile, queries);
      const std::vector<int> misses = tile.Misses(planes);
      for (size_t q = 0; q < queries.size(); ++q) {
        ExpectSurvivors(misses, queries[q].miss_budget, alive[q],
                        std::to_string(count) + " bits, budget " +
                            std::to_string(queries[q].miss_budget) + ", density " +
                            std::to_string(density));
      }
    }
  }
}

TEST_P(PlaneKernelConformanceTest, LearnsFromTileToTileWithoutLosingAnybody) {
  std::mt19937_64 engine(12);
  const std::vector<int> planes = RandomPlanes(300, engine);
  std::vector<PlaneQuery> queries = {QueryOf(planes, 80, 0), QueryOf(planes, 150, 10'000)};
  for (int round = 0; round < 16; ++round) {
    const Tile tile(GetParam()->plane_words(), round % 2 == 0 ? 0.6 : 0.75, engine);
    const std::vector<std::vector<bool>> alive = Survivors(tile, queries);
    const std::vector<int> misses = tile.Misses(planes);
    for (size_t q = 0; q < queries.size(); ++q) {
      ExpectSurvivors(misses, queries[q].miss_budget, alive[q], "round");
      EXPECT_GE(queries[q].expected_eighths, 0);
    }
  }
}

TEST_P(PlaneKernelConformanceTest, PassesOverQueriesWithANegativeBudget) {
  std::mt19937_64 engine(13);
  const Tile tile(GetParam()->plane_words(), 1.0, engine);
  std::vector<PlaneQuery> queries = {QueryOf({1, 2}, -1, 0), QueryOf({1, 2}, 0, 0), PlaneQuery{}};
  const std::vector<std::vector<bool>> alive = Survivors(tile, queries);
  EXPECT_EQ(std::count(alive[0].begin(), alive[0].end(), true), 0);
  EXPECT_EQ(std::count(alive[1].begin(), alive[1].end(), true), GetParam()->targets_per_tile());
  EXPECT_EQ(std::count(alive[2].begin(), alive[2].end(), true), 0);
}

std::string NameOf(const ::testing::TestParamInfo<const PlaneKernel*>& instance) {
  std::string name(instance.param->name());
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Kernels, PlaneKernelConformanceTest,
                         ::testing::ValuesIn(CompiledPlaneKernels().begin(),
                                             CompiledPlaneKernels().end()),
                         NameOf);

}  // namespace
}  // namespace ieum::core
