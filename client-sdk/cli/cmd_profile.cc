// ieum profile list | show | new | digest | diff
#include "cli/command.h"
#include "cli/output_file.h"
#include "cli/profile_source.h"
#include "cli/report.h"
#include "ieum/client/advice/profile_difference.h"
#include "ieum/client/profile/preset_rules.h"
#include "ieum/client/profile/profile_words.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

// What can be expected of a profile's segments, as its preset's rules see it.
Report Explain(const EncodingProfile& profile) {
  const core::ProfileHeader& header = profile.header;
  Report report;
  report.AddFact("profile", "profile", TextValue(header.name));
  report.AddFact("digest", "digest", TextValue(core::ToHex(header.digest)));
  report.AddFact("preset", "preset", TextValue(core::PresetName(header.preset)));
  report.AddFact("bits", "bits of an encoding", CountValue(header.layout.row_bits()));
  report.AddFact("blocking_keys", "blocking keys", CountValue(header.blocking_key_count));
  const size_t segments = report.AddTable("segments", {{"segment", "segment"},
                                                       {"bits", "bits"},
                                                       {"weight", "weight"},
                                                       {"entropy_bits", "tells bits"},
                                                       {"fill", "filter fill"},
                                                       {"one_error", "equal after one error"},
                                                       {"two_errors", "after two"}});
  for (int s = 0; s < header.layout.segment_count(); ++s) {
    const core::Segment& segment = header.layout.segments()[static_cast<size_t>(s)];
    const SegmentForecast forecast = ForecastSegment(profile, s);
    report.AddRow(segments, {TextValue(segment.name), CountValue(segment.bit_count),
                             CountValue(header.weights[static_cast<size_t>(s)]),
                             CountValue(forecast.entropy_bits), PercentValue(forecast.fill),
                             PercentValue(forecast.equal_after_one_error),
                             PercentValue(forecast.equal_after_two_errors)});
  }
  const size_t fields = report.AddTable("fields", {{"field", "field"},
                                                   {"column", "column"},
                                                   {"attribute", "attribute"},
                                                   {"normalizer", "normalizer"},
                                                   {"tokenizer", "tokenizer"},
                                                   {"tokens", "tokens"},
                                                   {"entropy_bits", "tells bits"}});
  for (const FieldSpec& field : profile.fields) {
    report.AddRow(
        fields,
        {TextValue(field.name), TextValue(field.column), TextValue(AttributeWord(field.attribute)),
         TextValue(NormalizerWord(field.normalizer)), TextValue(TokenizerWord(field.tokenizer)),
         CountValue(field.expected_tokens), CountValue(field.entropy_bits)});
  }
  return report;
}

}  // namespace

absl::Status RunCommand(const ProfileListOptions& options, const CommandContext& context) {
  Report report;
  const size_t table = report.AddTable("profiles", {{"name", "name"},
                                                    {"preset", "preset"},
                                                    {"purpose", "for"},
                                                    {"fields", "fields"},
                                                    {"segments", "segments"},
                                                    {"bits", "bits"},
                                                    {"threshold", "threshold"},
                                                    {"digest", "digest"}});
  for (const std::string& name : BuiltInProfileNames()) {
    IEUM_ASSIGN_OR_RETURN(const EncodingProfile profile, ReadProfile(name));
    IEUM_ASSIGN_OR_RETURN(const std::string purpose, BuiltInProfileDescription(name));
    const core::ProfileHeader& header = profile.header;
    report.AddRow(
        table, {TextValue(name), TextValue(core::PresetName(header.preset)), TextValue(purpose),
                CountValue(static_cast<int64_t>(profile.fields.size())),
                CountValue(header.layout.segment_count()), CountValue(header.layout.row_bits()),
                CountValue(header.threshold_basis_points), TextValue(core::ToHex(header.digest))});
  }
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

absl::Status RunCommand(const ProfileShowOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, ReadProfileText(options.source));
  // Only a profile that encoding would accept is shown as one.
  IEUM_ASSIGN_OR_RETURN(const EncodingProfile profile, ReadProfile(options.source));
  if (options.explained) {
    Explain(profile).Print(context.out, options.output);
  } else {
    absl::FPrintF(context.out, "%s%s", text, text.ends_with('\n') ? "" : "\n");
  }
  return absl::OkStatus();
}

absl::Status RunCommand(const ProfileNewOptions& options, const CommandContext& context) {
  constexpr unsigned kReadableByAll = 0644;
  IEUM_ASSIGN_OR_RETURN(const std::string text, BuiltInProfile(options.template_name));
  IEUM_RETURN_IF_ERROR(CheckMayWrite(options.out_file, options.force));
  IEUM_RETURN_IF_ERROR(core::WriteFileDurably(options.out_file, text, kReadableByAll));
  absl::FPrintF(context.err,
                "Wrote '%s'. Edit it, then compare 'ieum profile digest %s' with the other "
                "holders.\n",
                options.out_file, options.out_file);
  return absl::OkStatus();
}

absl::Status RunCommand(const ProfileDigestOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const EncodingProfile profile, ReadProfile(options.source));
  const std::string digest = core::ToHex(profile.header.digest);
  if (options.output == OutputFormat::kTable) {
    absl::FPrintF(context.out, "%s\n", digest);
    return absl::OkStatus();
  }
  Report report;
  report.AddFact("profile", "profile", TextValue(profile.header.name));
  report.AddFact("digest", "digest", TextValue(digest));
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

absl::Status RunCommand(const ProfileDiffOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const EncodingProfile left, ReadProfile(options.left));
  IEUM_ASSIGN_OR_RETURN(const EncodingProfile right, ReadProfile(options.right));
  const std::vector<ProfileDifference> differences = CompareProfiles(left.header, right.header);
  Report report;
  report.AddFact("left_digest", "left", TextValue(core::ToHex(left.header.digest)));
  report.AddFact("right_digest", "right", TextValue(core::ToHex(right.header.digest)));
  report.AddFact("difference_count", "members that differ",
                 CountValue(static_cast<int64_t>(differences.size())));
  const size_t table = report.AddTable(
      "differences",
      {{"member", "member"}, {"left", "left"}, {"right", "right"}, {"changes", "changes"}});
  for (const ProfileDifference& difference : differences) {
    report.AddRow(table, {TextValue(difference.member), TextValue(difference.left),
                          TextValue(difference.right), TextValue(EffectWords(difference.effect))});
  }
  report.Print(context.out, options.output);
  if (differences.empty()) return absl::OkStatus();
  absl::FPrintF(context.err,
                "Whatever differs, the digest does and with it every key: records encoded under "
                "one of them must be\nencoded again to be compared under the other.\n");
  return absl::OkStatus();
}

}  // namespace ieum::client
