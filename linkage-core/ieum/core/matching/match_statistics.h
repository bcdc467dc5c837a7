// What a report shows of a match besides its result: counts and estimates, never a row.
#ifndef IEUM_CORE_MATCHING_MATCH_STATISTICS_H_
#define IEUM_CORE_MATCHING_MATCH_STATISTICS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/model/compared_pairs.h"
#include "ieum/core/model/linkage_model.h"

namespace ieum::core {

// Weights of best pairs. Of every two parties, each row of the smaller one (of equal ones the
// first) that has a candidate counts with its best pair, so a match counts once.
struct WeightHistogram {
  static constexpr int32_t kBinWidth = 500;  // millinats
  // Weights outside count in the first or last bin.
  static constexpr int32_t kLowest = -50'000;
  static constexpr int32_t kHighest = 100'000;
  struct Bin {
    int64_t pair_count = 0;
    double expected_matches = 0;  // sum of the pairs' fitted probabilities
  };
  int32_t first = 0;  // lower edge of bins[0], a multiple of kBinWidth
  std::vector<Bin> bins;
};

// How the filters of one segment compare, in words.
enum class SegmentAgreement : uint8_t {
  kIdentical,
  kAlike,    // at least kAlikePercent, not identical
  kUnlike,   // less
  kMissing,  // in one of the rows
};
inline constexpr int kAlikePercent = 70;
// REQUIRES: a level of a compared pair.
SegmentAgreement AgreementOf(int level);

// Best pairs (as in WeightHistogram) that compare alike in every segment.
struct AgreementClass {
  // Classes of fewer pairs are counted together: a class is a crowd, not a pair.
  static constexpr int64_t kFewestPairs = 5;
  std::vector<SegmentAgreement> segments;  // [segment_count]
  int64_t pair_count = 0;
  int64_t linked_pair_count = 0;  // rows of one entity
  double expected_matches = 0;
  // Means over the pairs, in millinats.
  std::vector<int32_t> weights;  // [segment_count]
  int32_t pair_weight = 0;       // of the whole pair, the prior weight included
};

struct LinkedRows {
  int64_t row_count = 0;
  int64_t linked_row_count = 0;  // in an entity with a row of another party
};

struct PartyStatistics {
  LinkedRows rows;
  // Rows with two or more candidates of one other party at or above the threshold, of which one is
  // in another entity: the one taken may be the wrong one.
  int64_t ambiguous_row_count = 0;
  std::vector<int64_t> missing_row_counts;      // [segment_count] rows without a bit in the segment
  std::vector<LinkedRows> by_present_segments;  // [segment_count + 1]
};

// Entities that have rows of exactly these parties.
struct PartyOverlap {
  uint32_t parties = 0;  // bit p: party p
  int64_t entity_count = 0;
};

struct MatchStatistics {
  WeightHistogram histogram;
  // The kMostClasses of the most linked pairs, then of the most pairs.
  static constexpr size_t kMostClasses = 12;
  std::vector<AgreementClass> classes;
  int64_t unlisted_pair_count = 0;  // best pairs of all other classes
  std::vector<PartyStatistics> parties;
  // The kMostOverlaps of the most entities, largest first.
  static constexpr size_t kMostOverlaps = 64;
  std::vector<PartyOverlap> overlaps;
  int64_t unlisted_entity_count = 0;  // of all other overlaps
  int64_t linked_pair_count = 0;      // pairs of rows of one entity and two parties
};

// One run, as the engine holds it; all borrowed.
struct MatchedParties {
  std::span<const BitMatrix* const> parties;
  std::span<const ComparedPairs> pairs;           // one for each two parties
  std::span<const std::vector<int32_t>> weights;  // of their pairs
  const LinkageModel& model;
  std::span<const std::vector<uint32_t>> entities;  // [party][row]
  int64_t entity_count;
  int32_t threshold;           // millinats
  uint32_t duplicate_parties;  // bit p: party p may hold several rows of one person
};
MatchStatistics Summarise(const MatchedParties& matched);

}  // namespace ieum::core

#endif  // IEUM_CORE_MATCHING_MATCH_STATISTICS_H_
