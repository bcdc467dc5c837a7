// Looks whether the audit log still is what was signed, while the server runs.
#ifndef IEUM_SERVER_AUDIT_SELF_CHECK_H_
#define IEUM_SERVER_AUDIT_SELF_CHECK_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "ieum/server/audit/audit_log.h"

namespace ieum::server {

// Reads all entries from the database, hashes them anew and compares every node of the tree, and
// the root with that of the last signed checkpoint, which is in memory. Returns the number of
// entries. DATA_LOSS: something was changed, moved or taken away behind the server's back. Entries
// may be appended meanwhile.
absl::StatusOr<uint64_t> CheckLog(const AuditLog& log);

}  // namespace ieum::server

#endif  // IEUM_SERVER_AUDIT_SELF_CHECK_H_
