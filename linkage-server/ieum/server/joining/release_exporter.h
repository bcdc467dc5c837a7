// Candidates and releases on their way out of the joiner, as bundles that their recipient opens and
// nobody else.
#ifndef IEUM_SERVER_JOINING_RELEASE_EXPORTER_H_
#define IEUM_SERVER_JOINING_RELEASE_EXPORTER_H_

#include <cstdint>
#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/bundle/bundle_writer.h"
#include "ieum/server/exchange/exchange_context.h"
#include "ieum/server/joining/approval_check.h"
#include "ieum/server/joining/candidate_maker.h"

namespace ieum::server {

struct ReleaseOrder {
  uint32_t candidate = 0;             // number
  std::string recipient_certificate;  // PEM: of whoever is to open the bundle
  uint64_t part_bytes = 0;            // 0: kDefaultBundlePartBytes
};

// An order that was found right; nothing has been made yet.
struct ReleaseExport {
  ProjectRecord project;
  CandidateRecord candidate;
  core::Certificate recipient;
  core::Sha256Digest recipient_fingerprint;
  core::BundleTerms terms;
};

// Codes are those of proto/ieum/v1/release_service.proto. Thread-safe.
class ReleaseExporter final {
 public:
  // All outlive it.
  ReleaseExporter(const ExchangeContext& context, JoinerStore& store, CandidateMaker& maker)
      : context_(context), store_(store), maker_(maker) {}
  ReleaseExporter(const ReleaseExporter&) = delete;
  ReleaseExporter& operator=(const ReleaseExporter&) = delete;

  // For a reviewer of the institution that joins, before anything is decided.
  absl::StatusOr<ReleaseExport> PrepareCandidate(const ProjectRecord& project,
                                                 const ReleaseOrder& order);
  // For the researcher that the candidate was made for, if the committee has approved exactly it
  // and the project has not ended.
  absl::StatusOr<ReleaseExport> PrepareRelease(const ProjectRecord& project,
                                               const ReleaseOrder& order,
                                               const GivenApproval& approval);
  // Makes it, in constant memory beside the sorting, and returns the SHA-256 of what is signed. The
  // audit log has project, candidate and recipient before the sink gets anything.
  absl::StatusOr<core::Sha256Digest> Write(const ReleaseExport& bundle, core::BundleSink& sink,
                                           std::stop_token stop);

 private:
  absl::Status Record(const ReleaseExport& bundle);

  const ExchangeContext context_;
  JoinerStore& store_;
  CandidateMaker& maker_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_JOINING_RELEASE_EXPORTER_H_
