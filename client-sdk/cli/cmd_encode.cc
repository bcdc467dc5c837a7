// ieum encode
#include <unistd.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/input_source.h"
#include "cli/manifest_source.h"
#include "cli/output_file.h"
#include "cli/profile_source.h"
#include "cli/progress_display.h"
#include "cli/report.h"
#include "cli/secret_source.h"
#include "ieum/client/advice/known_answers.h"
#include "ieum/client/batch/batch_encoder.h"
#include "ieum/client/encode/mock_sample.h"
#include "ieum/client/input/csv_reader.h"
#include "ieum/client/serials/submission_writer.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/core/format/submission_file.h"

namespace ieum::client {
namespace {

// The encoded file and the serial map, side by side.
struct Outputs {
  std::unique_ptr<OutputFile> map;
  std::unique_ptr<SubmissionWriter> submission;

  static absl::StatusOr<Outputs> Create(const EncodeOptions& options,
                                        const EncodingProfile& profile,
                                        const core::ProjectId& project, const HolderSecret& secret,
                                        core::Random& random) {
    Outputs outputs;
    IEUM_ASSIGN_OR_RETURN(outputs.map, OutputFile::Create(options.serials_file));
    const core::EncodingLayout& layout = profile.header.layout;
    const int key_count = profile.header.blocking_key_count;
    IEUM_ASSIGN_OR_RETURN(const core::Sha256Digest tag, MakeAgreementTag(profile, secret, project));
    IEUM_ASSIGN_OR_RETURN(
        outputs.submission,
        SubmissionWriter::Create(
            options.out_file,
            {project, random.Next128(), profile.header.digest,
             static_cast<uint32_t>(layout.row_bytes()), static_cast<uint32_t>(key_count), tag},
            core::RowsPerChunk(layout, key_count), secret,
            [map = outputs.map.get()](std::string_view bytes) { return map->Append(bytes); },
            random));
    return outputs;
  }

  absl::Status Append(const EncodedBatch& batch) const {
    std::vector<std::string_view> row_ids;
    row_ids.reserve(static_cast<size_t>(batch.row_ids.size()));
    for (int64_t i = 0; i < batch.row_ids.size(); ++i) row_ids.push_back(batch.row_ids[i]);
    return submission->Append(row_ids, batch.encodings, batch.blocking_keys);
  }

  // An older encoded file goes before its map is replaced: its rows could not be found again.
  absl::StatusOr<core::SubmissionTrailer> Finish(const EncodeOptions& options,
                                                 const std::stop_token& stop) const {
    return submission->Finish(
        [this, &options] {
          ::unlink(options.out_file.c_str());
          return map->Finish();
        },
        stop);
  }
};

// The sample of a mock linkage; nothing of any other project, or if no manifest is named.
absl::StatusOr<std::optional<MockSample>> SampleOf(const std::string& manifest_file,
                                                   const EncodingProfile& profile,
                                                   const HolderSecret& secret,
                                                   const core::ProjectId& project) {
  if (manifest_file.empty()) return std::nullopt;
  IEUM_ASSIGN_OR_RETURN(const core::SignedManifest read, ReadManifestFile(manifest_file));
  const core::Manifest& manifest = read.manifest;
  if (manifest.project != project) {
    return core::InvalidArgument("%s is the manifest of project '%s', not of '%s'", manifest_file,
                                 manifest.project.value(), project.value());
  }
  if (manifest.profile.digest != profile.header.digest) {
    return core::InvalidArgument(
        "%s names another profile than --profile; encode with the one that was agreed on",
        manifest_file);
  }
  if (!manifest.mock.has_value()) return std::nullopt;
  IEUM_ASSIGN_OR_RETURN(
      MockSample sample,
      MockSample::Create(profile, secret, project, manifest.mock->field, manifest.mock->per_mille));
  return std::optional<MockSample>(std::move(sample));
}

}  // namespace

absl::Status RunCommand(const EncodeOptions& options, const CommandContext& context) {
  const absl::Duration start = core::MonotonicNow();
  IEUM_ASSIGN_OR_RETURN(const HolderSecret secret,
                        ReadSecret(options.secret_file, options.passphrase_file, context));
  IEUM_ASSIGN_OR_RETURN(const EncodingProfile profile, ReadProfile(options.profile));
  IEUM_ASSIGN_OR_RETURN(const core::ProjectId project, core::ProjectId::Parse(options.project));
  IEUM_ASSIGN_OR_RETURN(const std::optional<MockSample> sample,
                        SampleOf(options.manifest_file, profile, secret, project));
  if (options.out_file == options.serials_file) {
    return core::InvalidArgument("--out and --serials name the same file; give each its own");
  }
  IEUM_RETURN_IF_ERROR(CheckMayWrite(options.out_file, options.force));
  IEUM_RETURN_IF_ERROR(CheckMayWrite(options.serials_file, options.force));
  for (const std::string& out : {options.out_file, options.serials_file}) {
    IEUM_RETURN_IF_ERROR(CheckIsNotInput(
        out, {options.in_file, options.secret_file, options.profile, options.manifest_file}));
  }
  IEUM_ASSIGN_OR_RETURN(RecordReaderOptions input,
                        InputOf(options.in_file, options.columns, options.format));
  input.skip_invalid = options.skip_invalid;
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<RecordReader> reader,
                        RecordReader::Open(profile, input));
  std::optional<Outputs> outputs;
  if (!options.dry_run) {
    IEUM_ASSIGN_OR_RETURN(outputs,
                          Outputs::Create(options, profile, project, secret, context.random));
  }
  ProgressDisplay progress(context.err);
  BatchEncoderOptions batching;
  batching.thread_count = options.thread_count;
  batching.sample = sample.has_value() ? &*sample : nullptr;
  IEUM_ASSIGN_OR_RETURN(const int64_t row_count,
                        EncodeAll(
                            *reader, profile, secret, project, batching,
                            [&outputs](const EncodedBatch& batch) {
                              return outputs.has_value() ? outputs->Append(batch)
                                                         : absl::OkStatus();
                            },
                            [&progress](const EncodingProgress& now) {
                              progress.Update("encode", "bytes", now.bytes_read, now.bytes_total);
                            },
                            context.stop));
  progress.Finish();
  PrintRefusals(context.err, InputName(options.in_file), reader->report());
  if (row_count == 0) {
    return core::InvalidArgument("%s has no row to encode%s; nothing was written",
                                 InputName(options.in_file),
                                 sample.has_value() ? " in the sample" : "");
  }
  std::optional<core::SubmissionTrailer> trailer;
  if (outputs.has_value()) {
    IEUM_ASSIGN_OR_RETURN(trailer, outputs->Finish(options, context.stop));
  }

  const absl::Duration elapsed = core::MonotonicNow() - start;
  Report report;
  AddInputFact("input", reader->description(), report);
  report.AddFact("rows", "rows encoded", CountValue(row_count));
  report.AddFact("invalid_rows", "rows left out", CountValue(reader->report().invalid_count));
  if (sample.has_value()) {
    report.AddFact("rows_outside_sample", "rows outside the sample",
                   CountValue(reader->report().row_count - row_count));
  }
  report.AddFact("seconds", "time", SecondsValue(elapsed));
  report.AddFact("rows_per_second", "rate", RateValue(row_count, elapsed));
  report.AddFact("project", "project", TextValue(project.value()));
  report.AddFact("profile_digest", "profile digest", TextValue(core::ToHex(profile.header.digest)));
  if (!trailer.has_value()) {
    report.Print(context.out, options.output);
    absl::FPrintF(context.err, "Nothing was written: --dry-run\n");
    return absl::OkStatus();
  }
  report.AddFact("submission_digest", "submission digest",
                 TextValue(core::ToHex(trailer->submission_digest)));
  report.AddFact("out", "encoded file", TextValue(options.out_file));
  report.AddFact("serials", "serial map, stays here", TextValue(options.serials_file));
  report.Print(context.out, options.output);
  absl::FPrintF(context.err,
                "Next: ieum submit --in '%s' --server HOST:PORT --ca ca.pem --cert me.pem --key "
                "me.key\n",
                options.out_file);
  return absl::OkStatus();
}

}  // namespace ieum::client
