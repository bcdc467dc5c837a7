// Files of invented persons, some of whom are in several, with the errors, changes and moves that
// make linkage hard, and with the truth. For trying the software out, for tests and for benchmarks.
// No person in them exists.
#ifndef IEUM_CLIENT_SYNTH_SYNTHETIC_FILES_H_
#define IEUM_CLIENT_SYNTH_SYNTHETIC_FILES_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ieum/client/synth/change_kind.h"
#include "ieum/client/synth/culture.h"
#include "ieum/client/synth/person.h"
#include "ieum/client/synth/population.h"
#include "ieum/client/synth/random_order.h"
#include "ieum/client/synth/synthesis_options.h"

namespace ieum::client {

struct SyntheticRow {
  int64_t entity;  // number of the person, from 1, the same in every file
  SyntheticPerson person;
  ChangeSet changes;
};

// Every row is computed from its number: the same for the same options on every machine, without
// memory for the others, in an order that tells nothing. Immutable, share freely.
class SyntheticFiles final {
 public:
  // INVALID_ARGUMENT names the option out of range.
  static absl::StatusOr<std::unique_ptr<const SyntheticFiles>> Create(
      const SynthesisOptions& options);

  const SynthesisOptions& options() const { return options_; }
  // Second rows of persons in a file.
  int64_t duplicate_count(int file) const {
    return file > 0 || options_.file_count == 1 ? duplicate_count_ : 0;
  }
  int64_t row_count(int file) const { return options_.person_count + duplicate_count(file); }
  // Persons who are in two files or more.
  int64_t shared_count() const { return in_all_ + pair_count_ * in_pair_; }

  // REQUIRES of both: 0 <= file < file_count, 0 <= row < row_count(file).
  SyntheticRow RowAt(int file, int64_t row) const;
  // "a000001": the letter of the file and the number of the row from 1.
  std::string RowId(int file, int64_t row) const;

  // "row_id,entity_id,name,…\n"
  std::string Header() const;
  // Rows [begin, end) of the file as CSV text (UTF-8, LF):
  // a000001,p004711,김민준,1988-01-31,M,010-2345-6789,서울특별시 송파구
  void AppendCsvRows(int file, int64_t begin, int64_t end, std::string& out) const;
  // Of the same rows row_id and the names of the changes with spaces between: "a000001,moved\n"
  void AppendTruthRows(int file, int64_t begin, int64_t end, std::string& out) const;

 private:
  explicit SyntheticFiles(const SynthesisOptions& options);

  // Number in the order of persons of the one at a place of a file.
  int64_t PersonPlace(int file, int64_t place) const;

  const SynthesisOptions options_;
  const std::unique_ptr<const Culture> culture_;
  const int64_t duplicate_count_;
  const int64_t in_pair_;  // persons in two given files only, if there are more than two
  const int64_t in_all_;
  const int64_t in_one_;        // persons in a given file only
  const int64_t pair_count_;    // pairs of files
  const int64_t person_count_;  // in all files together
  const Population population_;
  const RandomOrder person_order_;
  const RandomOrder entity_order_;
  std::vector<RandomOrder> row_orders_;        // [file_count]
  std::vector<RandomOrder> duplicate_orders_;  // [file_count]
};

// Writes all files, and the truth of all of them ("row_id,changes") if `truth_path` is not empty,
// replacing what was there. paths: [file_count]. Codes as core::SystemError.
absl::Status WriteSyntheticFiles(const SyntheticFiles& files, std::span<const std::string> paths,
                                 const std::string& truth_path);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SYNTH_SYNTHETIC_FILES_H_
