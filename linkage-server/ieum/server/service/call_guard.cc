#include "ieum/server/service/call_guard.h"

#include <new>
#include <string>
#include <utility>

#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/server/audit/own_entry.h"
#include "ieum/server/audit/peer_address.h"
#include "ieum/server/auth/access_table.h"
#include "ieum/server/auth/tls.h"
#include "ieum/server/custody/retention.h"
#include "ieum/server/service/grpc_status.h"
#include "ieum/server/service/project_access.h"

namespace ieum::server {

// Gives the call's place back, however the call ends.
class CallGuard::Leaving final {
 public:
  Leaving(CallGuard& guard, const core::InstitutionId& institution)
      : guard_(guard), institution_(institution) {}
  ~Leaving() { guard_.Leave(institution_); }
  Leaving(const Leaving&) = delete;
  Leaving& operator=(const Leaving&) = delete;

 private:
  CallGuard& guard_;
  const core::InstitutionId& institution_;
};

grpc::Status CallGuard::Run(const grpc::ServerContext& context, Constant method,
                            const CallScope& scope,
                            const std::function<absl::Status(const Principal&)>& handle) {
  return Run(context, method, scope,
             [&](const Principal& caller, CallRecord&) { return handle(caller); });
}

grpc::Status CallGuard::Run(const grpc::ServerContext& context, Constant method,
                            const CallScope& scope, const Handler& handle) {
  // Who has given up before the call began is owed nothing. Floods of calls that are opened and
  // reset at once (CVE-2023-44487) cost a thread's turn each, and no record.
  if (context.IsCancelled()) return {grpc::StatusCode::CANCELLED, "given up by the caller"};
  const absl::Duration started = core::MonotonicNow();
  Event event("call");
  event.Word("method", method);
  const absl::Status status = Handle(context, method, scope, event, handle);
  const absl::Duration elapsed = core::MonotonicNow() - started;
  metrics_.Count(method, status.code(), elapsed);
  context_.log.Write(event.Code(status.code()).Elapsed(elapsed));
  return ToGrpc(status);
}

absl::Status CallGuard::Handle(const grpc::ServerContext& context, Constant method,
                               const CallScope& scope, Event& event, const Handler& handle) {
  if (halted() && RecordingOf(method) != Recording::kNever) {
    return core::Unavailable(
        "the server's audit log was found changed, and nothing is done that it could not record; "
        "the operator must look at it");
  }
  core::AuditEntry who;
  who.act = method.text();
  who.peer = ParsePeer(context.peer());
  const absl::StatusOr<core::CertificateDetails> certificate =
      CertificateOf(*context.auth_context());
  if (certificate.ok()) who.certificate = certificate->fingerprint;
  CallRecord record(context_.audit, context_.refusals, RecordingOf(method), std::move(who));
  const auto refuse = [this, &record](core::AuditRule rule, const absl::Status& why) {
    metrics_.CountRefusal(rule);
    const absl::Status recorded = record.Refuse(rule, why);
    return recorded.ok() ? why : recorded;
  };
  if (!certificate.ok()) return refuse(core::AuditRule::kIdentity, certificate.status());
  const absl::StatusOr<Principal> caller =
      CallerOf(*certificate, context_.max_certificate_life, context_.clock.Now());
  if (!caller.ok()) return refuse(core::AuditRule::kIdentity, caller.status());
  event.Id("institution", caller->institution)
      .Word("role", RoleName(caller->role))
      .Id("name", caller->name);
  record.SetPrincipal(UriOf(*caller));
  record.SetScope(scope);
  const absl::Status accepted = context_.deny_list.Check(*certificate);
  if (!accepted.ok()) return refuse(core::AuditRule::kIdentity, accepted);
  const absl::Status in_time = rate_.Admit(certificate->fingerprint);
  if (!in_time.ok()) return refuse(core::AuditRule::kLoad, in_time);
  WarnOfExpiry(*caller, *certificate);
  const absl::Status access = CheckAccess(method, caller->role, context_.persons, context_.server);
  if (!access.ok()) return refuse(core::AuditRule::kRole, access);
  if (absl::FromChrono(context.deadline()) - absl::Now() > kMaxDeadline) {
    return refuse(core::AuditRule::kContent,
                  core::InvalidArgument("a call needs a deadline of at most %d hours",
                                        absl::ToInt64Hours(kMaxDeadline)));
  }
  const absl::Status rotated = CheckRotation(method);
  if (!rotated.ok()) return refuse(core::AuditRule::kSecondPerson, rotated);
  const absl::Status entered = Enter(caller->institution);
  if (!entered.ok()) return refuse(core::AuditRule::kLoad, entered);
  const Leaving leaving(*this, caller->institution);
  const absl::Status state = CheckProject(method, scope, *caller);
  if (!state.ok()) return refuse(core::AuditRule::kState, state);
  const absl::Status named = CheckNamed(context, method, scope, *caller);
  if (!named.ok()) return refuse(core::AuditRule::kContent, named);
  if (NeedsSecondPerson(method, context_.persons)) {
    const absl::Status agreed = UseIntent(method, scope, *caller, *certificate, record);
    if (!agreed.ok()) return refuse(core::AuditRule::kSecondPerson, agreed);
  }
  if (!scope.in_stream) IEUM_RETURN_IF_ERROR(record.Begin());
  const auto run = [&]() -> absl::Status {
    try {
      return handle(*caller, record);
    } catch (const std::bad_alloc&) {
      // gRPC would answer UNKNOWN and nobody would count or log it.
      return core::ResourceExhausted("the server is out of memory; try again later");
    }
  };
  const absl::Status outcome = run();
  const absl::Status recorded = record.End(outcome);
  return outcome.ok() ? recorded : outcome;
}

absl::Status CallGuard::CheckProject(Constant method, const CallScope& scope,
                                     const Principal& caller) const {
  if (!scope.project.has_value()) return absl::OkStatus();
  const absl::StatusOr<ProjectRecord> project = context_.projects.Find(*scope.project);
  // Who may not see it must not learn its state either: the handler says that it is not there.
  if (!project.ok() || !MaySee(caller, *project)) return absl::OkStatus();
  IEUM_RETURN_IF_ERROR(CheckState(method, project->state));
  return CheckRetention(method.text(), project->terms, context_.clock.Now());
}

absl::Status CallGuard::CheckNamed(const grpc::ServerContext& context, Constant method,
                                   const CallScope& scope, const Principal& caller) const {
  if (!scope.project.has_value()) return absl::OkStatus();
  const absl::StatusOr<ProjectRecord> project = context_.projects.Find(*scope.project);
  // As above; and of what is destroyed there is no manifest any more.
  if (!project.ok() || !MaySee(caller, *project)) return absl::OkStatus();
  if (project->state == ProjectState::kDestroyed) return absl::OkStatus();
  return CheckManifest(context, method, *project);
}

absl::Status CallGuard::CheckRotation(Constant method) const {
  if (!context_.rotation.pending()) return absl::OkStatus();
  const std::string_view name = method.text();
  for (const std::string_view allowed :
       {"AuditService/", "HealthService/", "IntentService/", "CustodyService/AgreeRootKey",
        "CustodyService/StopProject"}) {
    if (name.starts_with(allowed)) return absl::OkStatus();
  }
  return core::FailedPrecondition(
      "the keystore was put under the root key %s, to which two persons have to agree before "
      "anything else is done: 'ieumctl keystore agree --propose'",
      core::ToHex(context_.rotation.root()));
}

absl::Status CallGuard::UseIntent(Constant method, const CallScope& scope, const Principal& caller,
                                  const core::CertificateDetails& certificate, CallRecord& record) {
  // Without a digest nothing says that two persons meant this request.
  if (!scope.request.has_value()) {
    return core::PermissionDenied("%s takes two persons, and cannot be called", method.text());
  }
  const std::string principal = UriOf(caller);
  IEUM_ASSIGN_OR_RETURN(const IntentRecord intent,
                        context_.intents.Use({.method = method.text(),
                                              .digest = *scope.request,
                                              .principal = principal,
                                              .certificate = certificate.fingerprint}));
  record.SetApprovers({intent.proposer.principal, intent.second.value().principal});
  core::AuditEntry used = OwnEntry(context_.audit, "Intent/Use");
  used.project = scope.project;
  used.decided = DigestOf(intent);
  return context_.audit.Append(std::move(used)).status();
}

void CallGuard::WarnOfExpiry(const Principal& caller, const core::CertificateDetails& certificate) {
  constexpr size_t kMaxRemembered = 1'000;
  const absl::Time now = context_.clock.Now();
  if (certificate.valid_until - now >= core::kExpiryWarning) return;
  {
    const core::MutexLock lock(mutex_);
    if (warned_.size() >= kMaxRemembered) warned_.clear();
    const auto [known, first] = warned_.try_emplace(core::ToHex(certificate.fingerprint), now);
    if (!first && now - known->second < absl::Hours(24)) return;
    known->second = now;
  }
  context_.log.Write(Event("certificate_expires")
                         .Id("institution", caller.institution)
                         .Word("role", RoleName(caller.role))
                         .Id("name", caller.name)
                         .Count("days_left", core::DaysLeft(certificate, now)));
}

absl::Status CallGuard::Enter(const core::InstitutionId& institution) {
  const core::MutexLock lock(mutex_);
  int& count = under_way_[institution.value()];
  if (count >= kMaxCallsPerInstitution) {
    return core::ResourceExhausted(
        "%d calls of this institution are under way, the most at a time; try again later", count);
  }
  ++count;
  metrics_.Enter();
  return absl::OkStatus();
}

void CallGuard::Leave(const core::InstitutionId& institution) {
  const core::MutexLock lock(mutex_);
  const auto found = under_way_.find(institution.value());
  if (--found->second == 0) under_way_.erase(found);
  metrics_.Leave();
}

}  // namespace ieum::server
