// How well declared entities agree with known truth: pairs of rows, counted.
#ifndef IEUM_CORE_CLUSTER_EVALUATION_H_
#define IEUM_CORE_CLUSTER_EVALUATION_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace ieum::core {

// Pairs of rows of different parties or, within one party, of any two rows.
struct Evaluation {
  int64_t true_pairs = 0;      // with the same truth label
  int64_t declared_pairs = 0;  // with the same entity
  int64_t correct_pairs = 0;   // both

  // Correct among declared. Nothing declared: 1 if nothing was to be found, else 0.
  double precision() const;
  // Correct among true; 1 if nothing was to be found.
  double recall() const;
  // Harmonic mean of both; 0 if both are 0.
  double f1() const;
};

// truth[party][row]: label of the person; an empty label is an unknown person and agrees with
// nobody. entities[party][row]: entity number. INVALID_ARGUMENT if the shapes differ.
absl::StatusOr<Evaluation> Evaluate(std::span<const std::vector<std::string>> truth,
                                    std::span<const std::vector<uint32_t>> entities);

// The same for all pairs of rows of one party: truth[row], entities[row].
absl::StatusOr<Evaluation> EvaluateWithin(std::span<const std::string> truth,
                                          std::span<const uint32_t> entities);

}  // namespace ieum::core

#endif  // IEUM_CORE_CLUSTER_EVALUATION_H_
