// Release candidates of a joiner: which releases may come of what it holds. No joined row is kept:
// a candidate is its description and the digest of the bytes that the same deliveries give, so that
// what leaves later can be held to what was reviewed.
#ifndef IEUM_SERVER_STORAGE_CANDIDATE_STORE_H_
#define IEUM_SERVER_STORAGE_CANDIDATE_STORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/digest.h"
#include "ieum/server/storage/project_store.h"

namespace ieum::server {

struct CandidateRecord {
  uint32_t number = 0;      // of the release in the project, from 1; part of its key
  std::string description;  // canonical JSON of core::ReleaseDescription
  std::vector<std::string> bias_columns = {};  // of its bias table
  bool tell_row_counts = false;                // whether its account has each holder's rows
  uint64_t row_count = 0;
  core::Sha256Digest digest{};  // SHA-256 of the release file
  absl::Time made = absl::InfinitePast();
};

// A candidate never changes once it is there. Thread-safe.
class CandidateStore final {
 public:
  // The projects outlive the store.
  CandidateStore(const StoreContext& context, const ProjectStore& projects)
      : context_(context), projects_(projects) {}
  CandidateStore(const CandidateStore&) = delete;
  CandidateStore& operator=(const CandidateStore&) = delete;

  // By number. DATA_LOSS: a record is damaged.
  absl::StatusOr<std::vector<CandidateRecord>> List(const ProjectRecord& project) const;
  // NOT_FOUND if there is none of this number.
  absl::StatusOr<CandidateRecord> Find(const ProjectRecord& project, uint32_t number) const;
  // ALREADY_EXISTS: another took its number meanwhile. FAILED_PRECONDITION: the project was stopped
  // or destroyed. OK means that it is on disk.
  absl::Status Add(const ProjectRecord& project, const CandidateRecord& candidate);

 private:
  const StoreContext context_;
  const ProjectStore& projects_;
  Claims claims_;  // by project number
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_CANDIDATE_STORE_H_
