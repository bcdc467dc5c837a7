// Entries of an audit log that are erased when their retention has run out: the entry's bytes go,
// its leaf hash stays, so that the tree is verified as before. An entry may be missing only if a
// later one, of the act kEraseAct, records its number. FORMAT: docs/formats/audit-log.md.
#ifndef IEUM_CORE_AUDITLOG_ERASURE_H_
#define IEUM_CORE_AUDITLOG_ERASURE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "ieum/core/auditlog/audit_entry.h"

namespace ieum::core {

// Entries [first, end) of one retention class.
struct ErasedRange {
  uint64_t first;
  uint64_t end;
  AuditRetention retention;

  friend bool operator==(const ErasedRange&, const ErasedRange&) = default;
};

// The fields of a record that say what it is of; the rest is the caller's. REQUIRES: 1 to
// kMaxAuditParties ranges in order, none empty, none over another, of classes that end.
void SetErased(const std::vector<ErasedRange>& ranges, AuditEntry& record);
// What a record says is, or may be, erased; empty for any other entry.
std::vector<ErasedRange> ErasedBy(const AuditEntry& entry);

// Which entries are recorded as erased, and by which entry. Copyable; one thread at a time.
class ErasureRecords final {
 public:
  // Of a record; any other entry adds nothing. What was recorded before stays with its record.
  void Add(const AuditEntry& entry);
  // Number of the record that has this entry.
  std::optional<uint64_t> Find(uint64_t sequence) const;
  // The first of [first, end) that no record numbered below `limit` has.
  std::optional<uint64_t> FirstUnrecorded(uint64_t first, uint64_t end,
                                          uint64_t limit = UINT64_MAX) const;

 private:
  struct Range {
    uint64_t end;
    uint64_t record;
  };
  std::map<uint64_t, Range> ranges_;  // by first; they do not overlap
};

// One pass over a log in order, in memory that grows with the number of ranges.
class ErasureCheck final {
 public:
  void SawEntry(const AuditEntry& entry) { records_.Add(entry); }
  void SawErased(uint64_t sequence);
  // Entries that are missing.
  uint64_t count() const { return count_; }
  // DATA_LOSS if an entry is missing that no entry records as erased; names the first.
  absl::Status Finish() const;
  const ErasureRecords& records() const { return records_; }

 private:
  struct Range {
    uint64_t first;
    uint64_t end;
  };
  ErasureRecords records_;
  std::vector<Range> missing_;
  uint64_t count_ = 0;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_AUDITLOG_ERASURE_H_
