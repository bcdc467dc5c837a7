#include "ieum/core/auditlog/witness.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>

#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr unsigned kStateMode = 0644;

// Two processes that read the same state could sign two histories.
absl::StatusOr<FileDescriptor> Lock(const std::string& state_file) {
  const std::string path = state_file + ".lock";
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kStateMode));
  if (file.get() < 0) return SystemError("open", path, errno);
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    return FailedPrecondition("another process signs with '%s'; wait until it has ended",
                              state_file);
  }
  return file;
}

}  // namespace

absl::StatusOr<LogSummary> Cosign(const CosignRequest& request, const NoteSigner& witness,
                                  absl::Time now) {
  IEUM_CHECK(witness.verifier().type() == NoteKeyType::kCosignature);
  IEUM_ASSIGN_OR_RETURN(const FileDescriptor lock, Lock(request.state_file));
  absl::StatusOr<std::string> signed_before =
      ReadFile(request.state_file, static_cast<int64_t>(kMaxNoteBytes));
  const bool is_new = absl::IsNotFound(signed_before.status());
  if (!is_new && !signed_before.ok()) return signed_before.status();
  if (is_new && !request.new_log) {
    return FailedPrecondition(
        "there is no '%s', which says what was signed before; a witness that forgets may sign two "
        "histories. Restore it, or say that this log is new to you",
        request.state_file);
  }
  if (!is_new && request.new_log) {
    return FailedPrecondition(
        "'%s' says that checkpoints of a log were signed before; it is not "
        "new to you",
        request.state_file);
  }
  IEUM_ASSIGN_OR_RETURN(const LogSummary summary,
                        VerifyLogFolder({.folder = request.folder,
                                         .log = request.log,
                                         .witnesses = {},
                                         .older_checkpoint = is_new ? "" : *signed_before}));
  const std::string file = request.folder + "/" + kCheckpointFile;
  IEUM_ASSIGN_OR_RETURN(const std::string text,
                        ReadFile(file, static_cast<int64_t>(kMaxNoteBytes)));
  IEUM_ASSIGN_OR_RETURN(const Checkpoint checkpoint, VerifyCheckpoint(text, request.log, {}));
  if (checkpoint != summary.checkpoint) {
    return DataLoss("the checkpoint was exchanged while it was verified; nothing is signed");
  }
  IEUM_ASSIGN_OR_RETURN(SignedNote note, SignedNote::Parse(text));
  IEUM_RETURN_IF_ERROR(WriteFileDurably(request.state_file, text, kStateMode));
  const NoteSignature own = witness.Sign(note.text, now);
  std::erase_if(note.signatures, [&own](const NoteSignature& signature) {
    return signature.name == own.name && signature.key_id == own.key_id;
  });
  note.signatures.push_back(own);
  IEUM_RETURN_IF_ERROR(WriteFileDurably(file, note.ToString(), kStateMode));
  return summary;
}

}  // namespace ieum::core
