// Made-up encodings for tests and benchmarks of the core; header only, needs ieum::bits.
#ifndef IEUM_TESTS_SUPPORT_RANDOM_ENCODINGS_H_
#define IEUM_TESTS_SUPPORT_RANDOM_ENCODINGS_H_

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "ieum/core/base/status.h"
#include "ieum/core/bits/bit_matrix.h"

namespace ieum::testing {

// Segments "s0", "s1", ... of the given sizes in bits.
inline core::EncodingLayout LayoutOf(const std::vector<int>& bit_counts) {
  std::vector<core::Segment> segments;
  for (const int bit_count : bit_counts) {
    segments.push_back({"s" + std::to_string(segments.size()), bit_count});
  }
  auto layout = core::EncodingLayout::Create(std::move(segments));
  IEUM_CHECK(layout.ok());
  return *std::move(layout);
}

inline core::BitMatrix MatrixOf(const core::EncodingLayout& layout,
                                const std::vector<uint64_t>& words) {
  auto matrix =
      core::BitMatrix::Create(layout, static_cast<int64_t>(words.size()) / layout.row_words());
  IEUM_CHECK(matrix.ok());
  IEUM_CHECK(matrix->AppendRows(std::as_bytes(std::span(words))).ok());
  return *std::move(matrix);
}

// Rows whose bits are set with probability 3/8, so that the Dice coefficient of two strangers is
// about 3/8 too.
inline std::vector<uint64_t> RandomWords(int64_t row_count, const core::EncodingLayout& layout,
                                         std::mt19937_64& engine) {
  std::vector<uint64_t> words(static_cast<size_t>(row_count * layout.row_words()));
  for (uint64_t& word : words) word = engine() & (engine() | engine());
  return words;
}

// The same rows with one bit in 16 flipped.
inline std::vector<uint64_t> WithErrors(std::vector<uint64_t> words, std::mt19937_64& engine) {
  for (uint64_t& word : words) word ^= engine() & engine() & engine() & engine();
  return words;
}

// Clears whole segments, each with probability `percent` / 100: values that are missing.
inline void ClearSegments(std::vector<uint64_t>& words, const core::EncodingLayout& layout,
                          unsigned percent, std::mt19937_64& engine) {
  for (size_t row = 0; row < words.size(); row += static_cast<size_t>(layout.row_words())) {
    for (int s = 0; s < layout.segment_count(); ++s) {
      if (engine() % 100 >= percent) continue;
      for (int w = layout.word_offset(s); w < layout.word_offset(s + 1); ++w) {
        words[row + static_cast<size_t>(w)] = 0;
      }
    }
  }
}

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_RANDOM_ENCODINGS_H_
