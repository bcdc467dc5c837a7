// The commands of `ieumctl`: each takes its options and runs to a status, which becomes the exit
// code.
#ifndef IEUM_SERVER_CMD_IEUMCTL_COMMAND_H_
#define IEUM_SERVER_CMD_IEUMCTL_COMMAND_H_

#include <cstdio>

#include "absl/status/status.h"
#include "ieumctl/options.h"

namespace ieum::server {

// What a command uses of the process around it. Borrowed.
struct CommandContext {
  std::FILE* out;  // what was asked for
  std::FILE* err;  // progress and hints
};

// Errors are those of the server's methods (proto/ieum/v1) and of core::OpenChannel.
absl::Status RunCommand(const ShowText& text, const CommandContext& context);
// Errors are those of core::DraftText.
absl::Status RunCommand(const ProjectNewOptions& options, const CommandContext& context);
// Errors are those of core::MockDraftText.
absl::Status RunCommand(const ProjectMockOptions& options, const CommandContext& context);
// Errors are those of core::AddSignature and core::Certificate::Verify.
absl::Status RunCommand(const ProjectSignOptions& options, const CommandContext& context);
// Errors are those of core::CheckSignatures; FAILED_PRECONDITION: somebody has yet to sign.
absl::Status RunCommand(const ProjectVerifyOptions& options, const CommandContext& context);
absl::Status RunCommand(const ProjectCreateOptions& options, const CommandContext& context);
absl::Status RunCommand(const ProjectListOptions& options, const CommandContext& context);
absl::Status RunCommand(const ProjectShowOptions& options, const CommandContext& context);
absl::Status RunCommand(const ProjectSealOptions& options, const CommandContext& context);
absl::Status RunCommand(const ProjectReopenOptions& options, const CommandContext& context);
absl::Status RunCommand(const SubmissionListOptions& options, const CommandContext& context);
// With `wait`, and for watch: INTERNAL if the run fails, CANCELLED if it is cancelled.
absl::Status RunCommand(const RunStartOptions& options, const CommandContext& context);
absl::Status RunCommand(const RunWatchOptions& options, const CommandContext& context);
absl::Status RunCommand(const RunCancelOptions& options, const CommandContext& context);
absl::Status RunCommand(const RunShowOptions& options, const CommandContext& context);
absl::Status RunCommand(const RunListOptions& options, const CommandContext& context);
// FAILED_PRECONDITION: the run has no match report of its own; the message says which run has.
absl::Status RunCommand(const RunReportOptions& options, const CommandContext& context);
absl::Status RunCommand(const ReportOptions& options, const CommandContext& context);
// Errors are those of Keystore and ReadPassphrase.
absl::Status RunCommand(const KeystoreInitOptions& options, const CommandContext& context);
absl::Status RunCommand(const KeystoreShowOptions& options, const CommandContext& context);
absl::Status RunCommand(const KeystoreRotateOptions& options, const CommandContext& context);
absl::Status RunCommand(const KeystoreAgreeOptions& options, const CommandContext& context);
absl::Status RunCommand(const IntentListOptions& options, const CommandContext& context);
absl::Status RunCommand(const IntentShowOptions& options, const CommandContext& context);
absl::Status RunCommand(const IntentSignOptions& options, const CommandContext& context);
absl::Status RunCommand(const IntentWithdrawOptions& options, const CommandContext& context);
// INVALID_ARGUMENT: nothing, or not one thing, is named, or the file is not in order; NOT_FOUND.
absl::Status RunCommand(const DenyAddOptions& options, const CommandContext& context);
absl::Status RunCommand(const DenyRemoveOptions& options, const CommandContext& context);
absl::Status RunCommand(const DenyListOptions& options, const CommandContext& context);
// Also DATA_LOSS: what the server or the folder holds is not the log that was signed.
absl::Status RunCommand(const AuditShowOptions& options, const CommandContext& context);
absl::Status RunCommand(const AuditProveOptions& options, const CommandContext& context);
absl::Status RunCommand(const AuditVerifyOptions& options, const CommandContext& context);
absl::Status RunCommand(const AuditExportOptions& options, const CommandContext& context);
// Errors are also those of core::PackLog and core::UnpackLog.
absl::Status RunCommand(const AuditPackOptions& options, const CommandContext& context);
absl::Status RunCommand(const AuditUnpackOptions& options, const CommandContext& context);
absl::Status RunCommand(const AuditWitnessKeyOptions& options, const CommandContext& context);
absl::Status RunCommand(const AuditCosignOptions& options, const CommandContext& context);
absl::Status RunCommand(const AuditAcceptOptions& options, const CommandContext& context);
// Errors are also those of core::VerifyLogFolder, core::ReadManifest and core::PayloadSchema.
absl::Status RunCommand(const RecordProcessingOptions& options, const CommandContext& context);
absl::Status RunCommand(const RecordProgressOptions& options, const CommandContext& context);
absl::Status RunCommand(const RecordAnnualOptions& options, const CommandContext& context);
absl::Status RunCommand(const RecordUsageOptions& options, const CommandContext& context);
absl::Status RunCommand(const RecordCatalogueOptions& options, const CommandContext& context);
// Errors are also those of core::WriteFileDurably.
absl::Status RunCommand(const ProjectStopOptions& options, const CommandContext& context);
absl::Status RunCommand(const ProjectResumeOptions& options, const CommandContext& context);
absl::Status RunCommand(const ProjectDestroyOptions& options, const CommandContext& context);
absl::Status RunCommand(const CertificateShowOptions& options, const CommandContext& context);
// Errors are those of core::VerifyCertificate, NoteVerifier::Parse and core::ReadFile.
absl::Status RunCommand(const CertificateVerifyOptions& options, const CommandContext& context);
// Errors are also those of core::ReadFile; DATA_LOSS: a part is not there.
absl::Status RunCommand(const ImportOptions& options, const CommandContext& context);
absl::Status RunCommand(const ImportsListOptions& options, const CommandContext& context);
absl::Status RunCommand(const ImportsDropOptions& options, const CommandContext& context);
// Errors are also those of core::BundleFileSink; DATA_LOSS: what came is no whole bundle.
absl::Status RunCommand(const ExportOptions& options, const CommandContext& context);
absl::Status RunCommand(const CandidateMakeOptions& options, const CommandContext& context);
absl::Status RunCommand(const CandidateListOptions& options, const CommandContext& context);
// Errors are also those of core::BundleFileSink; DATA_LOSS: what came is no whole bundle.
absl::Status RunCommand(const CandidateExportOptions& options, const CommandContext& context);
absl::Status RunCommand(const ReleaseOptions& options, const CommandContext& context);
absl::Status RunCommand(const BackupOptions& options, const CommandContext& context);
// Errors are also those of core::WriteFileDurably; INVALID_ARGUMENT: no name that collectors read.
absl::Status RunCommand(const MetricsOptions& options, const CommandContext& context);
// INVALID_ARGUMENT: nothing is named to look at; else of the first check that fails.
absl::Status RunCommand(const DoctorOptions& options, const CommandContext& context);
// Errors are those of core::MakeReviewCase and core::ReadPackFacts.
absl::Status RunCommand(const ReviewCaseOptions& options, const CommandContext& context);
// Errors are those of core::ReadReviewCase.
absl::Status RunCommand(const ReviewShowOptions& options, const CommandContext& context);
// Errors are those of LoadSigner, core::SignVote and core::SignConditionsMet.
absl::Status RunCommand(const ReviewDeclareOptions& options, const CommandContext& context);
// FAILED_PRECONDITION also: the review pack is not the case's.
absl::Status RunCommand(const ReviewVoteOptions& options, const CommandContext& context);
absl::Status RunCommand(const ReviewSatisfyOptions& options, const CommandContext& context);
// What is refused is shown; errors are those of core::SignApproval.
absl::Status RunCommand(const ReviewTallyOptions& options, const CommandContext& context);
// Errors are those of core::VerifyApproval.
absl::Status RunCommand(const ReviewVerifyOptions& options, const CommandContext& context);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_COMMAND_H_
