// The matcher's: submissions, parcels of the secret agreement, objections.
#ifndef IEUM_SERVER_EXCHANGE_MATCHER_TAKER_H_
#define IEUM_SERVER_EXCHANGE_MATCHER_TAKER_H_

#include <atomic>

#include "absl/status/statusor.h"
#include "ieum/core/format/submission_file.h"
#include "ieum/server/exchange/bundle_taker.h"
#include "ieum/server/storage/matcher_store.h"

namespace ieum::server {

// A submission is stored and sealed, and the bundle remembered, in one write.
class MatcherTaker final : public BundleTaker {
 public:
  // Both outlive it. stopping: the server ends, so leave off.
  MatcherTaker(MatcherStore& store, const std::atomic<bool>& stopping)
      : store_(store), stopping_(stopping) {}

  absl::Status Admit(const ProjectRecord& project, const core::BundleHeader& header,
                     const Principal& sender) const override;
  absl::StatusOr<TakenIn> Take(const ProjectRecord& project, const CheckedBundle& checked,
                               const ImportRecord& record, core::BundleContent& content) override;
  absl::StatusOr<TakenIn> TakenBefore(const ProjectRecord& project,
                                      const ImportRecord& record) override;
  absl::Status TakeBack(const ProjectRecord& project, const ImportRecord& record) override;

 private:
  absl::StatusOr<SubmissionView> TakeSubmission(const ProjectRecord& project, uint32_t holder,
                                                ImportRecord record, core::BundleContent& content);
  absl::StatusOr<SubmissionView> StoreAndSeal(const ProjectRecord& project, uint32_t holder,
                                              const ImportRecord& record,
                                              core::SubmissionFileReader& file);
  absl::StatusOr<uint64_t> TakeObjections(const ProjectRecord& project, uint32_t holder,
                                          const ImportRecord& record, core::BundleContent& content);
  absl::Status TakeParcel(const ProjectRecord& project, uint32_t holder, const ImportRecord& record,
                          core::BundleContent& content);

  MatcherStore& store_;
  const std::atomic<bool>& stopping_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_EXCHANGE_MATCHER_TAKER_H_
