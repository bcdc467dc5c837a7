#include "ieum/core/auditlog/note_key_file.h"

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::core {

absl::StatusOr<NoteVerifier> ReadNoteKeyFile(const std::string& path) {
  constexpr int64_t kMaxKeyBytes = 4096;
  IEUM_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxKeyBytes));
  absl::StatusOr<NoteVerifier> key = NoteVerifier::Parse(text);
  if (!key.ok()) return WithContext(key.status(), path);
  return key;
}

}  // namespace ieum::core
