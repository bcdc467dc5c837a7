// ieum secret new | import | show-check-value
#include "cli/command.h"
#include "cli/passphrase_source.h"
#include "cli/report.h"
#include "cli/secret_source.h"
#include "ieum/client/secret/private_file.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr size_t kMaxImportBytes = 1000;

// Writes the secret as the options say and prints its check value.
absl::Status WriteSecret(const HolderSecret& secret, const SecretOutOptions& options,
                         const CommandContext& context) {
  if (options.no_passphrase) {
    IEUM_RETURN_IF_ERROR(WritePlainSecretFile(options.out_file, secret));
  } else {
    IEUM_ASSIGN_OR_RETURN(const core::SecretBytes passphrase,
                          NewPassphrase(options.passphrase_file, context));
    IEUM_RETURN_IF_ERROR(WriteSecretFile(options.out_file, secret, passphrase,
                                         options.scrypt_log2_n, context.random));
  }
  Report report;
  report.AddFact("check_value", "check value", TextValue(secret.CheckValue()));
  report.AddFact("out", "secret file", TextValue(options.out_file));
  report.AddFact("encrypted", "encrypted", TextValue(options.no_passphrase ? "no" : "yes"));
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

// Nothing if the content is not a file of ours.
bool IsSecretFile(const core::SecretBytes& content) {
  return core::AsText(content.view()).starts_with("ieum holder secret ");
}

}  // namespace

absl::Status RunCommand(const SecretNewOptions& options, const CommandContext& context) {
  IEUM_RETURN_IF_ERROR(WriteSecret(HolderSecret::Generate(context.random), options.out, context));
  absl::FPrintF(context.err,
                "Give the other holders of this project the file and the passphrase on two "
                "different ways, never to a\nserver, and compare the check value by telephone; or "
                "let nobody carry it: 'ieum secret agree --help'.\n");
  return absl::OkStatus();
}

absl::Status RunCommand(const SecretImportOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(
      const core::SecretBytes content,
      ReadPrivateFile(options.in_file, kMaxImportBytes, PrivateInput::kFileOrPipe));
  if (!IsSecretFile(content)) {
    const absl::StatusOr<HolderSecret> secret = HolderSecret::FromDigits(content);
    if (!secret.ok()) return core::WithContext(secret.status(), "'" + options.in_file + "'");
    return WriteSecret(*secret, options.out, context);
  }
  IEUM_ASSIGN_OR_RETURN(
      const SecretFile file,
      ParseSecretFile(content, options.in_file,
                      PassphraseOf(options.in_file, options.in_passphrase_file, context)));
  return WriteSecret(file.secret, options.out, context);
}

absl::Status RunCommand(const SecretShowCheckValueOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const HolderSecret secret,
                        ReadSecret(options.secret_file, options.passphrase_file, context));
  if (options.output == OutputFormat::kTable) {
    absl::FPrintF(context.out, "%s\n", secret.CheckValue());
    return absl::OkStatus();
  }
  Report report;
  report.AddFact("check_value", "check value", TextValue(secret.CheckValue()));
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

}  // namespace ieum::client
