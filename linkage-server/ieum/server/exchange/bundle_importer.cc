#include "ieum/server/exchange/bundle_importer.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/bundle/bundle_trust.h"
#include "ieum/core/pki/certificate_details.h"
#include "ieum/server/audit/own_entry.h"
#include "ieum/server/custody/retention.h"

namespace ieum::server {
namespace {

constexpr char kWhat[] = "the bundle";

uint64_t ClaimKey(const core::BundleId& id) { return core::LoadLittleEndian<uint64_t>(id); }

absl::Status WasImported(const ImportRecord& record, const core::Sha256Digest& digest) {
  if (record.digest != digest) {
    return core::FailedPrecondition(
        "another bundle with the same id was imported before; its sender must make it again");
  }
  return core::AlreadyExists(
      "this bundle of '%s' was imported before, on %s; nothing was stored", record.sender,
      absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", record.time, absl::UTCTimeZone()));
}

ImportRecord RecordOf(const core::BundleCover& cover, ImportStep step, absl::Time time) {
  return {.bundle = cover.header.id,
          .step = step,
          .kind = cover.header.kind,
          .digest = core::Sha256(core::SignedBundleBytes(cover)),
          .submission = {},
          .time = time,
          .sender = cover.header.sender};
}

BundleImportView ViewOf(const StagedBundle& staged) {
  BundleImportView view{
      .record = RecordOf(staged.cover, ImportStep::kBegun, staged.cover.header.created),
      .done = false,
      .received_bytes = staged.received_bytes,
      .part_bytes = {}};
  for (const core::BundlePart& part : staged.cover.parts)
    view.part_bytes.push_back(part.size_bytes);
  return view;
}

// Whether a principal's URI is one of this institution.
bool IsOf(const core::InstitutionId& institution, std::string_view uri) {
  return uri.starts_with("ieum://" + institution.value() + "/");
}

}  // namespace

absl::Status BundleImporter::CheckRecipient(const core::BundleHeader& header) const {
  const std::string own = "ieum://" + context_.identity.name();
  if (header.recipient != own) {
    return core::PermissionDenied("the bundle is for '%s', and this server is '%s'",
                                  header.recipient, own);
  }
  IEUM_ASSIGN_OR_RETURN(const core::KeyAgreement key, context_.identity.agreement_key());
  if (core::DigestOfKey(key.public_key()) == header.recipient_key) return absl::OkStatus();
  return core::PermissionDenied(
      "the bundle is for another key of this server, of an earlier certificate perhaps; its sender "
      "must make it again for the certificate in use");
}

absl::StatusOr<CheckedBundle> BundleImporter::Check(const ProjectRecord& project,
                                                    core::ByteView cover_file) {
  IEUM_ASSIGN_OR_RETURN(
      core::VerifiedCover cover,
      core::VerifiedCover::Verify(
          cover_file,
          {.ca_pem = context_.identity.authorities(), .now = context_.clock.Now(), .denies = {}},
          {.project = project.terms.id, .project_digest = project.terms.manifest_digest}, kWhat));
  const core::BundleHeader& header = cover.header();
  // As for the same certificate in a call.
  IEUM_ASSIGN_OR_RETURN(const core::CertificateDetails certificate,
                        core::ReadCertificateDetails(header.sender_chain));
  IEUM_ASSIGN_OR_RETURN(
      const Principal sender,
      CorrespondentOf(certificate, context_.max_certificate_life, context_.clock.Now()));
  IEUM_RETURN_IF_ERROR(context_.deny_list.Check(certificate));
  IEUM_RETURN_IF_ERROR(CheckRecipient(header));
  IEUM_RETURN_IF_ERROR(taker_.Admit(project, header, sender));
  return CheckedBundle{
      .cover = std::move(cover), .certificate = certificate.fingerprint, .sender = sender};
}

absl::Status BundleImporter::CheckMayOpen(const ProjectRecord& project, const Principal& bringer,
                                          const CheckedBundle& checked) {
  if (bringer.role != Role::kHolder) return absl::OkStatus();
  if (checked.sender.institution != bringer.institution) {
    return core::PermissionDenied(
        "'%s' has signed the bundle, and '%s' brings it; rule: a holder brings its own bundles, "
        "the operator anybody's",
        checked.sender.institution.value(), bringer.institution.value());
  }
  IEUM_ASSIGN_OR_RETURN(const std::vector<StagedBundle> staged,
                        context_.store.import_stage().List(project.number));
  size_t waiting = 0;
  for (const StagedBundle& bundle : staged) {
    const core::BundleHeader& header = bundle.cover.header;
    if (header.id == checked.cover.header().id) return absl::OkStatus();
    waiting += IsOf(bringer.institution, header.sender) ? 1 : 0;
  }
  if (waiting < kMaxStagedOfHolder) return absl::OkStatus();
  return core::ResourceExhausted(
      "%d bundles of '%s' wait for their parts, as many as may; send the rest of one, or have the "
      "operator drop it (ieumctl imports drop)",
      waiting, bringer.institution.value());
}

absl::Status BundleImporter::CheckBringer(const ProjectRecord& project, const Principal& bringer,
                                          const core::BundleId& id) {
  if (bringer.role != Role::kHolder) return absl::OkStatus();
  IEUM_ASSIGN_OR_RETURN(const BundleImportView view, Find(project, id));
  if (IsOf(bringer.institution, view.record.sender)) return absl::OkStatus();
  return core::NotFound("no import of this bundle is open; begin with its cover");
}

absl::StatusOr<BundleImportView> BundleImporter::Open(const ProjectRecord& project,
                                                      const Principal& bringer,
                                                      core::ByteView cover_file) {
  IEUM_ASSIGN_OR_RETURN(const CheckedBundle checked, Check(project, cover_file));
  IEUM_RETURN_IF_ERROR(CheckMayOpen(project, bringer, checked));
  const core::BundleId& id = checked.cover.header().id;
  const Claims::Claim claim = claims_.Take(ClaimKey(id));
  ImportStage& stage = context_.store.import_stage();
  IEUM_ASSIGN_OR_RETURN(const std::optional<ImportRecord> record,
                        context_.store.imports().Find(project, id));
  if (record.has_value() && record->step == ImportStep::kDone) {
    IEUM_RETURN_IF_ERROR(stage.Drop(project.number, id));
    return WasImported(*record, checked.cover.digest());
  }
  IEUM_RETURN_IF_ERROR(stage.Begin(project.number, cover_file));
  IEUM_ASSIGN_OR_RETURN(const StagedBundle staged, stage.Find(project.number, id));
  const core::BundleCover& known = staged.cover;
  if (core::SignedBundleBytes(known) != core::SignedBundleBytes(checked.cover.cover())) {
    return core::FailedPrecondition(
        "an import of another bundle with the same id is open; drop that one first");
  }
  return ViewOf(staged);
}

absl::StatusOr<BundleImportView> BundleImporter::Find(const ProjectRecord& project,
                                                      const core::BundleId& id) {
  IEUM_ASSIGN_OR_RETURN(const std::optional<ImportRecord> record,
                        context_.store.imports().Find(project, id));
  if (record.has_value() && record->step == ImportStep::kDone) return DoneView(*record);
  IEUM_ASSIGN_OR_RETURN(const StagedBundle staged,
                        context_.store.import_stage().Find(project.number, id));
  return ViewOf(staged);
}

absl::Status BundleImporter::Append(const ProjectRecord& project, const core::BundleId& id,
                                    uint32_t part, uint64_t offset, core::ByteView content) {
  IEUM_RETURN_IF_ERROR(
      CheckRetention("BundleService/SendParts", project.terms, context_.clock.Now()));
  const Claims::Claim claim = claims_.Take(ClaimKey(id));
  ImportStage& stage = context_.store.import_stage();
  IEUM_ASSIGN_OR_RETURN(const StagedBundle staged, stage.Find(project.number, id));
  return stage.Append(project.number, staged.cover, part, offset, content);
}

absl::Status BundleImporter::Sync(const ProjectRecord& project, const core::BundleId& id,
                                  uint32_t part) {
  const Claims::Claim claim = claims_.Take(ClaimKey(id));
  return context_.store.import_stage().Sync(project.number, id, part);
}

absl::Status BundleImporter::CheckParts(const ProjectRecord& project,
                                        const core::VerifiedCover& cover,
                                        core::BundleParts& parts) {
  const std::vector<core::BundlePart>& expected = cover.cover().parts;
  for (uint32_t part = 1; part <= expected.size(); ++part) {
    const absl::StatusOr<uint64_t> size = parts.SizeOf(part);
    if (!size.ok() && !absl::IsNotFound(size.status())) return size.status();
    if (size.value_or(0) == expected[part - 1].size_bytes) continue;
    return core::DataLoss(
        "part %d of %d of the bundle is missing or not whole: %d of %d bytes are there; nothing "
        "was "
        "stored. Send the rest",
        part, expected.size(), size.value_or(0), expected[part - 1].size_bytes);
  }
  uint64_t read = 0;
  const absl::Status checked = core::CheckBundleParts(cover, parts, [&](uint64_t bytes) {
    read = bytes;
    if (context_.stopping.load()) return core::Unavailable("the server is stopping; try again");
    return absl::OkStatus();
  });
  if (!absl::IsDataLoss(checked)) return checked;
  // Parts are read in order, so the last one that was read is the one that does not fit.
  uint64_t before = 0;
  uint32_t part = 0;
  while (part < expected.size() && before < read) before += expected[part++].size_bytes;
  IEUM_RETURN_IF_ERROR(
      context_.store.import_stage().DropPart(project.number, cover.header().id, part));
  return core::DataLoss(
      "part %d of %d of the bundle was changed or is another one; nothing was stored. Copy it "
      "again, or ask the sender for it, and send it again",
      part, expected.size());
}

absl::Status BundleImporter::Record(const ProjectRecord& project, const CheckedBundle& checked) {
  const bool objection = checked.cover.header().kind == core::BundleKind::kObjection;
  core::AuditEntry entry =
      OwnEntry(context_.audit, objection ? "Objection/Import" : "Bundle/Import");
  // The sender, whose signature it is; who brought it stands in the entry of the call.
  entry.principal = checked.cover.header().sender;
  entry.certificate = checked.certificate;
  entry.project = project.terms.id;
  entry.decided = checked.cover.digest();
  entry.retention = core::AuditRetention::kThreeYearsAfterDestruction;
  return context_.audit.Append(std::move(entry)).status();
}

absl::StatusOr<TakenIn> BundleImporter::Finish(const ProjectRecord& project,
                                               const core::BundleId& id) {
  const Claims::Claim claim = claims_.Take(ClaimKey(id));
  ImportStage& stage = context_.store.import_stage();
  IEUM_ASSIGN_OR_RETURN(const std::optional<ImportRecord> known,
                        context_.store.imports().Find(project, id));
  if (known.has_value() && known->step == ImportStep::kDone) {
    IEUM_RETURN_IF_ERROR(stage.Drop(project.number, id));
    return taker_.TakenBefore(project, *known);
  }
  IEUM_ASSIGN_OR_RETURN(const StagedBundle staged, stage.Find(project.number, id));
  // Again, for certificates expire and are denied while parts are on their way.
  IEUM_ASSIGN_OR_RETURN(const CheckedBundle checked, Check(project, staged.cover_file));
  const std::unique_ptr<core::BundleParts> parts = stage.Parts(project.number, id);
  IEUM_RETURN_IF_ERROR(CheckParts(project, checked.cover, *parts));
  IEUM_ASSIGN_OR_RETURN(const core::KeyAgreement key, context_.identity.agreement_key());
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<core::BundleContent> content,
                        core::BundleContent::Open(checked.cover, *parts, key));
  IEUM_RETURN_IF_ERROR(Record(project, checked));
  const ImportRecord record =
      RecordOf(checked.cover.cover(), ImportStep::kDone, context_.clock.Now());
  IEUM_ASSIGN_OR_RETURN(TakenIn taken, taker_.Take(project, checked, record, *content));
  IEUM_RETURN_IF_ERROR(stage.Drop(project.number, id));
  return taken;
}

absl::Status BundleImporter::Drop(const ProjectRecord& project, const core::BundleId& id) {
  const Claims::Claim claim = claims_.Take(ClaimKey(id));
  IEUM_ASSIGN_OR_RETURN(const std::optional<ImportRecord> record,
                        context_.store.imports().Find(project, id));
  if (record.has_value() && record->step == ImportStep::kBegun) {
    IEUM_RETURN_IF_ERROR(taker_.TakeBack(project, *record));
  }
  return context_.store.import_stage().Drop(project.number, id);
}

absl::StatusOr<std::vector<BundleImportView>> BundleImporter::List(const ProjectRecord& project) {
  IEUM_ASSIGN_OR_RETURN(const std::vector<ImportRecord> records,
                        context_.store.imports().List(project));
  IEUM_ASSIGN_OR_RETURN(const std::vector<StagedBundle> open,
                        context_.store.import_stage().List(project.number));
  const auto is_done = [&records](const core::BundleId& id) {
    return std::any_of(records.begin(), records.end(), [&id](const ImportRecord& record) {
      return record.bundle == id && record.step == ImportStep::kDone;
    });
  };
  std::vector<BundleImportView> views;
  for (const StagedBundle& staged : open) {
    if (!is_done(staged.cover.header.id)) views.push_back(ViewOf(staged));
  }
  for (const ImportRecord& record : records) {
    if (record.step == ImportStep::kDone) views.push_back(DoneView(record));
  }
  return views;
}

}  // namespace ieum::server
