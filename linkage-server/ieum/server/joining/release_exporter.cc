#include "ieum/server/joining/release_exporter.h"

#include <memory>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/manifest/signed_manifest.h"
#include "ieum/core/release/release_description.h"
#include "ieum/server/audit/own_entry.h"
#include "ieum/server/exchange/recipient.h"

namespace ieum::server {
namespace {

absl::StatusOr<core::ReleaseDescription> DescriptionOf(const CandidateRecord& candidate) {
  absl::StatusOr<core::ReleaseDescription> description =
      core::ReleaseDescription::FromJson(candidate.description);
  if (description.ok()) return description;
  return core::DataLoss("the description of release candidate %d is damaged", candidate.number);
}

absl::StatusOr<core::InstitutionId> JoinerOf(const core::Manifest& manifest) {
  const std::vector<core::InstitutionId> joiners = manifest.Institutions(core::PartyRole::kJoiner);
  if (!joiners.empty()) return joiners.front();
  return core::FailedPrecondition("the manifest has nobody join");
}

absl::Status CheckIsOf(const Recipient& recipient, Role role,
                       const core::InstitutionId& institution) {
  if (recipient.who.role != role) {
    return core::InvalidArgument("%s is of the role '%s'; this goes to one of the role '%s'",
                                 kRecipientCertificate, RoleName(recipient.who.role).text(),
                                 RoleName(role).text());
  }
  if (recipient.who.institution == institution) return absl::OkStatus();
  return core::PermissionDenied("%s is of '%s'; this goes to a certificate of '%s' only",
                                kRecipientCertificate, recipient.who.institution.value(),
                                institution.value());
}

core::BundleTerms TermsOf(core::BundleKind kind, const ProjectRecord& project,
                          const ReleaseOrder& order, absl::Time now) {
  return {.kind = kind,
          .project = project.terms.id,
          .project_digest = project.terms.manifest_digest,
          .created = now,
          .part_bytes = order.part_bytes == 0 ? core::kDefaultBundlePartBytes : order.part_bytes};
}

}  // namespace

absl::StatusOr<ReleaseExport> ReleaseExporter::PrepareCandidate(const ProjectRecord& project,
                                                                const ReleaseOrder& order) {
  IEUM_ASSIGN_OR_RETURN(CandidateRecord candidate,
                        store_.candidates().Find(project, order.candidate));
  IEUM_ASSIGN_OR_RETURN(const core::SignedManifest manifest,
                        core::ReadSignedManifest(project.terms.manifest));
  IEUM_ASSIGN_OR_RETURN(const core::InstitutionId joiner, JoinerOf(manifest.manifest));
  IEUM_ASSIGN_OR_RETURN(Recipient recipient,
                        AcceptRecipient(context_, order.recipient_certificate));
  IEUM_RETURN_IF_ERROR(CheckIsOf(recipient, Role::kReviewer, joiner));
  IEUM_RETURN_IF_ERROR(recipient.certificate.AgreementKey(kRecipientCertificate).status());
  return ReleaseExport{
      .project = project,
      .candidate = std::move(candidate),
      .recipient = std::move(recipient.certificate),
      .recipient_fingerprint = recipient.fingerprint,
      .terms = TermsOf(core::BundleKind::kCandidate, project, order, context_.clock.Now())};
}

absl::StatusOr<ReleaseExport> ReleaseExporter::PrepareRelease(const ProjectRecord& project,
                                                              const ReleaseOrder& order,
                                                              const GivenApproval& approval) {
  IEUM_ASSIGN_OR_RETURN(CandidateRecord candidate,
                        store_.candidates().Find(project, order.candidate));
  IEUM_ASSIGN_OR_RETURN(const core::SignedManifest manifest,
                        core::ReadSignedManifest(project.terms.manifest));
  const absl::Time now = context_.clock.Now();
  IEUM_RETURN_IF_ERROR(CheckIsNoMock(manifest.manifest));
  IEUM_RETURN_IF_ERROR(CheckNotEnded(manifest.manifest.end_date, now));
  IEUM_ASSIGN_OR_RETURN(const core::ReleaseDescription description, DescriptionOf(candidate));
  IEUM_ASSIGN_OR_RETURN(Recipient recipient,
                        AcceptRecipient(context_, order.recipient_certificate));
  IEUM_RETURN_IF_ERROR(CheckIsOf(recipient, Role::kResearcher, description.name.recipient));
  IEUM_RETURN_IF_ERROR(recipient.certificate.AgreementKey(kRecipientCertificate).status());
  IEUM_RETURN_IF_ERROR(
      CheckApproval(context_, manifest.manifest, candidate, description, approval));
  return ReleaseExport{.project = project,
                       .candidate = std::move(candidate),
                       .recipient = std::move(recipient.certificate),
                       .recipient_fingerprint = recipient.fingerprint,
                       .terms = TermsOf(core::BundleKind::kRelease, project, order, now)};
}

absl::Status ReleaseExporter::Record(const ReleaseExport& bundle) {
  core::AuditEntry entry = OwnEntry(context_.audit, bundle.terms.kind == core::BundleKind::kRelease
                                                        ? "Release/Export"
                                                        : "Candidate/Export");
  // For whom; who carries it stands in the entry of the call.
  entry.principal = bundle.recipient.uri();
  entry.certificate = bundle.recipient_fingerprint;
  entry.project = bundle.project.terms.id;
  entry.decided = bundle.candidate.digest;
  entry.retention = core::AuditRetention::kThreeYearsAfterDestruction;
  return context_.audit.Append(std::move(entry)).status();
}

absl::StatusOr<core::Sha256Digest> ReleaseExporter::Write(const ReleaseExport& bundle,
                                                          core::BundleSink& sink,
                                                          std::stop_token stop) {
  IEUM_ASSIGN_OR_RETURN(const SigningIdentity signer,
                        context_.identity.signing_identity(Role::kJoiner));
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<core::BundleWriter> writer,
                        core::BundleWriter::Create(bundle.terms, signer.certificate, signer.key,
                                                   bundle.recipient, context_.random, sink));
  IEUM_RETURN_IF_ERROR(Record(bundle));
  IEUM_RETURN_IF_ERROR(maker_
                           .Write(
                               bundle.project, bundle.candidate,
                               [&](core::ByteView bytes) { return writer->Append(bytes); },
                               std::move(stop))
                           .status());
  IEUM_ASSIGN_OR_RETURN(const core::BundleCover cover, writer->Finish());
  return core::Sha256(core::SignedBundleBytes(cover));
}

}  // namespace ieum::server
