// How entries and summaries of an audit log are shown.
#ifndef IEUM_SERVER_CMD_IEUMCTL_AUDIT_DISPLAY_H_
#define IEUM_SERVER_CMD_IEUMCTL_AUDIT_DISPLAY_H_

#include <string>
#include <vector>

#include "ieum/core/auditlog/audit_entry.h"
#include "ieum/core/auditlog/log_folder.h"

namespace ieum::server {

// A table: one line for each entry.
std::string EntriesText(const std::vector<core::AuditEntry>& entries);
// {"entries": [ … ]}, every field of each.
std::string EntriesJson(const std::vector<core::AuditEntry>& entries);

std::string SummaryText(const core::LogSummary& summary);
std::string SummaryJson(const core::LogSummary& summary);

// What `audit prove` has shown.
struct ProvedEntry {
  core::AuditEntry entry;
  core::Checkpoint checkpoint;
  core::Sha256Digest leaf_hash;
  std::vector<core::Sha256Digest> inclusion;
  bool continues_older;
};
std::string ProvedText(const ProvedEntry& proved);
std::string ProvedJson(const ProvedEntry& proved);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_AUDIT_DISPLAY_H_
