#include "ieum/server/storage/submission_rules.h"

#include "ieum/core/base/status.h"

namespace ieum::server {

absl::Status CheckFitsProject(const core::ChunkView& chunk, const ProjectRecord& project) {
  if (chunk.profile_digest != project.terms.profile.digest) {
    return core::FailedPrecondition(
        "chunk %d was encoded under another profile than the project's; encode again with the "
        "profile that the operator sent",
        chunk.sequence);
  }
  const int row_bytes = project.terms.profile.layout.row_bytes();
  if (chunk.row_bytes != static_cast<uint32_t>(row_bytes)) {
    return core::InvalidArgument(
        "chunk %d has %d bytes per encoding; the project's profile has %d; encode again",
        chunk.sequence, chunk.row_bytes, row_bytes);
  }
  const int key_count = project.terms.profile.blocking_key_count;
  if (chunk.blocking_keys_per_row != static_cast<uint32_t>(key_count)) {
    return core::InvalidArgument(
        "chunk %d has %d blocking keys for each row; the project's profile has %d; encode again",
        chunk.sequence, chunk.blocking_keys_per_row, key_count);
  }
  return absl::OkStatus();
}

absl::Status CheckIsSubmission(const SubmissionRecord& stored, const core::SubmissionId& id) {
  if (stored.id == id) return absl::OkStatus();
  return core::FailedPrecondition(
      "another submission of this holder is there (%d rows); withdraw it first, or go on with it",
      stored.row_count);
}

absl::Status CheckLimits(const HolderLimits& limits, const ProjectTerms& terms,
                         const RoundRows& before, const SubmissionRecord& stored,
                         const core::ChunkView& chunk) {
  const uint64_t rows = before.row_count + stored.row_count + chunk.row_count;
  if (terms.maximum_file_rows != 0 && rows > static_cast<uint64_t>(terms.maximum_file_rows)) {
    return core::FailedPrecondition(
        "more than %d rows; rule: the manifest is of a mock linkage, which takes a sample and no "
        "whole file. Withdraw the submission and encode with --manifest",
        terms.maximum_file_rows);
  }
  if (rows > limits.rows) {
    return core::ResourceExhausted(
        "a holder has at most %d rows in a project here; nothing stored is lost; the operator can "
        "raise --max-rows-per-holder",
        limits.rows);
  }
  if (before.chunk_count + stored.next_sequence >= limits.chunks) {
    return core::ResourceExhausted(
        "a holder has at most %d chunks in a project; encode again with more rows in a chunk",
        limits.chunks);
  }
  return absl::OkStatus();
}

}  // namespace ieum::server
