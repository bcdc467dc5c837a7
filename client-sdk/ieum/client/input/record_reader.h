// Rows of a holder's file checked and brought into the profile's field order, ready to encode.
#ifndef IEUM_CLIENT_INPUT_RECORD_READER_H_
#define IEUM_CLIENT_INPUT_RECORD_READER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/client/profile/encoding_profile.h"

namespace ieum::client {

struct RecordReaderOptions {
  std::string path;
  // Column that names the row in the holder's own files; unique, never encoded.
  std::string id_column = "row_id";
  // Column with the known person, for scoring only; never encoded. Empty: none.
  std::string truth_column;
  // Columns of the profile left out on purpose: their fields count as missing in every row.
  std::vector<std::string> excluded_columns;
  // Go on after a row that breaks a rule, and count it.
  bool skip_invalid = false;
};

struct InputRecord {
  int64_t row_number;  // from 1, after the header
  std::string_view row_id;
  std::string_view truth;                    // empty without truth column
  std::span<const std::string_view> values;  // [field_count], profile order
};

// What was refused, by rule, without values.
struct InputReport {
  int64_t row_count = 0;      // rows returned
  int64_t invalid_count = 0;  // rows refused
  // First refusals, at most 20, each "row N: …".
  std::vector<std::string> examples;
};

// One thread at a time. Keeps a fingerprint of each row id to find repeats.
class RecordReader final {
 public:
  // INVALID_ARGUMENT: the file, its header, a column the profile wants, the id or truth column. A
  // column of the profile equal to id or truth column is refused: they must never enter an
  // encoding.
  static absl::StatusOr<std::unique_ptr<RecordReader>> Open(const EncodingProfile& profile,
                                                            const RecordReaderOptions& options);
  ~RecordReader();
  RecordReader(const RecordReader&) = delete;
  RecordReader& operator=(const RecordReader&) = delete;

  // The next record, views valid until the next call; nullopt at the end of the file.
  // INVALID_ARGUMENT: a row breaks a rule: CSV rules, an empty or repeated row id, a resident
  // registration number (13 digits, with or without separator, also inside longer text) in any
  // column. With skip_invalid such rows are counted and skipped instead.
  absl::StatusOr<std::optional<InputRecord>> Next();
  // Counts a row that a later step refused; returns OK with skip_invalid, else `error` with the row
  // named.
  absl::Status Refuse(const absl::Status& error);

  const InputReport& report() const;
  int64_t bytes_read() const;
  int64_t bytes_total() const;

 private:
  struct State;
  explicit RecordReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_INPUT_RECORD_READER_H_
