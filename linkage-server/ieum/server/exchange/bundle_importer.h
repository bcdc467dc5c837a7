// Bundles that came as files: checked as their senders would be in a call, then taken in by the
// same way.
#ifndef IEUM_SERVER_EXCHANGE_BUNDLE_IMPORTER_H_
#define IEUM_SERVER_EXCHANGE_BUNDLE_IMPORTER_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/bundle/bundle_content.h"
#include "ieum/core/format/submission_file.h"
#include "ieum/server/exchange/exchange_context.h"

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
  uint32_t holder = 0;                                      // index of who sent it
  std::optional<SubmissionView> submission = std::nullopt;  // as it was sealed
};

// Nothing of a bundle is decrypted before all of it has been verified, and what ends otherwise than
// done leaves nothing behind. Each import is taken in once, however often it is asked for and
// wherever the process dies: a submission is sealed, and the bundle remembered, in one write.
//
// Codes are those of proto/ieum/v1/bundle_service.proto. Thread-safe.
class BundleImporter final {
 public:
  explicit BundleImporter(const ExchangeContext& context) : context_(context) {}
  BundleImporter(const BundleImporter&) = delete;
  BundleImporter& operator=(const BundleImporter&) = delete;

  // Checks a cover and keeps it until the parts are there.
  absl::StatusOr<BundleImportView> Open(const ProjectRecord& project, core::ByteView cover_file);
  // REQUIRES of all below: the bundle was opened, or was imported; NOT_FOUND otherwise.
  absl::StatusOr<BundleImportView> Find(const ProjectRecord& project, const core::BundleId& id);
  absl::Status Append(const ProjectRecord& project, const core::BundleId& id, uint32_t part,
                      uint64_t offset, core::ByteView content);
  // Brings what was appended to the disk.
  absl::Status Sync(const ProjectRecord& project, const core::BundleId& id, uint32_t part);
  // Repeating is OK. The audit log has the sender and the bundle before anything is stored.
  absl::StatusOr<TakenIn> Finish(const ProjectRecord& project, const core::BundleId& id);
  // Repeating is OK.
  absl::Status Drop(const ProjectRecord& project, const core::BundleId& id);
  // Those under way, then those done.
  absl::StatusOr<std::vector<BundleImportView>> List(const ProjectRecord& project);

 private:
  struct Checked {
    core::VerifiedCover cover;
    core::Sha256Digest certificate;  // fingerprint of the sender's
    uint32_t holder;
  };
  absl::StatusOr<Checked> Check(const ProjectRecord& project, core::ByteView cover_file);
  absl::Status CheckRecipient(const core::BundleHeader& header) const;
  // Drops a part that is not the one that was signed, so that it can be sent again.
  absl::Status CheckParts(const ProjectRecord& project, const core::VerifiedCover& cover,
                          core::BundleParts& parts);
  // The answer to a call that is repeated.
  absl::StatusOr<TakenIn> TakenBefore(const ProjectRecord& project, const ImportRecord& record);
  absl::Status Record(const ProjectRecord& project, const Checked& checked);
  absl::StatusOr<SubmissionView> TakeSubmission(const ProjectRecord& project,
                                                const Checked& checked, ImportRecord record,
                                                core::BundleContent& content);
  absl::StatusOr<SubmissionView> StoreAndSeal(const ProjectRecord& project, uint32_t holder,
                                              const ImportRecord& record,
                                              core::SubmissionFileReader& file);
  absl::Status TakeParcel(const ProjectRecord& project, const Checked& checked,
                          const ImportRecord& record, core::BundleContent& content);
  // Undoes what an import that did not come to its end has stored.
  absl::Status TakeBack(const ProjectRecord& project, uint32_t holder, const ImportRecord& record);

  const ExchangeContext context_;
  Claims claims_;  // by the first bytes of a bundle id
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_EXCHANGE_BUNDLE_IMPORTER_H_
