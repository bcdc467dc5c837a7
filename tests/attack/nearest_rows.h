// Nearest rows of two feature matrices by cosine, with integers and no more memory than both.
#ifndef IEUM_TESTS_ATTACK_NEAREST_ROWS_H_
#define IEUM_TESTS_ATTACK_NEAREST_ROWS_H_

#include <cstdint>
#include <vector>

#include "attack/rank_features.h"

namespace ieum::testing {

struct Nearest {
  int64_t row = -1;  // of the other matrix; of equals the first; -1: nobody was compared
  double score = -2;
  double second_score = -2;  // of the next best row

  double margin() const { return score - second_score; }
};

struct NearestRows {
  std::vector<Nearest> of_left;   // [left rows]
  std::vector<Nearest> of_right;  // [right rows]
};

// Compares all rows but those marked. left_skip: [left rows], right_skip: [right rows]. REQUIRES:
// equal strides. The same for any number of threads.
NearestRows FindNearest(const FeatureMatrix& left, const FeatureMatrix& right,
                        const std::vector<bool>& left_skip, const std::vector<bool>& right_skip,
                        int thread_count);

}  // namespace ieum::testing

#endif  // IEUM_TESTS_ATTACK_NEAREST_ROWS_H_
