#include "attack/persons.h"

#include <algorithm>

#include "absl/strings/str_split.h"
#include "ieum/client/synth/synthetic_files.h"
#include "ieum/core/base/status.h"

namespace ieum::testing {
namespace {

constexpr size_t kFirstValue = 2;  // behind row_id and entity_id

PersonTable TableOf(const client::SyntheticFiles& files, int file) {
  std::string text = files.Header();
  files.AppendCsvRows(file, 0, files.row_count(file), text);
  text.pop_back();
  PersonTable table;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::vector<std::string> cells = absl::StrSplit(line, ',');
    const std::vector<std::string> values(cells.begin() + kFirstValue, cells.end());
    if (table.columns.empty()) {
      table.columns = values;
      continue;
    }
    table.entities.push_back(cells[1]);
    table.rows.push_back(values);
  }
  return table;
}

}  // namespace

PersonTable DrawPersons(int64_t count, uint64_t seed) {
  client::SynthesisOptions options;
  options.seed = seed;
  options.person_count = count;
  options.file_count = 1;
  options.rates = client::ChangeRatesOf("clean").value();
  return TableOf(*client::SyntheticFiles::Create(options).value(), 0);
}

PersonFiles DrawFiles(int64_t count, uint64_t seed) {
  client::SynthesisOptions options;
  options.seed = seed;
  options.person_count = count;
  const auto files = client::SyntheticFiles::Create(options).value();
  return {TableOf(*files, 0), TableOf(*files, 1)};
}

std::vector<std::string> ValuesOf(const PersonTable& persons,
                                  const client::EncodingProfile& profile) {
  std::vector<size_t> columns;
  for (const client::FieldSpec& field : profile.fields) {
    const auto found = std::find(persons.columns.begin(), persons.columns.end(), field.column);
    IEUM_CHECK(found != persons.columns.end());
    columns.push_back(static_cast<size_t>(found - persons.columns.begin()));
  }
  std::vector<std::string> values;
  for (const std::vector<std::string>& row : persons.rows) {
    for (const size_t column : columns) values.push_back(row[column]);
  }
  return values;
}

}  // namespace ieum::testing
