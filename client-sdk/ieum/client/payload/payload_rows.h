// Rows of a holder's file, read and checked by a payload schema.
#ifndef IEUM_CLIENT_PAYLOAD_PAYLOAD_ROWS_H_
#define IEUM_CLIENT_PAYLOAD_PAYLOAD_ROWS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/client/input/record_reader.h"
#include "ieum/core/payload/payload_schema.h"
#include "ieum/core/payload/payload_value.h"

namespace ieum::client {

struct PayloadInput {
  std::string path;  // "-": standard input
  CsvOptions format = {.encoding = DeclaredEncoding::kAuto, .delimiter = std::nullopt};
  std::string id_column = "row_id";
};

struct PayloadRow {
  int64_t row_number;  // from 1 after the header
  std::string_view row_id;
  std::span<const core::PayloadValue> values;  // [columns], of the types before transforms
};

// One thread at a time. Borrows the schema. What a row breaks is counted and the reading goes on:
// report() has the number, the rules and the first refusals, each naming row and column and never
// the value.
class PayloadRows final {
 public:
  // INVALID_ARGUMENT: a column of the schema or the id column is not in the header, or as
  // CsvReader::Open.
  static absl::StatusOr<std::unique_ptr<PayloadRows>> Open(const core::PayloadSchema& schema,
                                                           const PayloadInput& input);
  ~PayloadRows();
  PayloadRows(const PayloadRows&) = delete;
  PayloadRows& operator=(const PayloadRows&) = delete;

  // The next row that breaks no rule, valid until the next call; nullopt at the end. Refused rows
  // are those that the file's form breaks, with a direct identifier, a value outside its type, an
  // empty cell of a column that is not nullable, a text that is not in NFC, no row id or a repeated
  // one. INVALID_ARGUMENT: the file cannot be read on, or has no row.
  absl::StatusOr<std::optional<PayloadRow>> Next();
  // Counts the row last returned as refused for a reason that came out later.
  void Refuse(int64_t row_number, std::string_view rule);
  // After the last row: INVALID_ARGUMENT names a column of numbers that as a whole reads as one of
  // phone numbers.
  absl::Status CheckColumns() const;

  const InputReport& report() const;
  InputDescription description() const;
  int64_t unsent_column_count() const;  // columns of the file that the schema does not name
  int64_t bytes_read() const;
  int64_t bytes_total() const;

 private:
  struct State;
  explicit PayloadRows(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_PAYLOAD_PAYLOAD_ROWS_H_
