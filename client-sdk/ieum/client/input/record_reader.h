// Rows of a holder's file checked and brought into the profile's field order, ready to encode.
#ifndef IEUM_CLIENT_INPUT_RECORD_READER_H_
#define IEUM_CLIENT_INPUT_RECORD_READER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/client/input/csv_dialect.h"
#include "ieum/client/profile/encoding_profile.h"
#include "ieum/core/base/string_map.h"

namespace ieum::client {

struct RecordReaderOptions {
  std::string path;  // "-": standard input
  CsvOptions format = {.encoding = DeclaredEncoding::kAuto, .delimiter = std::nullopt};
  // Where the file names a column of the profile differently: {the profile's, the file's}.
  std::vector<std::pair<std::string, std::string>> column_map;
  // Column that names the row in the holder's own files; unique, never encoded.
  std::string id_column = "row_id";
  // Column with the known person, for scoring only; never encoded. Empty: none.
  std::string truth_column;
  // Columns of the profile, as the profile names them, left out on purpose: their fields count as
  // missing in every row.
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

// Why a row was refused.
enum class RefusalKind {
  kShape,        // too few or too many cells, quotes, line ends, sizes
  kUndecodable,  // bytes that the file's encoding does not have
  kEmptyRowId,
  kRepeatedRowId,
  kResidentNumber,
  kConnectingInformation,
  kPartOfConnectingInformation,
  kLaterStep,  // Refuse()
};

// One refused row, for those who count them their own way.
struct RowRefusal {
  int64_t row_number;
  RefusalKind kind;
  int column;  // of the file, from 0; -1 for kLaterStep
};

// What was refused, by rule, without values.
struct InputReport {
  int64_t row_count = 0;      // rows returned and not refused by a later step
  int64_t invalid_count = 0;  // rows refused, by the reader or by a later step
  // First refusals in the order they were found, at most 20, each "row N: …".
  std::vector<std::string> examples;
  // Rows refused by rule: the message of the refusal without "row N: " or "row N, ".
  core::StringMap<int64_t> invalid_by_rule;
};

// One thread at a time. Keeps a fingerprint of each row id to find repeats.
class RecordReader final {
 public:
  // INVALID_ARGUMENT: the file, its header, a column the profile wants, the id or truth column, an
  // excluded column that neither the profile nor the file has, a mapped column that the profile
  // does not have or that is mapped twice, or all of the profile's columns excluded. A column of
  // the profile equal to id or truth column is refused: they must never enter an encoding. Other
  // codes as CsvReader::Open.
  static absl::StatusOr<std::unique_ptr<RecordReader>> Open(const EncodingProfile& profile,
                                                            const RecordReaderOptions& options);
  ~RecordReader();
  RecordReader(const RecordReader&) = delete;
  RecordReader& operator=(const RecordReader&) = delete;

  // The next record, views valid until the next call; nullopt at the end of the file.
  // INVALID_ARGUMENT: a row breaks a rule: CSV rules, an empty or repeated row id, a resident
  // registration number (13 digits, with or without separator, also inside longer text) or
  // connecting information in any column, what may be a part of it in a column that is encoded
  // (unless the profile allows it; no option does); or the file has a header and no row. With
  // skip_invalid such rows are counted and skipped instead, unless the end of the row cannot be
  // told (CsvReader::can_continue). UNAVAILABLE: the system cannot read on.
  absl::StatusOr<std::optional<InputRecord>> Next();
  // Counts row `row_number`, returned earlier, as refused by a later step (`error` does not name
  // the row). Steps that read ahead refuse rows well behind the one last returned. Returns OK with
  // skip_invalid, else `error` with "row N: " before it. Only INVALID_ARGUMENT is the fault of a
  // row: other errors are returned as they are.
  absl::Status Refuse(int64_t row_number, const absl::Status& error);

  const InputReport& report() const;
  // Called for every refused row from now on, in the order found; may be empty.
  void OnRefusal(std::function<void(const RowRefusal&)> on_refusal);
  // What the file turned out to be; the encoding is final at the end of the file.
  InputDescription description() const;
  const std::vector<std::string>& header() const;  // [column_count]
  // Column of the file that each field is read from: [field_count], -1 for excluded ones.
  const std::vector<int>& field_columns() const;
  int64_t bytes_read() const;
  int64_t bytes_total() const;

 private:
  struct State;
  explicit RecordReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_INPUT_RECORD_READER_H_
