#include "ieum/server/exchange/bundle_exporter.h"

#include <memory>
#include <utility>
#include <vector>

#include "ieum/core/base/status.h"
#include "ieum/core/pki/certificate_details.h"
#include "ieum/server/jobs/run_audit.h"

namespace ieum::server {
namespace {

constexpr char kMethod[] = "BundleService/ExportJointKeys";
constexpr size_t kMaxPemBytes = size_t{64} << 10;
constexpr char kWhat[] = "the recipient's certificate";

absl::StatusOr<uint32_t> HolderOf(const ProjectRecord& project, const std::string& institution) {
  const auto& holders = project.terms.holders;
  for (uint32_t i = 0; i < holders.size(); ++i) {
    if (holders[i].value() == institution) return i;
  }
  return core::NotFound("project '%s' has no such holder; 'ieumctl project show' names them",
                        project.terms.id.value());
}

}  // namespace

absl::StatusOr<BundleExport> BundleExporter::Prepare(const ProjectRecord& project,
                                                     const ExportOrder& order) {
  IEUM_ASSIGN_OR_RETURN(const uint32_t holder, HolderOf(project, order.holder));
  IEUM_ASSIGN_OR_RETURN(JointKeySource keys, JointKeySource::Open(context_.store, project, holder));
  if (order.recipient_certificate.size() > kMaxPemBytes) {
    return core::InvalidArgument("%s has %d bytes, more than %d", kWhat,
                                 order.recipient_certificate.size(), kMaxPemBytes);
  }
  const absl::Time now = context_.clock.Now();
  IEUM_ASSIGN_OR_RETURN(core::Certificate recipient,
                        core::Certificate::Verify(order.recipient_certificate,
                                                  context_.identity.authorities(), now, kWhat));
  // As for the same certificate in a call.
  IEUM_ASSIGN_OR_RETURN(const core::CertificateDetails details,
                        core::ReadCertificateDetails(recipient.chain_pem()));
  const absl::StatusOr<Principal> who = CallerOf(details, context_.max_certificate_life, now);
  if (!who.ok()) return core::WithContext(who.status(), kWhat);
  const absl::Status accepted = context_.deny_list.Check(details);
  if (!accepted.ok()) return core::WithContext(accepted, kWhat);
  if (who->role != Role::kHolder) {
    return core::InvalidArgument(
        "%s is of the role '%s'; joint keys go to a certificate of the role 'holder'", kWhat,
        RoleName(who->role).text());
  }
  if (who->institution != project.terms.holders[holder]) {
    return core::PermissionDenied(
        "%s is of '%s'; the joint keys of '%s' go to a certificate of '%s' only", kWhat,
        who->institution.value(), order.holder, order.holder);
  }
  IEUM_RETURN_IF_ERROR(recipient.AgreementKey(kWhat).status());
  return BundleExport{.project = project,
                      .holder_index = holder,
                      .keys = std::move(keys),
                      .recipient = std::move(recipient),
                      .recipient_fingerprint = details.fingerprint,
                      .terms = {.kind = core::BundleKind::kJointKeys,
                                .project = project.terms.id,
                                .project_digest = project.terms.manifest_digest,
                                .created = now,
                                .part_bytes = order.part_bytes == 0 ? core::kDefaultBundlePartBytes
                                                                    : order.part_bytes}};
}

absl::Status BundleExporter::Record(const BundleExport& bundle) {
  core::AuditEntry entry = OwnEntry(context_.audit, "Bundle/Export");
  // For whom; who carries it stands in the entry of the call.
  entry.principal = bundle.recipient.uri();
  entry.certificate = bundle.recipient_fingerprint;
  entry.project = bundle.project.terms.id;
  entry.run = bundle.keys.run_number();
  entry.rows = {{.party = bundle.holder(), .first = 0, .end = bundle.keys.row_count()}};
  entry.retention = core::AuditRetention::kThreeYearsAfterDestruction;
  return context_.audit.Append(std::move(entry)).status();
}

absl::StatusOr<core::Sha256Digest> BundleExporter::Write(BundleExport& bundle,
                                                         core::BundleSink& sink) {
  IEUM_ASSIGN_OR_RETURN(const SigningIdentity signer,
                        context_.identity.signing_identity(Role::kMatcher));
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<core::BundleWriter> writer,
                        core::BundleWriter::Create(bundle.terms, signer.certificate, signer.key,
                                                   bundle.recipient, context_.random, sink));
  IEUM_RETURN_IF_ERROR(Record(bundle));
  core::JointKeyFileWriter file([&](core::ByteView bytes) { return writer->Append(bytes); });
  IEUM_RETURN_IF_ERROR(file.Begin({.project = bundle.project.terms.id,
                                   .holder = bundle.holder(),
                                   .run_number = bundle.keys.run_number(),
                                   .row_count = bundle.keys.row_count()}));
  for (uint32_t sequence = 0; sequence < bundle.keys.chunk_count(); ++sequence) {
    if (context_.stopping.load()) {
      return core::Unavailable("the server is stopping; ask again when it is back");
    }
    IEUM_ASSIGN_OR_RETURN(const std::vector<core::KeyedSerial> rows,
                          bundle.keys.Read(kMethod, sequence));
    IEUM_RETURN_IF_ERROR(file.Append(rows));
  }
  IEUM_RETURN_IF_ERROR(file.Finish());
  IEUM_ASSIGN_OR_RETURN(const core::BundleCover cover, writer->Finish());
  return core::Sha256(core::SignedBundleBytes(cover));
}

}  // namespace ieum::server
