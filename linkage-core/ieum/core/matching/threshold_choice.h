// The threshold of a run: estimated, asked for by precision, or fixed.
#ifndef IEUM_CORE_MATCHING_THRESHOLD_CHOICE_H_
#define IEUM_CORE_MATCHING_THRESHOLD_CHOICE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "ieum/core/model/compared_pairs.h"
#include "ieum/core/model/runner_up.h"

namespace ieum::core {

// What an operator may fix; nothing: the threshold of the largest estimated F1.
struct ThresholdWish {
  std::optional<int32_t> threshold;  // millinats
  std::optional<double> precision;   // the lowest threshold of at least this estimated precision
};

struct ThresholdChoice {
  ThresholdEstimate estimate;  // at the threshold chosen
  bool by_runner_up = false;   // else too little was seen: the threshold is probability 1/2
  // At most kMostCurvePoints thresholds and what each is expected to give, ascending.
  static constexpr size_t kMostCurvePoints = 200;
  std::vector<ThresholdEstimate> curve;
  // [party] rows that look like a second row of a person of the party.
  std::vector<int64_t> duplicate_counts;
};

// sets, weights: as in EstimateThresholds.
ThresholdChoice ChooseThreshold(std::span<const ComparedPairs> sets,
                                std::span<const std::vector<int32_t>> weights,
                                const PartyKnowledge& parties, const ThresholdWish& wish);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_THRESHOLD_CHOICE_H_
