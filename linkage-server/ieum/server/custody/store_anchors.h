// Ties the store to the audit log: what was written for each project, as a digest in the log, by
// which a store that was put back to an older state, while the log was not, is found at the next
// start, and by everybody who has an export of the log. FORMAT: docs/formats/sealed-value.md.
#ifndef IEUM_SERVER_CUSTODY_STORE_ANCHORS_H_
#define IEUM_SERVER_CUSTODY_STORE_ANCHORS_H_

#include <cstdint>
#include <map>

#include "absl/status/statusor.h"
#include "ieum/core/base/mutex.h"
#include "ieum/server/audit/audit_log.h"
#include "ieum/server/storage/server_store.h"

namespace ieum::server {

// The act of an anchor's entry, whose `decided` is the digest.
inline constexpr char kAnchorAct[] = "Store/Anchor";

// Thread-safe.
class StoreAnchors final {
 public:
  // Both outlive the object.
  StoreAnchors(ServerStore& store, AuditLog& audit) : store_(store), audit_(audit) {}
  StoreAnchors(const StoreAnchors&) = delete;
  StoreAnchors& operator=(const StoreAnchors&) = delete;

  // Compares the store with the last anchor of each project in the log; returns how many there are.
  // DATA_LOSS: a project lacks what it held when it was anchored, or is gone without having been
  // destroyed. Call once, before AnchorChanged.
  absl::StatusOr<uint64_t> Check();
  // Writes an anchor of each project that was written to since its last one. Errors as
  // AuditLog::Append; repeating is harmless.
  absl::Status AnchorChanged();

 private:
  ServerStore& store_;
  AuditLog& audit_;
  core::Mutex mutex_;
  std::map<uint32_t, uint64_t> anchored_ ABSL_GUARDED_BY(mutex_);  // writes, by project number
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CUSTODY_STORE_ANCHORS_H_
