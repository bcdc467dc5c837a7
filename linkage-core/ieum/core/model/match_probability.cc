#include "ieum/core/model/match_probability.h"

#include <algorithm>
#include <cmath>

#include "ieum/core/model/competition.h"

namespace ieum::core {
namespace {

constexpr double kMaxExponent = 60.0;
constexpr double kMillinats = 1'000.0;

double OddsOfWeight(int32_t weight) {
  return std::exp(std::min(weight / kMillinats, kMaxExponent));
}

}  // namespace

std::vector<double> MatchProbabilities(const ComparedPairs& pairs, std::span<const int32_t> weights,
                                       bool several_left, bool several_right) {
  std::vector<double> odds(pairs.size());
  Competition competition(pairs, several_left, several_right);
  for (size_t i = 0; i < pairs.size(); ++i) {
    odds[i] = OddsOfWeight(weights[i]);
    competition.Add(i, odds[i]);
  }
  for (size_t i = 0; i < pairs.size(); ++i) {
    odds[i] /= 1 + odds[i] + competition.Rivals(i, odds[i]);
  }
  return odds;
}

bool IsCrowdedOut(int32_t weight, double probability) {
  const double odds = OddsOfWeight(weight);
  return 2 * probability * (1 + odds) < odds;
}

}  // namespace ieum::core
