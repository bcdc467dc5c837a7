#include "ieum/server/auth/access_table.h"

#include <iterator>

#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

constexpr unsigned Bit(Role role) { return 1U << static_cast<unsigned>(role); }
constexpr unsigned Bit(ProjectState state) { return 1U << static_cast<unsigned>(state); }

constexpr unsigned kNobody = 0;
constexpr unsigned kHolder = Bit(Role::kHolder);
constexpr unsigned kOperator = Bit(Role::kOperator);
constexpr unsigned kAdmin = Bit(Role::kProjectAdmin);
constexpr unsigned kOfficer = Bit(Role::kSecurityOfficer);
constexpr unsigned kAuditor = Bit(Role::kAuditor);
constexpr unsigned kEveryone = (1U << std::size(kAllRoles)) - 1;
// Those who may ask for, or agree to, what takes two.
constexpr unsigned kDeciders = kOperator | kAdmin | kOfficer;

// A project that lives; which of its moves are possible is up to storage/states.cc.
constexpr unsigned kLive =
    Bit(ProjectState::kOpen) | Bit(ProjectState::kSealed) | Bit(ProjectState::kMatched);
constexpr unsigned kAnyState = ~0U;

constexpr SecondPerson kAlone = SecondPerson::kNotNeeded;
constexpr SecondPerson kTogether = SecondPerson::kNeeded;
constexpr Manifest kNamed = Manifest::kNamed;
constexpr Manifest kBare = Manifest::kNotNamed;
constexpr Recording kRead = Recording::kRead;
constexpr Recording kAct = Recording::kAct;

// clang-format off
constexpr AccessRule kTable[] = {
    // method                                 roles                  one person  states     recorded  second person, manifest
    {"AuditService/AcceptCosigned",           kAuditor | kOperator,  kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"AuditService/Export",                   kAuditor,              kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"AuditService/GetCheckpoint",            kAuditor,              kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"AuditService/Prove",                    kAuditor,              kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"AuditService/ReadEntries",              kAuditor,              kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"BundleService/DropImport",               kOperator,             kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"BundleService/ExportJointKeys",          kOperator,             kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"BundleService/FinishImport",             kOperator,             kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"BundleService/ListImports",              kOperator,             kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"BundleService/OpenImport",               kOperator,             kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"BundleService/SendParts",                kOperator,             kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"CustodyService/AgreeRootKey",           kAdmin | kOfficer,     kOperator,  kAnyState, kAct,     kTogether, kBare},
    {"CustodyService/DestroyProject",         kAdmin,                kOperator,  kAnyState, kAct,     kTogether, kNamed},
    {"CustodyService/FinishDestruction",      kOperator | kAdmin,    kNobody,    kAnyState, kAct,     kAlone, kBare},
    {"CustodyService/GetCertificate",         kDeciders | kAuditor,  kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"CustodyService/MakeBackup",             kOperator,             kNobody,    kAnyState, kAct,     kAlone, kBare},
    {"CustodyService/ResumeProject",          kAdmin,                kOperator,  kAnyState, kAct,     kTogether, kNamed},
    {"CustodyService/StopProject",            kDeciders,             kNobody,    kAnyState, kAct,     kAlone, kBare},
    {"HealthService/GetHealth",               kEveryone,             kNobody,    kAnyState, Recording::kNever, kAlone, kBare},
    {"IntentService/GetIntent",               kDeciders | kAuditor,  kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"IntentService/ListIntents",             kDeciders | kAuditor,  kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"IntentService/ProposeIntent",           kDeciders,             kNobody,    kAnyState, kAct,     kAlone, kBare},
    {"IntentService/SignIntent",              kDeciders,             kNobody,    kAnyState, kAct,     kAlone, kBare},
    {"IntentService/WithdrawIntent",          kDeciders,             kNobody,    kAnyState, kAct,     kAlone, kBare},
    {"MatchingService/CancelRun",             kOperator | kOfficer,  kNobody,    kAnyState, kAct,     kAlone, kNamed},
    {"MatchingService/GetMatchReport",        kOperator,             kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"MatchingService/GetRun",                kOperator | kAdmin,    kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"MatchingService/ListRuns",              kOperator | kAdmin,    kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"MatchingService/StartRun",              kOperator,             kNobody,    kLive,     kAct,     kTogether, kNamed},
    {"MatchingService/WatchRun",              kOperator,             kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"PrecheckService/AskMatchRate",          kHolder | kOperator,   kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"ProjectService/CreateProject",          kAdmin,                kOperator,  kAnyState, kAct,     kTogether, kBare},
    {"ProjectService/GetProject",             kHolder | kDeciders,   kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"ProjectService/ListProjects",           kHolder | kDeciders,   kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"ProjectService/ReopenProject",          kAdmin,                kOperator,  kLive,     kAct,     kTogether, kNamed},
    {"ProjectService/SealProject",            kOperator,             kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"RelayService/CollectParcels",           kHolder,               kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"RelayService/LeaveParcel",              kHolder,               kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"RelayService/ListParcels",              kOperator | kAdmin,    kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"ResultService/ReadJointKeys",           kHolder,               kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"SubmissionService/GetSubmission",       kHolder,               kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"SubmissionService/ListSubmissions",     kOperator | kAdmin,    kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"SubmissionService/SealSubmission",      kHolder,               kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"SubmissionService/SubmitChunks",        kHolder,               kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"SubmissionService/WithdrawSubmission",  kHolder,               kNobody,    kLive,     kAct,     kAlone, kNamed},
};
// clang-format on

}  // namespace

bool AccessRule::Allows(Role role, Persons persons) const {
  const unsigned allowed = persons == Persons::kOne ? roles | one_more : roles;
  return (allowed & Bit(role)) != 0;
}

bool AccessRule::Allows(ProjectState state) const { return (states & Bit(state)) != 0; }

std::span<const AccessRule> AccessTable() { return kTable; }

const AccessRule* FindRule(std::string_view method) {
  for (const AccessRule& rule : kTable) {
    if (rule.method.text() == method) return &rule;
  }
  return nullptr;
}

Recording RecordingOf(Constant method) {
  const AccessRule* rule = FindRule(method.text());
  return rule == nullptr ? Recording::kAct : rule->recording;
}

absl::Status CheckAccess(Constant method, Role role, Persons persons) {
  const AccessRule* rule = FindRule(method.text());
  if (rule != nullptr && rule->Allows(role, persons)) return absl::OkStatus();
  return core::PermissionDenied("the role '%s' may not call %s; use a certificate with another one",
                                RoleName(role).text(), method.text());
}

absl::Status CheckState(Constant method, ProjectState state) {
  const AccessRule* rule = FindRule(method.text());
  if (rule != nullptr && rule->Allows(state)) return absl::OkStatus();
  return core::FailedPrecondition("the project is %s, and %s is not for such a project",
                                  StateName(state), method.text());
}

bool NamesManifest(Constant method) {
  const AccessRule* rule = FindRule(method.text());
  return rule == nullptr || rule->manifest == Manifest::kNamed;
}

bool NeedsSecondPerson(Constant method, Persons persons) {
  const AccessRule* rule = FindRule(method.text());
  return persons == Persons::kTwo &&
         (rule == nullptr || rule->second_person == SecondPerson::kNeeded);
}

}  // namespace ieum::server
