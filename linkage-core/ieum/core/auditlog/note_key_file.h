// The public key of a log or witness, as it is handed out: a file of one line.
#ifndef IEUM_CORE_AUDITLOG_NOTE_KEY_FILE_H_
#define IEUM_CORE_AUDITLOG_NOTE_KEY_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/auditlog/signed_note.h"

namespace ieum::core {

// Errors as ReadFile and NoteVerifier::Parse, with the file's name.
absl::StatusOr<NoteVerifier> ReadNoteKeyFile(const std::string& path);

}  // namespace ieum::core

#endif  // IEUM_CORE_AUDITLOG_NOTE_KEY_FILE_H_
