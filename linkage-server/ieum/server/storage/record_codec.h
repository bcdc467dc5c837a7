// Records as bytes. FORMAT: docs/formats/storage.md. A record is a version byte, its fields in
// order (integers little-endian; text as u32 length and bytes; times in microseconds since 1970)
// and the CRC32C of everything before.
#ifndef IEUM_SERVER_STORAGE_RECORD_CODEC_H_
#define IEUM_SERVER_STORAGE_RECORD_CODEC_H_

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/server/storage/records.h"

namespace ieum::server {

core::Bytes SerializeProject(const ProjectRecord& project);
// Without what is in its key: the round.
core::Bytes SerializeSubmission(const SubmissionRecord& submission);
core::Bytes SerializeChunkRecord(const ChunkRecord& chunk);
// Without its key, which is the key in the store too.
core::Bytes SerializeRun(const RunRecord& run);
core::Bytes SerializeMatchDocuments(const MatchDocuments& documents);
// `entity_ids`: [n, 16].
core::Bytes SerializeResultChunk(core::ByteView entity_ids);

// All return DATA_LOSS if the bytes are not what the function above made, and FAILED_PRECONDITION
// if a newer version of the software made them.
absl::StatusOr<ProjectRecord> ParseProject(core::ByteView bytes, uint32_t number);
absl::StatusOr<SubmissionRecord> ParseSubmission(core::ByteView bytes, uint32_t round);
absl::StatusOr<ChunkRecord> ParseChunkRecord(core::ByteView bytes);
absl::StatusOr<RunRecord> ParseRun(core::ByteView bytes, const RunKey& key);
absl::StatusOr<MatchDocuments> ParseMatchDocuments(core::ByteView bytes);
absl::StatusOr<core::Bytes> ParseResultChunk(core::ByteView bytes);

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_RECORD_CODEC_H_
