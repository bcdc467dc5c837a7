// What the audit logs of a matcher and a joiner say of each project: which steps it has gone
// through, whose rows came in, to whom anything went out. Made from entries, so whoever holds an
// exported log comes to the same. Pure: no I/O.
#ifndef IEUM_CORE_RECORD_PROJECT_HISTORY_H_
#define IEUM_CORE_RECORD_PROJECT_HISTORY_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "ieum/core/auditlog/audit_entry.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/record/project_step.h"

namespace ieum::core {

// Where a statement can be looked up: `ieumctl audit prove --entry`.
struct EntryPlace {
  std::string log;  // its name
  uint64_t sequence = 0;
};

struct StepTimes {
  absl::Time first;
  absl::Time last;
  uint64_t entry_count = 0;
};

// Something that left a server, or came in.
struct Handover {
  absl::Time time;
  std::string act;                      // "Release/Export"
  std::string principal;                // whose it was or for whom: ieum://…
  std::string party;                    // whose rows; empty: not one holder's
  uint64_t row_count = 0;               // 0: not recorded
  std::optional<Sha256Digest> decided;  // of the candidate, of the cover
  EntryPlace place;
};

struct HolderUse {
  uint64_t submission_count = 0;  // sealed, at the matcher
  uint64_t submitted_rows = 0;
  uint64_t receipt_count = 0;  // linkage maps and payloads at the joiner
  uint64_t received_rows = 0;
};

// Stopped in an emergency, or resumed.
struct Interruption {
  absl::Time time;
  std::string act;  // "Stop/Order", "CustodyService/ResumeProject"
  EntryPlace place;
};

struct ProjectHistory {
  std::vector<Sha256Digest> manifests;  // that it was created with, each once
  std::array<std::optional<StepTimes>, kProjectStepCount> steps;
  std::map<std::string, HolderUse> holders;  // by institution
  uint64_t run_count = 0;                    // that ended well
  uint64_t failed_run_count = 0;
  std::vector<Handover> handovers;  // log by log, in the order of the entries
  std::vector<Interruption> interruptions;
  uint64_t entry_count = 0;
  uint64_t refused_count = 0;
  std::vector<std::pair<absl::Time, EntryPlace>> destroyed;  // one of each log

  const std::optional<StepTimes>& step(ProjectStep which) const {
    return steps[static_cast<size_t>(which)];
  }
};

// A month of all projects, by the calendar of Korea.
struct MonthUse {
  uint64_t entry_count = 0;
  uint64_t refused_count = 0;
  uint64_t created_count = 0;
  uint64_t submitted_rows = 0;
  uint64_t run_count = 0;
  uint64_t release_count = 0;
  uint64_t destroyed_count = 0;
};

// Entries of [from, to) only.
struct HistoryWindow {
  absl::Time from = absl::InfinitePast();
  absl::Time to = absl::InfiniteFuture();
};

struct Histories {
  std::map<std::string, ProjectHistory> projects;  // by project id
  std::map<absl::CivilMonth, MonthUse> months;
  std::array<uint64_t, 8> refused = {};  // by AuditRule, calls without a project too
  uint64_t entry_count = 0;
  absl::Time last = absl::InfinitePast();  // of the entries
};

// Adds entries in the order of their log, one log after the other. One thread.
class HistoryBuilder final {
 public:
  explicit HistoryBuilder(HistoryWindow window = {}) : window_(window) {}

  // INVALID_ARGUMENT: neither a matcher's log nor a joiner's.
  absl::Status Begin(const std::string& log_name);
  // REQUIRES: Begin.
  void Add(const AuditEntry& entry);

  const Histories& histories() const { return histories_; }

 private:
  void AddToProject(const AuditEntry& entry, ProjectHistory& project, MonthUse& month);

  HistoryWindow window_;
  std::string log_name_;
  LogRole role_ = LogRole::kMatcher;
  Histories histories_;
};

// Times of the law are times of Korea, which has no summer time.
absl::TimeZone KoreanTime();
absl::CivilDay KoreanDay(absl::Time time);

}  // namespace ieum::core

#endif  // IEUM_CORE_RECORD_PROJECT_HISTORY_H_
