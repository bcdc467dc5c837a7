#include "ieum/client/payload/payload_rows.h"

#include <utility>

#include "ieum/client/input/csv_reader.h"
#include "ieum/client/input/row_id_set.h"
#include "ieum/client/normalize/unicode_text.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"
#include "ieum/core/guard/direct_identifier.h"

namespace ieum::client {
namespace {

constexpr size_t kMostExamples = 20;

using core::CellKind;
using core::DirectIdentifier;
using core::ValueKind;

bool IsNfc(std::string_view text) {
  if (core::IsAscii(text)) return true;
  const absl::StatusOr<std::u32string> points = Decode(text);
  return points.ok() && Nfc(*points) == *points;
}

// What a cell breaks; OK if nothing.
absl::Status ReadCell(const core::PayloadColumn& column, std::string_view cell,
                      core::PayloadValue& value) {
  if (cell.empty()) {
    value = {};
    value.missing = true;
    if (column.nullable) return absl::OkStatus();
    return core::InvalidArgument("is empty, and the schema does not say \"nullable\": true");
  }
  // Dates and objects have forms that leave no room for anything else.
  if (column.type.is_number() || column.type.kind == ValueKind::kText) {
    const DirectIdentifier found = core::FindDirectIdentifier(
        cell, column.type.is_number() ? CellKind::kNumber : CellKind::kText);
    if (found != DirectIdentifier::kNone) return core::InvalidArgument("%s", core::Explain(found));
  }
  IEUM_RETURN_IF_ERROR(core::ParseValue(column.type, cell, value));
  if (column.type.kind == ValueKind::kText && !IsNfc(cell)) {
    return core::InvalidArgument("is not in Unicode normalisation form C; convert the file");
  }
  return absl::OkStatus();
}

}  // namespace

struct PayloadRows::State {
  const core::PayloadSchema& schema;
  std::string name;  // of the file, for messages
  std::unique_ptr<CsvReader> csv;
  size_t id_column = 0;
  std::vector<size_t> columns{};  // [columns], of the file
  std::vector<core::PayloadValue> values{};
  std::vector<core::NumberColumnWatch> watches{};
  RowIdSet row_ids{};
  InputReport report{};

  absl::Status MapColumns(const std::string& id_name);
  void Refuse(int64_t row_number, std::string_view rule);
  // The rule that the row breaks; empty if none.
  std::string ReadRow(std::span<const std::string_view> cells);
};

absl::Status PayloadRows::State::MapColumns(const std::string& id_name) {
  const absl::StatusOr<int> id = csv->ColumnIndex(id_name);
  if (!id.ok()) {
    return core::InvalidArgument("%s has no id column '%s'; name it with --id-column", name,
                                 id_name);
  }
  id_column = static_cast<size_t>(*id);
  for (const core::PayloadColumn& column : schema.columns) {
    const absl::StatusOr<int> place = csv->ColumnIndex(column.source);
    if (!place.ok()) {
      return core::InvalidArgument(
          "%s has no column '%s', which the schema wants for '%s'; its header was changed, or the "
          "schema is of another file",
          name, column.source, column.name);
    }
    if (static_cast<size_t>(*place) == id_column) {
      return core::InvalidArgument(
          "the schema sends column '%s', which is the id column; row ids must not leave",
          column.source);
    }
    columns.push_back(static_cast<size_t>(*place));
  }
  values.resize(columns.size());
  watches.resize(columns.size());
  return absl::OkStatus();
}

void PayloadRows::State::Refuse(int64_t row_number, std::string_view rule) {
  ++report.invalid_count;
  ++report.invalid_by_rule[std::string(rule)];
  if (report.examples.size() < kMostExamples) {
    report.examples.push_back(absl::StrFormat("row %d, %s", row_number, rule));
  }
}

std::string PayloadRows::State::ReadRow(std::span<const std::string_view> cells) {
  const std::string_view row_id = cells[id_column];
  const std::string& id_name = csv->header()[id_column];
  if (row_id.empty()) {
    return absl::StrFormat("column '%s': the row id is empty; every row needs one", id_name);
  }
  for (size_t c = 0; c < columns.size(); ++c) {
    const core::PayloadColumn& column = schema.columns[c];
    const std::string_view cell = cells[columns[c]];
    const absl::Status read = ReadCell(column, cell, values[c]);
    if (!read.ok()) {
      return absl::StrFormat("column '%s': %s", column.source, core::Message(read));
    }
    if (column.type.is_number() && !values[c].missing) watches[c].Add(cell);
  }
  if (!row_ids.Insert(row_id)) {
    return absl::StrFormat("column '%s': the row id is that of an earlier row; ids must differ",
                           id_name);
  }
  return {};
}

PayloadRows::PayloadRows(std::unique_ptr<State> state) : state_(std::move(state)) {}
PayloadRows::~PayloadRows() = default;

absl::StatusOr<std::unique_ptr<PayloadRows>> PayloadRows::Open(const core::PayloadSchema& schema,
                                                               const PayloadInput& input) {
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<CsvReader> csv, CsvReader::Open(input.path, input.format));
  std::unique_ptr<State> state(
      new State{.schema = schema, .name = InputName(input.path), .csv = std::move(csv)});
  IEUM_RETURN_IF_ERROR(state->MapColumns(input.id_column));
  return std::unique_ptr<PayloadRows>(new PayloadRows(std::move(state)));
}

absl::StatusOr<std::optional<PayloadRow>> PayloadRows::Next() {
  State& state = *state_;
  while (true) {
    const auto row = state.csv->Next();
    if (!row.ok()) {
      if (!state.csv->can_continue()) return row.status();
      std::string_view rule = core::Message(row.status());
      const std::string prefix = absl::StrFormat("row %d", state.csv->row_number());
      if (rule.starts_with(prefix) && rule.size() > prefix.size() + 2) {
        rule.remove_prefix(prefix.size() + 2);
      }
      state.Refuse(state.csv->row_number(), rule);
      continue;
    }
    if (!row->has_value()) {
      if (state.csv->row_number() > 0) return std::nullopt;
      return core::InvalidArgument("%s has a line of column names and no row below it", state.name);
    }
    const std::span<const std::string_view> cells = **row;
    const std::string rule = state.ReadRow(cells);
    if (!rule.empty()) {
      state.Refuse(state.csv->row_number(), rule);
      continue;
    }
    ++state.report.row_count;
    return PayloadRow{.row_number = state.csv->row_number(),
                      .row_id = cells[state.id_column],
                      .values = state.values};
  }
}

void PayloadRows::Refuse(int64_t row_number, std::string_view rule) {
  --state_->report.row_count;
  state_->Refuse(row_number, rule);
}

absl::Status PayloadRows::CheckColumns() const {
  for (size_t c = 0; c < state_->watches.size(); ++c) {
    const DirectIdentifier found = state_->watches[c].verdict();
    if (found == DirectIdentifier::kNone) continue;
    return core::InvalidArgument("column '%s' as a whole %s", state_->schema.columns[c].source,
                                 core::Explain(found));
  }
  return absl::OkStatus();
}

const InputReport& PayloadRows::report() const { return state_->report; }
InputDescription PayloadRows::description() const { return state_->csv->description(); }
int64_t PayloadRows::unsent_column_count() const {
  return static_cast<int64_t>(state_->csv->header().size() - state_->columns.size()) - 1;
}
int64_t PayloadRows::bytes_read() const { return state_->csv->bytes_read(); }
int64_t PayloadRows::bytes_total() const { return state_->csv->bytes_total(); }

}  // namespace ieum::client
