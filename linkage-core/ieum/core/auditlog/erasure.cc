#include "ieum/core/auditlog/erasure.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::core {

void SetErased(const std::vector<ErasedRange>& ranges, AuditEntry& record) {
  record.act = kEraseAct;
  record.moment = AuditMoment::kBefore;
  record.outcome = AuditOutcome::kAllowed;
  record.retention = AuditRetention::kAlways;
  record.rows.clear();
  for (const ErasedRange& range : ranges) {
    record.rows.push_back({.party = InstitutionId::Parse(LabelOf(range.retention)).value(),
                           .first = range.first,
                           .end = range.end});
  }
}

std::vector<ErasedRange> ErasedBy(const AuditEntry& entry) {
  std::vector<ErasedRange> ranges;
  if (entry.act != kEraseAct) return ranges;
  for (const AuditRows& rows : entry.rows) {
    const std::optional<AuditRetention> retention = RetentionOf(rows.party.value());
    IEUM_CHECK(retention.has_value());
    ranges.push_back({.first = rows.first, .end = rows.end, .retention = *retention});
  }
  return ranges;
}

void ErasureRecords::Add(const AuditEntry& entry) {
  for (const ErasedRange& range : ErasedBy(entry)) {
    // Only what lies between the ranges that there are.
    uint64_t first = range.first;
    while (first < range.end) {
      const auto next = ranges_.upper_bound(first);
      if (next != ranges_.begin() && std::prev(next)->second.end > first) {
        first = std::prev(next)->second.end;
        continue;
      }
      const uint64_t end = next == ranges_.end() ? range.end : std::min(range.end, next->first);
      ranges_.emplace_hint(next, first, Range{.end = end, .record = entry.sequence});
      first = end;
    }
  }
}

std::optional<uint64_t> ErasureRecords::Find(uint64_t sequence) const {
  const auto next = ranges_.upper_bound(sequence);
  if (next == ranges_.begin() || std::prev(next)->second.end <= sequence) return std::nullopt;
  return std::prev(next)->second.record;
}

std::optional<uint64_t> ErasureRecords::FirstUnrecorded(uint64_t first, uint64_t end,
                                                        uint64_t limit) const {
  while (first < end) {
    const auto next = ranges_.upper_bound(first);
    if (next == ranges_.begin()) return first;
    const Range& range = std::prev(next)->second;
    if (range.end <= first || range.record >= limit) return first;
    first = range.end;
  }
  return std::nullopt;
}

void ErasureCheck::SawErased(uint64_t sequence) {
  ++count_;
  if (!missing_.empty() && missing_.back().end == sequence) {
    ++missing_.back().end;
  } else {
    missing_.push_back({.first = sequence, .end = sequence + 1});
  }
}

absl::Status ErasureCheck::Finish() const {
  for (const Range& range : missing_) {
    const std::optional<uint64_t> lost = records_.FirstUnrecorded(range.first, range.end);
    if (!lost.has_value()) continue;
    return DataLoss(
        "entry %d is missing, and no later entry records that it was erased after its retention",
        *lost);
  }
  return absl::OkStatus();
}

}  // namespace ieum::core
