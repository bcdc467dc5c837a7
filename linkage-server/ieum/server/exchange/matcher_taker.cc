#include "ieum/server/exchange/matcher_taker.h"

#include <memory>
#include <string_view>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/exchange/content_bytes.h"

namespace ieum::server {
namespace {

// FORMAT: docs/formats/secret-agreement.md.
constexpr std::string_view kOfferMagic = "IEUMAGO1";
constexpr std::string_view kSharesMagic = "IEUMAGS1";
constexpr char kContent[] = "the content of the bundle";

absl::StatusOr<ParcelKind> ParcelKindOf(core::ByteView content) {
  const std::string_view text = core::AsText(content);
  if (text.starts_with(kOfferMagic)) return ParcelKind::kOffer;
  if (text.starts_with(kSharesMagic)) return ParcelKind::kSealedShares;
  return core::InvalidArgument(
      "the bundle holds neither an offer nor sealed shares; its sender must make it of the file "
      "that 'ieum secret agree start' or 'seal' wrote");
}

}  // namespace

absl::Status MatcherTaker::Admit(const ProjectRecord& project, const core::BundleHeader& header,
                                 const Principal& sender) const {
  if (header.kind == core::BundleKind::kObjection) {
    IEUM_RETURN_IF_ERROR(HolderIndex(project, sender.institution).status());
    return After(project.state, ProjectEvent::kRemoveRows).status();
  }
  if (header.kind != core::BundleKind::kSubmission &&
      header.kind != core::BundleKind::kSecretShare) {
    return core::FailedPrecondition(
        "it is a bundle of kind %s; a matcher takes in submission, secret-share and objection only",
        core::FactsOf(header.kind).name);
  }
  IEUM_RETURN_IF_ERROR(HolderIndex(project, sender.institution).status());
  return After(project.state, ProjectEvent::kChangeSubmission).status();
}

absl::StatusOr<TakenIn> MatcherTaker::Take(const ProjectRecord& project,
                                           const CheckedBundle& checked, const ImportRecord& record,
                                           core::BundleContent& content) {
  TakenIn taken{.view = DoneView(record)};
  IEUM_ASSIGN_OR_RETURN(taken.holder, HolderIndex(project, checked.sender.institution));
  if (record.kind == core::BundleKind::kSubmission) {
    IEUM_ASSIGN_OR_RETURN(taken.submission, TakeSubmission(project, taken.holder, record, content));
    taken.row_count = taken.submission->record.row_count;
  } else if (record.kind == core::BundleKind::kObjection) {
    IEUM_ASSIGN_OR_RETURN(taken.row_count, TakeObjections(project, taken.holder, record, content));
  } else {
    IEUM_RETURN_IF_ERROR(TakeParcel(project, taken.holder, record, content));
  }
  return taken;
}

absl::StatusOr<TakenIn> MatcherTaker::TakenBefore(const ProjectRecord& project,
                                                  const ImportRecord& record) {
  TakenIn taken{.view = DoneView(record)};
  IEUM_ASSIGN_OR_RETURN(taken.holder, HolderIndex(project, record.sender));
  IEUM_ASSIGN_OR_RETURN(const std::optional<SubmissionView> there,
                        store_.submissions().Find(project, taken.holder));
  if (there.has_value() && there->record.id == record.submission) {
    taken.submission = there;
    taken.row_count = there->record.row_count;
  }
  return taken;
}

absl::StatusOr<SubmissionView> MatcherTaker::TakeSubmission(const ProjectRecord& project,
                                                            uint32_t holder, ImportRecord record,
                                                            core::BundleContent& content) {
  IEUM_ASSIGN_OR_RETURN(
      const std::unique_ptr<core::SubmissionFileReader> file,
      core::SubmissionFileReader::Read(std::make_unique<ContentBytes>(content), kContent));
  if (file->header().project != project.terms.id) {
    return core::FailedPrecondition(
        "the bundle is for project '%s', and its content was encoded for '%s'",
        project.terms.id.value(), file->header().project.value());
  }
  record.submission = file->header().submission_id;
  // What was there before, by calls, is not ours to take back.
  IEUM_ASSIGN_OR_RETURN(const std::optional<SubmissionView> there,
                        store_.submissions().Find(project, holder));
  IEUM_ASSIGN_OR_RETURN(const std::optional<ImportRecord> begun,
                        store_.imports().Find(project, record.bundle));
  const bool ours = begun.has_value() || !there.has_value();
  if (ours && !begun.has_value()) {
    ImportRecord beginning = record;
    beginning.step = ImportStep::kBegun;
    IEUM_RETURN_IF_ERROR(store_.imports().Remember(project, beginning));
  }
  absl::StatusOr<SubmissionView> sealed = StoreAndSeal(project, holder, record, *file);
  if (sealed.ok() || !ours || MayPass(sealed.status())) return sealed;
  IEUM_RETURN_IF_ERROR(TakeBack(project, record));
  return sealed;
}

absl::StatusOr<SubmissionView> MatcherTaker::StoreAndSeal(const ProjectRecord& project,
                                                          uint32_t holder,
                                                          const ImportRecord& record,
                                                          core::SubmissionFileReader& file) {
  SubmissionStore& submissions = store_.submissions();
  const AgreementTag tag = file.header().agreement_tag;
  while (true) {
    if (stopping_.load()) {
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
                          store_.imports().Remembering(project, record));
}

absl::StatusOr<uint64_t> MatcherTaker::TakeObjections(const ProjectRecord& project, uint32_t holder,
                                                      const ImportRecord& record,
                                                      core::BundleContent& content) {
  ContentBytes file(content);
  IEUM_ASSIGN_OR_RETURN(const core::Objections objections, core::ReadObjectionFile(file, kContent));
  IEUM_RETURN_IF_ERROR(CheckIsOfSender(objections, project, holder));
  IEUM_ASSIGN_OR_RETURN(const std::optional<ImportRecord> begun,
                        store_.imports().Find(project, record.bundle));
  if (!begun.has_value()) {
    IEUM_ASSIGN_OR_RETURN(const uint64_t known,
                          store_.removal().Count(project, holder, objections.serials));
    if (known != objections.serials.size()) {
      return core::FailedPrecondition(
          "%d of the %d rows are not there, in a round that is closed; nothing was removed. Rows "
          "of the open round are withdrawn and sent again without them",
          objections.serials.size() - known, objections.serials.size());
    }
    ImportRecord beginning = record;
    beginning.step = ImportStep::kBegun;
    IEUM_RETURN_IF_ERROR(store_.imports().Remember(project, beginning));
  }
  const absl::Status removed =
      store_.removal().Remove(project, holder, objections.serials,
                              store_.imports().Remembering(project, record), stopping_);
  if (removed.ok()) return objections.serials.size();
  if (!MayPass(removed)) {
    IEUM_RETURN_IF_ERROR(store_.imports().Forget(project, record.bundle));
  }
  return removed;
}

absl::Status MatcherTaker::TakeBack(const ProjectRecord& project, const ImportRecord& record) {
  // Rows that are removed do not come back.
  if (record.kind == core::BundleKind::kObjection) {
    return store_.imports().Forget(project, record.bundle);
  }
  IEUM_ASSIGN_OR_RETURN(const uint32_t holder, HolderIndex(project, record.sender));
  SubmissionStore& submissions = store_.submissions();
  const absl::Status withdrawn = submissions.Withdraw(project.terms.id, holder, record.submission);
  if (!withdrawn.ok()) {
    // Another submission in its place: then nothing of this one is there.
    IEUM_ASSIGN_OR_RETURN(const std::optional<SubmissionView> there,
                          submissions.Find(project, holder));
    if (there.has_value() && there->record.id == record.submission) return withdrawn;
  }
  return store_.imports().Forget(project, record.bundle);
}

absl::Status MatcherTaker::TakeParcel(const ProjectRecord& project, uint32_t holder,
                                      const ImportRecord& record, core::BundleContent& content) {
  if (content.size_bytes() > kMaxParcelBytes) {
    return core::InvalidArgument("a parcel has at most %d bytes, not %d", kMaxParcelBytes,
                                 content.size_bytes());
  }
  core::Bytes parcel(static_cast<size_t>(content.size_bytes()));
  IEUM_RETURN_IF_ERROR(content.ReadAt(0, parcel));
  IEUM_ASSIGN_OR_RETURN(const ParcelKind kind, ParcelKindOf(parcel));
  IEUM_RETURN_IF_ERROR(store_.relay().Leave(project, holder, kind, parcel, /*replace=*/false));
  // Left again after a crash at this place, it is the same parcel.
  return store_.imports().Remember(project, record);
}

}  // namespace ieum::server
