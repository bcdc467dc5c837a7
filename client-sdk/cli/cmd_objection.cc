// ieum objection make
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/input_source.h"
#include "cli/output_file.h"
#include "cli/report.h"
#include "cli/secret_source.h"
#include "cli/serials_source.h"
#include "ieum/client/input/csv_reader.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "ieum/core/jointkey/objection_file.h"

namespace ieum::client {
namespace {

// The serials of the rows that the file names, each once, in ascending order.
absl::StatusOr<std::vector<core::Serial>> SerialsOf(CsvReader& rows, const std::string& name,
                                                    size_t id_column, SerialIndex& index) {
  std::vector<core::Serial> serials;
  while (true) {
    IEUM_ASSIGN_OR_RETURN(const auto cells, rows.Next());
    if (!cells.has_value()) break;
    const std::optional<SerialIndex::Found> found = index.Take((*cells)[id_column]);
    if (!found.has_value()) {
      return core::InvalidArgument(
          "row %d of %s has a row id that no serial map has; give the map of each file that was "
          "submitted, or leave the row out",
          rows.row_number(), name);
    }
    if (!found->taken_before) serials.push_back(found->serial);
    if (serials.size() > core::kMaxObjections) {
      return core::InvalidArgument("more than %d rows; make several files", core::kMaxObjections);
    }
  }
  std::sort(serials.begin(), serials.end());
  return serials;
}

}  // namespace

absl::Status RunCommand(const ObjectionMakeOptions& options, const CommandContext& context) {
  IEUM_RETURN_IF_ERROR(CheckMayWrite(options.out_file, options.force));
  IEUM_RETURN_IF_ERROR(CheckIsNotInput(options.out_file, {options.in_file, options.secret_file}));
  for (const std::string& path : options.serials_files) {
    IEUM_RETURN_IF_ERROR(CheckIsNotInput(options.out_file, {path}));
  }
  IEUM_ASSIGN_OR_RETURN(core::InstitutionId holder, core::InstitutionId::Parse(options.holder));
  IEUM_ASSIGN_OR_RETURN(const core::ObjectionReason reason,
                        core::ParseObjectionReason(options.reason));
  ColumnOptions columns;
  columns.id_column = options.id_column;
  IEUM_ASSIGN_OR_RETURN(const RecordReaderOptions input,
                        InputOf(options.in_file, columns, options.format));
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<CsvReader> rows,
                        CsvReader::Open(options.in_file, input.format));
  const std::string name = InputName(options.in_file);
  const absl::StatusOr<int> id_column = rows->ColumnIndex(options.id_column);
  if (!id_column.ok()) {
    return core::InvalidArgument("%s has no id column '%s'; name it with --id-column", name,
                                 options.id_column);
  }
  IEUM_ASSIGN_OR_RETURN(const HolderSecret secret,
                        ReadSecret(options.secret_file, options.passphrase_file, context));
  IEUM_ASSIGN_OR_RETURN(IndexedSerials known, ReadSerialMaps(options.serials_files, secret));
  IEUM_ASSIGN_OR_RETURN(std::vector<core::Serial> serials,
                        SerialsOf(*rows, name, static_cast<size_t>(*id_column), known.index));
  if (serials.empty()) {
    return core::InvalidArgument("%s has no rows; name the rows that are to be removed", name);
  }
  const core::Objections objections{.project = std::move(known.project),
                                    .holder = std::move(holder),
                                    .reason = reason,
                                    .serials = std::move(serials)};
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> out,
                        OutputFile::Create(options.out_file));
  IEUM_RETURN_IF_ERROR(core::WriteObjectionFile(
      objections, [&out](core::ByteView bytes) { return out->Append(core::AsText(bytes)); }));
  IEUM_RETURN_IF_ERROR(out->Finish());

  Report report;
  AddInputFact("input", rows->description(), report);
  report.AddFact("project", "project", TextValue(objections.project.value()));
  report.AddFact("reason", "reason", TextValue(core::ObjectionReasonName(reason)));
  report.AddFact("rows", "rows to be removed",
                 CountValue(static_cast<int64_t>(objections.serials.size())));
  report.AddFact("out", "file of objections", TextValue(options.out_file));
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

}  // namespace ieum::client
