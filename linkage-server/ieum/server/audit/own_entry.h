// Entries that the server makes of its own accord.
#ifndef IEUM_SERVER_AUDIT_OWN_ENTRY_H_
#define IEUM_SERVER_AUDIT_OWN_ENTRY_H_

#include "ieum/server/audit/audit_log.h"

namespace ieum::server {

// An entry of the server itself: no call, no address.
core::AuditEntry OwnEntry(const AuditLog& log, const char* act);

}  // namespace ieum::server

#endif  // IEUM_SERVER_AUDIT_OWN_ENTRY_H_
