// How the candidates of a row exclude each other.
#ifndef IEUM_CORE_MODEL_COMPETITION_H_
#define IEUM_CORE_MODEL_COMPETITION_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ieum/core/model/compared_pairs.h"

namespace ieum::core {

// A person has one row in a party, so the other candidates of a row speak against a pair. Of a
// party that holds duplicates a person may have several rows; it has no crowd of them: namesakes
// born on one day are many, and each as good a candidate as the next. There the odds of a row's
// best other candidates are let pass, and the odds of all beyond count as everywhere else.
//
// Borrows the pairs. For one thread.
class Competition final {
 public:
  // Rows of one person that a party with duplicates may have in the eyes of another party's row,
  // and other rows of the party in the eyes of one of its own: as many as nobody doubts. What is
  // beyond competes with what is best, so more may be accepted if few strangers are as alike.
  static constexpr size_t kMostRowsOfPerson = 6;
  static constexpr size_t kMostOtherRows = 16;

  // several_left, several_right: the party may hold several rows of one person; not asked of pairs
  // within a party.
  Competition(const ComparedPairs& pairs, bool several_left, bool several_right);

  // Forgets all odds.
  void Clear();
  // odds: of pair i, >= 0. Each pair once.
  void Add(size_t i, double odds);
  // The odds of both rows' other candidates that speak against pair i. REQUIRES: all pairs were
  // added, pair i with these odds.
  double Rivals(size_t i, double odds) const;

 private:
  // The sum of a row's odds, and the best of them.
  struct Side {
    Side(int64_t row_count, size_t passed_count);
    void Add(size_t row, double odds);
    double Rivals(size_t row, double odds) const;
    size_t passed;             // best other candidates that do not count
    std::vector<double> sums;  // [row]
    std::vector<double> best;  // [row, passed + 1] falling; empty if none is let pass
  };

  const ComparedPairs& pairs_;
  const bool within_;
  Side left_;
  Side right_;  // without rows if the pairs are within a party
};

}  // namespace ieum::core

#endif  // IEUM_CORE_MODEL_COMPETITION_H_
