#include "ieum/client/input/record_reader.h"

#include <algorithm>
#include <set>
#include <utility>

#include "ieum/client/input/csv_reader.h"
#include "ieum/client/input/row_id_set.h"
#include "ieum/core/base/status.h"
#include "ieum/core/guard/resident_number.h"

namespace ieum::client {
namespace {

using core::Explain;
using core::FindForbiddenIdentifier;
using core::FindPartOfConnectingInformation;
using core::ForbiddenIdentifier;

constexpr size_t kMaxExamples = 20;
constexpr int kNoColumn = -1;

bool Contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string Quoted(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    absl::StrAppendFormat(&list, "%s'%s'", list.empty() ? "" : ", ", name);
  }
  return list;
}

// A header line may be missing, and then its first row must not be printed as column names.
absl::Status CheckHeader(const std::vector<std::string>& header) {
  for (size_t i = 0; i < header.size(); ++i) {
    const ForbiddenIdentifier found = FindForbiddenIdentifier(header[i]);
    if (found == ForbiddenIdentifier::kNone) continue;
    return core::InvalidArgument("header, column %d: %s", i + 1, Explain(found));
  }
  return absl::OkStatus();
}

std::vector<std::string> ColumnsOf(const EncodingProfile& profile) {
  std::vector<std::string> columns;
  for (const FieldSpec& field : profile.fields) columns.push_back(field.column);
  return columns;
}

// Where the file has the profile's column.
std::string_view InFile(const RecordReaderOptions& options, const std::string& column) {
  for (const auto& [profile_column, file_column] : options.column_map) {
    if (profile_column == column) return file_column;
  }
  return column;
}

absl::Status CheckColumnMap(const EncodingProfile& profile, const RecordReaderOptions& options) {
  const std::vector<std::string> wanted = ColumnsOf(profile);
  std::set<std::string_view> seen;
  for (const auto& [column, file_column] : options.column_map) {
    if (!Contains(wanted, column)) {
      return core::InvalidArgument(
          "the mapped column '%s' is not one of the profile; its columns are %s", column,
          Quoted(wanted));
    }
    if (!seen.insert(column).second) {
      return core::InvalidArgument("column '%s' of the profile is mapped twice", column);
    }
  }
  return absl::OkStatus();
}

// If nothing that is wanted stands in the first line, it is a row rather than column names, and its
// cells are values that no message may show.
absl::Status CheckIsHeader(const EncodingProfile& profile, const RecordReaderOptions& options,
                           const std::vector<std::string>& header) {
  std::vector<std::string> wanted;
  for (const FieldSpec& field : profile.fields) {
    wanted.emplace_back(InFile(options, field.column));
  }
  wanted.push_back(options.id_column);
  if (std::any_of(wanted.begin(), wanted.end(),
                  [&header](const std::string& column) { return Contains(header, column); })) {
    return absl::OkStatus();
  }
  if (!options.format.has_header) {
    return core::InvalidArgument(
        "the file has %d columns without names; say which is which by their numbers, as in "
        "--id-column 1 --column %s=2",
        header.size(), profile.fields.front().column);
  }
  return core::InvalidArgument(
      "none of the %d cells of the first line is a column that is wanted (%s); put a line of "
      "column names before the rows, or rename the columns",
      header.size(), Quoted(wanted));
}

absl::Status CheckExcluded(const EncodingProfile& profile, const RecordReaderOptions& options,
                           const std::vector<std::string>& header) {
  const std::vector<std::string> wanted = ColumnsOf(profile);
  for (const std::string& column : options.excluded_columns) {
    // A column that only the file has is never encoded, so leaving it out is no mistake.
    if (Contains(wanted, column) || Contains(header, column)) continue;
    return core::InvalidArgument(
        "the excluded column '%s' is neither in the profile nor in the file; the profile's columns "
        "are %s, the file's %s",
        column, Quoted(wanted), Quoted(header));
  }
  const bool all_excluded = std::all_of(
      wanted.begin(), wanted.end(),
      [&options](const std::string& column) { return Contains(options.excluded_columns, column); });
  if (!all_excluded) return absl::OkStatus();
  return core::InvalidArgument(
      "every column of the profile is excluded, so nothing is left to encode; the profile's "
      "columns are %s",
      Quoted(wanted));
}

// Where each field's value stands: [field_count], kNoColumn for excluded ones.
absl::StatusOr<std::vector<int>> MapFields(const EncodingProfile& profile,
                                           const RecordReaderOptions& options,
                                           const CsvReader& csv) {
  std::vector<int> columns;
  std::vector<std::string> absent;
  for (const FieldSpec& field : profile.fields) {
    if (Contains(options.excluded_columns, field.column)) {
      columns.push_back(kNoColumn);
      continue;
    }
    const std::string column(InFile(options, field.column));
    if (column == options.id_column || column == options.truth_column) {
      return core::InvalidArgument(
          "field '%s' of the profile reads column '%s', which is the %s column; row ids and known "
          "persons must never enter an encoding. Name another column or exclude this one; the "
          "columns are %s",
          field.name, column, column == options.id_column ? "id" : "truth", Quoted(csv.header()));
    }
    const absl::StatusOr<int> index = csv.ColumnIndex(column);
    if (!index.ok() && !Contains(absent, column)) absent.push_back(column);
    columns.push_back(index.value_or(kNoColumn));
  }
  if (absent.empty()) return columns;
  return core::InvalidArgument(
      "the profile wants %s %s, which the file does not have; its columns are %s. Say with "
      "--column what the file calls it, or leave the field out with --exclude",
      absent.size() == 1 ? "column" : "columns", Quoted(absent), Quoted(csv.header()));
}

absl::StatusOr<int> NamedColumn(const CsvReader& csv, std::string_view purpose,
                                const std::string& name) {
  const absl::StatusOr<int> index = csv.ColumnIndex(name);
  if (index.ok()) return *index;
  return core::InvalidArgument("there is no %s column '%s'; the columns are %s. Name it with --%s",
                               purpose, name, Quoted(csv.header()),
                               purpose == "id" ? "id-column" : purpose);
}

RefusalKind KindOf(CsvFault fault) {
  return fault == CsvFault::kNotUtf8 || fault == CsvFault::kNulByte ? RefusalKind::kUndecodable
                                                                    : RefusalKind::kShape;
}

RefusalKind KindOf(ForbiddenIdentifier found) {
  switch (found) {
    case ForbiddenIdentifier::kNone:
      break;
    case ForbiddenIdentifier::kResidentNumber:
      return RefusalKind::kResidentNumber;
    case ForbiddenIdentifier::kConnectingInformation:
      return RefusalKind::kConnectingInformation;
    case ForbiddenIdentifier::kPartOfConnectingInformation:
      return RefusalKind::kPartOfConnectingInformation;
  }
  return RefusalKind::kLaterStep;
}

// A rule that a row breaks.
struct Fault {
  RefusalKind kind;
  int column;
  absl::Status error;
};

}  // namespace

struct RecordReader::State {
  std::optional<Fault> CheckCells(std::span<const std::string_view> cells) const;
  std::optional<Fault> CheckRowId(std::string_view row_id);
  absl::Status CountRefusal(const RowRefusal& refusal, const absl::Status& error);

  std::string name;  // of the file, for messages
  bool skip_invalid = false;
  bool partial_ci_allowed = false;
  std::unique_ptr<CsvReader> csv;
  int id_column = kNoColumn;
  int truth_column = kNoColumn;
  std::vector<int> field_columns;        // [field_count]
  std::vector<char> is_encoded;          // [column_count], whether a field reads it
  std::vector<std::string_view> values;  // [field_count]
  RowIdSet row_ids;
  InputReport report;
  std::function<void(const RowRefusal&)> on_refusal;
};

std::optional<Fault> RecordReader::State::CheckCells(
    std::span<const std::string_view> cells) const {
  for (size_t i = 0; i < cells.size(); ++i) {
    ForbiddenIdentifier found = FindForbiddenIdentifier(cells[i]);
    if (found == ForbiddenIdentifier::kNone && is_encoded[i] != 0) {
      found = FindPartOfConnectingInformation(cells[i], partial_ci_allowed);
    }
    if (found == ForbiddenIdentifier::kNone) continue;
    return Fault{KindOf(found), static_cast<int>(i),
                 core::InvalidArgument("row %d, column '%s': %s", csv->row_number(),
                                       csv->header()[i], Explain(found))};
  }
  return std::nullopt;
}

std::optional<Fault> RecordReader::State::CheckRowId(std::string_view row_id) {
  const std::string& column = csv->header()[static_cast<size_t>(id_column)];
  if (row_id.empty()) {
    return Fault{
        RefusalKind::kEmptyRowId, id_column,
        core::InvalidArgument("row %d, column '%s': the row id is empty; every row needs one",
                              csv->row_number(), column)};
  }
  if (row_ids.Insert(row_id)) return std::nullopt;
  return Fault{RefusalKind::kRepeatedRowId, id_column,
               core::InvalidArgument("row %d, column '%s': the row id is that of an earlier row; "
                                     "ids must differ. Remove one of the rows or name another id "
                                     "column",
                                     csv->row_number(), column)};
}

// `error` may or may not name its row already.
absl::Status RecordReader::State::CountRefusal(const RowRefusal& refusal,
                                               const absl::Status& error) {
  const std::string row = absl::StrFormat("row %d", refusal.row_number);
  std::string_view rule = core::Message(error);
  const bool names_row = rule.starts_with(row + ": ") || rule.starts_with(row + ", ");
  const absl::Status named = names_row ? error : core::WithContext(error, row);
  if (names_row) rule.remove_prefix(row.size() + 2);
  ++report.invalid_count;
  ++report.invalid_by_rule[std::string(rule)];
  if (report.examples.size() < kMaxExamples) report.examples.emplace_back(core::Message(named));
  if (on_refusal) on_refusal(refusal);
  return skip_invalid ? absl::OkStatus() : named;
}

RecordReader::RecordReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
RecordReader::~RecordReader() = default;

absl::StatusOr<std::unique_ptr<RecordReader>> RecordReader::Open(
    const EncodingProfile& profile, const RecordReaderOptions& options) {
  auto state = std::make_unique<State>();
  IEUM_ASSIGN_OR_RETURN(state->csv, CsvReader::Open(options.path, options.format));
  state->name = InputName(options.path);
  state->skip_invalid = options.skip_invalid;
  state->partial_ci_allowed = profile.allow_partial_ci;
  const auto map_columns = [&]() -> absl::Status {
    const CsvReader& csv = *state->csv;
    IEUM_RETURN_IF_ERROR(CheckHeader(csv.header()));
    IEUM_RETURN_IF_ERROR(CheckColumnMap(profile, options));
    IEUM_RETURN_IF_ERROR(CheckIsHeader(profile, options, csv.header()));
    IEUM_ASSIGN_OR_RETURN(state->id_column, NamedColumn(csv, "id", options.id_column));
    if (!options.truth_column.empty()) {
      IEUM_ASSIGN_OR_RETURN(state->truth_column, NamedColumn(csv, "truth", options.truth_column));
    }
    IEUM_RETURN_IF_ERROR(CheckExcluded(profile, options, csv.header()));
    IEUM_ASSIGN_OR_RETURN(state->field_columns, MapFields(profile, options, csv));
    return absl::OkStatus();
  };
  const absl::Status status = map_columns();
  if (!status.ok()) return core::WithContext(status, state->name);
  state->values.resize(state->field_columns.size());
  state->is_encoded.resize(state->csv->header().size());
  for (const int column : state->field_columns) {
    if (column != kNoColumn) state->is_encoded[static_cast<size_t>(column)] = 1;
  }
  return std::unique_ptr<RecordReader>(new RecordReader(std::move(state)));
}

absl::StatusOr<std::optional<InputRecord>> RecordReader::Next() {
  State& state = *state_;
  while (true) {
    const auto row = state.csv->Next();
    if (!row.ok()) {
      if (!state.csv->can_continue()) return row.status();
      const CsvReader::Refusal& refusal = state.csv->last_refusal();
      IEUM_RETURN_IF_ERROR(state.CountRefusal(
          {state.csv->row_number(), KindOf(refusal.fault), refusal.column}, row.status()));
      continue;
    }
    if (!row->has_value()) {
      if (state.csv->row_number() > 0) return std::nullopt;
      return core::InvalidArgument(
          "%s has a line of column names and no row below it; export the file again with its rows",
          state.name);
    }
    const std::span<const std::string_view> cells = **row;
    const auto cell = [cells](int column) {
      return column == kNoColumn ? std::string_view() : cells[static_cast<size_t>(column)];
    };
    const std::string_view row_id = cell(state.id_column);
    std::optional<Fault> fault = state.CheckCells(cells);
    if (!fault.has_value()) fault = state.CheckRowId(row_id);
    if (fault.has_value()) {
      IEUM_RETURN_IF_ERROR(
          state.CountRefusal({state.csv->row_number(), fault->kind, fault->column}, fault->error));
      continue;
    }
    std::transform(state.field_columns.begin(), state.field_columns.end(), state.values.begin(),
                   cell);
    ++state.report.row_count;
    return InputRecord{state.csv->row_number(), row_id, cell(state.truth_column), state.values};
  }
}

absl::Status RecordReader::Refuse(int64_t row_number, const absl::Status& error) {
  if (error.code() != absl::StatusCode::kInvalidArgument) return error;
  --state_->report.row_count;
  return state_->CountRefusal({row_number, RefusalKind::kLaterStep, kNoColumn}, error);
}

const InputReport& RecordReader::report() const { return state_->report; }
void RecordReader::OnRefusal(std::function<void(const RowRefusal&)> on_refusal) {
  state_->on_refusal = std::move(on_refusal);
}
InputDescription RecordReader::description() const { return state_->csv->description(); }
const std::vector<std::string>& RecordReader::header() const { return state_->csv->header(); }
const std::vector<int>& RecordReader::field_columns() const { return state_->field_columns; }
int64_t RecordReader::bytes_read() const { return state_->csv->bytes_read(); }
int64_t RecordReader::bytes_total() const { return state_->csv->bytes_total(); }

}  // namespace ieum::client
