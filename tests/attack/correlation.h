// The cheapest warning that encodings show the similarity of persons.
#ifndef IEUM_TESTS_ATTACK_CORRELATION_H_
#define IEUM_TESTS_ATTACK_CORRELATION_H_

#include <cstdint>
#include <vector>

#include "attack/similarity_view.h"

namespace ieum::testing {

// Pearson correlation, group by group, between the similarities of two views over all pairs of the
// first `record_count` records, which are the same persons in both. Pairs in which a record has
// nothing in the group in either view do not count. [group_count]; 0 where nothing varies.
std::vector<double> SimilarityCorrelation(const SimilarityView& encoded,
                                          const SimilarityView& plain, int64_t record_count);

}  // namespace ieum::testing

#endif  // IEUM_TESTS_ATTACK_CORRELATION_H_
