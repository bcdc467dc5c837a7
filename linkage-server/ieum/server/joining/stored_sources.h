// What a release is assembled from, as the joiner's store has it: linkage maps and payloads, a
// chunk at a time.
#ifndef IEUM_SERVER_JOINING_STORED_SOURCES_H_
#define IEUM_SERVER_JOINING_STORED_SOURCES_H_

#include <memory>

#include "absl/status/statusor.h"
#include "ieum/core/release/release_sources.h"
#include "ieum/server/storage/delivery_store.h"

namespace ieum::server {

// The store outlives what these return; errors of Next are those of DeliveryStore::ReadChunk.
// REQUIRES: a delivery of kind linkage map, of this project.
std::unique_ptr<core::LinkageSource> StoredLinkage(const DeliveryStore& store,
                                                   const ProjectRecord& project,
                                                   const DeliveryRecord& delivery);
// REQUIRES: a delivery of kind payload, of this project. DATA_LOSS: its schema is damaged.
absl::StatusOr<std::unique_ptr<core::PayloadSource>> StoredPayload(const DeliveryStore& store,
                                                                   const ProjectRecord& project,
                                                                   const DeliveryRecord& delivery);

}  // namespace ieum::server

#endif  // IEUM_SERVER_JOINING_STORED_SOURCES_H_
