// What a log says of itself at one size (C2SP tlog-checkpoint): the text that is signed.
#ifndef IEUM_CORE_AUDITLOG_CHECKPOINT_H_
#define IEUM_CORE_AUDITLOG_CHECKPOINT_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ieum/core/auditlog/signed_note.h"
#include "ieum/core/base/digest.h"

namespace ieum::core {

struct Checkpoint {
  std::string origin;  // names the log
  uint64_t size;       // entries
  Sha256Digest root;

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// Three lines. REQUIRES: an origin that is not empty and has no line feed.
std::string CheckpointText(const Checkpoint& checkpoint);
// INVALID_ARGUMENT: not such a text. Lines behind the third are refused: nobody could audit them.
absl::StatusOr<Checkpoint> ParseCheckpointText(std::string_view text);

// The checkpoint of a note that the log and every witness have signed. INVALID_ARGUMENT: not a note
// or checkpoint. DATA_LOSS: a signature is missing or wrong, or the origin is not the log's name.
absl::StatusOr<Checkpoint> VerifyCheckpoint(std::string_view note, const NoteVerifier& log,
                                            std::span<const NoteVerifier> witnesses);

}  // namespace ieum::core

#endif  // IEUM_CORE_AUDITLOG_CHECKPOINT_H_
