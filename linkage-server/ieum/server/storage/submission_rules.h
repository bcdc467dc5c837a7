// Rules that a chunk keeps before it is stored. Nothing here reads the store.
#ifndef IEUM_SERVER_STORAGE_SUBMISSION_RULES_H_
#define IEUM_SERVER_STORAGE_SUBMISSION_RULES_H_

#include "absl/status/status.h"
#include "ieum/core/format/chunk.h"
#include "ieum/server/storage/project_store.h"
#include "ieum/server/storage/records.h"

namespace ieum::server {

// FAILED_PRECONDITION: encoded under another profile. INVALID_ARGUMENT: rows of other sizes than
// the profile's.
absl::Status CheckFitsProject(const core::ChunkView& chunk, const ProjectRecord& project);
// FAILED_PRECONDITION: the submission that is stored is another one.
absl::Status CheckIsSubmission(const SubmissionRecord& stored, const core::SubmissionId& id);
// before: the rows of earlier rounds. RESOURCE_EXHAUSTED: with the chunk they would be too many.
// FAILED_PRECONDITION: more than a mock linkage takes.
absl::Status CheckLimits(const HolderLimits& limits, const ProjectTerms& terms,
                         const RoundRows& before, const SubmissionRecord& stored,
                         const core::ChunkView& chunk);

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_SUBMISSION_RULES_H_
