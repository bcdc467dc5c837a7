// ieumctl review tally | verify
#include "ieum/core/base/file_io.h"
#include "ieum/core/review/approval.h"
#include "ieumctl/command.h"
#include "ieumctl/display.h"
#include "ieumctl/manifest_file.h"
#include "ieumctl/review_display.h"
#include "ieumctl/review_files.h"
#include "ieumctl/signer.h"

namespace ieum::server {
namespace {

constexpr unsigned kFileMode = 0644;

}  // namespace

absl::Status RunCommand(const ReviewTallyOptions& options, const CommandContext& context) {
  const bool records = !options.record_file.empty();
  const SignerOptions& who = options.signer;
  if (records != !who.certificate_file.empty() || records != !who.key_file.empty()) {
    return core::InvalidArgument(
        "--record, --cert and --key go together: whoever fixes the outcome signs it");
  }
  IEUM_ASSIGN_OR_RETURN(const core::ReviewCase review, ReadCaseFile(options.case_file));
  IEUM_ASSIGN_OR_RETURN(const std::vector<core::GivenStatement> given,
                        ReadStatementFiles(options.statement_files));
  IEUM_ASSIGN_OR_RETURN(const std::string ca, core::ReadFile(who.ca_file, kMaxPemBytes));
  const absl::Time now = absl::Now();
  const core::CheckedStatements checked =
      core::CheckStatements(review, given, ca, now, core::ValidAt::kSigning);
  TallyReport(review, core::TallyVotes(review, checked, now), core::LanguageOf(options.language))
      .Print(context.out, options.output);
  if (!records) return absl::OkStatus();
  IEUM_ASSIGN_OR_RETURN(const Signer signer,
                        LoadSigner(who.ca_file, who.certificate_file, who.key_file, now));
  IEUM_ASSIGN_OR_RETURN(const core::ApprovalRecord record,
                        core::SignApproval(review, checked, signer.certificate, signer.key, now));
  IEUM_RETURN_IF_ERROR(
      core::WriteFileDurably(options.record_file, record.signed_body.text, kFileMode));
  PrintText(context.err,
            absl::StrFormat("ieumctl: recorded the outcome '%s' in %s\n",
                            core::ReviewOutcomeName(record.outcome), options.record_file));
  return absl::OkStatus();
}

absl::Status RunCommand(const ReviewVerifyOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::SignedManifest manifest,
                        ReadManifestFile(options.manifest_file));
  IEUM_ASSIGN_OR_RETURN(const std::vector<core::GivenStatement> given,
                        ReadStatementFiles(options.statement_files));
  IEUM_ASSIGN_OR_RETURN(const std::string ca, core::ReadFile(options.ca_file, kMaxPemBytes));
  IEUM_ASSIGN_OR_RETURN(const std::string record,
                        core::ReadFile(options.record_file, core::kMaxStatementBytes));
  core::ReleaseClaim claim{.manifest = &manifest.manifest, .case_json = {}, .statements = given};
  IEUM_ASSIGN_OR_RETURN(claim.case_json, core::ReadFile(options.case_file, core::kMaxCaseBytes));
  IEUM_ASSIGN_OR_RETURN(claim.candidate, DigestOfFile(options.candidate_file));
  IEUM_ASSIGN_OR_RETURN(claim.pack, DigestOfFile(options.pack_file));
  const absl::StatusOr<core::VerifiedApproval> verified =
      core::VerifyApproval(record, claim, ca, absl::Now());
  if (!verified.ok()) return core::WithContext(verified.status(), options.record_file);
  TallyReport(verified->review, verified->tally, core::LanguageOf(options.language))
      .Print(context.out, options.output);
  PrintText(context.err,
            absl::StrFormat("ieumctl: %s approves exactly %s; recorded by %s\n",
                            options.record_file, options.candidate_file, verified->record.by));
  return absl::OkStatus();
}

}  // namespace ieum::server
