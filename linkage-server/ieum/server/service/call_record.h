// What the audit log gets of one call: an entry before anything is done, and one after.
#ifndef IEUM_SERVER_SERVICE_CALL_RECORD_H_
#define IEUM_SERVER_SERVICE_CALL_RECORD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "ieum/server/audit/audit_log.h"
#include "ieum/server/auth/access_table.h"
#include "ieum/server/service/refusal_limit.h"

namespace ieum::server {

// What is known of a call's scope before it is handled.
struct CallScope {
  std::optional<core::ProjectId> project;
  uint32_t run = 0;
  // The project stands in the first message of a stream: the handler calls CallRecord::Begin.
  bool in_stream = false;
  // SHA-256 of the request, where a second person must have agreed to it.
  std::optional<core::Sha256Digest> request = std::nullopt;
};

// One thread at a time.
class CallRecord final {
 public:
  // `caller` has who, from where and which method. Log and limit outlive this object.
  CallRecord(AuditLog& log, RefusalLimit& refusals, Recording recording, core::AuditEntry caller);

  // What the handler finds out; stands in the entry after the call.
  void SetRun(uint32_t run) { entry_.run = run; }
  void AddRows(const core::InstitutionId& party, uint64_t first, uint64_t end);
  void SetDecided(const core::Sha256Digest& digest) { entry_.decided = digest; }

  // Both persons whose intent let the call through; empty if it took none.
  void SetApprovers(std::vector<std::string> uris) { approvers_ = std::move(uris); }
  const std::vector<std::string>& approvers() const { return approvers_; }

  void SetPrincipal(std::string_view uri) { entry_.principal = uri; }
  void SetScope(const CallScope& scope);
  // The entry before the act; until it returns OK nothing may be done.
  absl::Status Begin();
  absl::Status Begin(const core::ProjectId& project);
  // The entry of a call that may not begin, unless its caller has had too many of them.
  absl::Status Refuse(core::AuditRule rule, const absl::Status& why);
  // The entry after the act, if one is due.
  absl::Status End(const absl::Status& outcome);

 private:
  absl::Status Append(const char* consequence);

  AuditLog& log_;
  RefusalLimit& refusals_;
  const Recording recording_;
  core::AuditEntry entry_;
  std::optional<uint64_t> begun_;
  std::vector<std::string> approvers_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_SERVICE_CALL_RECORD_H_
