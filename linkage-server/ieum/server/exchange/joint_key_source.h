// The joint keys of a holder's rows, for all ways by which they leave the server: a call of the
// holder, a bundle for it, or the linkage map of the joiner.
#ifndef IEUM_SERVER_EXCHANGE_JOINT_KEY_SOURCE_H_
#define IEUM_SERVER_EXCHANGE_JOINT_KEY_SOURCE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/jointkey/joint_key_file.h"
#include "ieum/server/observe/log.h"
#include "ieum/server/storage/matcher_store.h"

namespace ieum::server {

// Who gets the keys: their holder if the manifest says so, the joiner always.
enum class KeyAudience { kHolder, kJoiner };

// What the last run that succeeded when it was opened gave to all rows that it covers, linked or
// not, over all rounds. One thread at a time.
class JointKeySource final {
 public:
  // holder: index in the project's holders. PERMISSION_DENIED: they are for
  // the holder, and the project delivers none to holders. FAILED_PRECONDITION: no run has succeeded
  // yet. The store outlives the object.
  static absl::StatusOr<JointKeySource> Open(MatcherStore& store, const ProjectRecord& project,
                                             uint32_t holder, KeyAudience audience);

  uint32_t run_number() const { return project_.result_run; }
  uint32_t chunk_count() const { return covered_.chunk_count; }
  uint64_t row_count() const { return covered_.row_count; }
  // Rows in the chunks before this one.
  absl::StatusOr<uint64_t> RowsBefore(uint32_t sequence) const;
  // The rows of one chunk, in the order submitted. FAILED_PRECONDITION: the project was stopped or
  // destroyed meanwhile, so that `method` is not for it any more. UNAVAILABLE: another run is
  // replacing the results. DATA_LOSS: rows and results do not fit.
  absl::StatusOr<std::vector<core::KeyedSerial>> Read(Constant method, uint32_t sequence);

 private:
  JointKeySource(MatcherStore& store, ProjectRecord project, uint32_t holder,
                 core::JointKeyDeriver deriver, const RoundRows& covered)
      : store_(&store),
        project_(std::move(project)),
        holder_(holder),
        deriver_(std::move(deriver)),
        covered_(covered) {}

  MatcherStore* store_;
  ProjectRecord project_;
  uint32_t holder_;
  core::JointKeyDeriver deriver_;
  RoundRows covered_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_EXCHANGE_JOINT_KEY_SOURCE_H_
