// How entries and summaries of an audit log are shown.
#ifndef IEUM_SERVER_CMD_IEUMCTL_AUDIT_DISPLAY_H_
#define IEUM_SERVER_CMD_IEUMCTL_AUDIT_DISPLAY_H_

#include <string>
#include <vector>

#include "ieum/core/auditlog/audit_entry.h"
#include "ieum/core/auditlog/log_folder.h"

namespace ieum::server {

// Some entries of a log, and those in between that are erased.
struct ShownEntries {
  std::vector<core::AuditEntry> entries;
  struct Erased {
    uint64_t first;
    uint64_t end;
  };
  std::vector<Erased> erased;
};
// A table: one line for each entry, and one for those that are erased and follow each other.
std::string EntriesText(const ShownEntries& shown);
// {"entries": [ … ], "erased": [ … ]}, every field of each.
std::string EntriesJson(const ShownEntries& shown);

std::string SummaryText(const core::LogSummary& summary);
std::string SummaryJson(const core::LogSummary& summary);

// What `audit prove` has shown.
struct ProvedEntry {
  core::AuditEntry entry;  // of an erased one: the record of its erasure
  uint64_t index;          // of the entry that was asked for
  bool erased;
  core::Checkpoint checkpoint;
  core::Sha256Digest leaf_hash;
  std::vector<core::Sha256Digest> inclusion;
  bool continues_older;
};
std::string ProvedText(const ProvedEntry& proved);
std::string ProvedJson(const ProvedEntry& proved);

// What the server took back.
struct AcceptedCheckpoint {
  uint64_t size;
  std::vector<std::string> witnesses;
};
std::string AcceptedText(const AcceptedCheckpoint& accepted);
std::string AcceptedJson(const AcceptedCheckpoint& accepted);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_AUDIT_DISPLAY_H_
