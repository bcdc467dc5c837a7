#include "ieum/core/similarity/pair_scorer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr int64_t kTileBytes = int64_t{16} << 10;
constexpr size_t kLanes = 4;
// A bound is a sum of up to 32 products of four rounded floats: its relative error stays below
// 40 * 2^-24 = 0.0000024, far inside this slack.
constexpr float kSlack = 0.9999F;

// Four lanes of SSE2, or of whatever the machine has.
using Floats = float __attribute__((vector_size(16)));
using Ints = int32_t __attribute__((vector_size(16)));

template <typename Vector, typename Element>
Vector LoadVector(const Element* from) {
  Vector vector;
  std::memcpy(&vector, from, sizeof(vector));
  return vector;
}

size_t RoundUp(size_t n) { return (n + kLanes - 1) / kLanes * kLanes; }

Floats AsFloats(Ints ints) { return __builtin_convertvector(ints, Floats); }

// Sums of the lanes of four vectors.
Floats SumLanes(Floats a, Floats b, Floats c, Floats d) {
  const Floats ab = __builtin_shufflevector(a, b, 0, 4, 1, 5) +
                    __builtin_shufflevector(a, b, 2, 6, 3, 7);  // a02 b02 a13 b13
  const Floats cd =
      __builtin_shufflevector(c, d, 0, 4, 1, 5) + __builtin_shufflevector(c, d, 2, 6, 3, 7);
  return __builtin_shufflevector(ab, cd, 0, 1, 4, 5) + __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
}

bool AnyLane(Ints mask) {
  uint64_t halves[2];
  std::memcpy(halves, &mask, sizeof(halves));
  return (halves[0] | halves[1]) != 0;
}

// Lanes i of the result: bound of row i. One segment: the rows lie side by side.
Floats BoundsOfOneSegment(const int32_t* common, const float* roots, float factor) {
  return AsFloats(LoadVector<Ints>(common)) * LoadVector<Floats>(roots) * factor;
}

// The largest distance whose similarity is at least the threshold; the table starts at 10'000.
int32_t LargestDistance(std::span<const int32_t> table, int threshold) {
  int32_t distance = 0;
  while (distance + 1 < static_cast<int32_t>(table.size()) &&
         table[static_cast<size_t>(distance) + 1] >= threshold) {
    ++distance;
  }
  return distance;
}

Floats BoundOfRow(const int32_t* common, const float* roots, const float* factors, size_t lanes) {
  Floats sum{};
  for (size_t v = 0; v < lanes; v += kLanes) {
    sum += AsFloats(LoadVector<Ints>(common + v)) * LoadVector<Floats>(roots + v) *
           LoadVector<Floats>(factors + v);
  }
  return sum;
}

}  // namespace

absl::StatusOr<PairScorer> PairScorer::Create(const ScoringRule& rule, const EncodingLayout& layout,
                                              const SimilarityKernel& kernel) {
  if (static_cast<int>(rule.weights().size()) != layout.segment_count()) {
    return InvalidArgument("the scoring rule has %d weights for encodings of %d segments",
                           rule.weights().size(), layout.segment_count());
  }
  for (size_t s = 0; s < rule.weights().size(); ++s) {
    const int bit_count = layout.segments()[s].bit_count;
    const auto table_bits = static_cast<int>(rule.hamming_table(s).size()) - 1;
    if (table_bits >= 0 && table_bits != bit_count) {
      return InvalidArgument("the scoring rule compares segment %d over %d bits; it has %d", s,
                             table_bits, bit_count);
    }
  }
  return PairScorer(rule, layout, kernel);
}

PairScorer::PairScorer(ScoringRule rule, const EncodingLayout& layout,
                       const SimilarityKernel& kernel)
    : rule_(std::move(rule)),
      kernel_(&kernel),
      filter_(Filter::kDice),
      segment_count_(static_cast<size_t>(layout.segment_count())),
      lane_count_(segment_count_ == 1 ? 1 : RoundUp(segment_count_)),
      rows_per_tile_(std::clamp<int64_t>(kTileBytes / layout.row_bytes(), 16, 1024)),
      inverse_roots_(EncodingLayout::kMaxSegmentBits + 1, 0.0F),
      weighted_tables_(segment_count_),
      query_factors_(lane_count_, 0.0F) {
  for (size_t bits = 1; bits < inverse_roots_.size(); ++bits) {
    inverse_roots_[bits] = static_cast<float>(1.0 / std::sqrt(static_cast<double>(bits)));
  }
  for (size_t s = 0; s < segment_count_; ++s) {
    const std::span<const int32_t> table = rule_.hamming_table(s);
    if (table.empty()) continue;
    filter_ = segment_count_ == 1 ? Filter::kOneDistance : Filter::kTables;
    largest_distance_ = LargestDistance(table, rule_.threshold_basis_points());
    weighted_tables_[s].assign(2 * table.size() - 1, 0.0F);
    for (size_t h = 0; h < table.size(); ++h) {
      weighted_tables_[s][h] =
          static_cast<float>(rule_.weights()[s]) * static_cast<float>(table[h]) / 10'000.0F;
    }
  }
}

void PairScorer::LoadTile(const BitMatrix& rows, RowRange range) {
  rows_ = &rows;
  range_ = range;
  bounds_valid_ = false;
  const auto count = static_cast<size_t>(range.size());
  tile_roots_.assign(RoundUp(count) * lane_count_, 0.0F);
  tile_presence_.assign(count, 0);
  // Rows that fill up the last group of four can never reach an infinite bound.
  tile_bounds_.assign(RoundUp(count), std::numeric_limits<float>::infinity());
  common_.assign(RoundUp(count) * segment_count_ + kLanes, 0);
  for (size_t i = 0; i < count; ++i) {
    const std::span<const uint16_t> popcounts =
        rows.popcounts(range.begin + static_cast<int64_t>(i));
    for (size_t s = 0; s < segment_count_; ++s) {
      tile_roots_[i * lane_count_ + s] = inverse_roots_[popcounts[s]];
      tile_presence_[i] |= popcounts[s] > 0 ? uint32_t{1} << s : 0;
    }
  }
  if (filter_ != Filter::kDice) LoadDistances(rows, range);
}

// Bits of each row for distances, so that missing segments need no case of their own.
void PairScorer::LoadDistances(const BitMatrix& rows, RowRange range) {
  const auto count = static_cast<size_t>(range.size());
  tile_bits_.assign(RoundUp(count) * segment_count_, kNeverClose);
  for (size_t i = 0; i < count; ++i) {
    const std::span<const uint16_t> popcounts =
        rows.popcounts(range.begin + static_cast<int64_t>(i));
    for (size_t s = 0; s < segment_count_; ++s) {
      if (popcounts[s] > 0) {
        tile_bits_[i * segment_count_ + s] = popcounts[s];
      } else if (filter_ == Filter::kTables) {
        tile_bits_[i * segment_count_ + s] = static_cast<int32_t>(weighted_tables_[s].size() / 2);
      }
    }
  }
}

// The bounds depend on the segments present on both sides only, and most queries of a tile have
// the same ones.
void PairScorer::LoadBounds(uint32_t query_presence) {
  if (bounds_valid_ && query_presence == bounds_presence_) return;
  bounds_valid_ = true;
  bounds_presence_ = query_presence;
  const float threshold = kSlack * static_cast<float>(rule_.threshold_basis_points()) / 10'000.0F;
  for (size_t i = 0; i < tile_presence_.size(); ++i) {
    int present_weight = 0;
    const uint32_t presence = tile_presence_[i] & query_presence;
    for (size_t s = 0; s < segment_count_; ++s) {
      present_weight += (presence >> s & 1U) != 0 ? rule_.weights()[s] : 0;
    }
    tile_bounds_[i] = 2 * present_weight < rule_.weight_sum()
                          ? std::numeric_limits<float>::infinity()
                          : threshold * static_cast<float>(present_weight);
  }
}

void PairScorer::Score(const BitMatrix& left, int64_t i, std::vector<AcceptedRow>& accepted) {
  const std::span<const uint16_t> popcounts = left.popcounts(i);
  uint32_t presence = 0;
  for (size_t s = 0; s < segment_count_; ++s) {
    const bool by_dice = rule_.hamming_table(s).empty();
    query_factors_[s] =
        by_dice ? static_cast<float>(rule_.weights()[s]) * inverse_roots_[popcounts[s]] : 0.0F;
    presence |= popcounts[s] > 0 ? uint32_t{1} << s : 0;
  }
  if (filter_ != Filter::kOneDistance) LoadBounds(presence);
  kernel_->CommonBits(
      left.row(i), *rows_, range_,
      std::span(common_).first(static_cast<size_t>(range_.size()) * segment_count_));
  switch (filter_) {
    case Filter::kDice:
      return ScoreByDice(popcounts, accepted);
    case Filter::kOneDistance:
      return ScoreByOneDistance(popcounts, accepted);
    case Filter::kTables:
      return ScoreByTables(popcounts, accepted);
  }
}

// The rule has the last word on a row that the filter has let through.
void PairScorer::DecideClose(size_t row, std::span<const uint16_t> popcounts,
                             std::vector<AcceptedRow>& accepted) const {
  const int64_t right = range_.begin + static_cast<int64_t>(row);
  const int32_t similarity =
      rule_.Similarity(std::span(common_).subspan(row * segment_count_, segment_count_), popcounts,
                       rows_->popcounts(right));
  if (similarity >= rule_.threshold_basis_points()) accepted.push_back({right, similarity});
}

void PairScorer::ScoreByDice(std::span<const uint16_t> popcounts,
                             std::vector<AcceptedRow>& accepted) {
  const auto count = static_cast<size_t>(range_.size());
  const float* factors = query_factors_.data();
  for (size_t row = 0; row < count; row += kLanes) {
    const int32_t* common = common_.data() + row * segment_count_;
    const float* roots = tile_roots_.data() + row * lane_count_;
    Floats bounds;
    if (segment_count_ == 1) {
      bounds = BoundsOfOneSegment(common, roots, factors[0]);
    } else {
      const size_t c = segment_count_;
      const size_t r = lane_count_;
      bounds = SumLanes(BoundOfRow(common, roots, factors, r),
                        BoundOfRow(common + c, roots + r, factors, r),
                        BoundOfRow(common + 2 * c, roots + 2 * r, factors, r),
                        BoundOfRow(common + 3 * c, roots + 3 * r, factors, r));
    }
    const Ints close = bounds >= LoadVector<Floats>(tile_bounds_.data() + row);
    if (!AnyLane(close)) continue;
    for (size_t lane = 0; lane < kLanes; ++lane) {
      if (close[lane] != 0) DecideClose(row + lane, popcounts, accepted);
    }
  }
}

// l + r - 2c <= largest distance, with integers and therefore exactly the rows of the rule. Missing
// rows and those that fill up the last group have more bits than any distance allows.
void PairScorer::ScoreByOneDistance(std::span<const uint16_t> popcounts,
                                    std::vector<AcceptedRow>& accepted) {
  if (popcounts[0] == 0) return;
  const auto count = static_cast<size_t>(range_.size());
  const int32_t room = largest_distance_ - popcounts[0];
  for (size_t row = 0; row < count; row += kLanes) {
    const Ints close =
        LoadVector<Ints>(tile_bits_.data() + row) - 2 * LoadVector<Ints>(common_.data() + row) <=
        room;
    if (!AnyLane(close)) continue;
    for (size_t lane = 0; lane < kLanes; ++lane) {
      if (close[lane] != 0) DecideClose(row + lane, popcounts, accepted);
    }
  }
}

// Exact as the other filters are: for a Hamming segment the sum takes its similarity itself, for a
// Dice segment an upper bound, and a row is rejected only if it misses by more than float rounding.
void PairScorer::ScoreByTables(std::span<const uint16_t> popcounts,
                               std::vector<AcceptedRow>& accepted) {
  struct SegmentBound {
    const float* table;  // at the query's bits already, so index with r - 2c; null: by Dice
    float factor;
  };
  std::array<SegmentBound, EncodingLayout::kMaxSegments> segments;
  for (size_t s = 0; s < segment_count_; ++s) {
    const std::vector<float>& table = weighted_tables_[s];
    const size_t bits = popcounts[s] > 0 ? popcounts[s] : table.size() / 2;
    segments[s] = {.table = table.empty() ? nullptr : table.data() + bits,
                   .factor = query_factors_[s]};
  }
  const auto count = static_cast<size_t>(range_.size());
  for (size_t row = 0; row < count; ++row) {
    const int32_t* common = common_.data() + row * segment_count_;
    const int32_t* bits = tile_bits_.data() + row * segment_count_;
    const float* roots = tile_roots_.data() + row * lane_count_;
    float sum = 0;
    for (size_t s = 0; s < segment_count_; ++s) {
      sum += segments[s].table != nullptr
                 ? segments[s].table[bits[s] - 2 * common[s]]
                 : static_cast<float>(common[s]) * roots[s] * segments[s].factor;
    }
    if (sum >= tile_bounds_[row]) DecideClose(row, popcounts, accepted);
  }
}

}  // namespace ieum::core
