// ieum serials export
#include <memory>
#include <optional>
#include <string>

#include "cli/command.h"
#include "cli/output_file.h"
#include "cli/report.h"
#include "cli/secret_source.h"
#include "ieum/client/input/csv_reader.h"
#include "ieum/client/serials/serial_map.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"

namespace ieum::client {

absl::Status RunCommand(const SerialsExportOptions& options, const CommandContext& context) {
  IEUM_RETURN_IF_ERROR(CheckMayWrite(options.out_file, options.force));
  IEUM_RETURN_IF_ERROR(
      CheckIsNotInput(options.out_file, {options.serials_file, options.secret_file}));
  IEUM_ASSIGN_OR_RETURN(const HolderSecret secret,
                        ReadSecret(options.secret_file, options.passphrase_file, context));
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<SerialMapReader> map,
                        SerialMapReader::Open(options.serials_file, secret));
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> out,
                        OutputFile::Create(options.out_file));
  IEUM_RETURN_IF_ERROR(out->Append("row_id,serial\n"));
  std::string line;
  while (true) {
    if (context.stop.stop_requested()) return core::Cancelled("stopped on request");
    IEUM_ASSIGN_OR_RETURN(const std::optional<SerialMapRow> row, map->Next());
    if (!row.has_value()) break;
    line.clear();
    AppendCsvCell(line, row->row_id);
    line += "," + core::ToHex(row->serial) + "\n";
    IEUM_RETURN_IF_ERROR(out->Append(line));
  }
  IEUM_RETURN_IF_ERROR(out->Finish());

  Report report;
  report.AddFact("project", "project", TextValue(map->header().project.value()));
  report.AddFact("rows", "rows", CountValue(map->row_count()));
  report.AddFact("out", "row id, serial; not encrypted", TextValue(options.out_file));
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

}  // namespace ieum::client
