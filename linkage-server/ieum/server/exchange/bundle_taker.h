// What becomes of a bundle that was checked: each role takes in what is for it, and nothing else.
#ifndef IEUM_SERVER_EXCHANGE_BUNDLE_TAKER_H_
#define IEUM_SERVER_EXCHANGE_BUNDLE_TAKER_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/bundle/bundle_content.h"
#include "ieum/core/bundle/bundle_trust.h"
#include "ieum/core/jointkey/objection_file.h"
#include "ieum/server/auth/principal.h"
#include "ieum/server/storage/import_records.h"
#include "ieum/server/storage/submission_store.h"

namespace ieum::server {

// An import under way, or one that is done: then there are no parts.
struct BundleImportView {
  ImportRecord record;
  bool done;
  std::vector<uint64_t> received_bytes;  // of each part
  std::vector<uint64_t> part_bytes;
};

// What an import brought.
struct TakenIn {
  BundleImportView view;
  uint32_t holder = 0;     // index of whose rows they are
  uint64_t row_count = 0;  // 0: it has none, or they are not there any more
  std::optional<SubmissionView> submission = std::nullopt;  // the matcher's, as it was sealed
};

// A bundle whose signature, sender and project were found right.
struct CheckedBundle {
  core::VerifiedCover cover;
  core::Sha256Digest certificate;  // fingerprint of the sender's
  Principal sender;
};

// Thread-safe for different bundles; one bundle is taken in by one thread at a time.
class BundleTaker {
 public:
  BundleTaker() = default;
  virtual ~BundleTaker() = default;
  BundleTaker(const BundleTaker&) = delete;
  BundleTaker& operator=(const BundleTaker&) = delete;

  // Whether this sender may bring this kind now. FAILED_PRECONDITION says why not.
  virtual absl::Status Admit(const ProjectRecord& project, const core::BundleHeader& header,
                             const Principal& sender) const = 0;
  // Takes the content in, with the record of step kDone in the same write. After an error of
  // another code than UNAVAILABLE and RESOURCE_EXHAUSTED nothing of it is stored. Repeating after a
  // crash is harmless.
  virtual absl::StatusOr<TakenIn> Take(const ProjectRecord& project, const CheckedBundle& checked,
                                       const ImportRecord& record,
                                       core::BundleContent& content) = 0;
  // The answer to a call that is repeated: what Take said, as far as it is still so.
  virtual absl::StatusOr<TakenIn> TakenBefore(const ProjectRecord& project,
                                              const ImportRecord& record) = 0;
  // Undoes what an import of step kBegun, which did not come to its end, has stored, and forgets
  // it.
  virtual absl::Status TakeBack(const ProjectRecord& project, const ImportRecord& record) = 0;
};

// The view of an import that is done.
inline BundleImportView DoneView(const ImportRecord& record) {
  return {.record = record, .done = true, .received_bytes = {}, .part_bytes = {}};
}

// True if trying again may help, so that what is stored must stay.
inline bool MayPass(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status);
}

// Index of the institution among the project's holders. FAILED_PRECONDITION: it is none.
absl::StatusOr<uint32_t> HolderIndex(const ProjectRecord& project,
                                     const core::InstitutionId& institution);
// The same of a sender: ieum://<institution>/<role>/<name>.
absl::StatusOr<uint32_t> HolderIndex(const ProjectRecord& project, const std::string& sender);

// FAILED_PRECONDITION: they are of another project, or of another holder's rows.
absl::Status CheckIsOfSender(const core::Objections& objections, const ProjectRecord& project,
                             uint32_t holder);

}  // namespace ieum::server

#endif  // IEUM_SERVER_EXCHANGE_BUNDLE_TAKER_H_
