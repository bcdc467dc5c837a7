#include "ieum/server/exchange/bundle_importer.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/bundle/bundle_trust.h"
#include "ieum/core/format/submission_file.h"
#include "ieum/core/pki/certificate_details.h"
#include "ieum/server/jobs/run_audit.h"

namespace ieum::server {
namespace {

constexpr char kWhat[] = "the bundle";
// FORMAT: docs/formats/secret-agreement.md.
constexpr std::string_view kOfferMagic = "IEUMAGO1";
constexpr std::string_view kSharesMagic = "IEUMAGS1";

uint64_t ClaimKey(const core::BundleId& id) { return core::LoadLittleEndian<uint64_t>(id); }

// The content of a bundle, as a submission file is read.
class ContentBytes final : public core::SubmissionBytes {
 public:
  explicit ContentBytes(core::BundleContent& content) : content_(content) {}
  uint64_t size_bytes() const override { return content_.size_bytes(); }
  absl::Status ReadAt(uint64_t offset, std::span<std::byte> out) override {
    return content_.ReadAt(offset, out);
  }

 private:
  core::BundleContent& content_;
};

// Whether trying again may help, so that what is stored must stay.
bool MayPass(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsResourceExhausted(status);
}

absl::StatusOr<uint32_t> HolderOf(const ProjectRecord& project,
                                  const core::InstitutionId& institution) {
  const auto& holders = project.terms.holders;
  const auto found = std::find(holders.begin(), holders.end(), institution);
  if (found != holders.end()) return static_cast<uint32_t>(found - holders.begin());
  return core::FailedPrecondition("'%s', who sent the bundle, is no holder of project '%s'",
                                  institution.value(), project.terms.id.value());
}

absl::StatusOr<ParcelKind> ParcelKindOf(core::ByteView content) {
  const std::string_view text = core::AsText(content);
  if (text.starts_with(kOfferMagic)) return ParcelKind::kOffer;
  if (text.starts_with(kSharesMagic)) return ParcelKind::kSealedShares;
  return core::InvalidArgument(
      "the bundle holds neither an offer nor sealed shares; its sender must make it of the file "
      "that 'ieum secret agree start' or 'seal' wrote");
}

// sender: ieum://<institution>/<role>/<name>.
absl::StatusOr<uint32_t> HolderOf(const ProjectRecord& project, const std::string& sender) {
  const size_t start = std::string_view("ieum://").size();
  IEUM_ASSIGN_OR_RETURN(
      const core::InstitutionId institution,
      core::InstitutionId::Parse(sender.substr(start, sender.find('/', start) - start)));
  return HolderOf(project, institution);
}

absl::Status WasImported(const ImportRecord& record, const core::Sha256Digest& digest) {
  if (record.digest != digest) {
    return core::FailedPrecondition(
        "another bundle with the same id was imported before; its sender must make it again");
  }
  return core::AlreadyExists(
      "this bundle of '%s' was imported before, on %s; nothing was stored", record.sender,
      absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", record.time, absl::UTCTimeZone()));
}

BundleImportView ViewOf(const ImportRecord& record) {
  return {.record = record, .done = true, .received_bytes = {}, .part_bytes = {}};
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

absl::StatusOr<BundleImporter::Checked> BundleImporter::Check(const ProjectRecord& project,
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
  IEUM_ASSIGN_OR_RETURN(const Principal sender,
                        CallerOf(certificate, context_.max_certificate_life, context_.clock.Now()));
  IEUM_RETURN_IF_ERROR(context_.deny_list.Check(certificate));
  if (header.kind != core::BundleKind::kSubmission &&
      header.kind != core::BundleKind::kSecretShare) {
    return core::FailedPrecondition(
        "it is a bundle of kind %s; a server takes in submission and secret-share only",
        core::FactsOf(header.kind).name);
  }
  IEUM_RETURN_IF_ERROR(CheckRecipient(header));
  IEUM_ASSIGN_OR_RETURN(const uint32_t holder, HolderOf(project, sender.institution));
  IEUM_RETURN_IF_ERROR(After(project.state, ProjectEvent::kChangeSubmission).status());
  return Checked{
      .cover = std::move(cover), .certificate = certificate.fingerprint, .holder = holder};
}

absl::StatusOr<BundleImportView> BundleImporter::Open(const ProjectRecord& project,
                                                      core::ByteView cover_file) {
  IEUM_ASSIGN_OR_RETURN(const Checked checked, Check(project, cover_file));
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
  if (record.has_value() && record->step == ImportStep::kDone) return ViewOf(*record);
  IEUM_ASSIGN_OR_RETURN(const StagedBundle staged,
                        context_.store.import_stage().Find(project.number, id));
  return ViewOf(staged);
}

absl::Status BundleImporter::Append(const ProjectRecord& project, const core::BundleId& id,
                                    uint32_t part, uint64_t offset, core::ByteView content) {
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

absl::Status BundleImporter::Record(const ProjectRecord& project, const Checked& checked) {
  core::AuditEntry entry = OwnEntry(context_.audit, "Bundle/Import");
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
    return TakenBefore(project, *known);
  }
  IEUM_ASSIGN_OR_RETURN(const StagedBundle staged, stage.Find(project.number, id));
  // Again, for certificates expire and are denied while parts are on their way.
  IEUM_ASSIGN_OR_RETURN(const Checked checked, Check(project, staged.cover_file));
  const std::unique_ptr<core::BundleParts> parts = stage.Parts(project.number, id);
  IEUM_RETURN_IF_ERROR(CheckParts(project, checked.cover, *parts));
  IEUM_ASSIGN_OR_RETURN(const core::KeyAgreement key, context_.identity.agreement_key());
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<core::BundleContent> content,
                        core::BundleContent::Open(checked.cover, *parts, key));
  IEUM_RETURN_IF_ERROR(Record(project, checked));
  const ImportRecord record =
      RecordOf(checked.cover.cover(), ImportStep::kDone, context_.clock.Now());
  TakenIn taken{.view = ViewOf(record), .holder = checked.holder};
  if (record.kind == core::BundleKind::kSubmission) {
    IEUM_ASSIGN_OR_RETURN(taken.submission, TakeSubmission(project, checked, record, *content));
  } else {
    IEUM_RETURN_IF_ERROR(TakeParcel(project, checked, record, *content));
  }
  IEUM_RETURN_IF_ERROR(stage.Drop(project.number, id));
  return taken;
}

absl::StatusOr<TakenIn> BundleImporter::TakenBefore(const ProjectRecord& project,
                                                    const ImportRecord& record) {
  TakenIn taken{.view = ViewOf(record)};
  IEUM_ASSIGN_OR_RETURN(taken.holder, HolderOf(project, record.sender));
  IEUM_ASSIGN_OR_RETURN(const std::optional<SubmissionView> there,
                        context_.store.submissions().Find(project, taken.holder));
  if (there.has_value() && there->record.id == record.submission) taken.submission = there;
  return taken;
}

absl::StatusOr<SubmissionView> BundleImporter::TakeSubmission(const ProjectRecord& project,
                                                              const Checked& checked,
                                                              ImportRecord record,
                                                              core::BundleContent& content) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<core::SubmissionFileReader> file,
                        core::SubmissionFileReader::Read(std::make_unique<ContentBytes>(content),
                                                         "the content of the bundle"));
  if (file->header().project != project.terms.id) {
    return core::FailedPrecondition(
        "the bundle is for project '%s', and its content was encoded for '%s'",
        project.terms.id.value(), file->header().project.value());
  }
  record.submission = file->header().submission_id;
  // What was there before, by calls, is not ours to take back.
  IEUM_ASSIGN_OR_RETURN(const std::optional<SubmissionView> there,
                        context_.store.submissions().Find(project, checked.holder));
  IEUM_ASSIGN_OR_RETURN(const std::optional<ImportRecord> begun,
                        context_.store.imports().Find(project, record.bundle));
  const bool ours = begun.has_value() || !there.has_value();
  if (ours && !begun.has_value()) {
    ImportRecord beginning = record;
    beginning.step = ImportStep::kBegun;
    IEUM_RETURN_IF_ERROR(context_.store.imports().Remember(project, beginning));
  }
  absl::StatusOr<SubmissionView> sealed = StoreAndSeal(project, checked.holder, record, *file);
  if (sealed.ok() || !ours || MayPass(sealed.status())) return sealed;
  IEUM_RETURN_IF_ERROR(TakeBack(project, checked.holder, record));
  return sealed;
}

absl::StatusOr<SubmissionView> BundleImporter::StoreAndSeal(const ProjectRecord& project,
                                                            uint32_t holder,
                                                            const ImportRecord& record,
                                                            core::SubmissionFileReader& file) {
  SubmissionStore& submissions = context_.store.submissions();
  const AgreementTag tag = file.header().agreement_tag;
  while (true) {
    if (context_.stopping.load()) {
      return core::Unavailable("the server is stopping; go on when it is back");
    }
    IEUM_ASSIGN_OR_RETURN(const std::optional<core::ByteView> chunk, file.Next());
    if (!chunk.has_value()) break;
    IEUM_RETURN_IF_ERROR(submissions.AddChunk(project.terms.id, holder, *chunk, tag));
  }
  return submissions.Seal(project.terms.id, holder,
                          {.id = record.submission,
                           .row_count = file.trailer().row_count,
                           .digest = file.trailer().submission_digest},
                          context_.store.imports().Remembering(project, record));
}

absl::Status BundleImporter::TakeBack(const ProjectRecord& project, uint32_t holder,
                                      const ImportRecord& record) {
  SubmissionStore& submissions = context_.store.submissions();
  const absl::Status withdrawn = submissions.Withdraw(project.terms.id, holder, record.submission);
  if (!withdrawn.ok()) {
    // Another submission in its place: then nothing of this one is there.
    IEUM_ASSIGN_OR_RETURN(const std::optional<SubmissionView> there,
                          submissions.Find(project, holder));
    if (there.has_value() && there->record.id == record.submission) return withdrawn;
  }
  return context_.store.imports().Forget(project, record.bundle);
}

absl::Status BundleImporter::TakeParcel(const ProjectRecord& project, const Checked& checked,
                                        const ImportRecord& record, core::BundleContent& content) {
  if (content.size_bytes() > kMaxParcelBytes) {
    return core::InvalidArgument("a parcel has at most %d bytes, not %d", kMaxParcelBytes,
                                 content.size_bytes());
  }
  core::Bytes parcel(static_cast<size_t>(content.size_bytes()));
  IEUM_RETURN_IF_ERROR(content.ReadAt(0, parcel));
  IEUM_ASSIGN_OR_RETURN(const ParcelKind kind, ParcelKindOf(parcel));
  IEUM_RETURN_IF_ERROR(
      context_.store.relay().Leave(project, checked.holder, kind, parcel, /*replace=*/false));
  // Left again after a crash at this place, it is the same parcel.
  return context_.store.imports().Remember(project, record);
}

absl::Status BundleImporter::Drop(const ProjectRecord& project, const core::BundleId& id) {
  const Claims::Claim claim = claims_.Take(ClaimKey(id));
  IEUM_ASSIGN_OR_RETURN(const std::optional<ImportRecord> record,
                        context_.store.imports().Find(project, id));
  if (record.has_value() && record->step == ImportStep::kBegun) {
    IEUM_ASSIGN_OR_RETURN(const uint32_t holder, HolderOf(project, record->sender));
    IEUM_RETURN_IF_ERROR(TakeBack(project, holder, *record));
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
    if (record.step == ImportStep::kDone) views.push_back(ViewOf(record));
  }
  return views;
}

}  // namespace ieum::server
