#include "ieum/server/audit/own_entry.h"

#include <string>
#include <utility>

namespace ieum::server {

core::AuditEntry OwnEntry(const AuditLog& log, const char* act) {
  core::AuditEntry entry;
  entry.act = act;
  entry.retention = core::AuditRetention::kThreeYears;
  // The log is named after the server, unless somebody has made its key by hand.
  std::string principal = "ieum://" + log.verifier().name();
  if (core::IsPrincipalUri(principal)) entry.principal = std::move(principal);
  return entry;
}

}  // namespace ieum::server
