// The two-person rule for the root key of the keystore. The key changes while the server is stopped
// (ieumctl keystore rotate), so two persons have to agree to it afterwards: until they have, the
// server does nothing else. FORMAT: docs/formats/sealed-value.md.
#ifndef IEUM_SERVER_CUSTODY_ROOT_ROTATION_H_
#define IEUM_SERVER_CUSTODY_ROOT_ROTATION_H_

#include <atomic>
#include <memory>

#include "absl/status/statusor.h"
#include "ieum/core/base/digest.h"
#include "ieum/server/audit/audit_log.h"
#include "ieum/server/keystore/keystore.h"
#include "ieum/server/storage/rocks_database.h"

namespace ieum::server {

// Thread-safe.
class RootRotation final {
 public:
  // Compares the keystore's root key with the one that was agreed to last; the first of a store is
  // agreed to by making it. Another one gets an entry of the audit log. The first and second
  // outlive the object. DATA_LOSS: the record is damaged; else errors as RocksDatabase::Write and
  // AuditLog::Append.
  static absl::StatusOr<std::unique_ptr<RootRotation>> Open(RocksDatabase& database,
                                                            const Keystore& keystore,
                                                            AuditLog& audit);
  RootRotation(const RootRotation&) = delete;
  RootRotation& operator=(const RootRotation&) = delete;

  // Nobody has agreed to the root key yet.
  bool pending() const { return pending_.load(); }
  // The keystore's root key: Keystore::root_digest.
  const core::Sha256Digest& root() const { return root_; }
  // Two persons have agreed to this root key. FAILED_PRECONDITION: the keystore is under another
  // one. Repeating is harmless. Errors as RocksDatabase::Write.
  absl::Status Agree(const core::Sha256Digest& root);

 private:
  RootRotation(RocksDatabase& database, const core::Sha256Digest& root)
      : database_(database), root_(root) {}

  RocksDatabase& database_;
  const core::Sha256Digest root_;
  std::atomic<bool> pending_ = false;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CUSTODY_ROOT_ROTATION_H_
