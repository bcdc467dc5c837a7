#include "ieum/core/auditlog/checkpoint.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "ieum/core/auditlog/base64.h"
#include "ieum/core/base/status.h"

namespace ieum::core {

std::string CheckpointText(const Checkpoint& checkpoint) {
  return absl::StrFormat("%s\n%d\n%s\n", checkpoint.origin, checkpoint.size,
                         ToBase64(checkpoint.root));
}

absl::StatusOr<Checkpoint> ParseCheckpointText(std::string_view text) {
  const absl::Status wrong = InvalidArgument(
      "this is not a checkpoint; want three lines: the log's name, the number of entries, the "
      "root");
  std::string_view lines[3];
  for (std::string_view& line : lines) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos || end == 0) return wrong;
    line = text.substr(0, end);
    text.remove_prefix(end + 1);
  }
  if (!text.empty()) return wrong;
  Checkpoint checkpoint{.origin = std::string(lines[0]), .size = 0, .root = {}};
  const char* const size_end = lines[1].data() + lines[1].size();
  const auto [end, error] = std::from_chars(lines[1].data(), size_end, checkpoint.size);
  if (error != std::errc() || end != size_end) return wrong;
  const std::optional<Bytes> root = FromBase64(lines[2]);
  if (!root.has_value() || root->size() != checkpoint.root.size()) return wrong;
  std::copy(root->begin(), root->end(), checkpoint.root.begin());
  // A number has one form: no zeros in front.
  if (absl::StrFormat("%d", checkpoint.size) != std::string(lines[1])) return wrong;
  return checkpoint;
}

absl::StatusOr<Checkpoint> VerifyCheckpoint(std::string_view note, const NoteVerifier& log,
                                            std::span<const NoteVerifier> witnesses) {
  IEUM_ASSIGN_OR_RETURN(const SignedNote signed_note, SignedNote::Parse(note));
  IEUM_ASSIGN_OR_RETURN(Checkpoint checkpoint, ParseCheckpointText(signed_note.text));
  IEUM_RETURN_IF_ERROR(log.Verify(signed_note).status());
  if (checkpoint.origin != log.name()) {
    return DataLoss("the checkpoint is of another log than that of the key of %s", log.name());
  }
  for (const NoteVerifier& witness : witnesses) {
    IEUM_RETURN_IF_ERROR(witness.Verify(signed_note).status());
  }
  return checkpoint;
}

}  // namespace ieum::core
