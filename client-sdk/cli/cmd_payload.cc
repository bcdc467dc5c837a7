// ieum payload check | make | show
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/input_source.h"
#include "cli/output_file.h"
#include "cli/payload_report.h"
#include "cli/progress_display.h"
#include "cli/report.h"
#include "cli/secret_source.h"
#include "cli/serials_source.h"
#include "ieum/client/payload/payload_maker.h"
#include "ieum/client/secret/private_file.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/core/payload/payload_words.h"

namespace ieum::client {
namespace {

constexpr size_t kMaxKeyBytes = 4096;

absl::StatusOr<core::PayloadSchema> ReadSchema(const std::string& path) {
  IEUM_ASSIGN_OR_RETURN(const std::string json,
                        core::ReadFile(path, core::PayloadSchema::kMaxBytes));
  absl::StatusOr<core::PayloadSchema> schema = core::PayloadSchema::FromJson(json);
  if (!schema.ok()) return core::WithContext(schema.status(), "'" + path + "'");
  return schema;
}

absl::StatusOr<PayloadInput> InputOf(const std::string& path, const std::string& id_column,
                                     const FormatOptions& format) {
  ColumnOptions columns;
  columns.id_column = id_column;
  IEUM_ASSIGN_OR_RETURN(const RecordReaderOptions options, InputOf(path, columns, format));
  return PayloadInput{.path = path, .format = options.format, .id_column = id_column};
}

void AddSchemaFacts(const core::PayloadSchema& schema, Report& report) {
  report.AddFact("schema_name", "schema", TextValue(schema.name));
  report.AddFact("schema_digest", "schema digest", TextValue(core::ToHex(schema.digest)));
}

// What was refused, by rule.
void AddRefusals(const InputReport& read, Report& report) {
  const size_t table = report.AddTable("refused", {{"rows", "rows"}, {"rule", "rule broken"}});
  for (const auto& [rule, count] : read.invalid_by_rule) {
    report.AddRow(table, {CountValue(count), TextValue(rule)});
  }
}

absl::StatusOr<std::optional<core::TransformKey>> ReadKey(const PayloadMakeOptions& options,
                                                          const core::PayloadSchema& schema,
                                                          const core::ProjectId& project) {
  if (options.transform_key_file.empty()) {
    if (!schema.needs_key()) return std::nullopt;
    return core::InvalidArgument(
        "the schema has a keyed hash or noise; name a file with --transform-key. Make one with: "
        "(umask 077; openssl rand -hex 32 >transform.key)");
  }
  IEUM_ASSIGN_OR_RETURN(const core::SecretBytes content,
                        ReadPrivateFile(options.transform_key_file, kMaxKeyBytes));
  core::ByteView bytes = content.view();
  while (!bytes.empty() && (bytes.back() == std::byte{'\n'} || bytes.back() == std::byte{'\r'})) {
    bytes = bytes.first(bytes.size() - 1);
  }
  IEUM_ASSIGN_OR_RETURN(core::TransformKey key,
                        core::TransformKey::Create(core::SecretBytes::CopyOf(bytes), project));
  return std::optional<core::TransformKey>(std::move(key));
}

// Nothing if no file is named.
absl::StatusOr<std::optional<core::JoinableSerials>> ReadJoinable(
    const std::string& path, const core::ProjectId& project, const core::InstitutionId& holder) {
  if (path.empty()) return std::nullopt;
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<core::ByteSource> file, core::OpenByteSource(path));
  IEUM_ASSIGN_OR_RETURN(core::JoinableSerials joinable, core::ReadJoinableFile(*file, path));
  if (joinable.project != project || joinable.holder != holder) {
    return core::InvalidArgument("'%s' is of project '%s' for '%s', not of '%s' for '%s'", path,
                                 joinable.project.value(), joinable.holder.value(), project.value(),
                                 holder.value());
  }
  return std::optional<core::JoinableSerials>(std::move(joinable));
}

}  // namespace

absl::Status RunCommand(const PayloadCheckOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::PayloadSchema schema, ReadSchema(options.schema_file));
  IEUM_ASSIGN_OR_RETURN(const PayloadInput input,
                        InputOf(options.in_file, options.id_column, options.format));
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<PayloadRows> rows, PayloadRows::Open(schema, input));
  std::vector<core::ColumnStatisticsCollector> collectors;
  for (const core::PayloadColumn& column : schema.columns) collectors.emplace_back(column.type);
  ProgressDisplay progress(context.err);
  while (true) {
    if (context.stop.stop_requested()) return core::Cancelled("stopped on request");
    IEUM_ASSIGN_OR_RETURN(const std::optional<PayloadRow> row, rows->Next());
    if (!row.has_value()) break;
    for (size_t c = 0; c < collectors.size(); ++c) collectors[c].Add(row->values[c]);
    if (row->row_number % 4096 == 0) {
      progress.Update("payload", "bytes", rows->bytes_read(), rows->bytes_total());
    }
  }
  progress.Finish();
  const InputReport& read = rows->report();
  Report report;
  AddInputFact("input", rows->description(), report);
  AddSchemaFacts(schema, report);
  report.AddFact("rows", "rows", CountValue(read.row_count));
  report.AddFact("invalid_rows", "rows that break a rule", CountValue(read.invalid_count));
  report.AddFact("unsent_columns", "columns not sent", CountValue(rows->unsent_column_count()));
  AddRefusals(read, report);
  MeasuredColumns before{.stage = "before", .columns = {}};
  for (const auto& collector : collectors) before.columns.push_back(collector.Result());
  AddStatistics(schema, {before}, report);
  report.Print(context.out, options.output);
  PrintRefusals(context.err, InputName(options.in_file), read);
  IEUM_RETURN_IF_ERROR(rows->CheckColumns());
  if (read.invalid_count == 0) return absl::OkStatus();
  return core::InvalidArgument(
      "%d of %d rows of %s break a rule; correct them, or leave them out with --skip-invalid when "
      "making the payload",
      read.invalid_count, read.invalid_count + read.row_count, InputName(options.in_file));
}

absl::Status RunCommand(const PayloadMakeOptions& options, const CommandContext& context) {
  const absl::Duration start = core::MonotonicNow();
  IEUM_RETURN_IF_ERROR(CheckMayWrite(options.out_file, options.force));
  IEUM_RETURN_IF_ERROR(
      CheckIsNotInput(options.out_file, {options.schema_file, options.in_file, options.secret_file,
                                         options.transform_key_file, options.joinable_file}));
  for (const std::string& path : options.serials_files) {
    IEUM_RETURN_IF_ERROR(CheckIsNotInput(options.out_file, {path}));
  }
  IEUM_ASSIGN_OR_RETURN(core::PayloadSchema schema, ReadSchema(options.schema_file));
  IEUM_ASSIGN_OR_RETURN(core::InstitutionId holder, core::InstitutionId::Parse(options.holder));
  IEUM_ASSIGN_OR_RETURN(const PayloadInput input,
                        InputOf(options.in_file, options.id_column, options.format));
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<PayloadRows> rows, PayloadRows::Open(schema, input));
  IEUM_ASSIGN_OR_RETURN(const HolderSecret secret,
                        ReadSecret(options.secret_file, options.passphrase_file, context));
  IEUM_ASSIGN_OR_RETURN(IndexedSerials serials, ReadSerialMaps(options.serials_files, secret));
  IEUM_ASSIGN_OR_RETURN(const std::optional<core::TransformKey> key,
                        ReadKey(options, schema, serials.project));
  IEUM_ASSIGN_OR_RETURN(const std::optional<core::JoinableSerials> joinable,
                        ReadJoinable(options.joinable_file, serials.project, holder));
  ProgressDisplay progress(context.err);
  const absl::StatusOr<PayloadReport> made = MakePayload(
      *rows, serials.index, key.has_value() ? &*key : nullptr,
      {.joinable = joinable.has_value() ? &*joinable : nullptr,
       .sample_only = options.mock,
       .skip_invalid = options.skip_invalid},
      {.project = serials.project, .holder = std::move(holder), .schema = schema}, options.out_file,
      [&progress](int64_t done, int64_t total) {
        progress.Update("payload", "bytes", done, total);
      },
      context.stop);
  progress.Finish();
  PrintRefusals(context.err, InputName(options.in_file), rows->report());
  if (!made.ok()) return made.status();

  const int64_t outside_sample = made->outside_sample_count;
  Report report;
  AddInputFact("input", rows->description(), report);
  AddSchemaFacts(schema, report);
  report.AddFact("project", "project", TextValue(serials.project.value()));
  report.AddFact("rows", "rows", CountValue(rows->report().row_count));
  report.AddFact("invalid_rows", "rows left out", CountValue(rows->report().invalid_count));
  report.AddFact("serials_without_row", "serials without a row",
                 CountValue(serials.index.row_count() - rows->report().row_count + outside_sample));
  if (options.mock) {
    report.AddFact("rows_outside_sample", "rows outside the sample", CountValue(outside_sample));
  }
  if (joinable.has_value()) {
    report.AddFact("not_joinable_rows", "rows not asked for", CountValue(made->not_joinable_count));
  }
  report.AddFact("unsent_columns", "columns not sent", CountValue(rows->unsent_column_count()));
  report.AddFact("seconds", "time", SecondsValue(core::MonotonicNow() - start));
  report.AddFact("payload_digest", "payload digest",
                 TextValue(core::ToHex(made->trailer.payload_digest)));
  report.AddFact("out", "payload file", TextValue(options.out_file));
  AddRefusals(rows->report(), report);
  const size_t table = report.AddTable("changes", {{"name", "column"},
                                                   {"changed_rows", "rows changed"},
                                                   {"grouped_codes", "rare codes grouped"},
                                                   {"transforms", "transforms"}});
  MeasuredColumns before{.stage = "before", .columns = {}};
  MeasuredColumns after{.stage = "after", .columns = {}};
  for (size_t c = 0; c < schema.columns.size(); ++c) {
    const ColumnChange& change = made->columns[c];
    std::string transforms;
    for (const core::TransformSpec& transform : schema.columns[c].transforms) {
      if (!transforms.empty()) transforms += "; ";
      transforms += core::DescribeTransform(transform, schema.columns[c].type);
    }
    report.AddRow(table, {TextValue(schema.columns[c].name), CountValue(change.changed_count),
                          CountValue(change.grouped_code_count), TextValue(transforms)});
    before.columns.push_back(change.before);
    after.columns.push_back(change.after);
  }
  AddStatistics(schema, {before, after}, report);
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

absl::Status RunCommand(const PayloadShowOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<core::PayloadFileReader> reader,
                        core::PayloadFileReader::Open(options.in_file));
  const core::PayloadSchema& schema = reader->header().schema;
  std::vector<core::ColumnStatisticsCollector> collectors;
  for (const core::PayloadColumn& column : schema.columns) {
    collectors.emplace_back(column.sent_type);
  }
  while (true) {
    if (context.stop.stop_requested()) return core::Cancelled("stopped on request");
    IEUM_ASSIGN_OR_RETURN(const core::PayloadChunk* chunk, reader->Next());
    if (chunk == nullptr) break;
    for (size_t c = 0; c < collectors.size(); ++c) {
      for (const core::PayloadValue& value : chunk->column(c)) collectors[c].Add(value);
    }
  }
  Report report;
  report.AddFact("project", "project", TextValue(reader->header().project.value()));
  report.AddFact("holder", "holder", TextValue(reader->header().holder.value()));
  AddSchemaFacts(schema, report);
  report.AddFact("rows", "rows", CountValue(static_cast<int64_t>(reader->trailer().row_count)));
  report.AddFact("payload_digest", "payload digest",
                 TextValue(core::ToHex(reader->trailer().payload_digest)));
  AddSchemaTable(schema, report);
  MeasuredColumns sent{.stage = "sent", .columns = {}};
  for (const auto& collector : collectors) sent.columns.push_back(collector.Result());
  AddStatistics(schema, {sent}, report);
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

}  // namespace ieum::client
