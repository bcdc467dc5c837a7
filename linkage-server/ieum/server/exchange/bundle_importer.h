// Bundles that came as files: checked as their senders would be in a call, then taken in by the
// same way.
#ifndef IEUM_SERVER_EXCHANGE_BUNDLE_IMPORTER_H_
#define IEUM_SERVER_EXCHANGE_BUNDLE_IMPORTER_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/server/exchange/bundle_taker.h"
#include "ieum/server/exchange/exchange_context.h"

namespace ieum::server {

// Nothing of a bundle is decrypted before all of it has been verified, and what ends otherwise than
// done leaves nothing behind. Each import is taken in once, however often it is asked for and
// wherever the process dies: what is taken in, and that the bundle was, is one write.
//
// Codes are those of proto/ieum/v1/bundle_service.proto. Thread-safe.
class BundleImporter final {
 public:
  // Bundles of an institution in a project that wait for their parts, for a holder to bring more.
  static constexpr size_t kMaxStagedOfHolder = 4;

  // The taker, which has the content of its role, outlives the importer.
  BundleImporter(const ExchangeContext& context, BundleTaker& taker)
      : context_(context), taker_(taker) {}
  BundleImporter(const BundleImporter&) = delete;
  BundleImporter& operator=(const BundleImporter&) = delete;

  // Checks a cover and keeps it until the parts are there. PERMISSION_DENIED: the bringer is a
  // holder, who may bring what somebody of its own institution has signed. RESOURCE_EXHAUSTED: as
  // ImportStage, or a holder has brought kMaxStagedOfHolder that are not whole yet.
  absl::StatusOr<BundleImportView> Open(const ProjectRecord& project, const Principal& bringer,
                                        core::ByteView cover_file);
  // REQUIRES of all below: the bundle was opened, or was imported; NOT_FOUND otherwise.
  absl::StatusOr<BundleImportView> Find(const ProjectRecord& project, const core::BundleId& id);
  // NOT_FOUND if it is not there for this bringer: as if another institution's did not exist.
  absl::Status CheckBringer(const ProjectRecord& project, const Principal& bringer,
                            const core::BundleId& id);
  // FAILED_PRECONDITION: the project's retention is over (custody/retention.h).
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
  absl::StatusOr<CheckedBundle> Check(const ProjectRecord& project, core::ByteView cover_file);
  absl::Status CheckMayOpen(const ProjectRecord& project, const Principal& bringer,
                            const CheckedBundle& checked);
  absl::Status CheckRecipient(const core::BundleHeader& header) const;
  // Drops a part that is not the one that was signed, so that it can be sent again.
  absl::Status CheckParts(const ProjectRecord& project, const core::VerifiedCover& cover,
                          core::BundleParts& parts);
  absl::Status Record(const ProjectRecord& project, const CheckedBundle& checked);

  const ExchangeContext context_;
  BundleTaker& taker_;
  Claims claims_;  // by the first bytes of a bundle id
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_EXCHANGE_BUNDLE_IMPORTER_H_
