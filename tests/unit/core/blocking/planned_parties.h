// Two parties of made-up rows and their keys, for tests of plans and joins.
#ifndef IEUM_TESTS_UNIT_CORE_BLOCKING_PLANNED_PARTIES_H_
#define IEUM_TESTS_UNIT_CORE_BLOCKING_PLANNED_PARTIES_H_

#include <random>
#include <utility>
#include <vector>

#include "ieum/core/blocking/column_choice.h"
#include "ieum/core/similarity/pair_judge.h"
#include "support/random_encodings.h"

namespace ieum::testing {

// Every segment of a row is one of `distinct` values; with `missing_percent` it is empty.
inline core::BitMatrix RowsOfFewValues(const core::EncodingLayout& layout, int64_t row_count,
                                       uint64_t distinct, unsigned missing_percent,
                                       std::mt19937_64& engine) {
  std::mt19937_64 value_engine(99);
  std::vector<uint64_t> values(distinct * static_cast<size_t>(layout.row_words()));
  for (uint64_t& value : values) value = value_engine() & value_engine();
  std::vector<uint64_t> words;
  for (int64_t i = 0; i < row_count; ++i) {
    for (int s = 0; s < layout.segment_count(); ++s) {
      const uint64_t value = engine() % distinct;
      for (int w = layout.word_offset(s); w < layout.word_offset(s + 1); ++w) {
        words.push_back(
            values[value * static_cast<size_t>(layout.row_words()) + static_cast<size_t>(w)]);
      }
    }
  }
  ClearSegments(words, layout, missing_percent, engine);
  return MatrixOf(layout, words);
}

inline core::KeyMaker KeysOfRows(const core::BitMatrix& rows) {
  auto maker = core::KeyMaker::Create({.encodings = &rows}, 1, {});
  IEUM_CHECK(maker.ok());
  return *std::move(maker);
}

inline core::RuleJudge EqualWeights(const core::EncodingLayout& layout) {
  auto rule = core::ScoringRule::Create(
      std::vector<int>(static_cast<size_t>(layout.segment_count()), 1), 8'000);
  IEUM_CHECK(rule.ok());
  return core::RuleJudge(*std::move(rule));
}

}  // namespace ieum::testing

#endif  // IEUM_TESTS_UNIT_CORE_BLOCKING_PLANNED_PARTIES_H_
