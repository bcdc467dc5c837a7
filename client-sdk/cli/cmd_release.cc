// ieum release show | csv | sqlite | dictionary
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/output_file.h"
#include "cli/progress_display.h"
#include "cli/report.h"
#include "ieum/client/release/csv_table.h"
#include "ieum/client/release/dictionary.h"
#include "ieum/client/release/release_table.h"
#include "ieum/client/release/sqlite_table.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::ReleaseFileReader;

absl::Status CheckOut(const std::string& out, const std::string& in, bool force) {
  IEUM_RETURN_IF_ERROR(CheckMayWrite(out, force));
  return CheckIsNotInput(out, {in});
}

RowProgress ProgressOn(ProgressDisplay& display) {
  return [&display](uint64_t done, uint64_t total) {
    display.Update("release", "rows", static_cast<int64_t>(done), static_cast<int64_t>(total));
  };
}

void AddProvenance(const ReleaseFileReader& reader, Report& report) {
  for (const ProvenanceFact& fact : Provenance(reader.description(), reader.trailer())) {
    const bool is_count = fact.key == "rows" || fact.key == "release" || fact.key == "run";
    report.AddFact(fact.key, fact.title,
                   is_count ? CountValue(std::stoll(fact.value)) : TextValue(fact.value));
  }
}

void AddDictionary(const core::ReleaseDescription& description, Report& report) {
  const size_t table = report.AddTable("dictionary", {{"column", "column"},
                                                      {"type", "type"},
                                                      {"unit", "unit"},
                                                      {"nullable", "may be missing"},
                                                      {"purpose", "purpose"},
                                                      {"transforms", "transforms"}});
  for (const DictionaryEntry& entry : Dictionary(description)) {
    report.AddRow(table, {TextValue(entry.column), TextValue(entry.type), TextValue(entry.unit),
                          TextValue(entry.nullable ? "yes" : "no"),
                          TextValue(entry.purpose.empty() ? entry.description : entry.purpose),
                          TextValue(entry.transforms)});
  }
}

ReportValue Count(uint64_t count) { return CountValue(static_cast<int64_t>(count)); }

void AddAccount(const ReleaseFileReader& reader, Report& report) {
  const core::ReleaseDescription& description = reader.description();
  const core::ReleaseAccount& account = reader.trailer().account;
  const size_t holders = report.AddTable("holders", {{"holder", "holder"},
                                                     {"rows", "rows"},
                                                     {"matched_rows", "matched"},
                                                     {"released_rows", "released"}});
  for (size_t h = 0; h < account.holders.size(); ++h) {
    const core::ReleasedRows& rows = account.holders[h];
    report.AddRow(holders,
                  {TextValue(description.holders[h].institution.value()), Count(rows.row_count),
                   Count(rows.matched_row_count), Count(rows.released_row_count)});
  }
  const size_t bias = report.AddTable("bias", {{"column", "column"},
                                               {"group", "group"},
                                               {"rows", "rows"},
                                               {"released_rows", "released"},
                                               {"share", "share"}});
  for (const core::BiasRow& row : account.bias) {
    const double share =
        static_cast<double>(row.released_row_count) / static_cast<double>(row.row_count);
    report.AddRow(bias, {TextValue(description.columns[row.column].name),
                         TextValue(core::BiasGroup(description, row)), Count(row.row_count),
                         Count(row.released_row_count), PercentValue(share)});
  }
}

// What was written of which release.
void PrintWritten(const ReleaseFileReader& reader, const std::string& out_file,
                  const CommandContext& context, core::OutputFormat format) {
  Report report;
  report.AddFact("rows", "rows", Count(reader.trailer().row_count));
  report.AddFact("columns", "columns", Count(core::TableColumns(reader.description()).size()));
  report.AddFact("release_digest", "release digest",
                 TextValue(core::ToHex(reader.trailer().release_digest)));
  report.AddFact("out", "file", TextValue(out_file));
  report.Print(context.out, format);
}

}  // namespace

absl::Status RunCommand(const ReleaseShowOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<ReleaseFileReader> reader,
                        ReleaseFileReader::Open(options.in_file));
  ProgressDisplay progress(context.err);
  IEUM_RETURN_IF_ERROR(VisitChunks(
      *reader, [](const core::ReleaseChunk&) { return absl::OkStatus(); }, ProgressOn(progress),
      context.stop));
  progress.Finish();
  Report report;
  AddProvenance(*reader, report);
  AddDictionary(reader->description(), report);
  AddAccount(*reader, report);
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

absl::Status RunCommand(const ReleaseCsvOptions& options, const CommandContext& context) {
  IEUM_RETURN_IF_ERROR(CheckOut(options.out_file, options.in_file, options.force));
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<ReleaseFileReader> reader,
                        ReleaseFileReader::Open(options.in_file));
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> out,
                        OutputFile::Create(options.out_file));
  ProgressDisplay progress(context.err);
  IEUM_RETURN_IF_ERROR(WriteCsv(
      *reader, options.byte_order_mark, [&out](std::string_view text) { return out->Append(text); },
      ProgressOn(progress), context.stop));
  progress.Finish();
  IEUM_RETURN_IF_ERROR(out->Finish());
  PrintWritten(*reader, options.out_file, context, options.output);
  return absl::OkStatus();
}

absl::Status RunCommand(const ReleaseSqliteOptions& options, const CommandContext& context) {
  IEUM_RETURN_IF_ERROR(CheckOut(options.out_file, options.in_file, options.force));
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<ReleaseFileReader> reader,
                        ReleaseFileReader::Open(options.in_file));
  ProgressDisplay progress(context.err);
  IEUM_RETURN_IF_ERROR(WriteSqlite(*reader, options.out_file, ProgressOn(progress), context.stop));
  progress.Finish();
  PrintWritten(*reader, options.out_file, context, options.output);
  return absl::OkStatus();
}

absl::Status RunCommand(const ReleaseDictionaryOptions& options, const CommandContext& context) {
  const bool is_json = options.out_file.ends_with(".json");
  if (!is_json && !options.out_file.ends_with(".csv")) {
    return core::InvalidArgument("--out '%s' ends neither in .csv nor in .json", options.out_file);
  }
  if (is_json && options.byte_order_mark) {
    return core::InvalidArgument("JSON has no byte order mark; leave --bom out");
  }
  IEUM_RETURN_IF_ERROR(CheckOut(options.out_file, options.in_file, options.force));
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<ReleaseFileReader> reader,
                        ReleaseFileReader::Open(options.in_file));
  // To the end, so that no dictionary is of a damaged release.
  IEUM_RETURN_IF_ERROR(VisitChunks(
      *reader, [](const core::ReleaseChunk&) { return absl::OkStatus(); }, {}, context.stop));
  const std::vector<DictionaryEntry> entries = Dictionary(reader->description());
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> out,
                        OutputFile::Create(options.out_file));
  if (options.byte_order_mark) IEUM_RETURN_IF_ERROR(out->Append(kByteOrderMark));
  IEUM_RETURN_IF_ERROR(out->Append(is_json ? DictionaryJson(entries) : DictionaryCsv(entries)));
  return out->Finish();
}

}  // namespace ieum::client
