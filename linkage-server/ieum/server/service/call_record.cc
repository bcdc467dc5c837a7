#include "ieum/server/service/call_record.h"

#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

constexpr char kNothingDone[] = "nothing was done";

// The rule behind an error of a handler; kNone if it is no refusal.
core::AuditRule RuleOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kUnauthenticated:
      return core::AuditRule::kIdentity;
    case absl::StatusCode::kPermissionDenied:
      return core::AuditRule::kRole;
    case absl::StatusCode::kResourceExhausted:
      return core::AuditRule::kLoad;
    case absl::StatusCode::kNotFound:
      return core::AuditRule::kVisibility;
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAlreadyExists:
      return core::AuditRule::kState;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return core::AuditRule::kContent;
    default:
      return core::AuditRule::kNone;
  }
}

}  // namespace

CallRecord::CallRecord(AuditLog& log, RefusalLimit& refusals, Recording recording,
                       core::AuditEntry caller)
    : log_(log), refusals_(refusals), recording_(recording), entry_(std::move(caller)) {
  entry_.retention = recording == Recording::kAct
                         ? core::AuditRetention::kThreeYearsAfterDestruction
                         : core::AuditRetention::kTwoYears;
}

void CallRecord::AddRows(const core::InstitutionId& party, uint64_t first, uint64_t end) {
  if (first < end && entry_.rows.size() < core::kMaxAuditParties) {
    entry_.rows.push_back({.party = party, .first = first, .end = end});
  }
}

void CallRecord::SetScope(const CallScope& scope) {
  entry_.project = scope.project;
  entry_.run = scope.run;
}

absl::Status CallRecord::Append(const char* consequence) {
  if (recording_ == Recording::kNever) return absl::OkStatus();
  const absl::StatusOr<uint64_t> sequence = log_.Append(entry_);
  if (!sequence.ok()) return core::WithContext(sequence.status(), consequence);
  if (entry_.moment == core::AuditMoment::kBefore) begun_ = *sequence;
  return absl::OkStatus();
}

absl::Status CallRecord::Begin() {
  entry_.moment = core::AuditMoment::kBefore;
  entry_.outcome = core::AuditOutcome::kAllowed;
  return Append(kNothingDone);
}

absl::Status CallRecord::Begin(const core::ProjectId& project) {
  entry_.project = project;
  return Begin();
}

absl::Status CallRecord::Refuse(core::AuditRule rule, const absl::Status& why) {
  entry_.moment = core::AuditMoment::kBefore;
  entry_.outcome = core::AuditOutcome::kRefused;
  entry_.rule = rule;
  entry_.code = static_cast<uint8_t>(why.code());
  if (recording_ == Recording::kNever || !refusals_.Admit(entry_)) return absl::OkStatus();
  return Append(kNothingDone);
}

absl::Status CallRecord::End(const absl::Status& outcome) {
  const core::AuditRule rule = RuleOf(outcome.code());
  if (!begun_.has_value()) {
    // A stream that ended before anything was done.
    if (recording_ == Recording::kNever || outcome.ok()) return absl::OkStatus();
    return Refuse(rule == core::AuditRule::kNone ? core::AuditRule::kContent : rule, outcome);
  }
  const bool counted = !entry_.rows.empty() || entry_.decided.has_value();
  if (outcome.ok() && recording_ == Recording::kRead && !counted) return absl::OkStatus();
  entry_.moment = core::AuditMoment::kAfter;
  entry_.begun_by = *begun_;
  entry_.rule = rule;
  entry_.code = static_cast<uint8_t>(outcome.code());
  entry_.outcome = outcome.ok()                     ? core::AuditOutcome::kDone
                   : rule == core::AuditRule::kNone ? core::AuditOutcome::kFailed
                                                    : core::AuditOutcome::kRefused;
  return Append("it was done, but how it ended cannot be recorded");
}

}  // namespace ieum::server
