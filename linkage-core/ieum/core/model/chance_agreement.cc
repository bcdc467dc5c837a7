#include "ieum/core/model/chance_agreement.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"
#include "ieum/core/model/linkage_model.h"
#include "ieum/core/similarity/kernel.h"

namespace ieum::core {
namespace {

constexpr uint64_t kSeed = 0x1e5a3b7c9d2f4068U;
constexpr int64_t kPairsPerUnit = 16'384;
constexpr size_t kDistance = 8;  // rows asked for ahead
constexpr double kChanceQuantile = 5.0 / 6.0;

struct RowPair {
  uint32_t party;
  int64_t left;
  int64_t right;
};

// A number in [0, bound), the same with every standard library.
int64_t Draw(std::mt19937_64& random, int64_t bound) {
  return static_cast<int64_t>(random() % static_cast<uint64_t>(bound));
}

std::vector<RowPair> ChoosePairs(std::span<const BitMatrix* const> parties, int64_t pair_count) {
  double all = 0;
  for (const BitMatrix* party : parties) {
    const auto n = static_cast<double>(party->row_count());
    all += n * (n - 1) / 2;
  }
  std::vector<RowPair> pairs;
  std::mt19937_64 random(kSeed);
  for (uint32_t p = 0; p < parties.size(); ++p) {
    const int64_t n = parties[p]->row_count();
    if (n < 2) continue;
    const double own = static_cast<double>(n) * static_cast<double>(n - 1) / 2;
    if (all <= static_cast<double>(pair_count)) {
      for (int64_t left = 0; left < n; ++left) {
        for (int64_t right = left + 1; right < n; ++right) pairs.push_back({p, left, right});
      }
      continue;
    }
    const auto share = static_cast<int64_t>(std::ceil(static_cast<double>(pair_count) * own / all));
    for (int64_t i = 0; i < share; ++i) {
      const int64_t left = Draw(random, n);
      const int64_t right = (left + 1 + Draw(random, n - 1)) % n;
      pairs.push_back({p, left, right});
    }
  }
  // The kernel takes one row after another of a query.
  std::sort(pairs.begin(), pairs.end(), [](const RowPair& a, const RowPair& b) {
    return std::tuple(a.party, a.left, a.right) < std::tuple(b.party, b.left, b.right);
  });
  return pairs;
}

}  // namespace

absl::StatusOr<std::vector<SegmentChance>> MeasureChance(std::span<const BitMatrix* const> parties,
                                                         std::span<const SegmentEncoding> encodings,
                                                         const ValueIndex& values,
                                                         int64_t pair_count, int thread_count,
                                                         const std::stop_token& stop) {
  const SimilarityKernel& kernel = BestKernel();
  const size_t segment_count = encodings.size();
  const std::vector<RowPair> pairs = ChoosePairs(parties, pair_count);
  // [pair, segment]
  std::vector<int32_t> common(pairs.size() * segment_count);
  const auto count = static_cast<int64_t>(pairs.size());
  IEUM_RETURN_IF_ERROR(ParallelFor(
      (count + kPairsPerUnit - 1) / kPairsPerUnit, thread_count, stop, [&](int64_t unit, int) {
        const auto end = static_cast<size_t>(std::min(count, (unit + 1) * kPairsPerUnit));
        for (auto i = static_cast<size_t>(unit * kPairsPerUnit); i < end; ++i) {
          const size_t ahead = std::min(i + kDistance, pairs.size() - 1);
          parties[pairs[ahead].party]->Prefetch(pairs[ahead].right);
          const BitMatrix& party = *parties[pairs[i].party];
          kernel.CommonBits(party.row(pairs[i].left), party, {pairs[i].right, pairs[i].right + 1},
                            std::span(common).subspan(i * segment_count, segment_count));
        }
        return absl::OkStatus();
      }));
  std::vector<SegmentChance> chances;
  for (size_t s = 0; s < segment_count; ++s) {
    const auto each = [&](auto&& look) {
      for (size_t i = 0; i < pairs.size(); ++i) {
        const BitMatrix& party = *parties[pairs[i].party];
        look(common[i * segment_count + s], party.popcounts(pairs[i].left)[s],
             party.popcounts(pairs[i].right)[s]);
      }
    };
    double chance = 0;
    if (encodings[s].xor_count > 0) {
      const SegmentSimilarity plain(encodings[s], 0);
      std::vector<double> raw;
      each([&](int32_t c, int32_t l, int32_t r) {
        if (l > 0 && r > 0) raw.push_back(plain.Raw(c, l, r));
      });
      if (!raw.empty()) {
        const auto place =
            static_cast<int64_t>(kChanceQuantile * static_cast<double>(raw.size() - 1));
        std::nth_element(raw.begin(), raw.begin() + place, raw.end());
        chance = std::min(raw[static_cast<size_t>(place)], 0.95);
      }
    }
    SegmentChance measured = {.similarity = SegmentSimilarity(encodings[s], chance),
                              .chance = chance,
                              .identity = values.identity(s),
                              .percents = {}};
    each([&](int32_t c, int32_t l, int32_t r) {
      ++measured.percents[static_cast<size_t>(measured.similarity.Percent(c, l, r))];
    });
    chances.push_back(std::move(measured));
  }
  return chances;
}

std::vector<SegmentChance> WithoutMatches(std::span<const SegmentChance> chances,
                                          const ComparedPairs& pairs, const LinkageModel& model,
                                          std::span<const int32_t> weights) {
  std::vector<SegmentChance> rest(chances.begin(), chances.end());
  for (size_t s = 0; s < rest.size(); ++s) {
    std::array<double, kLevelCount + 1> matches{};
    for (size_t i = 0; i < pairs.size(); ++i) {
      const int level = pairs.levels_of(i)[s];
      matches[static_cast<size_t>(level)] +=
          1 / (1 + std::exp(-(weights[i] - model.weight(s, level)) / 1'000.0));
    }
    ValueIndex::Identity& identity = rest[s].identity;
    for (size_t level = 0; level < kFrequencyClassCount; ++level) {
      const double counted = identity.pair_shares[level] * identity.pair_count;
      identity.pair_shares[level] =
          std::max(0.0, counted - matches[level]) / std::max(1.0, identity.pair_count);
    }
    // Likeness was counted in a sample of the pairs.
    const auto sampled = static_cast<double>(
        std::accumulate(rest[s].percents.begin(), rest[s].percents.end(), int64_t{0}));
    const double share = sampled / std::max(1.0, pairs.all_pair_count());
    for (double& count : matches) count *= share;
    for (int percent = 0; percent < kIdenticalPercent; ++percent) {
      int64_t& count = rest[s].percents[static_cast<size_t>(percent)];
      double& expected = matches[static_cast<size_t>(LevelOfPercent(percent))];
      const auto taken = std::min(count, static_cast<int64_t>(std::lround(expected)));
      count -= taken;
      expected -= static_cast<double>(taken);
    }
  }
  return rest;
}

}  // namespace ieum::core
