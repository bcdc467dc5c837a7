#include "ieum/server/service/to_proto.h"

#include <string>

#include "ieum/server/custody/retention.h"

namespace ieum::server {
namespace {

std::string ToBytesField(core::ByteView bytes) { return std::string(core::AsText(bytes)); }

v1::ProjectState ToProto(ProjectState state) {
  switch (state) {
    case ProjectState::kOpen:
      return v1::PROJECT_STATE_OPEN;
    case ProjectState::kSealed:
      return v1::PROJECT_STATE_SEALED;
    case ProjectState::kMatched:
      return v1::PROJECT_STATE_MATCHED;
    case ProjectState::kStopped:
      return v1::PROJECT_STATE_STOPPED;
    case ProjectState::kDestroyed:
      return v1::PROJECT_STATE_DESTROYED;
  }
  return v1::PROJECT_STATE_UNSPECIFIED;
}

}  // namespace

void ToProto(const ProjectRecord& project, absl::Time now, v1::Project& out) {
  const ProjectTerms& terms = project.terms;
  out.set_project_id(terms.id.value());
  if (project.state == ProjectState::kDestroyed) {
    out.set_state(ToProto(project.state));
    return;
  }
  for (const core::InstitutionId& holder : terms.holders) out.add_holders(holder.value());
  out.set_profile_json(terms.profile.canonical_json);
  out.set_profile_digest(ToBytesField(terms.profile.digest));
  for (size_t i = 0; i < terms.profile.layout.segments().size(); ++i) {
    v1::Segment& segment = *out.add_segments();
    segment.set_name(terms.profile.layout.segments()[i].name);
    segment.set_bit_count(static_cast<uint32_t>(terms.profile.layout.segments()[i].bit_count));
    segment.set_weight(static_cast<uint32_t>(terms.profile.weights[i]));
  }
  out.set_threshold_basis_points(static_cast<uint32_t>(terms.threshold_basis_points));
  out.set_test(terms.test);
  out.set_field_level_approved(terms.field_level_approved);
  out.set_joint_keys_to_holders(terms.joint_keys_to_holders);
  out.set_state(ToProto(project.state));
  out.set_created_unix_micros(absl::ToUnixMicros(project.created));
  out.set_round(project.round);
  out.set_manifest_digest(ToBytesField(terms.manifest_digest));
  out.set_minimum_file_rows(terms.minimum_file_rows);
  out.set_retention_days(static_cast<uint32_t>(terms.retention_days));
  out.set_end_date(terms.end_date);
  const absl::Time retention_end = RetentionEnd(terms);
  if (retention_end == absl::InfiniteFuture()) return;
  out.set_retention_end_unix_micros(absl::ToUnixMicros(retention_end));
  out.set_retention_over(now >= retention_end);
}

void ToProto(const SubmissionView& submission, const core::InstitutionId& holder,
             v1::Submission& out) {
  out.set_submission_id(ToBytesField(submission.record.id));
  out.set_holder(holder.value());
  out.set_state(submission.record.state == SubmissionState::kSealed ? v1::SUBMISSION_STATE_SEALED
                                                                    : v1::SUBMISSION_STATE_OPEN);
  out.set_next_sequence(submission.record.next_sequence);
  out.set_row_count(submission.record.row_count);
  out.set_submission_digest(ToBytesField(submission.digest));
  out.set_round(submission.record.round);
}

}  // namespace ieum::server
