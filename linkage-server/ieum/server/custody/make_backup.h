// Saves the whole store as it is at one instant, while it is in use. FORMAT:
// docs/formats/backup.md.
#ifndef IEUM_SERVER_CUSTODY_MAKE_BACKUP_H_
#define IEUM_SERVER_CUSTODY_MAKE_BACKUP_H_

#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/base/clock.h"
#include "ieum/server/audit/audit_log.h"
#include "ieum/server/custody/backup_statement.h"
#include "ieum/server/keystore/keystore.h"
#include "ieum/server/storage/server_store.h"

namespace ieum::server {

struct Backup {
  std::string name = {};  // of its folder
  BackupStatement statement = {};
};

// Makes a folder of its own below `folder`, whose name tells the time. What is sealed stays sealed,
// and the keystore is not in it. Codes of SystemError and RocksDatabase::MakeCheckpoint; what was
// begun is removed.
absl::StatusOr<Backup> MakeBackup(const std::string& folder, ServerStore& store,
                                  const Keystore& keystore, const AuditLog& audit,
                                  const core::Clock& clock);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CUSTODY_MAKE_BACKUP_H_
