// Two files of invented Korean persons, some of whom are in both, with the typing errors, changed
// telephone numbers and moves that make linkage hard, and with the truth. For trying the software
// out, for tests and for benchmarks. No person in them exists.
#ifndef IEUM_CLIENT_SYNTH_SYNTHETIC_PAIR_H_
#define IEUM_CLIENT_SYNTH_SYNTHETIC_PAIR_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ieum/client/synth/korean_names.h"

namespace ieum::client {

// Rates are basis points (of 10'000) of the rows of file b, whoever the row is of: file a holds
// every person as registered, but for telephone numbers missing in both files.
struct SynthesisOptions {
  uint64_t seed = 1;
  int64_t person_count = 5'000;  // rows of each file, 1 to kMaxPersonCount
  int overlap = 5'000;           // share of the persons of each file that are in the other
  int name_error = 500;          // one typing error (hangul_typing.h)
  int phone_change = 800;        // three in four a new number, one in four a wrong digit
  int phone_missing = 300;       // in both files
  int birth_date_error = 200;    // a wrong digit, or month and day swapped; still a calendar date
  int move = 800;                // another district

  static constexpr int64_t kMaxPersonCount = 50'000'000;
};

// A person as a file knows it.
struct SyntheticPerson {
  ShortName name;
  int32_t birth_date;  // YYYYMMDD
  int32_t phone;       // the eight digits after 010, or -1 if missing
  uint16_t district;   // index into KoreanDistricts()
  Sex sex;

  friend bool operator==(const SyntheticPerson&, const SyntheticPerson&) = default;
};

struct SyntheticRow {
  int32_t entity;  // number of the person, from 1, the same in both files
  SyntheticPerson person;
};

// Rows in an order that tells nothing, neither of the other file's nor of the entity numbers.
struct SyntheticPair {
  std::vector<SyntheticRow> a;  // [person_count]
  std::vector<SyntheticRow> b;  // [person_count]
  int64_t shared_count = 0;     // persons in both: person_count * overlap / 10'000
};

// The same on every machine for the same options. About 40 bytes a row. INVALID_ARGUMENT names the
// option out of range.
absl::StatusOr<SyntheticPair> SynthesizeRows(const SynthesisOptions& options);

// Header line of the files.
inline constexpr std::string_view kSyntheticHeader =
    "row_id,entity_id,name,birth_date,sex,phone,district\n";

// Rows as CSV text (UTF-8, LF): row ids are `file_letter` and the number of the row, of which the
// first is `first_number`: a000001,p004711,김민준,1988-01-31,M,010-2345-6789,서울특별시 송파구
void AppendCsvRows(std::string& out, char file_letter, int64_t first_number,
                   std::span<const SyntheticRow> rows);

// Writes both files, replacing what was there; returns the number of persons in both.
// INVALID_ARGUMENT as SynthesizeRows; other codes as core::SystemError.
absl::StatusOr<int64_t> SynthesizePair(const SynthesisOptions& options, const std::string& path_a,
                                       const std::string& path_b);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_SYNTHETIC_PAIR_H_
