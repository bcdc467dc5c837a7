#include "ieum/core/model/model_fit.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "ieum/core/model/competition.h"

namespace ieum::core {
namespace {

using LevelSums = std::array<double, kLevelCount>;

constexpr double kIdenticalShare = 0.7;
constexpr double kLevelRatio = 1.6;
constexpr double kElseShare = 0.3;   // of what is not identical: no likeness left at all
constexpr double kStartShare = 0.3;  // matches per row of the smaller party
constexpr double kMostShare = 0.999;
constexpr double kFewestMatches = 0.01;
constexpr double kConverged = 1e-4;
constexpr double kMaxExponent = 60.0;
// Levels seen less often among unrelated pairs are extrapolated from the next.
constexpr int64_t kEnoughSeen = 3;
constexpr double kExtrapolation = 3.0;
constexpr double kLeastShare = 1e-3;  // of the rows, in every frequency class
constexpr double kMostIdentical = 0.999;

// The identical matches by frequency as the rows are.
LevelSums PriorM(const ValueIndex::Identity& identity) {
  LevelSums m{};
  double tail = 0;
  double share = 1;
  for (size_t level = kFrequencyClassCount; level < kLevelCount; ++level) {
    m[level] = share;
    tail += share;
    share /= kLevelRatio;
  }
  for (size_t level = kFrequencyClassCount; level < kLevelCount; ++level) {
    m[level] *= (1 - kIdenticalShare) * (1 - kElseShare) / tail;
  }
  m[kLevelCount - 1] += (1 - kIdenticalShare) * kElseShare;
  for (size_t level = 0; level < kFrequencyClassCount; ++level) {
    m[level] = kIdenticalShare * (identity.row_shares[level] + kLeastShare) /
               (1 + kFrequencyClassCount * kLeastShare);
  }
  return m;
}

// one_segment: nothing but this similarity tells pairs apart, so its rarest levels decide.
LevelSums MeasuredU(const SegmentChance& chance, bool one_segment) {
  std::array<int64_t, kLevelCount> seen{};
  double unlike = 0;
  for (int percent = 0; percent < kIdenticalPercent; ++percent) {
    const int64_t count = chance.percents[static_cast<size_t>(percent)];
    seen[static_cast<size_t>(LevelOfPercent(percent))] += count;
    unlike += static_cast<double>(count);
  }
  LevelSums u{};
  // Beyond what was seen, chance falls from level to level as it fell last, or by kExtrapolation.
  double fall = kExtrapolation;
  for (size_t level = kLevelCount; level-- > kFrequencyClassCount;) {
    u[level] = unlike > 0 ? static_cast<double>(seen[level]) / unlike : 0;
    const bool last = level + 1 == kLevelCount;
    if (seen[level] >= kEnoughSeen) {
      if (one_segment && !last) fall = std::max(kExtrapolation, u[level + 1] / u[level]);
      continue;
    }
    const double below = last ? 1.0 : u[level + 1] / fall;
    if (u[level] == 0 || u[level] > below || one_segment) u[level] = below;
  }
  double identical = 0;
  for (size_t level = 0; level < kFrequencyClassCount; ++level) {
    // Half a pair more than was seen, spread as the rows are: none of few pairs proves little.
    u[level] =
        chance.identity.pair_shares[level] +
        0.5 * (chance.identity.row_shares[level] + kLeastShare) / (1 + chance.identity.pair_count);
    identical += u[level];
  }
  if (identical > kMostIdentical) {
    for (size_t level = 0; level < kFrequencyClassCount; ++level) {
      u[level] *= kMostIdentical / identical;
    }
    identical = kMostIdentical;
  }
  const double rest =
      std::accumulate(u.begin() + kFrequencyClassCount, u.end(), 0.0) / (1 - identical);
  for (size_t level = kFrequencyClassCount; level < kLevelCount; ++level) u[level] /= rest;
  return u;
}

// Makes m / u fall (weakly) from level to level in [begin, end) by pooling neighbours that do not.
void MakeMonotone(const LevelSums& u, size_t begin, size_t end, LevelSums& m) {
  struct Pool {
    double m, u;
    size_t levels;
  };
  std::vector<Pool> pools;
  for (size_t level = begin; level < end; ++level) {
    pools.push_back({m[level], u[level], 1});
    while (pools.size() > 1) {
      const Pool last = pools.back();
      Pool& before = pools[pools.size() - 2];
      if (before.m * last.u >= last.m * before.u) break;
      before = {before.m + last.m, before.u + last.u, before.levels + last.levels};
      pools.pop_back();
    }
  }
  size_t level = begin;
  for (const Pool& pool : pools) {
    for (size_t i = 0; i < pool.levels; ++i, ++level) m[level] = pool.m * u[level] / pool.u;
  }
}

// Rarer values weigh more, and so do more alike ones. A frequent value may weigh less than a near
// miss.
void MakeMonotone(const LevelSums& u, LevelSums& m) {
  MakeMonotone(u, 0, kFrequencyClassCount, m);
  MakeMonotone(u, kFrequencyClassCount, kLevelCount, m);
}

// The pairs of two parties by what they compare like: pairs of one pattern weigh the same.
struct Patterns {
  std::vector<uint32_t> of_pairs;                // [n] number of the pattern
  std::vector<std::span<const uint8_t>> levels;  // [pattern], of the pairs; borrowed
  std::vector<double> odds;                      // [pattern], of one round
  std::vector<double> expected;                  // [pattern] expected matches, of one round

  explicit Patterns(const ComparedPairs& pairs) : of_pairs(pairs.size()) {
    absl::flat_hash_map<std::string_view, uint32_t> numbers;
    for (size_t i = 0; i < pairs.size(); ++i) {
      const std::span<const uint8_t> of_pair = pairs.levels_of(i);
      const auto [found, is_new] =
          numbers.try_emplace(AsText(std::as_bytes(of_pair)), static_cast<uint32_t>(levels.size()));
      if (is_new) levels.push_back(of_pair);
      of_pairs[i] = found->second;
    }
    odds.resize(levels.size());
    expected.resize(levels.size());
  }
};

class Fitter final {
 public:
  Fitter(const LinkageModel& prior, std::span<const ComparedPairs> pairs, const FitOptions& options)
      : prior_(prior), pairs_(pairs), options_(options), model_(prior) {
    double smallest_sum = 0;
    for (const ComparedPairs& set : pairs_) {
      const auto smaller = static_cast<double>(std::min(set.left_row_count, set.right_row_count));
      match_counts_.push_back(std::max(kFewestMatches, kStartShare * smaller));
      smallest_sum += smaller;
      patterns_.emplace_back(set);
      competitions_.emplace_back(set, HoldsDuplicates(set.left_party),
                                 HoldsDuplicates(set.right_party));
    }
    pseudo_matches_ = 5 + 0.01 * smallest_sum;
  }

  absl::StatusOr<ModelFit> Run(const std::stop_token& stop) {
    int rounds = 0;
    while (rounds < options_.max_rounds) {
      if (stop.stop_requested()) return Cancelled("stopped on request");
      ++rounds;
      sums_.assign(prior_.segment_count(), LevelSums{});
      double moved = 0;
      for (size_t i = 0; i < pairs_.size(); ++i) moved = std::max(moved, Expect(i));
      if (!options_.keeps_model) moved = Maximise();
      if (moved < kConverged) break;
    }
    return ModelFit{.model = model_, .match_counts = match_counts_, .rounds = rounds};
  }

 private:
  bool HoldsDuplicates(uint32_t party) const {
    return party < options_.holds_duplicates.size() && options_.holds_duplicates[party];
  }

  // Returns how far the number of matches moved, as a share of the rows.
  double Expect(size_t number) {
    const ComparedPairs& set = pairs_[number];
    Patterns& patterns = patterns_[number];
    const int32_t prior_weight = PriorWeight(match_counts_[number], set.all_pair_count());
    for (size_t pattern = 0; pattern < patterns.levels.size(); ++pattern) {
      int32_t weight = prior_weight;
      for (size_t s = 0; s < prior_.segment_count(); ++s) {
        weight += model_.weight(s, patterns.levels[pattern][s]);
      }
      patterns.odds[pattern] = std::exp(std::min(weight / 1'000.0, kMaxExponent));
      patterns.expected[pattern] = 0;
    }
    Competition& competition = competitions_[number];
    competition.Clear();
    for (size_t i = 0; i < set.size(); ++i) {
      competition.Add(i, patterns.odds[patterns.of_pairs[i]]);
    }
    for (size_t i = 0; i < set.size(); ++i) {
      const double odds = patterns.odds[patterns.of_pairs[i]];
      patterns.expected[patterns.of_pairs[i]] += odds / (1 + odds + competition.Rivals(i, odds));
    }
    double matches = 0;
    for (size_t pattern = 0; pattern < patterns.levels.size(); ++pattern) {
      matches += patterns.expected[pattern];
      for (size_t s = 0; s < prior_.segment_count(); ++s) {
        const uint8_t level = patterns.levels[pattern][s];
        if (level != kNoLevel) sums_[s][level] += patterns.expected[pattern];
      }
    }
    const auto smaller = static_cast<double>(std::min(set.left_row_count, set.right_row_count));
    const bool duplicates = HoldsDuplicates(set.left_party) || HoldsDuplicates(set.right_party);
    const double most = duplicates ? static_cast<double>(set.size()) : kMostShare * smaller;
    matches = std::clamp(matches, kFewestMatches, std::max(kFewestMatches, most));
    return std::abs(std::exchange(match_counts_[number], matches) - matches) /
           std::max(1.0, smaller);
  }

  // Returns how far the m probabilities moved.
  double Maximise() {
    double moved = 0;
    std::vector<SegmentParameters> segments;
    for (size_t s = 0; s < prior_.segment_count(); ++s) {
      const SegmentParameters& prior = prior_.segment(s);
      SegmentParameters fitted = {.m = {}, .u = prior.u};
      double sum = 0;
      for (size_t level = 0; level < kLevelCount; ++level) {
        fitted.m[level] = pseudo_matches_ * prior.m[level] + sums_[s][level];
        sum += fitted.m[level];
      }
      for (double& m : fitted.m) m /= sum;
      MakeMonotone(fitted.u, fitted.m);
      for (size_t level = 0; level < kLevelCount; ++level) {
        moved = std::max(moved, std::abs(fitted.m[level] - model_.segment(s).m[level]));
      }
      segments.push_back(fitted);
    }
    model_ = LinkageModel(std::move(segments));
    return moved;
  }

  const LinkageModel& prior_;
  const std::span<const ComparedPairs> pairs_;
  const FitOptions& options_;
  LinkageModel model_;
  std::vector<double> match_counts_;  // [pairs]
  double pseudo_matches_;
  std::vector<LevelSums> sums_;            // [segment] expected matches by level
  std::vector<Patterns> patterns_;         // [pairs]
  std::vector<Competition> competitions_;  // [pairs]
};

}  // namespace

LinkageModel PriorModel(std::span<const SegmentChance> chances) {
  std::vector<SegmentParameters> segments;
  for (const SegmentChance& chance : chances) {
    SegmentParameters segment = {.m = PriorM(chance.identity),
                                 .u = MeasuredU(chance, chances.size() == 1)};
    MakeMonotone(segment.u, segment.m);
    segments.push_back(segment);
  }
  return LinkageModel(std::move(segments));
}

absl::StatusOr<ModelFit> FitModel(const LinkageModel& prior, std::span<const ComparedPairs> pairs,
                                  const FitOptions& options, const std::stop_token& stop) {
  return Fitter(prior, pairs, options).Run(stop);
}

int32_t PriorWeight(double match_count, double pair_count) {
  return Millinats(std::log(match_count / std::max(match_count, pair_count - match_count)));
}

int32_t PriorWeight(double match_count, int64_t left_row_count, int64_t right_row_count) {
  return PriorWeight(match_count,
                     static_cast<double>(left_row_count) * static_cast<double>(right_row_count));
}

std::vector<int32_t> PairWeights(const LinkageModel& model, const ComparedPairs& pairs,
                                 int32_t prior_weight) {
  std::vector<int32_t> weights(pairs.size(), prior_weight);
  for (size_t i = 0; i < pairs.size(); ++i) {
    const std::span<const uint8_t> levels = pairs.levels_of(i);
    for (size_t s = 0; s < levels.size(); ++s) weights[i] += model.weight(s, levels[s]);
  }
  return weights;
}

}  // namespace ieum::core
