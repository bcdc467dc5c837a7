// ieum profile list | show | new | digest
#include "cli/command.h"
#include "cli/output_file.h"
#include "cli/profile_source.h"
#include "cli/report.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {

absl::Status RunCommand(const ProfileListOptions& options, const CommandContext& context) {
  Report report;
  const size_t table = report.AddTable("profiles", {{"name", "name"},
                                                    {"fields", "fields"},
                                                    {"segments", "segments"},
                                                    {"bits", "bits"},
                                                    {"threshold", "threshold"},
                                                    {"digest", "digest"}});
  for (const std::string& name : BuiltInProfileNames()) {
    IEUM_ASSIGN_OR_RETURN(const EncodingProfile profile, ReadProfile(name));
    const core::ProfileHeader& header = profile.header;
    report.AddRow(
        table, {TextValue(name), CountValue(static_cast<int64_t>(profile.fields.size())),
                CountValue(header.layout.segment_count()), CountValue(header.layout.row_bits()),
                CountValue(header.threshold_basis_points), TextValue(core::ToHex(header.digest))});
  }
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

absl::Status RunCommand(const ProfileShowOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, ReadProfileText(options.source));
  // Only a profile that encoding would accept is shown as one.
  IEUM_RETURN_IF_ERROR(ReadProfile(options.source).status());
  absl::FPrintF(context.out, "%s%s", text, text.ends_with('\n') ? "" : "\n");
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
  absl::FPrintF(context.out, "%s\n", core::ToHex(profile.header.digest));
  return absl::OkStatus();
}

}  // namespace ieum::client
