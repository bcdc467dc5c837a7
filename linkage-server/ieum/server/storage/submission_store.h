// Holders' encodings: chunks and submissions, durable.
#ifndef IEUM_SERVER_STORAGE_SUBMISSION_STORE_H_
#define IEUM_SERVER_STORAGE_SUBMISSION_STORE_H_

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/format/chunk.h"
#include "ieum/server/storage/agreement_tags.h"
#include "ieum/server/storage/claims.h"
#include "ieum/server/storage/project_store.h"
#include "ieum/server/storage/records.h"

namespace ieum::server {

// A submission with the digest of all its chunks.
struct SubmissionView {
  SubmissionRecord record;
  core::Sha256Digest digest;
};

// Chunks of a holder, by the sequence that counts over all rounds: first to end - 1, or to the
// last.
struct ChunkRange {
  uint32_t first = 0;
  uint32_t end = UINT32_MAX;
};

// The submission that a chunk is of, and its number there.
struct SubmissionPlace {
  SubmissionRecord submission;
  uint32_t number;
};

// What a holder says it has sent.
struct SubmissionClaim {
  core::SubmissionId id;
  uint64_t row_count;
  core::Sha256Digest digest;
};

// A holder has one submission in each round of the project; changes are always of the project's own
// round, and what was sealed with an earlier one stays. Within a submission chunks are numbered
// from 0, as the holder sends them. Whoever reads sees one array of all rounds, in order: there the
// sequence of a chunk counts on over the rounds.
//
// A holder is given by its index in the project's terms. Thread-safe; changes of one submission
// follow each other. OK of a change means that it is on disk.
class SubmissionStore final {
 public:
  // `projects` outlives this object.
  SubmissionStore(const StoreContext& context, ProjectStore& projects)
      : context_(context), projects_(projects), tags_(context.database) {}
  SubmissionStore(const SubmissionStore&) = delete;
  SubmissionStore& operator=(const SubmissionStore&) = delete;

  // Stores one chunk, given as received. A chunk that is there already is OK and changes nothing.
  // tag: what the submission came with; see AgreementTags. Codes: those of SubmitChunks in
  // proto/ieum/v1/submission_service.proto.
  absl::Status AddChunk(const core::ProjectId& project, uint32_t holder, core::ByteView chunk,
                        const std::optional<AgreementTag>& tag);
  // Rows of chunks that were new, since the store was opened.
  uint64_t accepted_rows() const { return accepted_rows_.load(std::memory_order_relaxed); }
  // The submission in the project's round. Nothing if the holder has none.
  absl::StatusOr<std::optional<SubmissionView>> Find(const ProjectRecord& project, uint32_t holder);
  // Those of all rounds, in order.
  absl::StatusOr<std::vector<SubmissionView>> FindAll(const ProjectRecord& project,
                                                      uint32_t holder);
  // Closes the submission. NOT_FOUND: there is none. FAILED_PRECONDITION: another submission is
  // there, or rows or digest differ from what is stored. INVALID_ARGUMENT: serials repeat, within
  // the submission or those of earlier rounds, or too many encodings do (encoding_check.h; not
  // asked in projects marked as tests). DATA_LOSS: a stored chunk is damaged. Repeating is
  // OK. also: written in the same batch, or by itself if the submission is closed already.
  absl::StatusOr<SubmissionView> Seal(const core::ProjectId& project, uint32_t holder,
                                      const SubmissionClaim& claim,
                                      std::optional<SealedBatch> also = std::nullopt);
  // Removes the submission; OK if there is none. FAILED_PRECONDITION: the project is sealed,
  // another submission is there, or `id` is that of an earlier round.
  absl::Status Withdraw(const core::ProjectId& project, uint32_t holder,
                        const core::SubmissionId& id);

  // Closes the project for submissions. In the first round every holder needs a sealed submission,
  // later one of them, and none may be left open: FAILED_PRECONDITION names the holders waited for.
  // Repeating is OK.
  absl::StatusOr<ProjectRecord> SealProject(const core::ProjectId& project);

  // What each holder brought in the rounds before `round`: [holder_count]. The rows of round r are
  // those from RowsBefore(r) to RowsBefore(r + 1); its chunks likewise.
  absl::StatusOr<std::vector<RoundRows>> RowsBefore(const ProjectRecord& project,
                                                    uint32_t round) const;

  // Visits every chunk of the range in order, each verified. The view is valid during the visit,
  // whose error ends the call and is returned. DATA_LOSS names the chunk that is damaged or
  // missing. REQUIRES, as those below: the holder's submission does not change meanwhile, as in a
  // sealed project.
  absl::Status ReadChunks(const ProjectRecord& project, uint32_t holder, ChunkRange range,
                          const std::function<absl::Status(const core::ChunkView&)>& visit) const;
  // Serials of one chunk; nothing after the last one. DATA_LOSS as above.
  absl::StatusOr<std::optional<std::vector<core::Serial>>> ReadSerials(const ProjectRecord& project,
                                                                       uint32_t holder,
                                                                       uint32_t sequence) const;
  // REQUIRES: the holder has a chunk of this sequence over all rounds.
  absl::StatusOr<SubmissionPlace> PlaceOf(const ProjectRecord& project, uint32_t holder,
                                          uint32_t sequence) const;
  // What is known of the chunks of all rounds from `first_sequence` on, in sequence.
  absl::StatusOr<std::vector<ChunkRecord>> ListChunks(const ProjectRecord& project, uint32_t holder,
                                                      uint32_t first_sequence = 0) const;

 private:
  // By round.
  absl::StatusOr<std::vector<SubmissionRecord>> LoadRounds(uint32_t project_number,
                                                           uint32_t holder) const;
  // REQUIRES, as those below: the submission is claimed, or its project sealed.
  absl::StatusOr<std::optional<SubmissionView>> View(const ProjectRecord& project,
                                                     uint32_t holder) const;
  absl::StatusOr<std::vector<SubmissionView>> ViewAll(const ProjectRecord& project, uint32_t holder,
                                                      uint32_t first_round) const;
  // The holder's serials differ from each other, and its encodings are those of a file of persons;
  // row_count: of the last round.
  absl::Status CheckRows(const ProjectRecord& project, uint32_t holder, const RoundRows& before,
                         uint64_t row_count) const;

  // Returns `written`; if it is OK the rows are accepted.
  absl::Status Count(uint32_t rows, absl::Status written) {
    if (written.ok()) accepted_rows_.fetch_add(rows, std::memory_order_relaxed);
    return written;
  }

  const StoreContext context_;
  ProjectStore& projects_;
  AgreementTags tags_;
  std::atomic<uint64_t> accepted_rows_ = 0;
  Claims claims_;  // by project number and holder
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_SUBMISSION_STORE_H_
