#include "ieum/server/matcher/call_guard.h"

#include <new>

#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
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
                            const std::function<absl::Status(const Principal&)>& handle) {
  const absl::Duration started = core::MonotonicNow();
  Event event("call");
  event.Word("method", method);
  const auto run = [&]() -> absl::Status {
    IEUM_ASSIGN_OR_RETURN(const Principal caller, CallerOf(*context.auth_context()));
    event.Id("institution", caller.institution)
        .Word("role", RoleName(caller.role))
        .Id("name", caller.name);
    IEUM_RETURN_IF_ERROR(CheckAccess(method, caller.role));
    IEUM_RETURN_IF_ERROR(Enter(caller.institution));
    const Leaving leaving(*this, caller.institution);
    try {
      return handle(caller);
    } catch (const std::bad_alloc&) {
      // gRPC would answer UNKNOWN and nobody would count or log it.
      return core::ResourceExhausted("the server is out of memory; try again later");
    }
  };
  const absl::Status status = run();
  Count(status.code());
  log_.Write(event.Code(status.code()).Elapsed(core::MonotonicNow() - started));
  return ToGrpc(status);
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
