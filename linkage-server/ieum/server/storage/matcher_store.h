// Everything the matcher keeps, opened and closed as one.
#ifndef IEUM_SERVER_STORAGE_MATCHER_STORE_H_
#define IEUM_SERVER_STORAGE_MATCHER_STORE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/server/storage/index_store.h"
#include "ieum/server/storage/precheck_store.h"
#include "ieum/server/storage/relay_store.h"
#include "ieum/server/storage/row_removal.h"
#include "ieum/server/storage/run_store.h"
#include "ieum/server/storage/server_store.h"
#include "ieum/server/storage/submission_store.h"

namespace ieum::server {

// Thread-safe.
class MatcherStore final : public ServerStore {
 public:
  // Errors and lifetimes as ServerStore::OpenDatabase.
  static absl::StatusOr<std::unique_ptr<MatcherStore>> Open(const StoreOptions& options,
                                                            Keystore& keystore,
                                                            const core::Clock& clock,
                                                            core::Random& random);

  SubmissionStore& submissions() { return *submissions_; }
  RelayStore& relay() { return *relay_; }
  RunStore& runs() { return *runs_; }
  IndexStore& index() { return *index_; }
  PrecheckStore& prechecks() { return *prechecks_; }
  RowRemoval& removal() { return *removal_; }

  absl::StatusOr<ContentCounts> CountContent(const ProjectRecord& project) override;
  std::vector<std::pair<std::string, ContentCheck>> ContentChecks() override;

 private:
  using ServerStore::ServerStore;

  absl::Status CheckSubmissions(uint64_t& count);
  absl::Status CheckResults(uint64_t& count);
  absl::Status CheckIndexes(uint64_t& count);

  std::unique_ptr<SubmissionStore> submissions_;
  std::unique_ptr<RelayStore> relay_;
  std::unique_ptr<RunStore> runs_;
  std::unique_ptr<IndexStore> index_;
  std::unique_ptr<PrecheckStore> prechecks_;
  std::unique_ptr<RowRemoval> removal_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_MATCHER_STORE_H_
