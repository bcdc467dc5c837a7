// Which draws are of which stream of a seed.
#ifndef IEUM_CLIENT_SYNTH_RANDOM_STREAMS_H_
#define IEUM_CLIENT_SYNTH_RANDOM_STREAMS_H_

#include <cstdint>

namespace ieum::client {

// The files of a seed depend on these numbers: never renumber. The last ones are of one file each.
enum class RandomStream : uint64_t {
  kHouseholdSizes = 1,  // of each block of persons
  kFamilies = 2,        // of each household: whether it lives as one
  kHomes = 3,           // surname, home and landline, of each household
  kAges = 4,            // of each household
  kBirths = 5,          // day and sex, of each person
  kNames = 6,
  kPhones = 7,
  kNamesakes = 8,
  kPersonOrder = 9,  // which persons are in which file
  kEntityOrder = 10,
  kRowOrder = 100,    // + file
  kDuplicates = 200,  // + file
  kChanges = 300,     // + file, of each row
};

constexpr uint64_t NumberOf(RandomStream stream, int file = 0) {
  return static_cast<uint64_t>(stream) + static_cast<uint64_t>(file);
}

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_RANDOM_STREAMS_H_
