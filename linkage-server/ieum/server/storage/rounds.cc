#include "ieum/server/storage/rounds.h"

#include <string>

#include "ieum/core/base/status.h"

namespace ieum::server {

const SubmissionRecord* FindRound(std::span<const SubmissionRecord> submissions, uint32_t round) {
  for (const SubmissionRecord& submission : submissions) {
    if (submission.round == round) return &submission;
  }
  return nullptr;
}

RoundRows SumBefore(std::span<const SubmissionRecord> submissions, uint32_t round) {
  RoundRows sum;
  for (const SubmissionRecord& submission : submissions) {
    if (submission.round >= round) break;
    sum.chunk_count += submission.next_sequence;
    sum.row_count += submission.row_count;
  }
  return sum;
}

ChunkPlace PlaceOfChunk(std::span<const SubmissionRecord> submissions, uint32_t sequence) {
  for (const SubmissionRecord& submission : submissions) {
    if (sequence < submission.next_sequence) return {.submission = &submission, .number = sequence};
    sequence -= submission.next_sequence;
  }
  return {.submission = nullptr, .number = 0};
}

absl::Status CheckIsOfNoEarlierRound(std::span<const SubmissionRecord> submissions, uint32_t round,
                                     const core::SubmissionId& id) {
  for (const SubmissionRecord& submission : submissions) {
    if (submission.round >= round || submission.id != id) continue;
    return core::FailedPrecondition(
        "this submission was sealed in round %d and its rows stay; round %d takes new rows only, "
        "encoded into a file of their own",
        submission.round, round);
  }
  return absl::OkStatus();
}

absl::Status CheckCanSeal(const ProjectRecord& project,
                          std::span<const std::optional<SubmissionRecord>> submissions) {
  std::string waiting;
  bool any = false;
  for (size_t holder = 0; holder < submissions.size(); ++holder) {
    const std::optional<SubmissionRecord>& stored = submissions[holder];
    any |= stored.has_value();
    if (stored.has_value() ? stored->state == SubmissionState::kSealed : project.round > 1) {
      continue;
    }
    if (!waiting.empty()) waiting += ", ";
    waiting += project.terms.holders[holder].value();
    waiting += stored.has_value() ? " (not sealed)" : " (no submission)";
  }
  if (!any && project.round > 1) {
    return core::FailedPrecondition(
        "no holder has brought rows in round %d; the project is sealed once one has submitted and "
        "sealed",
        project.round);
  }
  if (waiting.empty()) return absl::OkStatus();
  if (project.round > 1) {
    return core::FailedPrecondition(
        "a submission of round %d is begun and not sealed; seal or withdraw it before the project "
        "is sealed; waiting for: %s",
        project.round, waiting);
  }
  return core::FailedPrecondition(
      "every holder needs a sealed submission before the project is sealed; waiting for: %s",
      waiting);
}

absl::Status CheckFileRows(const ProjectRecord& project, std::span<const uint64_t> row_counts) {
  std::string few;
  for (size_t holder = 0; holder < row_counts.size(); ++holder) {
    if (row_counts[holder] >= static_cast<uint64_t>(project.terms.minimum_file_rows)) continue;
    few += few.empty() ? "" : ", ";
    few += project.terms.holders[holder].value();
  }
  if (few.empty()) return absl::OkStatus();
  return core::FailedPrecondition(
      "fewer than %d rows of: %s; rule: the manifest wants so many of each holder, for a person is "
      "easier to find among few; have more submitted, or agree on another manifest",
      project.terms.minimum_file_rows, few);
}

}  // namespace ieum::server
