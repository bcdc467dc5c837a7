// What a release candidate is to say of itself: from the project's manifest, the deliveries and the
// operator's order.
#ifndef IEUM_SERVER_JOINING_CANDIDATE_DRAFT_H_
#define IEUM_SERVER_JOINING_CANDIDATE_DRAFT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/manifest/manifest.h"
#include "ieum/core/release/release_description.h"
#include "ieum/server/joining/candidate_maker.h"
#include "ieum/server/storage/delivery_store.h"

namespace ieum::server {

// Both deliveries of one holder.
struct HolderDeliveries {
  DeliveryRecord linkage_map;
  DeliveryRecord payload;
};

// Of every holder, in the order of the manifest. FAILED_PRECONDITION: one is missing, or the maps
// are of different runs of the matcher; names the holder.
absl::StatusOr<std::vector<HolderDeliveries>> CompleteDeliveries(
    const ProjectRecord& project, const std::vector<DeliveryRecord>& there);

// Pure. INVALID_ARGUMENT, PERMISSION_DENIED: as CandidateMaker::Make.
absl::StatusOr<core::ReleaseDescription> DescribeCandidate(
    const core::Manifest& manifest, const std::vector<HolderDeliveries>& deliveries,
    const CandidateOrder& order, uint32_t number, absl::Time now);

}  // namespace ieum::server

#endif  // IEUM_SERVER_JOINING_CANDIDATE_DRAFT_H_
