// Holders' encodings: chunks and submissions, durable.
#ifndef IEUM_SERVER_STORAGE_SUBMISSION_STORE_H_
#define IEUM_SERVER_STORAGE_SUBMISSION_STORE_H_

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/format/chunk.h"
#include "ieum/server/storage/claims.h"
#include "ieum/server/storage/project_store.h"
#include "ieum/server/storage/records.h"

namespace ieum::server {

// Limits of one submission, far above any real one; they bound what one holder can take.
inline constexpr uint64_t kMaxRowsPerSubmission = 200'000'000;
inline constexpr uint32_t kMaxChunksPerSubmission = 1'000'000;

// A submission with the digest of all its chunks.
struct SubmissionView {
  SubmissionRecord record;
  core::Sha256Digest digest;
};

// What a holder says it has sent.
struct SubmissionClaim {
  core::SubmissionId id;
  uint64_t row_count;
  core::Sha256Digest digest;
};

// A holder is given by its index in the project's terms. Thread-safe; changes of one submission
// follow each other. OK of a change means that it is on disk.
class SubmissionStore final {
 public:
  // `projects` outlives this object.
  SubmissionStore(const StoreContext& context, ProjectStore& projects)
      : context_(context), projects_(projects) {}
  SubmissionStore(const SubmissionStore&) = delete;
  SubmissionStore& operator=(const SubmissionStore&) = delete;

  // Stores one chunk, given as received. A chunk that is there already is OK and changes nothing.
  // Codes: those of SubmitChunks in proto/ieum/v1/submission_service.proto.
  absl::Status AddChunk(const core::ProjectId& project, uint32_t holder, core::ByteView chunk);
  // Nothing if the holder has none.
  absl::StatusOr<std::optional<SubmissionView>> Find(const ProjectRecord& project, uint32_t holder);
  // Closes the submission. NOT_FOUND: there is none. FAILED_PRECONDITION: another submission is
  // there, or rows or digest differ from what is stored. INVALID_ARGUMENT: serials repeat.
  // DATA_LOSS: a stored chunk is damaged. Repeating is OK.
  absl::StatusOr<SubmissionView> Seal(const core::ProjectId& project, uint32_t holder,
                                      const SubmissionClaim& claim);
  // Removes the submission; OK if there is none. FAILED_PRECONDITION: the project is sealed, or
  // another submission is there.
  absl::Status Withdraw(const core::ProjectId& project, uint32_t holder,
                        const core::SubmissionId& id);

  // Closes the project for submissions. FAILED_PRECONDITION names the holders whose submission is
  // missing or not sealed. Repeating is OK.
  absl::StatusOr<ProjectRecord> SealProject(const core::ProjectId& project);

  // Visits every chunk in sequence, each verified; the view is valid during the visit, whose error
  // ends the call and is returned. DATA_LOSS names the chunk that is damaged or missing.
  absl::Status ReadChunks(const ProjectRecord& project, uint32_t holder,
                          const std::function<absl::Status(const core::ChunkView&)>& visit) const;
  // Serials of one chunk; nothing after the last one. DATA_LOSS as above.
  absl::StatusOr<std::optional<std::vector<core::Serial>>> ReadSerials(const ProjectRecord& project,
                                                                       uint32_t holder,
                                                                       uint32_t sequence) const;
  // What is known of the chunks, in sequence: [next_sequence].
  absl::StatusOr<std::vector<ChunkRecord>> ListChunks(const ProjectRecord& project,
                                                      uint32_t holder) const;

 private:
  absl::StatusOr<std::optional<SubmissionRecord>> Load(uint32_t project_number,
                                                       uint32_t holder) const;
  // REQUIRES: the submission is claimed, or its project sealed.
  absl::StatusOr<std::optional<SubmissionView>> View(const ProjectRecord& project,
                                                     uint32_t holder) const;
  absl::Status CheckSerials(const ProjectRecord& project, uint32_t holder,
                            uint64_t row_count) const;

  const StoreContext context_;
  ProjectStore& projects_;
  Claims claims_;  // by project number and holder
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_SUBMISSION_STORE_H_
