// The joiner's: linkage maps of the matcher, payloads and objections of the holders.
#ifndef IEUM_SERVER_EXCHANGE_JOINER_TAKER_H_
#define IEUM_SERVER_EXCHANGE_JOINER_TAKER_H_

#include <atomic>
#include <optional>

#include "absl/status/statusor.h"
#include "ieum/core/base/clock.h"
#include "ieum/server/exchange/bundle_taker.h"
#include "ieum/server/exchange/row_filter.h"
#include "ieum/server/storage/joiner_store.h"

namespace ieum::server {

// A file is checked while it is stored, and counts, in place of an earlier one of the same kind and
// holder, from the write that also remembers its bundle.
class JoinerTaker final : public BundleTaker {
 public:
  // All outlive it. stopping: the server ends, so leave off.
  JoinerTaker(JoinerStore& store, const core::Clock& clock, const std::atomic<bool>& stopping)
      : store_(store), clock_(clock), stopping_(stopping) {}

  absl::Status Admit(const ProjectRecord& project, const core::BundleHeader& header,
                     const Principal& sender) const override;
  // INVALID_ARGUMENT and DATA_LOSS: as the readers of the two files. FAILED_PRECONDITION: it is of
  // another project or of other rows than its sender's.
  absl::StatusOr<TakenIn> Take(const ProjectRecord& project, const CheckedBundle& checked,
                               const ImportRecord& record, core::BundleContent& content) override;
  absl::StatusOr<TakenIn> TakenBefore(const ProjectRecord& project,
                                      const ImportRecord& record) override;
  absl::Status TakeBack(const ProjectRecord& project, const ImportRecord& record) override;

 private:
  // Reads the file to its end and stores it, not finished. `delivery` is set once anything may be
  // stored.
  absl::Status StoreMap(const ProjectRecord& project, core::BundleContent& content,
                        std::optional<DeliveryRecord>& delivery);
  absl::Status StorePayload(const ProjectRecord& project, uint32_t holder,
                            core::BundleContent& content, std::optional<DeliveryRecord>& delivery);
  absl::Status Store(const ProjectRecord& project, const CheckedBundle& checked,
                     const ImportRecord& record, core::BundleContent& content,
                     std::optional<DeliveryRecord>& delivery);
  // Stores a chunk, unless it has no rows.
  absl::Status AppendRows(const ProjectRecord& project, const KeptRows& rows,
                          DeliveryRecord& delivery);
  // Removes the rows from what is there and, by the record of their serials, from what comes.
  absl::StatusOr<TakenIn> TakeObjections(const ProjectRecord& project, uint32_t holder,
                                         const ImportRecord& record, core::BundleContent& content);
  // Puts the delivery, if there is one, without these rows in its own place, with `also`.
  absl::Status StoreWithout(const ProjectRecord& project, uint32_t holder, DeliveryKind kind,
                            const RowFilter& filter, SealedBatch also);
  absl::StatusOr<RowFilter> FilterOf(const ProjectRecord& project, uint32_t holder) const;
  absl::Status GoOn() const;

  JoinerStore& store_;
  const core::Clock& clock_;
  const std::atomic<bool>& stopping_;
  Claims claims_;  // by project number
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_EXCHANGE_JOINER_TAKER_H_
