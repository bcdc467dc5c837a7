#include "ieum/core/record/project_history.h"

#include <algorithm>
#include <string_view>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr std::string_view kObjectionAct = "Objection/Import";
constexpr std::array<std::string_view, 5> kHandovers = {
    "Bundle/Export", "Bundle/Import", kObjectionAct, "Candidate/Export", "Release/Export"};

bool IsHandover(const AuditEntry& entry) {
  return entry.outcome != AuditOutcome::kRefused && entry.outcome != AuditOutcome::kFailed &&
         std::find(kHandovers.begin(), kHandovers.end(), entry.act) != kHandovers.end();
}

bool IsInterruption(const AuditEntry& entry) {
  return entry.act.starts_with("Stop/") ||
         (entry.act == "CustodyService/ResumeProject" && entry.outcome == AuditOutcome::kDone);
}

uint64_t RowsOf(const AuditEntry& entry) {
  uint64_t count = 0;
  for (const AuditRows& rows : entry.rows) count += rows.end - rows.first;
  return count;
}

// The objection that this call has brought to its end; null if it brought something else. Its entry
// stands in the same log, before the call's.
Handover* ObjectionOf(const AuditEntry& call, const std::string& log, ProjectHistory& project) {
  const auto is_it = [&](const Handover& at) {
    return at.act == kObjectionAct && at.place.log == log && at.decided == call.decided;
  };
  const auto found = std::find_if(project.handovers.rbegin(), project.handovers.rend(), is_it);
  return found == project.handovers.rend() ? nullptr : &*found;
}

}  // namespace

absl::TimeZone KoreanTime() {
  constexpr int kOffsetSeconds = 9 * 60 * 60;
  return absl::FixedTimeZone(kOffsetSeconds);
}

absl::CivilDay KoreanDay(absl::Time time) { return absl::ToCivilDay(time, KoreanTime()); }

absl::Status HistoryBuilder::Begin(const std::string& log_name) {
  const std::optional<LogRole> role = LogRoleOf(log_name);
  if (!role.has_value()) {
    return InvalidArgument(
        "the log '%s' is of neither a matcher nor a joiner, whose logs are called "
        "<institution>/matcher/<name> and <institution>/joiner/<name>",
        log_name);
  }
  role_ = *role;
  log_name_ = log_name;
  return absl::OkStatus();
}

void HistoryBuilder::Add(const AuditEntry& entry) {
  if (entry.time < window_.from || entry.time >= window_.to) return;
  MonthUse& month = histories_.months[absl::CivilMonth(KoreanDay(entry.time))];
  ++histories_.entry_count;
  ++month.entry_count;
  histories_.last = std::max(histories_.last, entry.time);
  if (entry.outcome == AuditOutcome::kRefused) {
    const uint64_t calls = entry.act == kMoreRefusedAct ? entry.run : 1;
    histories_.refused[static_cast<size_t>(entry.rule)] += calls;
    month.refused_count += calls;
  }
  if (!entry.project.has_value()) return;
  AddToProject(entry, histories_.projects[entry.project->value()], month);
}

void HistoryBuilder::AddToProject(const AuditEntry& entry, ProjectHistory& project,
                                  MonthUse& month) {
  const EntryPlace place{.log = log_name_, .sequence = entry.sequence};
  ++project.entry_count;
  if (entry.outcome == AuditOutcome::kRefused) ++project.refused_count;
  const bool done = entry.outcome == AuditOutcome::kDone;
  const bool imported = entry.act == "BundleService/FinishImport" && done;
  Handover* const objection = imported ? ObjectionOf(entry, log_name_, project) : nullptr;
  if (objection != nullptr) {
    objection->row_count = RowsOf(entry);
    if (entry.rows.size() == 1) objection->party = entry.rows[0].party.value();
  }
  const std::optional<ProjectStep> step = StepOf(entry, role_);
  if (step.has_value() && objection == nullptr) {
    std::optional<StepTimes>& times = project.steps[static_cast<size_t>(*step)];
    if (!times.has_value()) times = StepTimes{.first = entry.time, .last = entry.time};
    times->first = std::min(times->first, entry.time);
    times->last = std::max(times->last, entry.time);
    ++times->entry_count;
  }
  if (step == ProjectStep::kCreation && entry.decided.has_value()) {
    auto& known = project.manifests;
    if (std::find(known.begin(), known.end(), *entry.decided) == known.end()) {
      known.push_back(*entry.decided);
    }
    if (role_ == LogRole::kMatcher) ++month.created_count;
  }
  const bool sealed = entry.act == "SubmissionService/SealSubmission" && done;
  if (sealed || (imported && objection == nullptr)) {
    for (const AuditRows& rows : entry.rows) {
      HolderUse& use = project.holders[rows.party.value()];
      const uint64_t count = rows.end - rows.first;
      if (role_ == LogRole::kMatcher) {
        ++use.submission_count;
        use.submitted_rows += count;
        month.submitted_rows += count;
      } else {
        ++use.receipt_count;
        use.received_rows += count;
      }
    }
  }
  if (entry.act == "Run/End") {
    ++(done ? project.run_count : project.failed_run_count);
    if (done) ++month.run_count;
  }
  if (entry.act == "Release/Export") ++month.release_count;
  if (IsHandover(entry)) {
    project.handovers.push_back({.time = entry.time,
                                 .act = entry.act,
                                 .principal = entry.principal,
                                 .party = entry.rows.size() == 1 ? entry.rows[0].party.value() : "",
                                 .row_count = RowsOf(entry),
                                 .decided = entry.decided,
                                 .place = place});
  }
  if (IsInterruption(entry)) project.interruptions.push_back({entry.time, entry.act, place});
  if (step == ProjectStep::kDestruction) {
    const bool known = std::any_of(project.destroyed.begin(), project.destroyed.end(),
                                   [&](const auto& at) { return at.second.log == log_name_; });
    if (!known) {  // a certificate that is issued again has an entry of its own
      project.destroyed.emplace_back(entry.time, place);
      if (role_ == LogRole::kMatcher) ++month.destroyed_count;
    }
  }
}

}  // namespace ieum::core
