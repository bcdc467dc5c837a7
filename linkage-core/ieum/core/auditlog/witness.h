// Co-signing a log's checkpoints as somebody else than who keeps the log (C2SP tlog-witness): a
// witness signs only what continues all that it has signed before, so a log whose checkpoints it
// signs cannot show different histories to different people. FORMAT: docs/formats/audit-log.md.
#ifndef IEUM_CORE_AUDITLOG_WITNESS_H_
#define IEUM_CORE_AUDITLOG_WITNESS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/auditlog/log_folder.h"
#include "ieum/core/auditlog/signed_note.h"

namespace ieum::core {

struct CosignRequest {
  std::string folder;  // an export of the log
  NoteVerifier log;
  // The last checkpoint of this log that the witness has signed; the witness's memory, which it
  // must never lose or set back. One file for each log.
  std::string state_file;
  bool new_log = false;  // the witness has never signed for this log: there is no state yet
};

// Verifies the whole export, and that it continues the remembered checkpoint; remembers the new
// one, durably; and only then adds the witness's signature to the `checkpoint` of the export, which
// may be given back to who keeps the log. Signing the same checkpoint again is harmless.
// FAILED_PRECONDITION: no state and not new_log, or the reverse, or another process signs with this
// state. DATA_LOSS: as VerifyLogFolder, also if the log does not continue what was signed. REQUIRES
// of the witness: a key of type kCosignature.
absl::StatusOr<LogSummary> Cosign(const CosignRequest& request, const NoteSigner& witness,
                                  absl::Time now);

}  // namespace ieum::core

#endif  // IEUM_CORE_AUDITLOG_WITNESS_H_
