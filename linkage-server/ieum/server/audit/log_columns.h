// Where the audit log's values lie in the database. FORMAT: docs/formats/audit-log.md.
#ifndef IEUM_SERVER_AUDIT_LOG_COLUMNS_H_
#define IEUM_SERVER_AUDIT_LOG_COLUMNS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "ieum/core/base/status.h"
#include "ieum/server/storage/keys.h"

namespace ieum::server {

// FORMAT: keys of the column of checkpoints.
inline constexpr uint32_t kLastCheckpoint = 0;
inline constexpr uint32_t kCosignedCheckpoint = 1;
inline constexpr uint32_t kErasedInFiles = 2;  // there while files may hold erased entries

inline std::string AuditEntryKey(uint64_t sequence) {
  return MakeKey({static_cast<uint32_t>(sequence >> 32), static_cast<uint32_t>(sequence)});
}

// REQUIRES: a key that AuditEntryKey makes.
inline uint64_t AuditEntrySequence(std::string_view key) {
  return uint64_t{KeyPart(key, 0)} << 32 | KeyPart(key, 1);
}

inline std::string AuditNodeKey(int level, uint64_t index) {
  return MakeKey({static_cast<uint32_t>(level), static_cast<uint32_t>(index >> 32),
                  static_cast<uint32_t>(index)});
}

inline absl::Status BrokenLog(const std::string& what) {
  return core::DataLoss(
      "the audit log does not agree with itself: %s. The server does not start on it; keep the "
      "data folder as evidence and restore a backup",
      what);
}

}  // namespace ieum::server

#endif  // IEUM_SERVER_AUDIT_LOG_COLUMNS_H_
