#include "ieum/server/matcher/call_guard.h"

#include <new>
#include <utility>

#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/server/audit/peer_address.h"
#include "ieum/server/auth/access_table.h"
#include "ieum/server/auth/tls.h"
#include "ieum/server/matcher/grpc_status.h"

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
  const absl::Duration started = core::MonotonicNow();
  Event event("call");
  event.Word("method", method);
  const absl::Status status = Handle(context, method, scope, event, handle);
  Count(status.code());
  log_.Write(event.Code(status.code()).Elapsed(core::MonotonicNow() - started));
  return ToGrpc(status);
}

absl::Status CallGuard::Handle(const grpc::ServerContext& context, Constant method,
                               const CallScope& scope, Event& event, const Handler& handle) {
  core::AuditEntry who;
  who.act = method.text();
  who.certificate = FingerprintOf(*context.auth_context());
  who.peer = ParsePeer(context.peer());
  CallRecord record(audit_, RecordingOf(method), std::move(who));
  const auto refuse = [&record](core::AuditRule rule, const absl::Status& why) {
    const absl::Status recorded = record.Refuse(rule, why);
    return recorded.ok() ? why : recorded;
  };
  const absl::StatusOr<Principal> caller = CallerOf(*context.auth_context());
  if (!caller.ok()) return refuse(core::AuditRule::kIdentity, caller.status());
  event.Id("institution", caller->institution)
      .Word("role", RoleName(caller->role))
      .Id("name", caller->name);
  record.SetPrincipal(UriOf(*caller));
  record.SetScope(scope);
  const absl::Status access = CheckAccess(method, caller->role);
  if (!access.ok()) return refuse(core::AuditRule::kRole, access);
  const absl::Status entered = Enter(caller->institution);
  if (!entered.ok()) return refuse(core::AuditRule::kLoad, entered);
  const Leaving leaving(*this, caller->institution);
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

CallCounts CallGuard::counts() const {
  const core::MutexLock lock(mutex_);
  return counts_;
}

absl::Status CallGuard::Enter(const core::InstitutionId& institution) {
  const core::MutexLock lock(mutex_);
  int& count = under_way_[institution.value()];
  if (count >= kMaxCallsPerInstitution) {
    return core::ResourceExhausted(
        "%d calls of this institution are under way, the most at a time; try again later", count);
  }
  ++count;
  return absl::OkStatus();
}

void CallGuard::Leave(const core::InstitutionId& institution) {
  const core::MutexLock lock(mutex_);
  const auto found = under_way_.find(institution.value());
  if (--found->second == 0) under_way_.erase(found);
}

void CallGuard::Count(absl::StatusCode code) {
  const core::MutexLock lock(mutex_);
  if (code == absl::StatusCode::kOk) {
    ++counts_.ok;
  } else if (code == absl::StatusCode::kUnauthenticated ||
             code == absl::StatusCode::kPermissionDenied) {
    ++counts_.refused;
  } else {
    ++counts_.failed;
  }
}

}  // namespace ieum::server
