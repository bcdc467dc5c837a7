// ieum results
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/output_file.h"
#include "cli/progress_display.h"
#include "cli/project_channel.h"
#include "cli/report.h"
#include "cli/secret_source.h"
#include "ieum/client/input/csv_reader.h"
#include "ieum/client/result/joint_key_reader.h"
#include "ieum/client/serials/serial_map.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/core/jointkey/joint_key_file.h"

namespace ieum::client {
namespace {

// Joint keys of the holder's rows of all rounds, sorted by serial.
struct KeyTable {
  uint64_t run_number = 0;
  std::vector<JointKeyRow> rows;
  std::vector<bool> written;  // [rows.size()]

  // Index of the row; nothing if it was not matched.
  std::optional<size_t> Find(const core::Serial& serial) const {
    const auto found = std::lower_bound(
        rows.begin(), rows.end(), serial,
        [](const JointKeyRow& row, const core::Serial& wanted) { return row.serial < wanted; });
    if (found == rows.end() || found->serial != serial) return std::nullopt;
    return static_cast<size_t>(found - rows.begin());
  }
};

// A map with the name it was given by.
struct NamedMap {
  std::string path;
  std::unique_ptr<SerialMapReader> reader;
};

// Keys come from a file or from a server that is told completely, never from both.
absl::Status CheckSource(const ResultsOptions& options) {
  const ServerOptions& server = options.server;
  const bool whole = !server.server.empty() && !server.ca_file.empty() &&
                     !server.certificate_file.empty() && !server.key_file.empty();
  if (options.keys_file.empty()) {
    if (whole) return absl::OkStatus();
    return core::InvalidArgument(
        "results come from a server or from a file: give --server, --ca, --cert and --key, or "
        "--keys FILE");
  }
  if (server.server.empty()) return absl::OkStatus();
  return core::InvalidArgument("--keys and --server exclude each other; give one of them");
}

absl::StatusOr<KeyTable> ReadKeyFile(const ResultsOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<core::JointKeyFileReader> reader,
                        core::JointKeyFileReader::Open(options.keys_file));
  const core::JointKeyFileHeader& header = reader->header();
  if (header.project.value() != options.project) {
    return core::InvalidArgument("'%s' has joint keys of project '%s', not of '%s'",
                                 options.keys_file, header.project.value(), options.project);
  }
  ProgressDisplay progress(context.err);
  KeyTable keys{.run_number = header.run_number, .rows = {}, .written = {}};
  keys.rows.reserve(header.row_count);
  while (true) {
    if (context.stop.stop_requested()) return core::Cancelled("stopped; nothing was written");
    IEUM_ASSIGN_OR_RETURN(const std::span<const core::KeyedSerial> rows, reader->Next());
    if (rows.empty()) return keys;
    for (const core::KeyedSerial& row : rows) {
      keys.rows.push_back({.serial = row.serial, .joint_key = row.joint_key});
    }
    progress.Update("results", "rows", static_cast<int64_t>(keys.rows.size()),
                    static_cast<int64_t>(header.row_count));
  }
}

absl::StatusOr<KeyTable> AskServer(const ResultsOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::ProjectId project, core::ProjectId::Parse(options.project));
  JointKeyReaderOptions connection;
  IEUM_ASSIGN_OR_RETURN(connection.channel, ProjectChannel(options.server, project, context));
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
  IEUM_ASSIGN_OR_RETURN(const JointKeyReport report, reader->Read(project, visit, context.stop));
  keys.run_number = report.run_number;
  return keys;
}

absl::StatusOr<KeyTable> ReadKeys(const ResultsOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(KeyTable keys, options.keys_file.empty() ? AskServer(options, context)
                                                                 : ReadKeyFile(options, context));
  std::sort(keys.rows.begin(), keys.rows.end(),
            [](const JointKeyRow& a, const JointKeyRow& b) { return a.serial < b.serial; });
  keys.written.assign(keys.rows.size(), false);
  return keys;
}

// Every row of the serial map with its key, in the order of the map.
absl::Status WriteKeys(const NamedMap& map, KeyTable& keys, OutputFile& out) {
  std::string line;
  while (true) {
    IEUM_ASSIGN_OR_RETURN(const std::optional<SerialMapRow> row, map.reader->Next());
    if (!row.has_value()) return absl::OkStatus();
    const std::optional<size_t> place = keys.Find(row->serial);
    if (!place.has_value()) {
      return core::FailedPrecondition(
          "row %d of the serial map '%s' is not among the rows that were matched; take the maps of "
          "the files that were submitted before the last match",
          map.reader->row_count(), map.path);
    }
    if (keys.written[*place]) {
      return core::InvalidArgument(
          "row %d of the serial map '%s' is in a map that was given before; give each map once",
          map.reader->row_count(), map.path);
    }
    keys.written[*place] = true;
    line.clear();
    AppendCsvCell(line, row->row_id);
    line += "," + keys.rows[*place].joint_key.ToString() + "\n";
    IEUM_RETURN_IF_ERROR(out.Append(line));
  }
}

absl::StatusOr<std::vector<NamedMap>> OpenMaps(const ResultsOptions& options,
                                               const HolderSecret& secret) {
  std::vector<NamedMap> maps;
  for (const std::string& path : options.serials_files) {
    IEUM_ASSIGN_OR_RETURN(std::unique_ptr<SerialMapReader> map,
                          SerialMapReader::Open(path, secret));
    if (map->header().project.value() != options.project) {
      return core::InvalidArgument("the serial map '%s' is of project '%s', not of '%s'", path,
                                   map->header().project.value(), options.project);
    }
    maps.push_back({.path = path, .reader = std::move(map)});
  }
  return maps;
}

}  // namespace

absl::Status RunCommand(const ResultsOptions& options, const CommandContext& context) {
  const absl::Duration start = core::MonotonicNow();
  IEUM_RETURN_IF_ERROR(CheckSource(options));
  IEUM_RETURN_IF_ERROR(CheckMayWrite(options.out_file, /*force=*/true));
  IEUM_RETURN_IF_ERROR(CheckIsNotInput(options.out_file, {options.secret_file, options.keys_file}));
  for (const std::string& serials_file : options.serials_files) {
    IEUM_RETURN_IF_ERROR(CheckIsNotInput(options.out_file, {serials_file}));
  }
  IEUM_ASSIGN_OR_RETURN(const HolderSecret secret,
                        ReadSecret(options.secret_file, options.passphrase_file, context));
  IEUM_ASSIGN_OR_RETURN(const std::vector<NamedMap> maps, OpenMaps(options, secret));
  IEUM_ASSIGN_OR_RETURN(KeyTable keys, ReadKeys(options, context));
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> out,
                        OutputFile::Create(options.out_file));
  IEUM_RETURN_IF_ERROR(out->Append("row_id,joint_key\n"));
  int64_t row_count = 0;
  for (const NamedMap& map : maps) {
    IEUM_RETURN_IF_ERROR(WriteKeys(map, keys, *out));
    row_count += map.reader->row_count();
  }
  if (row_count != static_cast<int64_t>(keys.rows.size())) {
    return core::FailedPrecondition(
        "the serial maps have %d rows and %d were matched; give --serials once for the map of each "
        "file that was submitted, in every round",
        row_count, keys.rows.size());
  }
  IEUM_RETURN_IF_ERROR(out->Finish());

  Report report;
  report.AddFact("project", "project", TextValue(options.project));
  report.AddFact("run", "run", CountValue(static_cast<int64_t>(keys.run_number)));
  report.AddFact("rows", "rows with joint key", CountValue(row_count));
  report.AddFact("seconds", "time", SecondsValue(core::MonotonicNow() - start));
  report.AddFact("out", "row id, joint key", TextValue(options.out_file));
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

}  // namespace ieum::client
