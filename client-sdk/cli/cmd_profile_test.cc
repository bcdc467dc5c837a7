// ieum profile test
#include <optional>

#include "cli/command.h"
#include "cli/output_file.h"
#include "cli/profile_source.h"
#include "cli/report.h"
#include "cli/secret_source.h"
#include "ieum/client/advice/known_answers.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr int64_t kMaxAnswerBytes = int64_t{64} << 10;
constexpr unsigned kReadableByAll = 0644;

absl::Status CheckOptionsFit(const ProfileTestOptions& options) {
  if (options.secret_file.empty() == options.project.empty()) return absl::OkStatus();
  return core::InvalidArgument(
      "a secret belongs to a project: give both --secret-file and --project, or neither to test "
      "profile and software only");
}

absl::StatusOr<KnownAnswers> OurAnswers(const ProfileTestOptions& options,
                                        const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const EncodingProfile profile, ReadProfile(options.profile));
  if (options.secret_file.empty()) return MakeKnownAnswers(profile);
  IEUM_ASSIGN_OR_RETURN(const core::ProjectId project, core::ProjectId::Parse(options.project));
  IEUM_ASSIGN_OR_RETURN(const HolderSecret secret,
                        ReadSecret(options.secret_file, options.passphrase_file, context));
  return MakeKnownAnswers(profile, secret, project);
}

absl::StatusOr<KnownAnswers> ReadAnswers(const std::string& path) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, core::ReadFile(path, kMaxAnswerBytes));
  absl::StatusOr<KnownAnswers> answers = ParseKnownAnswers(text);
  if (!answers.ok()) return core::WithContext(answers.status(), "'" + path + "'");
  return answers;
}

}  // namespace

absl::Status RunCommand(const ProfileTestOptions& options, const CommandContext& context) {
  IEUM_RETURN_IF_ERROR(CheckOptionsFit(options));
  std::optional<KnownAnswers> theirs;
  if (!options.compare_file.empty()) {
    IEUM_ASSIGN_OR_RETURN(theirs, ReadAnswers(options.compare_file));
  }
  if (!options.out_file.empty()) {
    IEUM_RETURN_IF_ERROR(CheckMayWrite(options.out_file, options.force));
    IEUM_RETURN_IF_ERROR(CheckIsNotInput(
        options.out_file, {options.profile, options.secret_file, options.compare_file}));
  }
  IEUM_ASSIGN_OR_RETURN(const KnownAnswers ours, OurAnswers(options, context));
  if (!options.out_file.empty()) {
    IEUM_RETURN_IF_ERROR(
        core::WriteFileDurably(options.out_file, WriteKnownAnswers(ours), kReadableByAll));
  }
  const bool checked =
      theirs.has_value() && !ours.secret_check.empty() && !theirs->secret_check.empty();
  const absl::Status comparison =
      theirs.has_value() ? CompareKnownAnswers(ours, *theirs) : absl::OkStatus();

  Report report;
  report.AddFact("profile", "profile", TextValue(ours.profile_name));
  report.AddFact("profile_digest", "digest", TextValue(ours.profile_digest));
  report.AddFact("software", "software", TextValue(ours.software));
  report.AddFact("persons", "fictitious persons encoded",
                 CountValue(static_cast<int64_t>(ours.persons.size())));
  if (theirs.has_value()) {
    report.AddFact("equal", "what both files have is equal",
                   TextValue(comparison.ok() ? "yes" : "no"));
    report.AddFact("secret_compared", "secret compared", TextValue(checked ? "yes" : "no"));
  }
  report.Print(context.out, options.output);
  if (!theirs.has_value() && !options.out_file.empty()) {
    absl::FPrintF(context.err,
                  "Wrote '%s'; nothing in it is secret. The other holder runs 'ieum profile test "
                  "--compare' with it.\n",
                  options.out_file);
  }
  return comparison;
}

}  // namespace ieum::client
