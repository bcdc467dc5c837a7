#include "attack/landmark_attack.h"

#include <algorithm>

#include "attack/nearest_rows.h"
#include "attack/pearson.h"
#include "attack/rank_features.h"
#include "ieum/core/base/status.h"

namespace ieum::testing {
namespace {

constexpr int64_t kGrowth = 3;

struct Landmarks {
  std::vector<int64_t> encoded;
  std::vector<int64_t> plain;
};

Landmarks SidesOf(std::span<const KnownPair> pairs) {
  Landmarks sides;
  for (const KnownPair& pair : pairs) {
    sides.encoded.push_back(pair.encoded);
    sides.plain.push_back(pair.plain);
  }
  return sides;
}

// Pairs that prefer each other, the clearest first.
std::vector<KnownPair> MutualPairs(const NearestRows& nearest) {
  struct Candidate {
    KnownPair pair;
    double margin;
  };
  std::vector<Candidate> candidates;
  for (size_t i = 0; i < nearest.of_left.size(); ++i) {
    const Nearest& right = nearest.of_left[i];
    if (right.row < 0) continue;
    const Nearest& back = nearest.of_right[static_cast<size_t>(right.row)];
    if (back.row != static_cast<int64_t>(i)) continue;
    candidates.push_back(
        {{static_cast<int64_t>(i), right.row}, std::min(right.margin(), back.margin())});
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.margin > b.margin; });
  std::vector<KnownPair> pairs;
  for (const Candidate& candidate : candidates) pairs.push_back(candidate.pair);
  return pairs;
}

}  // namespace

std::vector<double> GroupAgreement(const SimilarityView& encoded, const SimilarityView& plain,
                                   std::span<const KnownPair> known, int thread_count) {
  const auto group_count = static_cast<size_t>(encoded.group_count());
  const std::vector<double> even(group_count, 1);
  const Landmarks sides = SidesOf(known);
  const FeatureMatrix left = RankFeatures(encoded, sides.encoded, even, thread_count);
  const FeatureMatrix right = RankFeatures(plain, sides.plain, even, thread_count);
  std::vector<Pearson> sums(group_count);
  for (const KnownPair& record : known) {
    for (size_t l = 0; l < known.size(); ++l) {
      if (known[l].encoded == record.encoded) continue;
      for (size_t g = 0; g < group_count; ++g) {
        const size_t column = l * group_count + g;
        sums[g].Add(left.row(record.encoded)[column], right.row(record.plain)[column]);
      }
    }
  }
  std::vector<double> agreement;
  for (const Pearson& sum : sums) agreement.push_back(std::max(0.0, sum.Correlation()));
  const double largest = *std::max_element(agreement.begin(), agreement.end());
  if (largest == 0) return even;
  for (double& each : agreement) each /= largest;
  return agreement;
}

std::vector<int64_t> LandmarkAttack(const SimilarityView& encoded, const SimilarityView& plain,
                                    std::span<const KnownPair> known,
                                    const LandmarkAttackOptions& options) {
  IEUM_CHECK(encoded.group_count() == plain.group_count());
  IEUM_CHECK(known.size() >= 2);
  const std::vector<double> weights = GroupAgreement(encoded, plain, known, options.thread_count);
  std::vector<int64_t> persons(static_cast<size_t>(encoded.record_count()), -1);
  std::vector<bool> encoded_known(persons.size(), false);
  std::vector<bool> plain_known(static_cast<size_t>(plain.record_count()), false);
  for (const KnownPair& pair : known) {
    persons[static_cast<size_t>(pair.encoded)] = pair.plain;
    encoded_known[static_cast<size_t>(pair.encoded)] = true;
    plain_known[static_cast<size_t>(pair.plain)] = true;
  }
  std::vector<KnownPair> landmarks(known.begin(), known.end());
  for (int round = 0; round < options.rounds; ++round) {
    const Landmarks sides = SidesOf(landmarks);
    const FeatureMatrix left = RankFeatures(encoded, sides.encoded, weights, options.thread_count);
    const FeatureMatrix right = RankFeatures(plain, sides.plain, weights, options.thread_count);
    const NearestRows nearest =
        FindNearest(left, right, encoded_known, plain_known, options.thread_count);
    for (size_t i = 0; i < persons.size(); ++i) {
      if (!encoded_known[i]) persons[i] = nearest.of_left[i].row;
    }
    const auto have = static_cast<int64_t>(landmarks.size());
    const int64_t want = std::max(have, std::min(options.landmark_limit, kGrowth * have));
    std::vector<KnownPair> next(known.begin(), known.end());
    for (const KnownPair& pair : MutualPairs(nearest)) {
      if (static_cast<int64_t>(next.size()) == want) break;
      next.push_back(pair);
    }
    // Once the limit is reached, one more round with better landmarks is the last.
    if (have >= options.landmark_limit) break;
    landmarks = std::move(next);
  }
  return persons;
}

}  // namespace ieum::testing
