// Invented persons as rows of values, for attacks and for linking.
#ifndef IEUM_TESTS_ATTACK_PERSONS_H_
#define IEUM_TESTS_ATTACK_PERSONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ieum/client/profile/encoding_profile.h"

namespace ieum::testing {

// Rows of a file that `ieum synth` could have written.
struct PersonTable {
  std::vector<std::string> columns;
  std::vector<std::string> entities;           // [row_count] label of the person
  std::vector<std::vector<std::string>> rows;  // [row_count, columns]
};

// Different persons, no errors. REQUIRES: count >= 1.
PersonTable DrawPersons(int64_t count, uint64_t seed);

struct PersonFiles {
  PersonTable a;
  PersonTable b;
};
// Two files of `count` rows, half of the persons in both, with the usual errors in b.
PersonFiles DrawFiles(int64_t count, uint64_t seed);

// [rows, field_count] values in the order of the profile's fields. Ends the process if the table
// has no such column.
std::vector<std::string> ValuesOf(const PersonTable& persons,
                                  const client::EncodingProfile& profile);

}  // namespace ieum::testing

#endif  // IEUM_TESTS_ATTACK_PERSONS_H_
