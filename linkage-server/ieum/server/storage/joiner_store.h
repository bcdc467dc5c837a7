// Everything the joiner keeps, opened and closed as one. It has no place for an encoding.
#ifndef IEUM_SERVER_STORAGE_JOINER_STORE_H_
#define IEUM_SERVER_STORAGE_JOINER_STORE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/server/storage/candidate_store.h"
#include "ieum/server/storage/delivery_store.h"
#include "ieum/server/storage/removed_serials.h"
#include "ieum/server/storage/server_store.h"

namespace ieum::server {

// Thread-safe.
class JoinerStore final : public ServerStore {
 public:
  // Errors and lifetimes as ServerStore::OpenDatabase.
  static absl::StatusOr<std::unique_ptr<JoinerStore>> Open(const StoreOptions& options,
                                                           Keystore& keystore,
                                                           const core::Clock& clock,
                                                           core::Random& random);

  DeliveryStore& deliveries() { return *deliveries_; }
  CandidateStore& candidates() { return *candidates_; }
  RemovedSerials& removed_serials() { return *removed_serials_; }

  absl::StatusOr<ContentCounts> CountContent(const ProjectRecord& project) override;
  std::vector<std::pair<std::string, ContentCheck>> ContentChecks() override;

 private:
  using ServerStore::ServerStore;

  absl::Status CheckDeliveries(uint64_t& count);
  absl::Status CheckCandidates(uint64_t& count);

  std::unique_ptr<DeliveryStore> deliveries_;
  std::unique_ptr<CandidateStore> candidates_;
  std::unique_ptr<RemovedSerials> removed_serials_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_JOINER_STORE_H_
