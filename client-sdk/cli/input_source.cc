#include "cli/input_source.h"

#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::client {

absl::StatusOr<RecordReaderOptions> InputOf(const std::string& path, const ColumnOptions& columns,
                                            const FormatOptions& format) {
  RecordReaderOptions input;
  input.path = path;
  input.id_column = columns.id_column;
  input.truth_column = columns.truth_column;
  input.excluded_columns = columns.excluded_columns;
  input.column_map = columns.column_map;
  IEUM_ASSIGN_OR_RETURN(input.format.encoding, ParseDeclaredEncoding(format.encoding));
  IEUM_ASSIGN_OR_RETURN(input.format.delimiter, ParseDelimiter(format.delimiter));
  input.format.has_header = !format.no_header;
  return input;
}

absl::StatusOr<RecordReaderOptions> InputOf(const PartyOption& party, const ColumnOptions& columns,
                                            const FormatOptions& format) {
  ColumnOptions own = columns;
  own.column_map.clear();
  const std::string label = party.label + ":";
  for (const auto& [name, column] : columns.column_map) {
    if (name.starts_with(label)) {
      own.column_map.emplace_back(name.substr(label.size()), column);
    } else if (name.find(':') == std::string::npos) {
      own.column_map.emplace_back(name, column);
    }
  }
  return InputOf(party.path, own, format);
}

void AddInputFact(std::string_view title, const InputDescription& input, Report& report) {
  report.AddFact("input", std::string(title), TextValue(Describe(input)));
}

}  // namespace ieum::client
