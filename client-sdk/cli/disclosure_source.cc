#include "cli/disclosure_source.h"

#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "cli/input_source.h"
#include "ieum/client/input/csv_reader.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::CandidateTable;
using core::ColumnDeclaration;

constexpr int64_t kMaxJsonBytes = int64_t{1} << 20;

std::string BaseName(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

class Reader final {
 public:
  Reader(const core::ReviewDeclaration& declaration, const FormatOptions& format,
         const std::function<void(int64_t, int64_t)>& progress, std::stop_token stop)
      : declaration_(declaration), format_(format), progress_(progress), stop_(std::move(stop)) {}

  // all_columns: those that nobody declared too; otherwise quasi-identifiers only.
  absl::StatusOr<CandidateTable> Read(const std::string& path, bool all_columns) {
    absl::StatusOr<CandidateTable> table = ReadFile(path, all_columns);
    if (!table.ok()) return core::WithContext(table.status(), "'" + BaseName(path) + "'");
    return table;
  }

 private:
  const ColumnDeclaration* Find(std::string_view name) const {
    for (const core::ReviewColumn& column : declaration_.columns) {
      if (column.declared.name == name) return &column.declared;
    }
    return nullptr;
  }

  absl::StatusOr<CandidateTable> ReadFile(const std::string& path, bool all_columns) {
    IEUM_ASSIGN_OR_RETURN(const RecordReaderOptions options, InputOf(path, {}, format_));
    IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<CsvReader> reader,
                          CsvReader::Open(path, options.format));
    std::vector<ColumnDeclaration> columns;
    std::vector<size_t> places;
    const std::vector<std::string>& header = reader->header();
    for (size_t c = 0; c < header.size(); ++c) {
      const ColumnDeclaration* declared = Find(header[c]);
      if (declared == nullptr && !all_columns) continue;
      if (declared != nullptr && !all_columns &&
          declared->role != core::ColumnRole::kQuasiIdentifier) {
        continue;
      }
      columns.push_back(declared != nullptr
                            ? *declared
                            : ColumnDeclaration{header[c], core::ColumnRole::kOther,
                                                core::ColumnKind::kCategory, "", false});
      places.push_back(c);
    }
    core::CandidateTableBuilder builder(std::move(columns));
    std::vector<std::string_view> values(places.size());
    while (true) {
      IEUM_ASSIGN_OR_RETURN(const std::optional<std::span<const std::string_view>> row,
                            reader->Next());
      if (!row.has_value()) break;
      for (size_t i = 0; i < places.size(); ++i) values[i] = (*row)[places[i]];
      IEUM_RETURN_IF_ERROR(builder.AddRow(values));
      constexpr int64_t kRowsPerLook = 4096;
      if (reader->row_number() % kRowsPerLook != 0) continue;
      if (stop_.stop_requested()) return core::Cancelled("stopped while reading");
      progress_(reader->bytes_read(), reader->bytes_total());
    }
    return std::move(builder).Build();
  }

  const core::ReviewDeclaration& declaration_;
  const FormatOptions& format_;
  const std::function<void(int64_t, int64_t)>& progress_;
  const std::stop_token stop_;
};

absl::StatusOr<core::ReviewDeclaration> ReadDeclaration(const std::string& path) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, core::ReadFile(path, kMaxJsonBytes));
  auto declaration = core::ParseReviewDeclaration(text);
  if (!declaration.ok()) return core::WithContext(declaration.status(), "'" + BaseName(path) + "'");
  return declaration;
}

}  // namespace

absl::StatusOr<core::DisclosurePolicy> ReadDisclosurePolicy(const std::string& path) {
  if (path.empty()) return core::DisclosurePolicy();
  IEUM_ASSIGN_OR_RETURN(const std::string text, core::ReadFile(path, kMaxJsonBytes));
  auto policy = core::ParseDisclosurePolicy(text);
  if (!policy.ok()) return core::WithContext(policy.status(), "'" + BaseName(path) + "'");
  return policy;
}

absl::StatusOr<std::unique_ptr<DisclosureFiles>> ReadDisclosureFiles(
    const DisclosureInputOptions& options, const std::function<void(int64_t, int64_t)>& progress,
    std::stop_token stop) {
  auto files = std::make_unique<DisclosureFiles>();
  IEUM_ASSIGN_OR_RETURN(files->declaration, ReadDeclaration(options.columns_file));
  IEUM_ASSIGN_OR_RETURN(files->policy, ReadDisclosurePolicy(options.policy_file));
  Reader reader(files->declaration, options.format, progress, std::move(stop));
  IEUM_ASSIGN_OR_RETURN(files->candidate, reader.Read(options.in_file, /*all_columns=*/true));
  for (const std::string& path : options.earlier_files) {
    IEUM_ASSIGN_OR_RETURN(CandidateTable table, reader.Read(path, /*all_columns=*/false));
    files->earlier.push_back(std::move(table));
  }
  for (const std::string& path : options.holder_files) {
    IEUM_ASSIGN_OR_RETURN(CandidateTable table, reader.Read(path, /*all_columns=*/false));
    files->holders.push_back(std::move(table));
  }
  core::ReviewInput& input = files->input;
  input.candidate = &files->candidate;
  input.declaration = &files->declaration;
  input.policy = &files->policy;
  for (const core::ReviewColumn& column : files->declaration.columns) {
    if (!files->candidate.Find(column.declared.name).has_value()) {
      input.absent_columns.push_back(column.declared.name);
    }
  }
  for (size_t i = 0; i < files->earlier.size(); ++i) {
    input.earlier_releases.push_back({BaseName(options.earlier_files[i]), &files->earlier[i]});
  }
  for (size_t i = 0; i < files->holders.size(); ++i) {
    input.holder_files.push_back({BaseName(options.holder_files[i]), &files->holders[i]});
  }
  if (!options.population_file.empty()) {
    IEUM_ASSIGN_OR_RETURN(files->population,
                          reader.Read(options.population_file, /*all_columns=*/false));
    input.population_table = &files->population;
  }
  if (options.population > 0) input.population = static_cast<double>(options.population);
  return files;
}

std::string TableCsvHeader(const CandidateTable& table) {
  std::string line;
  for (const core::CandidateColumn& column : table.columns) {
    if (!line.empty()) line += ',';
    AppendCsvCell(line, column.declared.name);
  }
  return line + "\n";
}

void AppendTableCsvRow(const CandidateTable& table, size_t row, std::string& out) {
  for (size_t c = 0; c < table.columns.size(); ++c) {
    const core::CandidateColumn& column = table.columns[c];
    if (c > 0) out += ',';
    AppendCsvCell(out, column.labels[column.codes[row]]);
  }
  out += '\n';
}

}  // namespace ieum::client
