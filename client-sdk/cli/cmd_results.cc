// ieum results
#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "cli/command.h"
#include "cli/output_file.h"
#include "cli/progress_display.h"
#include "cli/report.h"
#include "cli/secret_source.h"
#include "ieum/client/input/csv_reader.h"
#include "ieum/client/result/joint_key_reader.h"
#include "ieum/client/serials/serial_map.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

// Joint keys of the submission, sorted by serial.
struct KeyTable {
  JointKeyReport report;
  std::vector<JointKeyRow> rows;

  const JointKeyRow* Find(const core::Serial& serial) const {
    const auto found = std::lower_bound(
        rows.begin(), rows.end(), serial,
        [](const JointKeyRow& row, const core::Serial& wanted) { return row.serial < wanted; });
    return found == rows.end() || found->serial != serial ? nullptr : &*found;
  }
};

absl::StatusOr<KeyTable> ReadKeys(const ResultsOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::ProjectId project, core::ProjectId::Parse(options.project));
  JointKeyReaderOptions connection;
  connection.channel = {options.server.server, options.server.ca_file,
                        options.server.certificate_file, options.server.key_file};
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<JointKeyReader> reader,
                        JointKeyReader::Create(connection));
  ProgressDisplay progress(context.err);
  KeyTable keys;
  const auto visit = [&](const JointKeyBatch& batch) {
    // Another run replaced the results meanwhile: its keys only.
    if (batch.sequence == 0) keys.rows.clear();
    keys.rows.insert(keys.rows.end(), batch.rows.begin(), batch.rows.end());
    progress.Update("results", "rows", static_cast<int64_t>(keys.rows.size()), 0);
    return absl::OkStatus();
  };
  IEUM_ASSIGN_OR_RETURN(keys.report, reader->Read(project, visit, context.stop));
  std::sort(keys.rows.begin(), keys.rows.end(),
            [](const JointKeyRow& a, const JointKeyRow& b) { return a.serial < b.serial; });
  return keys;
}

// Every row of the serial map with its key, in the order of the map.
absl::Status WriteKeys(SerialMapReader& map, const KeyTable& keys, OutputFile& out) {
  IEUM_RETURN_IF_ERROR(out.Append("row_id,joint_key\n"));
  std::string line;
  while (true) {
    IEUM_ASSIGN_OR_RETURN(const std::optional<SerialMapRow> row, map.Next());
    if (!row.has_value()) break;
    const JointKeyRow* key = keys.Find(row->serial);
    if (key == nullptr) {
      return core::FailedPrecondition(
          "row %d of the serial map is not in the submission that was matched; take the map of the "
          "file that was submitted",
          map.row_count());
    }
    line.clear();
    AppendCsvCell(line, row->row_id);
    line += "," + key->joint_key.ToString() + "\n";
    IEUM_RETURN_IF_ERROR(out.Append(line));
  }
  if (map.row_count() == static_cast<int64_t>(keys.rows.size())) return absl::OkStatus();
  return core::FailedPrecondition(
      "the serial map has %d rows and the submission that was matched %d; take the map of the "
      "file that was submitted",
      map.row_count(), keys.rows.size());
}

}  // namespace

absl::Status RunCommand(const ResultsOptions& options, const CommandContext& context) {
  const absl::Duration start = core::MonotonicNow();
  IEUM_RETURN_IF_ERROR(CheckMayWrite(options.out_file, /*force=*/true));
  IEUM_RETURN_IF_ERROR(
      CheckIsNotInput(options.out_file, {options.serials_file, options.secret_file}));
  IEUM_ASSIGN_OR_RETURN(const HolderSecret secret,
                        ReadSecret(options.secret_file, options.passphrase_file, context));
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<SerialMapReader> map,
                        SerialMapReader::Open(options.serials_file, secret));
  if (map->header().project.value() != options.project) {
    return core::InvalidArgument("the serial map '%s' is of project '%s', not of '%s'",
                                 options.serials_file, map->header().project.value(),
                                 options.project);
  }
  IEUM_ASSIGN_OR_RETURN(const KeyTable keys, ReadKeys(options, context));
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> out,
                        OutputFile::Create(options.out_file));
  IEUM_RETURN_IF_ERROR(WriteKeys(*map, keys, *out));
  IEUM_RETURN_IF_ERROR(out->Finish());

  Report report;
  report.AddFact("project", "project", TextValue(options.project));
  report.AddFact("run", "run", CountValue(static_cast<int64_t>(keys.report.run_number)));
  report.AddFact("rows", "rows with joint key", CountValue(map->row_count()));
  report.AddFact("seconds", "time", SecondsValue(core::MonotonicNow() - start));
  report.AddFact("out", "row id, joint key", TextValue(options.out_file));
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

}  // namespace ieum::client
