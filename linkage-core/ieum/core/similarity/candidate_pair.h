// A pair of rows that somebody compared and found worth keeping.
#ifndef IEUM_CORE_SIMILARITY_CANDIDATE_PAIR_H_
#define IEUM_CORE_SIMILARITY_CANDIDATE_PAIR_H_

#include <cstdint>

namespace ieum::core {

// Row `left` of one party and row `right` of another (or of the same, with left < right), and what
// a PairJudge says of them.
struct CandidatePair {
  uint32_t left;
  uint32_t right;
  int32_t score;
  friend bool operator==(const CandidatePair&, const CandidatePair&) = default;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_SIMILARITY_CANDIDATE_PAIR_H_
