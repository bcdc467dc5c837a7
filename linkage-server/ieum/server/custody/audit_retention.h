// Which entries of the audit log have outlived their retention, and their erasure.
#ifndef IEUM_SERVER_CUSTODY_AUDIT_RETENTION_H_
#define IEUM_SERVER_CUSTODY_AUDIT_RETENTION_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/auditlog/audit_entry.h"
#include "ieum/core/base/string_map.h"
#include "ieum/server/audit/audit_log.h"
#include "ieum/server/storage/server_store.h"

namespace ieum::server {

// What is recorded as to be erased stays for so long: time for exports and witnesses to see the
// record, and for people to see that a clock went wrong.
inline constexpr absl::Duration kErasureNotice = absl::Hours(24 * 7);
// Entries that are looked at for erasure at once; the rest waits for the next time.
inline constexpr size_t kMaxErasedAtOnce = 1'000'000;

// When each project of the store was destroyed to its end, by name; one that is there again, or
// that nobody destroyed, is not in it.
using DestroyedProjects = core::StringMap<absl::Time>;
absl::StatusOr<DestroyedProjects> FindDestroyed(ServerStore& store);

// From when on the entry may be erased: two or three years by the calendar of Korea after it was
// written, or three years after the destruction of its project, or after the entry if that is
// later. The infinite future for an entry that is kept for ever, or whose project is not destroyed,
// or that names none though its class wants one.
absl::Time AuditRetentionEnd(const core::AuditEntry& entry, const DestroyedProjects& destroyed);

struct ErasedAuditEntries {
  uint64_t recorded = 0;  // entries of which the log now says that they are erased
  uint64_t erased = 0;
};
// Records entries whose retention is over, and erases those whose record is older than
// kErasureNotice and whose retention still is over. The last anchor of each project that is not
// destroyed stays (custody/store_anchors.h). Repeating is harmless; what is not done stays for the
// next time. Errors as AuditLog::Append, Read and Erase. One thread at a time.
absl::StatusOr<ErasedAuditEntries> EraseOutlivedEntries(ServerStore& store, AuditLog& audit,
                                                        absl::Time now);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CUSTODY_AUDIT_RETENTION_H_
