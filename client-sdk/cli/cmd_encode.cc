// ieum encode
#include <unistd.h>

#include <memory>
#include <vector>

#include "cli/command.h"
#include "cli/input_source.h"
#include "cli/output_file.h"
#include "cli/profile_source.h"
#include "cli/progress_display.h"
#include "cli/report.h"
#include "cli/secret_source.h"
#include "ieum/client/batch/batch_encoder.h"
#include "ieum/client/input/csv_reader.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/core/format/submission_file.h"

namespace ieum::client {
namespace {

// Gives every row a random serial and writes both files side by side.
class SubmissionWriter final {
 public:
  static absl::StatusOr<SubmissionWriter> Create(const EncodeOptions& options,
                                                 const EncodingProfile& profile,
                                                 const core::ProjectId& project,
                                                 core::Random& random) {
    IEUM_ASSIGN_OR_RETURN(std::unique_ptr<OutputFile> serials,
                          OutputFile::Create(options.serials_file));
    IEUM_RETURN_IF_ERROR(serials->Append("row_id,serial\n"));
    const core::EncodingLayout& layout = profile.header.layout;
    IEUM_ASSIGN_OR_RETURN(std::unique_ptr<core::SubmissionFileWriter> encodings,
                          core::SubmissionFileWriter::Create(
                              options.out_file, {project, random.Next128(), profile.header.digest,
                                                 static_cast<uint32_t>(layout.row_bytes()), 0}));
    return SubmissionWriter(std::move(serials), std::move(encodings), layout, random);
  }

  absl::Status Append(const EncodedBatch& batch) {
    std::vector<core::Serial> serials(static_cast<size_t>(batch.row_ids.size()));
    random_.Fill(std::as_writable_bytes(std::span(serials)));
    for (size_t i = 0; i < serials.size(); ++i) {
      line_.clear();
      AppendCsvCell(line_, batch.row_ids[static_cast<int64_t>(i)]);
      line_ += "," + core::ToHex(serials[i]) + "\n";
      IEUM_RETURN_IF_ERROR(serial_map_->Append(line_));
    }
    pending_serials_.insert(pending_serials_.end(), serials.begin(), serials.end());
    pending_encodings_.insert(pending_encodings_.end(), batch.encodings.begin(),
                              batch.encodings.end());
    while (pending_serials_.size() >= rows_per_chunk_) {
      IEUM_RETURN_IF_ERROR(WriteChunk(rows_per_chunk_));
    }
    return absl::OkStatus();
  }

  // The serial map is durable before the encodings have their name: encodings whose rows nobody
  // could find again must not exist. For the same reason an older encoded file goes first.
  absl::StatusOr<core::SubmissionTrailer> Finish(const std::string& out_file) {
    if (!pending_serials_.empty()) IEUM_RETURN_IF_ERROR(WriteChunk(pending_serials_.size()));
    ::unlink(out_file.c_str());
    IEUM_RETURN_IF_ERROR(serial_map_->Finish());
    return encodings_->Finish();
  }

 private:
  SubmissionWriter(std::unique_ptr<OutputFile> serial_map,
                   std::unique_ptr<core::SubmissionFileWriter> encodings,
                   const core::EncodingLayout& layout, core::Random& random)
      : serial_map_(std::move(serial_map)),
        encodings_(std::move(encodings)),
        row_bytes_(static_cast<size_t>(layout.row_bytes())),
        rows_per_chunk_(core::RowsPerChunk(layout, 0)),
        random_(random) {}

  absl::Status WriteChunk(size_t row_count) {
    const auto serials_end = pending_serials_.begin() + static_cast<ptrdiff_t>(row_count);
    const auto encodings_end =
        pending_encodings_.begin() + static_cast<ptrdiff_t>(row_count * row_bytes_);
    IEUM_RETURN_IF_ERROR(encodings_->AppendChunk({pending_serials_.begin(), serials_end},
                                                 {pending_encodings_.begin(), encodings_end}, {}));
    pending_serials_.erase(pending_serials_.begin(), serials_end);
    pending_encodings_.erase(pending_encodings_.begin(), encodings_end);
    return absl::OkStatus();
  }

  std::unique_ptr<OutputFile> serial_map_;
  std::unique_ptr<core::SubmissionFileWriter> encodings_;
  size_t row_bytes_;
  size_t rows_per_chunk_;
  core::Random& random_;
  std::string line_;
  std::vector<core::Serial> pending_serials_;  // [n]
  core::Bytes pending_encodings_;              // [n, row_bytes_]
};

}  // namespace

absl::Status RunCommand(const EncodeOptions& options, const CommandContext& context) {
  const absl::Duration start = core::MonotonicNow();
  IEUM_ASSIGN_OR_RETURN(const HolderSecret secret,
                        ReadSecret(options.secret_file, options.passphrase_file, context));
  IEUM_ASSIGN_OR_RETURN(const EncodingProfile profile, ReadProfile(options.profile));
  IEUM_ASSIGN_OR_RETURN(const core::ProjectId project, core::ProjectId::Parse(options.project));
  if (options.out_file == options.serials_file) {
    return core::InvalidArgument("--out and --serials name the same file; give each its own");
  }
  IEUM_RETURN_IF_ERROR(CheckMayWrite(options.out_file, options.force));
  IEUM_RETURN_IF_ERROR(CheckMayWrite(options.serials_file, options.force));
  for (const std::string& out : {options.out_file, options.serials_file}) {
    IEUM_RETURN_IF_ERROR(
        CheckIsNotInput(out, {options.in_file, options.secret_file, options.profile}));
  }
  IEUM_ASSIGN_OR_RETURN(RecordReaderOptions input,
                        InputOf(options.in_file, options.columns, options.format));
  input.skip_invalid = options.skip_invalid;
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<RecordReader> reader,
                        RecordReader::Open(profile, input));
  IEUM_ASSIGN_OR_RETURN(SubmissionWriter writer,
                        SubmissionWriter::Create(options, profile, project, context.random));
  ProgressDisplay progress(context.err);
  BatchEncoderOptions batching;
  batching.thread_count = options.thread_count;
  IEUM_ASSIGN_OR_RETURN(const int64_t row_count,
                        EncodeAll(
                            *reader, profile, secret, project, batching,
                            [&writer](const EncodedBatch& batch) { return writer.Append(batch); },
                            [&progress](const EncodingProgress& now) {
                              progress.Update("encode", "bytes", now.bytes_read, now.bytes_total);
                            },
                            context.stop));
  progress.Finish();
  PrintRefusals(context.err, InputName(options.in_file), reader->report());
  if (row_count == 0) {
    return core::InvalidArgument("%s has no row to encode; nothing was written",
                                 InputName(options.in_file));
  }
  IEUM_ASSIGN_OR_RETURN(const core::SubmissionTrailer trailer, writer.Finish(options.out_file));

  const absl::Duration elapsed = core::MonotonicNow() - start;
  Report report;
  AddInputFact("input", reader->description(), report);
  report.AddFact("rows", "rows encoded", CountValue(row_count));
  report.AddFact("invalid_rows", "rows left out", CountValue(reader->report().invalid_count));
  report.AddFact("seconds", "time", SecondsValue(elapsed));
  report.AddFact("rows_per_second", "rate", RateValue(row_count, elapsed));
  report.AddFact("project", "project", TextValue(project.value()));
  report.AddFact("profile_digest", "profile digest", TextValue(core::ToHex(profile.header.digest)));
  report.AddFact("submission_digest", "submission digest",
                 TextValue(core::ToHex(trailer.submission_digest)));
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
