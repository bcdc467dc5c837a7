// The landmark attack: who is who among encoded records, from some records whose persons are known.
// Own implementation of the idea behind graph matching attacks on privacy-preserving record linkage
// (Vidanage, Christen, Ranbaduge, Schnell: "A graph matching attack on privacy-preserving record
// linkage", CIKM 2020; Schaefer, Armknecht, Heng: "R+R: revisiting graph matching attacks", ACSAC
// 2024): similarities survive encoding, so a record is known by whom it resembles.
#ifndef IEUM_TESTS_ATTACK_LANDMARK_ATTACK_H_
#define IEUM_TESTS_ATTACK_LANDMARK_ATTACK_H_

#include <cstdint>
#include <span>
#include <vector>

#include "attack/similarity_view.h"

namespace ieum::testing {

// The same person in both views.
struct KnownPair {
  int64_t encoded;
  int64_t plain;
};

struct LandmarkAttackOptions {
  int rounds = 4;
  int64_t landmark_limit = 1'000;
  int thread_count = 1;
};

// In every round each record is described by its ranks among all by nearness to each landmark
// (rank_features.h), groups weighted by how well the two views agree on the known pairs; the person
// of an encoded record is the plain record of the most similar description. The pairs that prefer
// each other most clearly then become landmarks too, three times as many in every round. Returns,
// for each encoded record, the plain record it is taken for; known ones keep their person.
// REQUIRES: at least 4 records in both views, at least 2 known pairs, equal group counts. The same
// for any number of threads.
std::vector<int64_t> LandmarkAttack(const SimilarityView& encoded, const SimilarityView& plain,
                                    std::span<const KnownPair> known,
                                    const LandmarkAttackOptions& options);

// How well each group of the two views agrees among the known pairs: the correlation of their
// features, 0 where it is negative, divided by the largest. All 1 if none agrees.
std::vector<double> GroupAgreement(const SimilarityView& encoded, const SimilarityView& plain,
                                   std::span<const KnownPair> known, int thread_count);

}  // namespace ieum::testing

#endif  // IEUM_TESTS_ATTACK_LANDMARK_ATTACK_H_
