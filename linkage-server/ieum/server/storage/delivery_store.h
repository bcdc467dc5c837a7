// What the joiner is given to join: the linkage map of each holder, from the matcher, and the
// payload of each, from itself.
#ifndef IEUM_SERVER_STORAGE_DELIVERY_STORE_H_
#define IEUM_SERVER_STORAGE_DELIVERY_STORE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/bundle/bundle_cover.h"
#include "ieum/server/storage/project_store.h"

namespace ieum::server {

// FORMAT: the numbers are stored; never renumber.
enum class DeliveryKind : uint8_t {
  kLinkageMap = 1,  // {serial, joint key}, in the order submitted to the matcher
  kPayload = 2,     // {serial, values}, in ascending order of serials
};

struct DeliveryRecord {
  DeliveryKind kind;    // part of its key
  uint32_t holder;      // index in ProjectTerms::holders of whose rows they are; part of its key
  uint32_t number = 0;  // from 1, grows with each delivery of this kind and holder
  core::BundleId bundle{};
  uint64_t row_count = 0;
  uint32_t chunk_count = 0;
  uint64_t run_number = 0;  // of a linkage map: the matcher's run that it is of
  absl::Time received = absl::InfinitePast();
  core::Sha256Digest payload_digest{};  // of a payload: what its holder has of it, too
  std::string schema = {};              // of a payload: canonical JSON
};

// A delivery counts when its record is written; what was stored of one that a crash kept from that
// is deleted by the next. Thread-safe for different projects; of one project, one delivery at a
// time.
class DeliveryStore final {
 public:
  // The projects outlive the store.
  DeliveryStore(const StoreContext& context, const ProjectStore& projects)
      : context_(context), projects_(projects) {}
  DeliveryStore(const DeliveryStore&) = delete;
  DeliveryStore& operator=(const DeliveryStore&) = delete;

  // Nothing if there is none. DATA_LOSS: the record is damaged.
  absl::StatusOr<std::optional<DeliveryRecord>> Find(const ProjectRecord& project,
                                                     DeliveryKind kind, uint32_t holder) const;
  // By kind and holder.
  absl::StatusOr<std::vector<DeliveryRecord>> List(const ProjectRecord& project) const;

  // FAILED_PRECONDITION of the three that change it: the project takes no deliveries, also if it
  // was stopped or destroyed since the delivery began.
  //
  // Begins one: deletes what an earlier one left unfinished, and returns its record with the number
  // set. RESOURCE_EXHAUSTED: the disk is nearly full.
  absl::StatusOr<DeliveryRecord> Begin(const ProjectRecord& project, DeliveryKind kind,
                                       uint32_t holder);
  // The next chunk, of any bytes, which may be lost by a crash until Finish. RESOURCE_EXHAUSTED as
  // Begin, or the rows are more than one holder can have.
  absl::Status Append(const ProjectRecord& project, DeliveryRecord& delivery, uint64_t row_count,
                      core::ByteView chunk);
  // Makes it the one that counts, in place of an earlier one, together with `batch`. OK means that
  // all of it is on disk.
  absl::Status Finish(const ProjectRecord& project, const DeliveryRecord& delivery,
                      SealedBatch batch);
  // Writes a batch by itself; where there is no delivery to finish with it.
  absl::Status WriteAlone(const ProjectRecord& project, SealedBatch batch);
  // What was deleted of deliveries leaves the files, too.
  absl::Status Compact(const ProjectRecord& project);
  // Deletes what is stored of one that was not finished.
  absl::Status Discard(const ProjectRecord& project, const DeliveryRecord& delivery);

  // One of its chunks, as it was appended. DATA_LOSS: it is missing or damaged; also if an import
  // has put another delivery in its place.
  absl::StatusOr<core::Bytes> ReadChunk(const ProjectRecord& project,
                                        const DeliveryRecord& delivery, uint32_t sequence) const;
  // Visits its chunks in order, as they were appended. DATA_LOSS: one is missing or damaged.
  absl::Status ReadChunks(const ProjectRecord& project, const DeliveryRecord& delivery,
                          const std::function<absl::Status(core::ByteView)>& visit) const;

 private:
  absl::Status CheckOpen(const ProjectRecord& project) const;

  const StoreContext context_;
  const ProjectStore& projects_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_DELIVERY_STORE_H_
