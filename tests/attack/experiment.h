// One profile under attack, and its use beside it.
#ifndef IEUM_TESTS_ATTACK_EXPERIMENT_H_
#define IEUM_TESTS_ATTACK_EXPERIMENT_H_

#include <memory>
#include <string_view>
#include <vector>

#include "attack/encoded_view.h"
#include "attack/persons.h"
#include "attack/token_view.h"

namespace ieum::testing {

// Encodes under the secret that `secret_seed` stands for.
EncodedRows EncodeRows(const client::EncodingProfile& profile,
                       const std::vector<std::string>& values, uint64_t secret_seed);

struct ExperimentOptions {
  int64_t persons = 1'200;  // records on each side
  double overlap = 0.5;     // share of the persons of one side that are on the other
  uint64_t seed = 1;
  int thread_count = 1;
  bool own_encodings = true;  // the attacker also encodes what it has under a secret of its own
};

// The attacker holds encodings of some persons, plain records of others, and the profile. It does
// not have the secret. Whoever is in both has the same values there: no error makes it harder.
class AttackExperiment final {
 public:
  AttackExperiment(client::EncodingProfile profile, const ExperimentOptions& options);

  struct Outcome {
    int64_t unknown = 0;  // persons on both sides who were not among the known pairs
    int64_t found = 0;    // of them, those whose encoding the attack gave to the right plain record
    double share() const { return static_cast<double>(found) / static_cast<double>(unknown); }
  };
  // The better of the attack by tokens and the one by encodings of the attacker's own.
  // REQUIRES: 2 <= known_pairs < persons on both sides.
  Outcome Attack(int64_t known_pairs) const;

  // Of each segment, over all pairs of at most 1'500 encoded persons, between similarity of
  // encodings and q-gram Dice of values.
  std::vector<double> SegmentCorrelations() const;

  // Share of the encoded rows whose bits in `segment` are those of another row too: equal values
  // are seen, and so is how often they come.
  double RepeatedShare(int segment) const;

  const client::EncodingProfile& profile() const { return profile_; }

 private:
  Outcome AttackWith(const SimilarityView& plain, int64_t known_pairs) const;

  client::EncodingProfile profile_;
  ExperimentOptions options_;
  int64_t shared_count_;
  std::vector<std::string> victim_values_;
  EncodedRows victim_rows_;
  EncodedRows own_rows_;  // the attacker's plain records under its own secret
  std::unique_ptr<const EncodedView> encoded_;
  std::unique_ptr<const EncodedView> own_;
  std::unique_ptr<const TokenView> tokens_;
};

struct LinkOutcome {
  double f1 = 0;
  int threshold_basis_points = 0;
};
// Best F1 of linking two files under the profile, over thresholds.
LinkOutcome BestLink(const client::EncodingProfile& profile, const PersonFiles& files,
                     int thread_count);

}  // namespace ieum::testing

#endif  // IEUM_TESTS_ATTACK_EXPERIMENT_H_
