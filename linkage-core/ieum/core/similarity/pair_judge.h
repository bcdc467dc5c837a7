// What a join asks about a pair of records: one number, higher for pairs that are more alike. Joins
// neither know nor care whether a scoring rule or a fitted model answers.
#ifndef IEUM_CORE_SIMILARITY_PAIR_JUDGE_H_
#define IEUM_CORE_SIMILARITY_PAIR_JUDGE_H_

#include <cstdint>
#include <span>
#include <utility>

#include "ieum/core/similarity/scoring_rule.h"

namespace ieum::core {

// Implementations are immutable and answer with integers that depend on the arguments only. Share
// freely.
class PairJudge {
 public:
  virtual ~PairJudge() = default;

  // Score of a pair.
  // common: [segment_count] bits shared. left_popcounts, right_popcounts: [segment_count] bits of
  // each record.
  virtual int32_t Score(std::span<const int32_t> common, std::span<const uint16_t> left_popcounts,
                        std::span<const uint16_t> right_popcounts) const = 0;

  // Scores of one record with n others: scores[i] is what Score() says of common[i] and
  // right_popcounts[i]. Override where many pairs are scored faster together.
  // common, right_popcounts: [n, segment_count]. left_popcounts: [segment_count]. scores: [n].
  virtual void ScoreMany(std::span<const int32_t> common, std::span<const uint16_t> left_popcounts,
                         std::span<const uint16_t> right_popcounts,
                         std::span<int32_t> scores) const;
};

// The similarity of a ScoringRule, in basis points. Its threshold is not looked at.
class RuleJudge final : public PairJudge {
 public:
  explicit RuleJudge(ScoringRule rule) : rule_(std::move(rule)) {}

  int32_t Score(std::span<const int32_t> common, std::span<const uint16_t> left_popcounts,
                std::span<const uint16_t> right_popcounts) const override {
    return rule_.Similarity(common, left_popcounts, right_popcounts);
  }
  void ScoreMany(std::span<const int32_t> common, std::span<const uint16_t> left_popcounts,
                 std::span<const uint16_t> right_popcounts,
                 std::span<int32_t> scores) const override;

 private:
  ScoringRule rule_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_SIMILARITY_PAIR_JUDGE_H_
