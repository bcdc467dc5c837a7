#include "ieum/server/storage/joiner_store.h"

#include "ieum/core/base/status.h"

namespace ieum::server {

absl::StatusOr<std::unique_ptr<JoinerStore>> JoinerStore::Open(const StoreOptions& options,
                                                               Keystore& keystore,
                                                               const core::Clock& clock,
                                                               core::Random& random) {
  IEUM_ASSIGN_OR_RETURN(Opened opened, OpenDatabase(options, StoreRole::kJoiner));
  std::unique_ptr<JoinerStore> store(new JoinerStore(std::move(opened), random));
  IEUM_ASSIGN_OR_RETURN(const StoreContext context, store->OpenProjects(options, keystore, clock));
  store->deliveries_ = std::make_unique<DeliveryStore>(context, store->projects());
  store->candidates_ = std::make_unique<CandidateStore>(context, store->projects());
  store->removed_serials_ = std::make_unique<RemovedSerials>(context);
  return store;
}

absl::StatusOr<ContentCounts> JoinerStore::CountContent(const ProjectRecord& project) {
  ContentCounts counts;
  IEUM_ASSIGN_OR_RETURN(const std::vector<DeliveryRecord> deliveries, deliveries_->List(project));
  for (const DeliveryRecord& delivery : deliveries) {
    ++counts.delivery_count;
    counts.chunk_count += delivery.chunk_count;
    counts.row_count += delivery.row_count;
  }
  return counts;
}

std::vector<std::pair<std::string, ServerStore::ContentCheck>> JoinerStore::ContentChecks() {
  return {{"deliveries", [this](uint64_t& count) { return CheckDeliveries(count); }},
          {"candidates", [this](uint64_t& count) { return CheckCandidates(count); }}};
}

absl::Status JoinerStore::CheckDeliveries(uint64_t& count) {
  for (const ProjectRecord& project : projects().List()) {
    if (project.state == ProjectState::kDestroyed) continue;
    IEUM_ASSIGN_OR_RETURN(const std::vector<DeliveryRecord> deliveries, deliveries_->List(project));
    for (const DeliveryRecord& delivery : deliveries) {
      IEUM_RETURN_IF_ERROR(deliveries_->ReadChunks(
          project, delivery, [](core::ByteView) { return absl::OkStatus(); }));
      count += delivery.row_count;
    }
  }
  return absl::OkStatus();
}

absl::Status JoinerStore::CheckCandidates(uint64_t& count) {
  for (const ProjectRecord& project : projects().List()) {
    if (project.state == ProjectState::kDestroyed) continue;
    IEUM_ASSIGN_OR_RETURN(const std::vector<CandidateRecord> candidates,
                          candidates_->List(project));
    count += candidates.size();
  }
  return absl::OkStatus();
}

}  // namespace ieum::server
