// Bundles that the server makes for others, signed with the key of its own certificate. Who carries
// them sees ciphertext only.
#ifndef IEUM_SERVER_EXCHANGE_BUNDLE_EXPORTER_H_
#define IEUM_SERVER_EXCHANGE_BUNDLE_EXPORTER_H_

#include <cstdint>
#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "ieum/core/bundle/bundle_writer.h"
#include "ieum/core/jointkey/joinable_file.h"
#include "ieum/server/exchange/exchange_context.h"
#include "ieum/server/exchange/joint_key_source.h"

namespace ieum::server {

// What an operator asks for.
struct ExportOrder {
  std::string holder;                 // institution whose rows
  std::string recipient_certificate;  // PEM: of whoever is to open the bundle
  uint64_t part_bytes = 0;            // 0: kDefaultBundlePartBytes
};

// An order that was found right; nothing has been made yet.
struct BundleExport {
  ProjectRecord project;
  uint32_t holder_index;
  std::variant<JointKeySource, core::JoinableSerials> content;
  core::Certificate recipient;
  core::Sha256Digest recipient_fingerprint;
  core::BundleTerms terms;

  uint32_t run_number() const;
  uint64_t row_count() const;
  const core::InstitutionId& holder() const { return project.terms.holders[holder_index]; }
};

// Codes are those of proto/ieum/v1/bundle_service.proto. Thread-safe.
class BundleExporter final {
 public:
  BundleExporter(const ExchangeContext& context, MatcherStore& store)
      : context_(context), store_(store) {}
  BundleExporter(const BundleExporter&) = delete;
  BundleExporter& operator=(const BundleExporter&) = delete;

  // The joint keys of a holder, for one of its certificates; or, as linkage map, for the
  // certificate of the joiner that the manifest names.
  absl::StatusOr<BundleExport> Prepare(const ProjectRecord& project, const ExportOrder& order);
  // The joinable serials of a holder, for one of its certificates. Errors also as
  // FindJoinableSerials.
  absl::StatusOr<BundleExport> PrepareJoinable(const ProjectRecord& project,
                                               const ExportOrder& order);
  // Makes it, in constant memory, and returns the SHA-256 of what is signed. The audit log has
  // project, holder and recipient before the sink gets anything.
  absl::StatusOr<core::Sha256Digest> Write(BundleExport& bundle, core::BundleSink& sink);

 private:
  absl::Status Record(const BundleExport& bundle);

  const ExchangeContext context_;
  MatcherStore& store_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_EXCHANGE_BUNDLE_EXPORTER_H_
