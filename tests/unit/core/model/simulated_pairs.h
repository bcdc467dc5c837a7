// Compared pairs with known truth, drawn from a model.
#ifndef IEUM_TESTS_UNIT_CORE_MODEL_SIMULATED_PAIRS_H_
#define IEUM_TESTS_UNIT_CORE_MODEL_SIMULATED_PAIRS_H_

#include <algorithm>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "ieum/core/model/compared_pairs.h"
#include "ieum/core/model/linkage_model.h"

namespace ieum::core {

struct Simulation {
  ComparedPairs pairs;
  std::vector<bool> is_match;  // [n]
};

// `matches` persons are row i of both parties; every row of the left party has `rivals` more
// candidates at random. Levels of matches are drawn from m, of others from u.
inline Simulation Simulate(const LinkageModel& model, uint32_t row_count, uint32_t matches,
                           uint32_t rivals, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::pair<uint32_t, uint32_t>> rows;
  for (uint32_t i = 0; i < matches; ++i) rows.emplace_back(i, i);
  for (uint32_t left = 0; left < row_count; ++left) {
    for (uint32_t i = 0; i < rivals; ++i) {
      const auto right = static_cast<uint32_t>(random() % row_count);
      if (right != left) rows.emplace_back(left, right);
    }
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  Simulation simulation;
  simulation.pairs.right_party = 1;
  simulation.pairs.left_row_count = simulation.pairs.right_row_count = row_count;
  simulation.pairs.segment_count = model.segment_count();
  for (const auto& [left, right] : rows) {
    const bool match = left == right;
    simulation.pairs.left.push_back(left);
    simulation.pairs.right.push_back(right);
    simulation.is_match.push_back(match);
    for (size_t s = 0; s < model.segment_count(); ++s) {
      const auto& shares = match ? model.segment(s).m : model.segment(s).u;
      double left_over = static_cast<double>(random() >> 11) * 0x1p-53;
      size_t level = 0;
      while (level + 1 < shares.size() && left_over >= shares[level]) left_over -= shares[level++];
      simulation.pairs.levels.push_back(static_cast<uint8_t>(level));
    }
  }
  return simulation;
}

// A segment where `identical` of the matches are identical (all in one frequency class) and the
// rest fall off evenly, and where strangers are identical by `chance` and mostly unlike.
inline SegmentParameters SegmentOf(double identical, double chance) {
  SegmentParameters segment;
  double m = (1 - identical) / 2;
  double u = chance;
  segment.m[2] = identical;
  segment.u[2] = chance;
  for (size_t level = kFrequencyClassCount; level < kLevelCount; ++level) {
    segment.m[level] = level + 1 < kLevelCount ? m : 2 * m;
    m /= 2;
    segment.u[level] = u;
    u = std::min(u * 1.3, 0.05);
  }
  for (size_t level = 0; level < kFrequencyClassCount; ++level) {
    if (level == 2) continue;
    segment.m[level] = segment.u[level] = 1e-9;
  }
  double sum = 0;
  for (size_t level = 0; level + 1 < kLevelCount; ++level) sum += segment.u[level];
  segment.u[kLevelCount - 1] = 1 - sum;
  double all = 0;
  for (const double share : segment.m) all += share;
  for (double& share : segment.m) share /= all;
  return segment;
}

}  // namespace ieum::core

#endif  // IEUM_TESTS_UNIT_CORE_MODEL_SIMULATED_PAIRS_H_
