// Projects, durable.
#ifndef IEUM_SERVER_STORAGE_PROJECT_STORE_H_
#define IEUM_SERVER_STORAGE_PROJECT_STORE_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/mutex.h"
#include "ieum/core/base/random.h"
#include "ieum/core/base/secret.h"
#include "ieum/core/base/string_map.h"
#include "ieum/server/storage/claims.h"
#include "ieum/server/storage/data_dir.h"
#include "ieum/server/storage/records.h"
#include "ieum/server/storage/sealed_database.h"

namespace ieum::server {

// What one holder can take of the store, over all rounds of a project; far above any real
// submission.
struct HolderLimits {
  uint64_t rows = 200'000'000;
  uint32_t chunks = 1'000'000;
};

// Everything the stores stand on; what is referred to outlives them.
struct StoreContext {
  SealedDatabase& database;
  const DataDir& data_dir;
  int64_t min_free_disk_bytes;
  HolderLimits holder_limits;
  const core::Clock& clock;
  core::Random& random;
};

// Thread-safe. OK of a change means that it is on disk.
class ProjectStore final {
 public:
  // Reads all projects. DATA_LOSS if a record is damaged.
  static absl::StatusOr<std::unique_ptr<ProjectStore>> Open(const StoreContext& context);
  ProjectStore(const ProjectStore&) = delete;
  ProjectStore& operator=(const ProjectStore&) = delete;

  // Makes the project, its key, its number and its joint secret. The same terms again give the
  // project that is there; others under the same id are ALREADY_EXISTS. INVALID_ARGUMENT: fewer
  // than 2 or more than 31 holders, one of them twice, a threshold outside 1 to 10'000, a profile
  // of preset plain and not `test`, or one of preset field and not `field_level_approved`.
  absl::StatusOr<ProjectRecord> Create(const ProjectTerms& terms);
  // NOT_FOUND if there is none.
  absl::StatusOr<ProjectRecord> Find(const core::ProjectId& id) const;
  absl::StatusOr<ProjectRecord> FindByNumber(uint32_t number) const;
  // By id, without those that Forget was told of.
  std::vector<ProjectRecord> List() const;
  // Those, by id; nothing but the name, the number and the state says anything.
  std::vector<ProjectRecord> ListDestroyed() const;
  // Of all of these.
  size_t count() const;

  // 32 bytes that only this store knows; input of the project's joint keys.
  absl::StatusOr<core::SecretBytes> JointSecret(uint32_t number) const;

  // Moves the project by the table in states.cc, together with the changes in `batch`; a reopened
  // project is in its next round.
  // result_run: the run whose results count from now on, or 0 for no change. FAILED_PRECONDITION if
  // the table says no; then nothing is changed.
  absl::StatusOr<ProjectRecord> Advance(const core::ProjectId& id, ProjectEvent event,
                                        SealedBatch batch, uint32_t result_run);

  // Nothing but the name is known of the project from now on, which is in state kDestroyed.
  // REQUIRES: its destruction is recorded, and its key is erased.
  void Forget(const core::ProjectId& id, uint32_t number);

 private:
  explicit ProjectStore(const StoreContext& context) : context_(context) {}
  void Remember(const ProjectRecord& project);

  const StoreContext context_;
  // Held by number; 0 while a project is made.
  Claims claims_;
  mutable core::Mutex mutex_;
  core::StringMap<ProjectRecord> projects_ ABSL_GUARDED_BY(mutex_);  // by id, as on disk
  core::StringMap<uint32_t> destroyed_ ABSL_GUARDED_BY(mutex_);      // numbers by id
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_PROJECT_STORE_H_
