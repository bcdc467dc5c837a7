// ieumctl audit witness-key | cosign: for somebody else than who keeps the log.
#include <filesystem>
#include <span>
#include <system_error>
#include <utility>

#include "ieum/core/auditlog/note_key_file.h"
#include "ieum/core/auditlog/witness.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/random.h"
#include "ieum/core/base/secret.h"
#include "ieum/core/base/status.h"
#include "ieumctl/audit_display.h"
#include "ieumctl/command.h"
#include "ieumctl/display.h"

namespace ieum::server {
namespace {

constexpr int64_t kMaxKeyBytes = 4096;
constexpr unsigned kPrivateMode = 0600;
constexpr unsigned kPublicMode = 0644;

void CleanseText(std::string& text) { core::Cleanse(std::as_writable_bytes(std::span(text))); }

absl::StatusOr<core::NoteSigner> ReadWitness(const std::string& file) {
  IEUM_RETURN_IF_ERROR(core::RequireOwnerOnly(file));
  IEUM_ASSIGN_OR_RETURN(std::string text, core::ReadFile(file, kMaxKeyBytes));
  absl::StatusOr<core::NoteSigner> signer = core::NoteSigner::Parse(text);
  CleanseText(text);
  if (!signer.ok()) return core::WithContext(signer.status(), file);
  if (signer->verifier().type() == core::NoteKeyType::kCosignature) return signer;
  return core::InvalidArgument(
      "'%s' is the key of a log, not of a witness; make one with 'ieumctl audit witness-key'",
      file);
}

}  // namespace

absl::Status RunCommand(const AuditWitnessKeyOptions& options, const CommandContext& context) {
  if (!core::IsNoteKeyName(options.name)) {
    return core::InvalidArgument("--name: want a name without spaces and '+'");
  }
  std::error_code error;
  if (std::filesystem::exists(options.out, error)) {
    return core::AlreadyExists("'%s' is there, and keys are not overwritten; name another file",
                               options.out);
  }
  const core::NoteSigner signer(options.name, core::NoteKeyType::kCosignature,
                                core::Ed25519Key::Generate(core::SystemRandom()));
  std::string text = signer.PrivateText() + "\n";
  const absl::Status written = core::WriteFileDurably(options.out, text, kPrivateMode);
  CleanseText(text);
  IEUM_RETURN_IF_ERROR(written);
  const std::string shown = signer.verifier().ToString() + "\n";
  IEUM_RETURN_IF_ERROR(core::WriteFileDurably(options.out + ".pub", shown, kPublicMode));
  PrintText(context.out, shown);
  return absl::OkStatus();
}

absl::Status RunCommand(const AuditCosignOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::NoteSigner witness, ReadWitness(options.witness_key_file));
  IEUM_ASSIGN_OR_RETURN(core::NoteVerifier log, core::ReadNoteKeyFile(options.log_key_file));
  IEUM_ASSIGN_OR_RETURN(const core::LogSummary summary,
                        core::Cosign({.folder = options.folder,
                                      .log = std::move(log),
                                      .state_file = options.state_file,
                                      .new_log = options.new_log},
                                     witness, core::SystemClock().Now()));
  const bool json = options.output == OutputFormat::kJson;
  PrintText(context.out, json ? SummaryJson(summary) : SummaryText(summary));
  if (!json) {
    PrintText(context.out, absl::StrFormat("Signed as %s.\n", witness.verifier().name()));
  }
  return absl::OkStatus();
}

}  // namespace ieum::server
