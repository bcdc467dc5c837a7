// The persons there are, each computed from its number: households of one to five, with twins and
// namesakes, whose ages follow a pyramid.
#ifndef IEUM_CLIENT_SYNTH_POPULATION_H_
#define IEUM_CLIENT_SYNTH_POPULATION_H_

#include <cstdint>

#include "ieum/client/synth/culture.h"
#include "ieum/client/synth/person.h"
#include "ieum/client/synth/portable_random.h"
#include "ieum/client/synth/random_streams.h"
#include "ieum/client/synth/synthesis_options.h"

namespace ieum::client {

// Persons by decade of age at the end of 2020, per mille of the residents of Korea (Ministry of the
// Interior and Safety, resident registration, rounded): 0 to 9 years, 10 to 19, …, 90 to 99.
inline constexpr int kAgePyramid[] = {77, 92, 131, 133, 160, 167, 130, 71, 33, 6};

// Persons born in this year or later carry the telephone of a parent.
inline constexpr int kFirstYearWithParentsPhone = 2009;

// Persons with numbers close by may be of one household. Immutable, share freely; the culture
// outlives it.
class Population final {
 public:
  // Of the options: seed, families, twins, namesakes. REQUIRES: person_count > 0.
  Population(const Culture& culture, const SynthesisOptions& options, int64_t person_count);

  // The person as registered. REQUIRES: 0 <= number < person_count.
  SyntheticPerson PersonAt(int64_t number) const;
  // Numbers of the first person of the same household and of the one behind its last.
  struct Household {
    int64_t first;
    int size;  // 1: single, 2: couple, more: parents and children
  };
  Household HouseholdOf(int64_t number) const;

 private:
  struct Birth {
    int year;
    int twin_of;  // the member born on the same day before, or the member itself
  };

  PortableRandom RandomOf(RandomStream stream, int64_t place) const {
    return PortableRandom(seed_, NumberOf(stream), static_cast<uint64_t>(place));
  }
  bool LivesAsOne(const Household& household) const;
  Birth BirthOf(const Household& household, int member, bool as_one) const;
  SyntheticPerson MemberOf(const Household& household, int member) const;
  void BecomeNamesake(PortableRandom& random, int64_t other, SyntheticPerson& person) const;

  const Culture& culture_;
  const uint64_t seed_;
  const int families_;
  const int twins_;
  const int namesakes_;
  const int64_t person_count_;
  const WeightedIndex household_sizes_;  // [5], from 1
  const WeightedIndex child_years_;      // from kFirstChildYear
  const WeightedIndex adult_years_;      // of singles and couples, from kFirstBirthYear
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_POPULATION_H_
