#include "ieum/server/auth/access_table.h"

#include <iterator>

#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

constexpr unsigned Bit(Role role) { return 1U << static_cast<unsigned>(role); }
constexpr unsigned Bit(ProjectState state) { return 1U << static_cast<unsigned>(state); }

constexpr unsigned kNobody = 0;
constexpr unsigned kHolder = Bit(Role::kHolder);
// Of the server that is called.
constexpr unsigned kOperator = Bit(Role::kOperator);
constexpr unsigned kForeignOperator = Bit(Role::kJoinerOperator);
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

constexpr unsigned kAtMatcher = 1U << static_cast<unsigned>(StoreRole::kMatcher);
constexpr unsigned kAtJoiner = 1U << static_cast<unsigned>(StoreRole::kJoiner);
constexpr unsigned kAtBoth = kAtMatcher | kAtJoiner;

constexpr SecondPerson kAlone = SecondPerson::kNotNeeded;
constexpr SecondPerson kTogether = SecondPerson::kNeeded;
constexpr Manifest kNamed = Manifest::kNamed;
constexpr Manifest kBare = Manifest::kNotNamed;
constexpr Recording kRead = Recording::kRead;
constexpr Recording kAct = Recording::kAct;

// clang-format off
constexpr AccessRule kTable[] = {
    // method                                  servers     roles                  one person  states     recorded  second person, manifest
    {"AuditService/AcceptCosigned",            kAtBoth,    kAuditor | kOperator,  kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"AuditService/Export",                    kAtBoth,    kAuditor,              kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"AuditService/GetCheckpoint",             kAtBoth,    kAuditor,              kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"AuditService/Prove",                     kAtBoth,    kAuditor,              kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"AuditService/ReadEntries",               kAtBoth,    kAuditor,              kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"BundleService/DropImport",               kAtBoth,    kOperator,             kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"BundleService/ExportJoinableSerials",    kAtMatcher, kOperator,             kNobody,    kLive,     kAct,     kTogether, kNamed},
    {"BundleService/ExportJointKeys",          kAtMatcher, kOperator,             kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"BundleService/FinishImport",             kAtBoth,    kHolder | kOperator,   kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"BundleService/ListImports",              kAtBoth,    kOperator,             kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"BundleService/OpenImport",               kAtBoth,    kHolder | kOperator,   kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"BundleService/SendParts",                kAtBoth,    kHolder | kOperator,   kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"CustodyService/AgreeRootKey",            kAtBoth,    kAdmin | kOfficer,     kOperator,  kAnyState, kAct,     kTogether, kBare},
    {"CustodyService/DestroyProject",          kAtBoth,    kAdmin,                kOperator,  kAnyState, kAct,     kTogether, kNamed},
    {"CustodyService/FinishDestruction",       kAtBoth,    kOperator | kAdmin,    kNobody,    kAnyState, kAct,     kAlone, kBare},
    {"CustodyService/GetCertificate",          kAtBoth,    kDeciders | kAuditor,  kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"CustodyService/MakeBackup",              kAtBoth,    kOperator,             kNobody,    kAnyState, kAct,     kAlone, kBare},
    {"CustodyService/ResumeProject",           kAtBoth,    kAdmin,                kOperator,  kAnyState, kAct,     kTogether, kNamed},
    {"CustodyService/StopProject",             kAtBoth,    kDeciders,             kNobody,    kAnyState, kAct,     kAlone, kBare},
    {"HealthService/GetHealth",                kAtBoth,    kEveryone,             kNobody,    kAnyState, Recording::kNever, kAlone, kBare},
    {"HealthService/GetMetrics",               kAtBoth,    kOperator | kAuditor | kOfficer, kNobody, kAnyState, Recording::kNever, kAlone, kBare},
    {"IntentService/GetIntent",                kAtBoth,    kDeciders | kAuditor,  kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"IntentService/ListIntents",              kAtBoth,    kDeciders | kAuditor,  kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"IntentService/ProposeIntent",            kAtBoth,    kDeciders,             kNobody,    kAnyState, kAct,     kAlone, kBare},
    {"IntentService/SignIntent",               kAtBoth,    kDeciders,             kNobody,    kAnyState, kAct,     kAlone, kBare},
    {"IntentService/WithdrawIntent",           kAtBoth,    kDeciders,             kNobody,    kAnyState, kAct,     kAlone, kBare},
    {"MatchingService/CancelRun",              kAtMatcher, kOperator | kOfficer,  kNobody,    kAnyState, kAct,     kAlone, kNamed},
    {"MatchingService/GetMatchReport",         kAtMatcher, kOperator,             kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"MatchingService/GetRun",                 kAtMatcher, kOperator | kAdmin,    kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"MatchingService/ListRuns",               kAtMatcher, kOperator | kAdmin,    kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"MatchingService/StartRun",               kAtMatcher, kOperator,             kNobody,    kLive,     kAct,     kTogether, kNamed},
    {"MatchingService/WatchRun",               kAtMatcher, kOperator,             kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"PrecheckService/AskMatchRate",           kAtMatcher, kHolder | kOperator,   kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"ProjectService/CreateProject",           kAtBoth,    kAdmin,                kOperator,  kAnyState, kAct,     kTogether, kBare},
    {"ProjectService/GetProject",              kAtBoth,    kHolder | kDeciders,   kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"ProjectService/ListProjects",            kAtBoth,    kHolder | kDeciders,   kNobody,    kAnyState, kRead,    kAlone, kBare},
    {"ProjectService/ReopenProject",           kAtMatcher, kAdmin,                kOperator,  kLive,     kAct,     kTogether, kNamed},
    {"ProjectService/SealProject",             kAtMatcher, kOperator,             kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"RelayService/CollectParcels",            kAtMatcher, kHolder,               kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"RelayService/LeaveParcel",               kAtMatcher, kHolder,               kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"RelayService/ListParcels",               kAtMatcher, kOperator | kAdmin,    kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"ReleaseService/ExportCandidate",         kAtJoiner,  kOperator,             kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"ReleaseService/ExportRelease",           kAtJoiner,  kOperator,             kNobody,    kLive,     kAct,     kTogether, kNamed},
    {"ReleaseService/ListCandidates",          kAtJoiner,  kOperator | kAdmin,    kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"ReleaseService/MakeCandidate",           kAtJoiner,  kOperator,             kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"ResultService/ReadJointKeys",            kAtMatcher, kHolder,               kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"SubmissionService/GetSubmission",        kAtMatcher, kHolder,               kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"SubmissionService/ListSubmissions",      kAtMatcher, kOperator | kAdmin,    kNobody,    kLive,     kRead,    kAlone, kNamed},
    {"SubmissionService/SealSubmission",       kAtMatcher, kHolder,               kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"SubmissionService/SubmitChunks",         kAtMatcher, kHolder,               kNobody,    kLive,     kAct,     kAlone, kNamed},
    {"SubmissionService/WithdrawSubmission",   kAtMatcher, kHolder,               kNobody,    kLive,     kAct,     kAlone, kNamed},
};
// clang-format on

}  // namespace

bool AccessRule::IsAt(StoreRole server) const {
  return (servers >> static_cast<unsigned>(server) & 1U) != 0;
}

bool AccessRule::Allows(Role role, Persons persons, StoreRole server) const {
  if (!IsAt(server)) return false;
  const unsigned allowed = persons == Persons::kOne ? roles | one_more : roles;
  // Each server has operators of its own, and the other's are nobody there.
  if (role == Role::kOperator || role == Role::kJoinerOperator) {
    const bool own = (role == Role::kOperator) == (server == StoreRole::kMatcher);
    return (allowed & (own ? kOperator : kForeignOperator)) != 0;
  }
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

absl::Status CheckAccess(Constant method, Role role, Persons persons, StoreRole server) {
  const AccessRule* rule = FindRule(method.text());
  if (rule != nullptr && rule->Allows(role, persons, server)) return absl::OkStatus();
  return core::PermissionDenied("the role '%s' may not call %s; use a certificate with another one",
                                RoleName(role).text(), method.text());
}

absl::Status CheckState(Constant method, ProjectState state) {
  const AccessRule* rule = FindRule(method.text());
  if (rule != nullptr && rule->Allows(state)) return absl::OkStatus();
  return core::FailedPrecondition("the project is %s, and %s is not for such a project",
                                  StateName(state).text(), method.text());
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
