#include "ieum/core/record/project_step.h"

#include <array>

#include "ieum/core/auditlog/destruction_certificate.h"

namespace ieum::core {
namespace {

struct StepWords {
  std::string_view name;
  Phrase phrase;
};
constexpr std::array<StepWords, kProjectStepCount> kSteps = {{
    {"creation", {"project created", "결합 과제 등록"}},
    {"agreement", {"secret agreed among holders", "보유기관 간 비밀값 합의"}},
    {"submission", {"encodings submitted", "인코딩(결합키) 제출"}},
    {"matching", {"matched", "매칭"}},
    {"delivery", {"linkage maps delivered", "결합키연계정보 전달"}},
    {"receipt", {"maps and payloads received", "연계정보·결합대상정보 접수"}},
    {"candidate", {"joined", "결합"}},
    {"review", {"given to reviewers", "반출 심사"}},
    {"release", {"released", "반출"}},
    {"destruction", {"destroyed", "파기"}},
}};

struct ActOfStep {
  std::string_view act;
  AuditOutcome outcome;
  std::optional<LogRole> role;
  ProjectStep step;
};
// Calls count when they are done; what the server writes itself, when it is about to happen.
constexpr ActOfStep kActs[] = {
    {"ProjectService/CreateProject", AuditOutcome::kDone, {}, ProjectStep::kCreation},
    {"RelayService/LeaveParcel", AuditOutcome::kDone, {}, ProjectStep::kAgreement},
    {"SubmissionService/SubmitChunks", AuditOutcome::kAllowed, {}, ProjectStep::kSubmission},
    {"SubmissionService/SealSubmission", AuditOutcome::kDone, {}, ProjectStep::kSubmission},
    {"BundleService/FinishImport", AuditOutcome::kDone, LogRole::kMatcher,
     ProjectStep::kSubmission},
    {"ProjectService/SealProject", AuditOutcome::kDone, {}, ProjectStep::kSubmission},
    {"Run/Start", AuditOutcome::kAllowed, {}, ProjectStep::kMatching},
    {"Run/End", AuditOutcome::kDone, {}, ProjectStep::kMatching},
    {"Bundle/Export", AuditOutcome::kAllowed, {}, ProjectStep::kDelivery},
    {"ResultService/ReadJointKeys", AuditOutcome::kDone, {}, ProjectStep::kDelivery},
    {"BundleService/FinishImport", AuditOutcome::kDone, LogRole::kJoiner, ProjectStep::kReceipt},
    {"ReleaseService/MakeCandidate", AuditOutcome::kDone, {}, ProjectStep::kCandidate},
    {"Candidate/Export", AuditOutcome::kAllowed, {}, ProjectStep::kReview},
    {"Release/Export", AuditOutcome::kAllowed, {}, ProjectStep::kRelease},
    {kDestructionAct, AuditOutcome::kDone, {}, ProjectStep::kDestruction},
    {kDestructionAct, AuditOutcome::kAllowed, {}, ProjectStep::kDestruction},
};

}  // namespace

std::string_view StepName(ProjectStep step) { return kSteps[static_cast<size_t>(step)].name; }

std::string_view SayProjectStep(ProjectStep step, Language language) {
  return In(language, kSteps[static_cast<size_t>(step)].phrase);
}

std::optional<LogRole> LogRoleOf(std::string_view log_name) {
  const size_t first = log_name.find('/');
  if (first == std::string_view::npos) return std::nullopt;
  const std::string_view role =
      log_name.substr(first + 1, log_name.find('/', first + 1) - first - 1);
  if (role == "matcher") return LogRole::kMatcher;
  if (role == "joiner") return LogRole::kJoiner;
  return std::nullopt;
}

std::optional<ProjectStep> StepOf(const AuditEntry& entry, LogRole role) {
  for (const ActOfStep& of : kActs) {
    if (of.act == entry.act && of.outcome == entry.outcome && of.role.value_or(role) == role) {
      return of.step;
    }
  }
  return std::nullopt;
}

}  // namespace ieum::core
