// ieum check
#include <algorithm>
#include <bit>
#include <memory>
#include <optional>
#include <vector>

#include "cli/command.h"
#include "cli/input_source.h"
#include "cli/profile_source.h"
#include "cli/progress_display.h"
#include "cli/report.h"
#include "ieum/client/encode/record_encoder.h"
#include "ieum/client/normalize/normalize.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr int64_t kRowsBetweenLooks = 1024;

struct FieldCounts {
  int64_t missing = 0;
  int64_t invalid = 0;
};

// What is learnt about a file, row by row, without keeping a value of it.
class FileCheck final {
 public:
  static absl::StatusOr<FileCheck> Create(const EncodingProfile& profile) {
    // How full encodings get does not depend on the secret, so any will do; nothing encoded here
    // leaves this object.
    const HolderSecret secret{core::SecretBytes(HolderSecret::kSizeBytes)};
    IEUM_ASSIGN_OR_RETURN(const core::ProjectId project, core::ProjectId::Parse("check"));
    IEUM_ASSIGN_OR_RETURN(std::unique_ptr<RecordEncoder> encoder,
                          RecordEncoder::Create(profile, secret, project));
    return FileCheck(profile, std::move(encoder));
  }

  // INVALID_ARGUMENT: encoding refuses the row.
  absl::Status Add(const InputRecord& record) {
    const core::Sha256Digest digest = core::Sha256(core::AsBytes(Combination(record)));
    IEUM_RETURN_IF_ERROR(encoder_->Encode(record.values, row_));
    fingerprints_.push_back(core::LoadLittleEndian<uint64_t>(digest));
    const core::EncodingLayout& layout = profile_.header.layout;
    for (int s = 0; s < layout.segment_count(); ++s) {
      for (int w = layout.word_offset(s); w < layout.word_offset(s + 1); ++w) {
        set_bits_[static_cast<size_t>(s)] += std::popcount(row_[static_cast<size_t>(w)]);
      }
    }
    return absl::OkStatus();
  }

  int64_t encoded_count() const { return static_cast<int64_t>(fingerprints_.size()); }
  const FieldCounts& field(size_t f) const { return fields_[f]; }

  // Rows whose combination of normalised values no other row has. Sorts what was collected.
  int64_t CountUnique() {
    std::sort(fingerprints_.begin(), fingerprints_.end());
    int64_t unique = 0;
    for (size_t i = 0; i < fingerprints_.size(); ++i) {
      const bool as_before = i > 0 && fingerprints_[i] == fingerprints_[i - 1];
      const bool as_after =
          i + 1 < fingerprints_.size() && fingerprints_[i] == fingerprints_[i + 1];
      if (!as_before && !as_after) ++unique;
    }
    return unique;
  }

  double MeanFill(int s) const {
    const int bits = profile_.header.layout.segments()[static_cast<size_t>(s)].bit_count;
    if (fingerprints_.empty()) return 0;
    return static_cast<double>(set_bits_[static_cast<size_t>(s)]) /
           (static_cast<double>(bits) * static_cast<double>(encoded_count()));
  }

 private:
  FileCheck(const EncodingProfile& profile, std::unique_ptr<RecordEncoder> encoder)
      : profile_(profile),
        encoder_(std::move(encoder)),
        row_(static_cast<size_t>(profile.header.layout.row_words())),
        fields_(profile.fields.size()),
        set_bits_(static_cast<size_t>(profile.header.layout.segment_count())) {}

  // Normalised values of a row behind one another, and counts of what is missing or invalid.
  const std::string& Combination(const InputRecord& record) {
    combination_.clear();
    for (size_t f = 0; f < profile_.fields.size(); ++f) {
      const FieldSpec& field = profile_.fields[f];
      const std::string_view value = TrimSpace(record.values[f]);
      normalized_.clear();
      if (value.empty() || std::find(field.missing_values.begin(), field.missing_values.end(),
                                     value) != field.missing_values.end()) {
        ++fields_[f].missing;
      } else if (!Normalize(field.normalizer, field.options, value, normalized_).ok()) {
        ++fields_[f].invalid;
        if (!NormalizeLeniently(field.normalizer, field.options, value, normalized_).ok())
          normalized_.clear();
      } else if (normalized_.empty()) {
        ++fields_[f].missing;
      }
      combination_ += normalized_;
      combination_.push_back('\x1f');
    }
    return combination_;
  }

  const EncodingProfile& profile_;
  std::unique_ptr<RecordEncoder> encoder_;
  std::vector<uint64_t> row_;  // [layout.row_words()]
  std::vector<FieldCounts> fields_;
  std::vector<int64_t> set_bits_;       // [segment_count]
  std::vector<uint64_t> fingerprints_;  // [encoded_count]
  std::string combination_;
  std::string normalized_;
};

const char* PolicyName(InvalidValue policy) {
  switch (policy) {
    case InvalidValue::kRefuse:
      return "row refused";
    case InvalidValue::kMissing:
      return "counts as missing";
    case InvalidValue::kKeep:
      return "kept";
  }
  return "";
}

double ShareOf(int64_t part, int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

Report MakeReport(const EncodingProfile& profile, const InputReport& input, FileCheck& check) {
  const int64_t row_count = input.row_count + input.invalid_count;
  Report report;
  report.AddFact("rows", "rows", CountValue(row_count));
  report.AddFact("invalid_rows", "rows that break a rule", CountValue(input.invalid_count));
  report.AddFact("distinct_share", "rows that their fields tell from all others",
                 PercentValue(ShareOf(check.CountUnique(), check.encoded_count())));

  const size_t rules =
      report.AddTable("invalid_by_rule", {{"rule", "rule broken"}, {"rows", "rows"}});
  for (const auto& [rule, count] : input.invalid_by_rule) {
    report.AddRow(rules, {TextValue(rule), CountValue(count)});
  }
  const size_t examples = report.AddTable("invalid_examples", {{"example", "first of them"}});
  for (const std::string& example : input.examples) {
    report.AddRow(examples, {TextValue(example)});
  }
  const size_t fields = report.AddTable("fields", {{"field", "field"},
                                                   {"column", "column"},
                                                   {"missing", "missing"},
                                                   {"missing_share", "of rows"},
                                                   {"invalid", "invalid"},
                                                   {"invalid_share", "of rows"},
                                                   {"policy", "an invalid value is"}});
  for (size_t f = 0; f < profile.fields.size(); ++f) {
    const FieldCounts& counts = check.field(f);
    report.AddRow(fields,
                  {TextValue(profile.fields[f].name), TextValue(profile.fields[f].column),
                   CountValue(counts.missing), PercentValue(ShareOf(counts.missing, row_count)),
                   CountValue(counts.invalid), PercentValue(ShareOf(counts.invalid, row_count)),
                   TextValue(PolicyName(profile.fields[f].invalid))});
  }
  const size_t segments = report.AddTable(
      "segments", {{"segment", "segment"}, {"bits", "bits"}, {"mean_fill", "mean fill"}});
  for (int s = 0; s < profile.header.layout.segment_count(); ++s) {
    const core::Segment& segment = profile.header.layout.segments()[static_cast<size_t>(s)];
    report.AddRow(segments, {TextValue(segment.name), CountValue(segment.bit_count),
                             PercentValue(check.MeanFill(s))});
  }
  return report;
}

}  // namespace

absl::Status RunCommand(const CheckOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const EncodingProfile profile, ReadProfile(options.profile));
  IEUM_ASSIGN_OR_RETURN(RecordReaderOptions input,
                        InputOf(options.in_file, options.columns, options.format));
  input.skip_invalid = true;
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<RecordReader> reader,
                        RecordReader::Open(profile, input));
  IEUM_ASSIGN_OR_RETURN(FileCheck check, FileCheck::Create(profile));
  ProgressDisplay progress(context.err);
  for (int64_t i = 0;; ++i) {
    if (i % kRowsBetweenLooks == 0) {
      if (context.stop.stop_requested()) return core::Cancelled("stopped on request");
      progress.Update("check", "bytes", reader->bytes_read(), reader->bytes_total());
    }
    IEUM_ASSIGN_OR_RETURN(const std::optional<InputRecord> record, reader->Next());
    if (!record.has_value()) break;
    if (const absl::Status status = check.Add(*record); !status.ok()) {
      IEUM_RETURN_IF_ERROR(reader->Refuse(record->row_number, status));
    }
  }
  progress.Finish();
  const InputReport& found = reader->report();
  if (found.row_count + found.invalid_count == 0) {
    return core::InvalidArgument("'%s' has a header line and no rows; check the export",
                                 options.in_file);
  }
  MakeReport(profile, found, check).Print(context.out, options.output);
  if (found.invalid_count == 0) return absl::OkStatus();
  return core::InvalidArgument(
      "%d of %d rows of '%s' break a rule; correct them, or leave them out with --skip-invalid "
      "when encoding",
      found.invalid_count, found.row_count + found.invalid_count, options.in_file);
}

}  // namespace ieum::client
