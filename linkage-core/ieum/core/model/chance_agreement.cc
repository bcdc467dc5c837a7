#include "ieum/core/model/chance_agreement.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/similarity/kernel.h"

namespace ieum::core {
namespace {

constexpr uint64_t kSeed = 0x1e5a3b7c9d2f4068U;
constexpr int64_t kPairsPerLook = 4096;
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
                                                         int64_t pair_count,
                                                         const std::stop_token& stop) {
  const SimilarityKernel& kernel = BestKernel();
  const size_t segment_count = encodings.size();
  const std::vector<RowPair> pairs = ChoosePairs(parties, pair_count);
  // [pair, segment]
  std::vector<int32_t> common(pairs.size() * segment_count);
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (i % kPairsPerLook == 0 && stop.stop_requested()) return Cancelled("stopped on request");
    const BitMatrix& party = *parties[pairs[i].party];
    kernel.CommonBits(party.row(pairs[i].left), party, {pairs[i].right, pairs[i].right + 1},
                      std::span(common).subspan(i * segment_count, segment_count));
  }
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

}  // namespace ieum::core
