// The commands of `ieum`: each takes its options and runs to a status, which becomes the exit code.
#ifndef IEUM_CLIENT_CLI_COMMAND_H_
#define IEUM_CLIENT_CLI_COMMAND_H_

#include <cstdio>
#include <stop_token>

#include "absl/status/status.h"
#include "cli/options.h"
#include "ieum/core/base/random.h"

namespace ieum::client {

// What a command uses of the process around it. Borrowed.
struct CommandContext {
  std::FILE* out;  // the report or the data asked for
  std::FILE* err;  // progress and hints
  core::Random& random;
  std::stop_token stop;
};

// Errors are those of the modules a command uses; see also `ieum <command> --help`.
absl::Status RunCommand(const ShowText& text, const CommandContext& context);
absl::Status RunCommand(const ProfileListOptions& options, const CommandContext& context);
absl::Status RunCommand(const ProfileShowOptions& options, const CommandContext& context);
absl::Status RunCommand(const ProfileNewOptions& options, const CommandContext& context);
absl::Status RunCommand(const ProfileDigestOptions& options, const CommandContext& context);
absl::Status RunCommand(const ProfileDiffOptions& options, const CommandContext& context);
// FAILED_PRECONDITION, after the report, if the known answers differ.
absl::Status RunCommand(const ProfileTestOptions& options, const CommandContext& context);
absl::Status RunCommand(const ProfileSuggestOptions& options, const CommandContext& context);
absl::Status RunCommand(const SecretNewOptions& options, const CommandContext& context);
absl::Status RunCommand(const SecretImportOptions& options, const CommandContext& context);
absl::Status RunCommand(const SecretShowCheckValueOptions& options, const CommandContext& context);
// DEADLINE_EXCEEDED names the holders that have not left theirs in time.
absl::Status RunCommand(const AgreeOptions& options, const CommandContext& context);
absl::Status RunCommand(const AgreeStartOptions& options, const CommandContext& context);
absl::Status RunCommand(const AgreeSealOptions& options, const CommandContext& context);
absl::Status RunCommand(const AgreeFinishOptions& options, const CommandContext& context);
// INVALID_ARGUMENT, after the report, if rows break a rule.
absl::Status RunCommand(const CheckOptions& options, const CommandContext& context);
absl::Status RunCommand(const EncodeOptions& options, const CommandContext& context);
absl::Status RunCommand(const SubmitOptions& options, const CommandContext& context);
absl::Status RunCommand(const PrecheckOptions& options, const CommandContext& context);
// After the table: of the first check that fails.
absl::Status RunCommand(const DoctorOptions& options, const CommandContext& context);
absl::Status RunCommand(const ResultsOptions& options, const CommandContext& context);
// Also UNAUTHENTICATED and DATA_LOSS: what was received is not what was sent.
absl::Status RunCommand(const BundleMakeOptions& options, const CommandContext& context);
absl::Status RunCommand(const BundleVerifyOptions& options, const CommandContext& context);
absl::Status RunCommand(const BundleOpenOptions& options, const CommandContext& context);
absl::Status RunCommand(const BundleSendOptions& options, const CommandContext& context);
// INVALID_ARGUMENT, after the report, if rows break a rule.
absl::Status RunCommand(const PayloadCheckOptions& options, const CommandContext& context);
absl::Status RunCommand(const PayloadMakeOptions& options, const CommandContext& context);
absl::Status RunCommand(const PayloadShowOptions& options, const CommandContext& context);
// INVALID_ARGUMENT: no serial map has one of the rows.
absl::Status RunCommand(const ObjectionMakeOptions& options, const CommandContext& context);
absl::Status RunCommand(const ReleaseShowOptions& options, const CommandContext& context);
absl::Status RunCommand(const ReleaseCsvOptions& options, const CommandContext& context);
absl::Status RunCommand(const ReleaseSqliteOptions& options, const CommandContext& context);
absl::Status RunCommand(const ReleaseDictionaryOptions& options, const CommandContext& context);
absl::Status RunCommand(const SerialsExportOptions& options, const CommandContext& context);
absl::Status RunCommand(const ExactHashOptions& options, const CommandContext& context);
absl::Status RunCommand(const ExactSaltOptions& options, const CommandContext& context);
absl::Status RunCommand(const ExactShowOptions& options, const CommandContext& context);
absl::Status RunCommand(const LinkOptions& options, const CommandContext& context);
absl::Status RunCommand(const DedupeOptions& options, const CommandContext& context);
absl::Status RunCommand(const ScoreOptions& options, const CommandContext& context);
absl::Status RunCommand(const SynthOptions& options, const CommandContext& context);
// FAILED_PRECONDITION, after the report, if the policy blocks.
absl::Status RunCommand(const DisclosureReviewOptions& options, const CommandContext& context);
absl::Status RunCommand(const DisclosureFixOptions& options, const CommandContext& context);
absl::Status RunCommand(const DisclosurePolicyOptions& options, const CommandContext& context);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_COMMAND_H_
