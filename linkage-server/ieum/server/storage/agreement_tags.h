// Whether the holders of a project encode alike, by the tags that they submit with: equal tags,
// equal secret, profile and software. A tag tells nothing about the secret. FORMAT:
// docs/formats/agreement-tag.md.
#ifndef IEUM_SERVER_STORAGE_AGREEMENT_TAGS_H_
#define IEUM_SERVER_STORAGE_AGREEMENT_TAGS_H_

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "ieum/core/base/digest.h"
#include "ieum/server/storage/claims.h"
#include "ieum/server/storage/records.h"
#include "ieum/server/storage/sealed_database.h"

namespace ieum::server {

using AgreementTag = core::Sha256Digest;

// One tag per holder and project, stored with the first chunk that comes with it. Thread-safe.
class AgreementTags final {
 public:
  explicit AgreementTags(SealedDatabase& database) : database_(database) {}
  AgreementTags(const AgreementTags&) = delete;
  AgreementTags& operator=(const AgreementTags&) = delete;

  // Checks the tag and puts it into `batch` if it is the holder's first; what is returned is kept
  // until the batch is written, so that two first tags do not pass each other. FAILED_PRECONDITION:
  // another holder, which is named, or this one has submitted with another tag; or there is no tag,
  // which only test projects may do without. REQUIRES: nothing else changes this holder's
  // submission.
  absl::StatusOr<std::optional<Claims::Claim>> Check(const ProjectRecord& project, uint32_t holder,
                                                     const std::optional<AgreementTag>& tag,
                                                     SealedBatch& batch);
  // With the last submission of the holder.
  void Remove(const ProjectRecord& project, uint32_t holder, SealedBatch& batch) const;

 private:
  absl::StatusOr<std::optional<AgreementTag>> Load(const ProjectRecord& project,
                                                   uint32_t holder) const;

  SealedDatabase& database_;
  Claims claims_;  // by project number
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_AGREEMENT_TAGS_H_
