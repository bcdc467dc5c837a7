#include "ieum/server/exchange/bundle_exporter.h"

#include <memory>
#include <utility>
#include <vector>

#include "ieum/core/base/status.h"
#include "ieum/core/manifest/signed_manifest.h"
#include "ieum/server/audit/own_entry.h"
#include "ieum/server/exchange/joinable_source.h"
#include "ieum/server/exchange/recipient.h"

namespace ieum::server {
namespace {

constexpr char kKeysMethod[] = "BundleService/ExportJointKeys";
constexpr char kJoinableMethod[] = "BundleService/ExportJoinableSerials";
constexpr const char* kWhat = kRecipientCertificate;

absl::StatusOr<uint32_t> HolderOf(const ProjectRecord& project, const std::string& institution) {
  const auto& holders = project.terms.holders;
  for (uint32_t i = 0; i < holders.size(); ++i) {
    if (holders[i].value() == institution) return i;
  }
  return core::NotFound("project '%s' has no such holder; 'ieumctl project show' names them",
                        project.terms.id.value());
}

// `goods` are what it gets.
absl::Status CheckHolder(const ProjectRecord& project, uint32_t holder, const Principal& who,
                         const char* goods) {
  if (who.role != Role::kHolder) {
    return core::InvalidArgument(
        "%s is of the role '%s'; %s go to a certificate of the role 'holder', and a linkage map "
        "to one of the role 'joiner'",
        kWhat, RoleName(who.role).text(), goods);
  }
  const core::InstitutionId& owner = project.terms.holders[holder];
  if (who.institution == owner) return absl::OkStatus();
  return core::PermissionDenied("%s is of '%s'; the %s of '%s' go to a certificate of '%s' only",
                                kWhat, who.institution.value(), goods, owner.value(),
                                owner.value());
}

absl::Status CheckJoiner(const ProjectRecord& project, const Principal& who) {
  IEUM_ASSIGN_OR_RETURN(const core::SignedManifest manifest,
                        core::ReadSignedManifest(project.terms.manifest));
  const std::vector<core::InstitutionId> joiners =
      manifest.manifest.Institutions(core::PartyRole::kJoiner);
  if (joiners.empty()) {
    return core::FailedPrecondition(
        "the manifest has nobody join; a linkage map goes to the joiner that it names only");
  }
  if (who.institution == joiners.front()) return absl::OkStatus();
  return core::PermissionDenied(
      "%s is of '%s'; by the manifest '%s' joins, and the linkage map goes to its server only",
      kWhat, who.institution.value(), joiners.front().value());
}

core::BundleTerms TermsOf(core::BundleKind kind, const ProjectRecord& project,
                          const ExportOrder& order, absl::Time now) {
  return {.kind = kind,
          .project = project.terms.id,
          .project_digest = project.terms.manifest_digest,
          .created = now,
          .part_bytes = order.part_bytes == 0 ? core::kDefaultBundlePartBytes : order.part_bytes};
}

absl::Status WriteJointKeys(BundleExport& bundle, JointKeySource& keys,
                            const std::atomic<bool>& stopping, core::BundleWriter& writer) {
  core::JointKeyFileWriter file([&](core::ByteView bytes) { return writer.Append(bytes); });
  IEUM_RETURN_IF_ERROR(file.Begin({.project = bundle.project.terms.id,
                                   .holder = bundle.holder(),
                                   .run_number = keys.run_number(),
                                   .row_count = keys.row_count()}));
  for (uint32_t sequence = 0; sequence < keys.chunk_count(); ++sequence) {
    if (stopping.load()) {
      return core::Unavailable("the server is stopping; ask again when it is back");
    }
    IEUM_ASSIGN_OR_RETURN(const std::vector<core::KeyedSerial> rows,
                          keys.Read(kKeysMethod, sequence));
    IEUM_RETURN_IF_ERROR(file.Append(rows));
  }
  return file.Finish();
}

}  // namespace

uint32_t BundleExport::run_number() const {
  if (const auto* keys = std::get_if<JointKeySource>(&content)) return keys->run_number();
  return static_cast<uint32_t>(std::get<core::JoinableSerials>(content).run_number);
}

uint64_t BundleExport::row_count() const {
  if (const auto* keys = std::get_if<JointKeySource>(&content)) return keys->row_count();
  return std::get<core::JoinableSerials>(content).serials.size();
}

absl::StatusOr<BundleExport> BundleExporter::Prepare(const ProjectRecord& project,
                                                     const ExportOrder& order) {
  IEUM_ASSIGN_OR_RETURN(const uint32_t holder, HolderOf(project, order.holder));
  IEUM_ASSIGN_OR_RETURN(Recipient recipient,
                        AcceptRecipient(context_, order.recipient_certificate));
  const bool joiner = recipient.who.role == Role::kJoiner;
  IEUM_RETURN_IF_ERROR(joiner ? CheckJoiner(project, recipient.who)
                              : CheckHolder(project, holder, recipient.who, "joint keys"));
  IEUM_ASSIGN_OR_RETURN(JointKeySource keys,
                        JointKeySource::Open(store_, project, holder,
                                             joiner ? KeyAudience::kJoiner : KeyAudience::kHolder));
  IEUM_RETURN_IF_ERROR(recipient.certificate.AgreementKey(kWhat).status());
  return BundleExport{
      .project = project,
      .holder_index = holder,
      .content = std::move(keys),
      .recipient = std::move(recipient.certificate),
      .recipient_fingerprint = recipient.fingerprint,
      .terms = TermsOf(joiner ? core::BundleKind::kLinkageMap : core::BundleKind::kJointKeys,
                       project, order, context_.clock.Now())};
}

absl::StatusOr<BundleExport> BundleExporter::PrepareJoinable(const ProjectRecord& project,
                                                             const ExportOrder& order) {
  IEUM_ASSIGN_OR_RETURN(const uint32_t holder, HolderOf(project, order.holder));
  IEUM_ASSIGN_OR_RETURN(Recipient recipient,
                        AcceptRecipient(context_, order.recipient_certificate));
  IEUM_RETURN_IF_ERROR(CheckHolder(project, holder, recipient.who, "joinable serials"));
  IEUM_RETURN_IF_ERROR(recipient.certificate.AgreementKey(kWhat).status());
  IEUM_ASSIGN_OR_RETURN(const core::SignedManifest manifest,
                        core::ReadSignedManifest(project.terms.manifest));
  IEUM_ASSIGN_OR_RETURN(core::JoinableSerials joinable,
                        FindJoinableSerials(store_, project, manifest.manifest, holder,
                                            kJoinableMethod, context_.stopping));
  return BundleExport{
      .project = project,
      .holder_index = holder,
      .content = std::move(joinable),
      .recipient = std::move(recipient.certificate),
      .recipient_fingerprint = recipient.fingerprint,
      .terms = TermsOf(core::BundleKind::kJoinableSerials, project, order, context_.clock.Now())};
}

absl::Status BundleExporter::Record(const BundleExport& bundle) {
  core::AuditEntry entry = OwnEntry(context_.audit, "Bundle/Export");
  // For whom; who carries it stands in the entry of the call.
  entry.principal = bundle.recipient.uri();
  entry.certificate = bundle.recipient_fingerprint;
  entry.project = bundle.project.terms.id;
  entry.run = bundle.run_number();
  entry.rows = {{.party = bundle.holder(), .first = 0, .end = bundle.row_count()}};
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
  if (auto* keys = std::get_if<JointKeySource>(&bundle.content)) {
    IEUM_RETURN_IF_ERROR(WriteJointKeys(bundle, *keys, context_.stopping, *writer));
  } else {
    IEUM_RETURN_IF_ERROR(
        core::WriteJoinableFile(std::get<core::JoinableSerials>(bundle.content),
                                [&](core::ByteView bytes) { return writer->Append(bytes); }));
  }
  IEUM_ASSIGN_OR_RETURN(const core::BundleCover cover, writer->Finish());
  return core::Sha256(core::SignedBundleBytes(cover));
}

}  // namespace ieum::server
