// What happens around every call, once: who calls, may they, how many at a time, what came of
// it; and the audit log has it before it happens.
#ifndef IEUM_SERVER_SERVICE_CALL_GUARD_H_
#define IEUM_SERVER_SERVICE_CALL_GUARD_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <atomic>
#include <functional>

#include "absl/status/status.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/mutex.h"
#include "ieum/core/base/string_map.h"
#include "ieum/server/audit/audit_log.h"
#include "ieum/server/auth/access_table.h"
#include "ieum/server/auth/deny_list_file.h"
#include "ieum/server/auth/intent_book.h"
#include "ieum/server/auth/principal.h"
#include "ieum/server/custody/root_rotation.h"
#include "ieum/server/observe/log.h"
#include "ieum/server/service/call_metrics.h"
#include "ieum/server/service/call_rate.h"
#include "ieum/server/service/call_record.h"
#include "ieum/server/storage/project_store.h"

namespace ieum::server {

// Calls of one institution that may be under way at once. Each takes a thread, so this keeps one
// institution from taking all.
inline constexpr int kMaxCallsPerInstitution = 16;

// No call may take longer; one without deadline is refused, for it would keep a thread for ever.
inline constexpr absl::Duration kMaxDeadline = absl::Hours(24);

// What a call is judged by; what is referred to outlives the guard.
struct GuardContext {
  const Log& log;
  AuditLog& audit;
  const core::Clock& clock;
  RefusalLimit& refusals;
  const ProjectStore& projects;
  DenyListFile& deny_list;
  IntentBook& intents;
  const RootRotation& rotation;
  Persons persons;
  StoreRole server;
  absl::Duration max_certificate_life;
};

// Thread-safe.
class CallGuard final {
 public:
  explicit CallGuard(const GuardContext& context) : context_(context) {}
  CallGuard(const CallGuard&) = delete;
  CallGuard& operator=(const CallGuard&) = delete;

  // Runs `handle` if the caller may call `method` (a name of auth/access_table.h), and logs and
  // counts the outcome. The audit log has the call before it is handled, and its end if
  // Recording says so; what cannot be recorded is not done. UNAUTHENTICATED: the certificate is not
  // in order, or denied; PERMISSION_DENIED: the role; INVALID_ARGUMENT: no deadline, or one beyond
  // kMaxDeadline; RESOURCE_EXHAUSTED: calls come too fast, or too many are under way;
  // FAILED_PRECONDITION: the project's state, another manifest, or a second person has not agreed;
  // UNAVAILABLE: the audit log cannot be written; else what `handle` returns.
  using Handler = std::function<absl::Status(const Principal&, CallRecord&)>;
  grpc::Status Run(const grpc::ServerContext& context, Constant method, const CallScope& scope,
                   const Handler& handle);
  // The same for a handler that has nothing to add to the record.
  grpc::Status Run(const grpc::ServerContext& context, Constant method, const CallScope& scope,
                   const std::function<absl::Status(const Principal&)>& handle);

  const CallMetrics& metrics() const { return metrics_; }

  // The audit log is not what it was: nothing that it must have is done any more, until somebody
  // has looked and started the server again. UNAVAILABLE from now on; health still answers.
  void Halt() { halted_.store(true); }
  bool halted() const { return halted_.load(); }

 private:
  class Leaving;
  absl::Status Handle(const grpc::ServerContext& context, Constant method, const CallScope& scope,
                      Event& event, const Handler& handle);
  // Whether state and second person, if the method wants one, allow the call.
  absl::Status CheckProject(Constant method, const CallScope& scope, const Principal& caller) const;
  // Whether it names the manifest of the project.
  absl::Status CheckNamed(const grpc::ServerContext& context, Constant method,
                          const CallScope& scope, const Principal& caller) const;
  // Whether the method may be called while two persons have to agree to a root key.
  absl::Status CheckRotation(Constant method) const;
  absl::Status UseIntent(Constant method, const CallScope& scope, const Principal& caller,
                         const core::CertificateDetails& certificate, CallRecord& record);
  void WarnOfExpiry(const Principal& caller, const core::CertificateDetails& certificate);
  absl::Status Enter(const core::InstitutionId& institution);
  void Leave(const core::InstitutionId& institution);

  const GuardContext context_;
  CallRate rate_;
  CallMetrics metrics_;
  std::atomic<bool> halted_ = false;
  mutable core::Mutex mutex_;
  core::StringMap<absl::Time> warned_ ABSL_GUARDED_BY(mutex_);  // by certificate
  core::StringMap<int> under_way_ ABSL_GUARDED_BY(mutex_);      // by institution
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_SERVICE_CALL_GUARD_H_
