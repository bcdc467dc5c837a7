// Release candidates: what would be released to one recipient, made of the deliveries that the
// joiner holds.
#ifndef IEUM_SERVER_JOINING_CANDIDATE_MAKER_H_
#define IEUM_SERVER_JOINING_CANDIDATE_MAKER_H_

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/assembly/row_merger.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/release/release_assembly.h"
#include "ieum/core/release/release_file.h"
#include "ieum/server/storage/joiner_store.h"

namespace ieum::server {

// What an operator asks for.
struct CandidateOrder {
  std::string recipient;  // institution, a researcher of the manifest
  uint32_t join = 1;      // which of the manifest's joins, from 1
  // "hospital-a.age"; empty: every column of every payload.
  std::vector<std::string> columns = {};
  std::vector<std::string> bias_columns = {};  // of those; empty: no bias table
  bool tell_row_counts = false;                // whether the recipient learns each holder's rows
  bool time_series = false;                    // keys stay over releases (core::ReleaseKeyLife)
};

struct MadeCandidate {
  CandidateRecord record;
  core::AssemblyFigures figures;
};

// Assembles twice: once to know the candidate's digest, which is what a committee decides on, and
// once more when it leaves, so that no joined row lies on disk in between. The same deliveries give
// the same bytes; others are found by the digest. Thread-safe.
class CandidateMaker final {
 public:
  // Both outlive it. memory_bytes: for sorting, of one assembly.
  CandidateMaker(JoinerStore& store, const core::Clock& clock, size_t memory_bytes)
      : store_(store), clock_(clock), memory_bytes_(memory_bytes) {}
  CandidateMaker(const CandidateMaker&) = delete;
  CandidateMaker& operator=(const CandidateMaker&) = delete;

  // Makes one and remembers it under the next number. INVALID_ARGUMENT: no such join or column, or
  // one that the release cannot have; a serial twice, or one of a payload that the map does not
  // have. PERMISSION_DENIED: by the manifest the join is not for the recipient.
  // FAILED_PRECONDITION: a holder's map or payload is not there yet, the maps are of different runs
  // of the matcher, fewer rows than the manifest asks for, or the project's state. UNAVAILABLE: a
  // delivery was replaced meanwhile. CANCELLED once `stop` is requested.
  absl::StatusOr<MadeCandidate> Make(const ProjectRecord& project, const CandidateOrder& order,
                                     std::stop_token stop);
  // Gives the bytes of a candidate, in order. What the sink got counts only if this succeeds.
  // FAILED_PRECONDITION: what the joiner holds gives other bytes than when the candidate was made.
  // Others as Make, and the sink's.
  absl::StatusOr<core::ReleaseTrailer> Write(const ProjectRecord& project,
                                             const CandidateRecord& candidate,
                                             core::ReleaseSink sink, std::stop_token stop);

 private:
  absl::StatusOr<core::AssembledRelease> Assemble(const ProjectRecord& project,
                                                  const CandidateRecord& candidate,
                                                  core::ReleaseDescription description,
                                                  core::ReleaseSink sink, std::stop_token stop);

  JoinerStore& store_;
  const core::Clock& clock_;
  const size_t memory_bytes_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_JOINING_CANDIDATE_MAKER_H_
