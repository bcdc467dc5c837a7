// A holder's submissions over the rounds of its project, seen as one array of chunks: those of the
// first round first. Arithmetic and rules; nothing here reads the store.
#ifndef IEUM_SERVER_STORAGE_ROUNDS_H_
#define IEUM_SERVER_STORAGE_ROUNDS_H_

#include <cstdint>
#include <optional>
#include <span>

#include "absl/status/status.h"
#include "ieum/core/format/chunk.h"
#include "ieum/server/storage/records.h"

namespace ieum::server {

// In the next four `submissions` are one holder's, by round; a round may be absent.

// Null if the holder has brought nothing in this round.
const SubmissionRecord* FindRound(std::span<const SubmissionRecord> submissions, uint32_t round);

// What the rounds before `round` hold together.
RoundRows SumBefore(std::span<const SubmissionRecord> submissions, uint32_t round);

// The submission that holds the chunk, and the chunk's number in it; null after the last one.
struct ChunkPlace {
  const SubmissionRecord* submission;
  uint32_t number;
};
ChunkPlace PlaceOfChunk(std::span<const SubmissionRecord> submissions, uint32_t sequence);

// FAILED_PRECONDITION naming the round if one before `round` has a submission of this id.
absl::Status CheckIsOfNoEarlierRound(std::span<const SubmissionRecord> submissions, uint32_t round,
                                     const core::SubmissionId& id);

// submissions: [holder_count], each holder's of the project's round, if any. FAILED_PRECONDITION
// naming whom an open project waits for: in its first round for a sealed submission of everybody,
// later for one of somebody and for those that were begun.
absl::Status CheckCanSeal(const ProjectRecord& project,
                          std::span<const std::optional<SubmissionRecord>> submissions);

// row_counts: [holder_count], of all rounds together. FAILED_PRECONDITION naming the holders with
// fewer than the manifest's minimum_file_rows.
absl::Status CheckFileRows(const ProjectRecord& project, std::span<const uint64_t> row_counts);

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_ROUNDS_H_
