#include "ieum/server/storage/agreement_tags.h"

#include <string>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/record_bytes.h"

namespace ieum::server {
namespace {

std::string TagKey(const ProjectRecord& project, uint32_t holder) {
  return MakeKey({project.number, holder});
}

}  // namespace

absl::StatusOr<std::optional<AgreementTag>> AgreementTags::Load(const ProjectRecord& project,
                                                                uint32_t holder) const {
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> stored,
                        database_.Get(Column::kAgreementTags, TagKey(project, holder)));
  if (!stored.has_value()) return std::optional<AgreementTag>();
  IEUM_ASSIGN_OR_RETURN(RecordReader reader, RecordReader::Open(core::AsBytes(*stored)));
  const AgreementTag tag = reader.TakeArray<sizeof(AgreementTag)>();
  IEUM_RETURN_IF_ERROR(reader.Finish());
  return std::optional<AgreementTag>(tag);
}

absl::StatusOr<std::optional<Claims::Claim>> AgreementTags::Check(
    const ProjectRecord& project, uint32_t holder, const std::optional<AgreementTag>& tag,
    SealedBatch& batch) {
  std::optional<Claims::Claim> claim;
  if (!tag.has_value()) {
    if (project.terms.test) return claim;
    return core::FailedPrecondition(
        "the submission comes without an agreement tag, by which holders learn that they encode "
        "alike; encode and submit with the present software. Nothing was stored");
  }
  IEUM_ASSIGN_OR_RETURN(const std::optional<AgreementTag> known, Load(project, holder));
  if (known == tag) return claim;
  if (known.has_value()) {
    return core::FailedPrecondition(
        "this holder has submitted to the project with another agreement tag: secret, profile or "
        "software is not the one that it encoded with before. Encode with the same ones, or "
        "withdraw what was submitted. Nothing was stored");
  }
  claim.emplace(claims_.Take(project.number));
  for (uint32_t other = 0; other < project.terms.holders.size(); ++other) {
    if (other == holder) continue;
    IEUM_ASSIGN_OR_RETURN(const std::optional<AgreementTag> theirs, Load(project, other));
    if (!theirs.has_value() || theirs == tag) continue;
    return core::FailedPrecondition(
        "this submission was encoded otherwise than that of '%s': the holder secret differs, or "
        "the profile, or the software. Nothing was stored. Compare the check values by telephone "
        "('ieum secret show-check-value'), then the known answers ('ieum profile test'), and "
        "encode again",
        project.terms.holders[other].value());
  }
  RecordWriter record;
  record.AddRaw(*tag);
  batch.Put(database_, Column::kAgreementTags, TagKey(project, holder), record.Finish());
  return claim;
}

void AgreementTags::Remove(const ProjectRecord& project, uint32_t holder,
                           SealedBatch& batch) const {
  batch.Delete(database_, Column::kAgreementTags, TagKey(project, holder));
}

}  // namespace ieum::server
