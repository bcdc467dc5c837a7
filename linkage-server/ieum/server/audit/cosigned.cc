// The part of AuditLog that holds a log to what its witnesses have signed.
#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/audit/audit_log.h"
#include "ieum/server/audit/log_columns.h"

namespace ieum::server {
namespace {

// The witnesses whose signature the note says it has.
std::vector<core::NoteVerifier> NamedIn(const core::SignedNote& note,
                                        std::span<const core::NoteVerifier> witnesses) {
  std::vector<core::NoteVerifier> named;
  for (const core::NoteVerifier& witness : witnesses) {
    if (witness.Names(note)) named.push_back(witness);
  }
  return named;
}

// Takes over the signatures that `to` has none of the same key for.
void AddSignatures(const core::SignedNote& from, core::SignedNote& to) {
  for (const core::NoteSignature& signature : from.signatures) {
    const bool there = std::any_of(
        to.signatures.begin(), to.signatures.end(), [&signature](const core::NoteSignature& other) {
          return other.name == signature.name && other.key_id == signature.key_id;
        });
    if (!there && to.signatures.size() < core::kMaxNoteSignatures) {
      to.signatures.push_back(signature);
    }
  }
}

}  // namespace

absl::StatusOr<AuditLog::Cosigned> AuditLog::AcceptCosigned(
    const std::string& note, std::span<const core::NoteVerifier> witnesses) {
  IEUM_ASSIGN_OR_RETURN(core::SignedNote given, core::SignedNote::Parse(note));
  const std::vector<core::NoteVerifier> named = NamedIn(given, witnesses);
  if (named.empty()) {
    return core::FailedPrecondition(
        "no witness that this server knows has signed the checkpoint; the server is told of "
        "witnesses with --witness");
  }
  IEUM_ASSIGN_OR_RETURN(const core::Checkpoint checkpoint,
                        core::VerifyCheckpoint(note, verifier(), named));
  IEUM_RETURN_IF_ERROR(RequireSize(checkpoint.size));
  IEUM_ASSIGN_OR_RETURN(const core::Sha256Digest root,
                        core::MerkleRoot(NodeReader(), checkpoint.size));
  if (root != checkpoint.root) {
    return core::DataLoss(
        "a witness has seen another log of this name and key: its first %d entries differ; the "
        "log was forked, or its key was taken",
        checkpoint.size);
  }
  // Whatever else was signed by is nobody's business to keep.
  const auto unknown = [&](const core::NoteSignature& signature) {
    const core::SignedNote alone{.text = given.text, .signatures = {signature}};
    return !verifier().Names(alone) && NamedIn(alone, named).empty();
  };
  core::SignedNote kept{.text = given.text, .signatures = {}};
  for (core::NoteSignature& signature : given.signatures) {
    if (!unknown(signature)) kept.signatures.push_back(std::move(signature));
  }
  const core::MutexLock lock(accepting_);
  IEUM_ASSIGN_OR_RETURN(const std::string before, CosignedCheckpoint());
  if (!before.empty()) {
    IEUM_ASSIGN_OR_RETURN(const core::Checkpoint held,
                          core::VerifyCheckpoint(before, verifier(), {}));
    if (held.size > checkpoint.size) {
      return core::FailedPrecondition(
          "a co-signed checkpoint of %d entries is held, which is more than the %d of this one; "
          "nothing is changed",
          held.size, checkpoint.size);
    }
    if (held.size == checkpoint.size) {
      IEUM_ASSIGN_OR_RETURN(const core::SignedNote held_note, core::SignedNote::Parse(before));
      AddSignatures(held_note, kept);
    }
  }
  Batch batch;
  batch.Put(database_, Column::kAuditCheckpoints, MakeKey({kCosignedCheckpoint}),
            core::AsBytes(kept.ToString()));
  IEUM_RETURN_IF_ERROR(database_.Write(std::move(batch), Durability::kSynced));
  Cosigned cosigned{.size = checkpoint.size, .witnesses = {}};
  for (const core::NoteVerifier& witness : named) cosigned.witnesses.push_back(witness.name());
  return cosigned;
}

absl::StatusOr<std::string> AuditLog::CosignedCheckpoint() const {
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> found,
                        database_.Get(Column::kAuditCheckpoints, MakeKey({kCosignedCheckpoint})));
  return found.value_or("");
}

}  // namespace ieum::server
