// The steps of a project, from its creation to its destruction, as the audit logs of matcher and
// joiner show them.
#ifndef IEUM_CORE_RECORD_PROJECT_STEP_H_
#define IEUM_CORE_RECORD_PROJECT_STEP_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "ieum/core/auditlog/audit_entry.h"
#include "ieum/core/page/language.h"

namespace ieum::core {

// In the order in which a project goes through them.
enum class ProjectStep {
  kCreation,
  kAgreement,   // the holders' shares of their secret pass through the relay
  kSubmission,  // encodings come in, and are sealed
  kMatching,
  kDelivery,   // linkage maps and joint keys leave the matcher
  kReceipt,    // linkage maps and payloads come in at the joiner
  kCandidate,  // rows are joined
  kReview,     // the candidate goes to reviewers
  kRelease,
  kDestruction,
};
inline constexpr size_t kProjectStepCount = 10;

// "creation", "agreement" …
std::string_view StepName(ProjectStep step);
std::string_view SayProjectStep(ProjectStep step, Language language);

// Whose log it is.
enum class LogRole { kMatcher, kJoiner };
// Of a log's name, "linkage-center/matcher/server"; nothing: another kind of log.
std::optional<LogRole> LogRoleOf(std::string_view log_name);

// The step that an entry is a part of; nothing: none, as of what was refused, failed, or only read.
std::optional<ProjectStep> StepOf(const AuditEntry& entry, LogRole role);

}  // namespace ieum::core

#endif  // IEUM_CORE_RECORD_PROJECT_STEP_H_
