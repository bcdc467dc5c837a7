// Puts a backup where a server finds it. FORMAT: docs/formats/backup.md.
#ifndef IEUM_SERVER_CUSTODY_RESTORE_BACKUP_H_
#define IEUM_SERVER_CUSTODY_RESTORE_BACKUP_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/auditlog/signed_note.h"
#include "ieum/server/custody/backup_statement.h"

namespace ieum::server {

struct RestoreRequest {
  std::string backup;             // folder
  std::string data_dir;           // must not be there, or be empty
  core::NoteVerifier log;         // whose key has signed the backup
  std::string newest_checkpoint;  // file: the newest checkpoint of the log that is known
  bool accept_loss = false;       // the log may have gone on after the backup
};

// Bytes copied so far, and of all.
using RestoreProgress = std::function<void(uint64_t done, uint64_t all)>;

// Checks the signature and every hash before anything is written. NOT_FOUND: no backup there.
// DATA_LOSS: signature or a hash does not fit, or a file is missing or does not belong.
// ALREADY_EXISTS: the data folder holds something. FAILED_PRECONDITION: the log has gone on after
// the backup. With accept_loss the file of the newest checkpoint is set aside (.before-restore),
// which a server would refuse the older log by. Codes of SystemError.
absl::StatusOr<BackupStatement> RestoreBackup(const RestoreRequest& request,
                                              const RestoreProgress& progress = {});

}  // namespace ieum::server

#endif  // IEUM_SERVER_CUSTODY_RESTORE_BACKUP_H_
