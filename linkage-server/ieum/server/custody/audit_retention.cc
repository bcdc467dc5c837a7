#include "ieum/server/custody/audit_retention.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "ieum/core/auditlog/erasure.h"
#include "ieum/core/base/status.h"
#include "ieum/server/audit/own_entry.h"
#include "ieum/server/custody/store_anchors.h"
#include "ieum/server/storage/destruction_record.h"

namespace ieum::server {
namespace {

constexpr uint64_t kAll = std::numeric_limits<uint64_t>::max();

// The same moment of the day so many years later; of a day that the year does not have, the next.
absl::Time YearsAfter(absl::Time time, int years) {
  constexpr int kKoreaSeconds = 9 * 60 * 60;
  const absl::TimeZone korea = absl::FixedTimeZone(kKoreaSeconds);
  const absl::CivilSecond then = absl::ToCivilSecond(time, korea);
  const absl::CivilSecond later(then.year() + years, then.month(), then.day(), then.hour(),
                                then.minute(), then.second());
  return absl::FromCivil(later, korea) + (time - absl::FromCivil(then, korea));
}

struct Outlived {
  uint64_t sequence;
  core::AuditRetention retention;
};

// One look at the whole log.
class Search final {
 public:
  Search(const AuditLog& audit, const DestroyedProjects& destroyed, absl::Time now)
      : audit_(audit), destroyed_(destroyed), now_(now) {}

  absl::Status Run() {
    IEUM_RETURN_IF_ERROR(
        audit_.Read(0, kAll, [this](const core::AuditEntry& entry) { return Look(entry); }));
    for (const Outlived& found : outlived_) {
      const std::optional<uint64_t> record = audit_.ErasureRecordOf(found.sequence);
      if (!record.has_value()) {
        to_record_.push_back(found);
      } else if (records_.at(*record) + kErasureNotice <= now_) {
        to_erase_.push_back(found.sequence);
      }
    }
    std::sort(to_record_.begin(), to_record_.end(),
              [](const Outlived& a, const Outlived& b) { return a.sequence < b.sequence; });
    return absl::OkStatus();
  }
  // By number.
  const std::vector<Outlived>& to_record() const { return to_record_; }
  const std::vector<uint64_t>& to_erase() const { return to_erase_; }

 private:
  absl::Status Look(const core::AuditEntry& entry) {
    if (entry.act == core::kEraseAct) records_[entry.sequence] = entry.time;
    std::optional<Outlived> found;
    if (AuditRetentionEnd(entry, destroyed_) <= now_) {
      found = {.sequence = entry.sequence, .retention = entry.retention};
    }
    if (entry.act == kAnchorAct && entry.project.has_value() &&
        !destroyed_.contains(entry.project->value())) {
      // It is needed unless another one follows; then the one before it is not.
      found.swap(last_anchors_[entry.project->value()]);
    }
    if (found.has_value() && outlived_.size() < kMaxErasedAtOnce) outlived_.push_back(*found);
    return absl::OkStatus();
  }

  const AuditLog& audit_;
  const DestroyedProjects& destroyed_;
  const absl::Time now_;
  std::map<uint64_t, absl::Time> records_;  // when written, by number
  // By project; nothing where the retention of the last one is not over.
  core::StringMap<std::optional<Outlived>> last_anchors_;
  std::vector<Outlived> outlived_;
  std::vector<Outlived> to_record_;
  std::vector<uint64_t> to_erase_;
};

std::vector<core::ErasedRange> RangesOf(const std::vector<Outlived>& entries) {
  std::vector<core::ErasedRange> ranges;
  for (const Outlived& entry : entries) {
    if (!ranges.empty() && ranges.back().end == entry.sequence &&
        ranges.back().retention == entry.retention) {
      ++ranges.back().end;
    } else {
      ranges.push_back(
          {.first = entry.sequence, .end = entry.sequence + 1, .retention = entry.retention});
    }
  }
  return ranges;
}

absl::Status Record(const std::vector<core::ErasedRange>& ranges, AuditLog& audit) {
  for (size_t first = 0; first < ranges.size(); first += core::kMaxAuditParties) {
    const size_t end = std::min(ranges.size(), first + core::kMaxAuditParties);
    core::AuditEntry record = OwnEntry(audit, core::kEraseAct);
    core::SetErased({ranges.begin() + static_cast<std::ptrdiff_t>(first),
                     ranges.begin() + static_cast<std::ptrdiff_t>(end)},
                    record);
    IEUM_RETURN_IF_ERROR(audit.Append(std::move(record)).status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<DestroyedProjects> FindDestroyed(ServerStore& store) {
  IEUM_ASSIGN_OR_RETURN(const std::vector<DestructionRecord> records,
                        ReadDestructions(store.unsealed_database()));
  DestroyedProjects destroyed;
  for (const DestructionRecord& record : records) {
    if (record.step != DestructionStep::kDone) continue;
    const auto [known, is_new] = destroyed.emplace(record.project.value(), record.finished);
    if (!is_new) known->second = std::max(known->second, record.finished);
  }
  for (const ProjectRecord& project : store.projects().List()) {
    if (project.state != ProjectState::kDestroyed) destroyed.erase(project.terms.id.value());
  }
  return destroyed;
}

absl::Time AuditRetentionEnd(const core::AuditEntry& entry, const DestroyedProjects& destroyed) {
  switch (entry.retention) {
    case core::AuditRetention::kTwoYears:
      return YearsAfter(entry.time, 2);
    case core::AuditRetention::kThreeYears:
      return YearsAfter(entry.time, 3);
    case core::AuditRetention::kThreeYearsAfterDestruction:
      if (!entry.project.has_value()) break;
      if (const auto found = destroyed.find(entry.project->value()); found != destroyed.end()) {
        return YearsAfter(std::max(entry.time, found->second), 3);
      }
      break;
    case core::AuditRetention::kAlways:
      break;
  }
  return absl::InfiniteFuture();
}

absl::StatusOr<ErasedAuditEntries> EraseOutlivedEntries(ServerStore& store, AuditLog& audit,
                                                        absl::Time now) {
  IEUM_ASSIGN_OR_RETURN(const DestroyedProjects destroyed, FindDestroyed(store));
  Search search(audit, destroyed, now);
  IEUM_RETURN_IF_ERROR(search.Run());
  IEUM_RETURN_IF_ERROR(Record(RangesOf(search.to_record()), audit));
  IEUM_RETURN_IF_ERROR(audit.Erase(search.to_erase()));
  return ErasedAuditEntries{.recorded = search.to_record().size(),
                            .erased = search.to_erase().size()};
}

}  // namespace ieum::server
