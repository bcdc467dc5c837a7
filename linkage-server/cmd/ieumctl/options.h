// What each command of `ieumctl` was asked to do: plain values, one header per group of commands.
#ifndef IEUM_SERVER_CMD_IEUMCTL_OPTIONS_H_
#define IEUM_SERVER_CMD_IEUMCTL_OPTIONS_H_

#include <string>
#include <variant>

#include "ieumctl/options/audit_options.h"
#include "ieumctl/options/custody_options.h"
#include "ieumctl/options/export_options.h"
#include "ieumctl/options/import_options.h"
#include "ieumctl/options/intent_options.h"
#include "ieumctl/options/keystore_options.h"
#include "ieumctl/options/metrics_options.h"
#include "ieumctl/options/project_options.h"
#include "ieumctl/options/record_options.h"
#include "ieumctl/options/release_options.h"
#include "ieumctl/options/review_options.h"
#include "ieumctl/options/run_options.h"

namespace ieum::server {

// Text that was asked for instead of a command: --help, --version.
struct ShowText {
  std::string text;
};

// clang-format off
using Command = std::variant<
    ShowText,
    ProjectNewOptions, ProjectMockOptions, ProjectSignOptions, ProjectVerifyOptions, ProjectCreateOptions,
    ProjectListOptions, ProjectShowOptions, ProjectSealOptions,
    ProjectReopenOptions, ProjectStopOptions, ProjectResumeOptions, ProjectDestroyOptions,
    SubmissionListOptions, ImportOptions, ImportsListOptions, ImportsDropOptions,
    ExportOptions,
    CandidateMakeOptions, CandidateListOptions, CandidateExportOptions, ReleaseOptions,
    RunStartOptions, RunWatchOptions, RunCancelOptions, RunShowOptions, RunListOptions,
    RunReportOptions, ReportOptions,
    ReviewCaseOptions, ReviewShowOptions, ReviewDeclareOptions, ReviewVoteOptions,
    ReviewSatisfyOptions, ReviewTallyOptions, ReviewVerifyOptions,
    KeystoreInitOptions, KeystoreShowOptions, KeystoreRotateOptions,
    KeystoreAgreeOptions,
    IntentListOptions, IntentShowOptions, IntentSignOptions, IntentWithdrawOptions,
    DenyAddOptions, DenyListOptions, DenyRemoveOptions,
    AuditShowOptions, AuditProveOptions, AuditVerifyOptions, AuditExportOptions,
    AuditPackOptions, AuditUnpackOptions,
    AuditWitnessKeyOptions, AuditCosignOptions, AuditAcceptOptions,
    RecordProcessingOptions, RecordProgressOptions, RecordAnnualOptions, RecordUsageOptions,
    RecordCatalogueOptions,
    CertificateShowOptions, CertificateVerifyOptions, BackupOptions, MetricsOptions,
    DoctorOptions>;
// clang-format on

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_OPTIONS_H_
