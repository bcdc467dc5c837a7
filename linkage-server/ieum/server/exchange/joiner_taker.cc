#include "ieum/server/exchange/joiner_taker.h"

#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ieum/core/base/status.h"
#include "ieum/core/jointkey/joint_key_file.h"
#include "ieum/core/jointkey/objection_file.h"
#include "ieum/core/manifest/signed_manifest.h"
#include "ieum/core/payload/payload_file.h"
#include "ieum/server/exchange/content_bytes.h"

namespace ieum::server {
namespace {

constexpr char kContent[] = "the content of the bundle";

absl::Status OtherProject(const core::ProjectId& found, const ProjectRecord& project) {
  return core::FailedPrecondition("the bundle is for project '%s', and its content is of '%s'",
                                  project.terms.id.value(), found.value());
}

// Rows as they stand in a joint key file. FORMAT: docs/formats/storage.md.
core::Bytes RowBytes(std::span<const core::KeyedSerial> rows) {
  core::Bytes bytes;
  for (const core::KeyedSerial& row : rows) {
    bytes.insert(bytes.end(), row.serial.begin(), row.serial.end());
    const core::ByteView key = row.joint_key.bytes();
    bytes.insert(bytes.end(), key.begin(), key.end());
  }
  return bytes;
}

}  // namespace

absl::Status JoinerTaker::GoOn() const {
  if (!stopping_.load()) return absl::OkStatus();
  return core::Unavailable("the server is stopping; go on when it is back");
}

absl::Status JoinerTaker::Admit(const ProjectRecord& project, const core::BundleHeader& header,
                                const Principal& sender) const {
  if (header.kind == core::BundleKind::kObjection) {
    IEUM_RETURN_IF_ERROR(HolderIndex(project, sender.institution).status());
    return After(project.state, ProjectEvent::kRemoveRows).status();
  }
  if (header.kind == core::BundleKind::kPayload) {
    IEUM_RETURN_IF_ERROR(HolderIndex(project, sender.institution).status());
  } else if (header.kind == core::BundleKind::kLinkageMap) {
    IEUM_ASSIGN_OR_RETURN(const core::SignedManifest manifest,
                          core::ReadSignedManifest(project.terms.manifest));
    const core::InstitutionId matcher =
        manifest.manifest.Institutions(core::PartyRole::kMatcher).front();
    if (sender.institution != matcher) {
      return core::FailedPrecondition(
          "'%s', who sent the linkage map, does not match project '%s'; by its manifest '%s' does",
          sender.institution.value(), project.terms.id.value(), matcher.value());
    }
  } else {
    return core::FailedPrecondition(
        "it is a bundle of kind %s; a joiner takes in linkage-map, payload and objection only",
        core::FactsOf(header.kind).name);
  }
  return After(project.state, ProjectEvent::kChangeSubmission).status();
}

absl::Status JoinerTaker::StoreMap(const ProjectRecord& project, core::BundleContent& content,
                                   std::optional<DeliveryRecord>& delivery) {
  IEUM_ASSIGN_OR_RETURN(
      const std::unique_ptr<core::JointKeyFileReader> file,
      core::JointKeyFileReader::Read(std::make_unique<ContentBytes>(content), kContent));
  const core::JointKeyFileHeader& header = file->header();
  if (header.project != project.terms.id) return OtherProject(header.project, project);
  IEUM_ASSIGN_OR_RETURN(const uint32_t holder, HolderIndex(project, header.holder));
  IEUM_ASSIGN_OR_RETURN(delivery,
                        store_.deliveries().Begin(project, DeliveryKind::kLinkageMap, holder));
  delivery->run_number = header.run_number;
  IEUM_ASSIGN_OR_RETURN(const RowFilter filter, FilterOf(project, holder));
  while (true) {
    IEUM_RETURN_IF_ERROR(GoOn());
    IEUM_ASSIGN_OR_RETURN(const std::span<const core::KeyedSerial> rows, file->Next());
    if (rows.empty()) return absl::OkStatus();
    IEUM_ASSIGN_OR_RETURN(const KeptRows kept, filter.OfLinkageMap(RowBytes(rows)));
    IEUM_RETURN_IF_ERROR(AppendRows(project, kept, *delivery));
  }
}

absl::Status JoinerTaker::StorePayload(const ProjectRecord& project, uint32_t holder,
                                       core::BundleContent& content,
                                       std::optional<DeliveryRecord>& delivery) {
  IEUM_ASSIGN_OR_RETURN(
      const std::unique_ptr<core::PayloadFileReader> file,
      core::PayloadFileReader::Read(std::make_unique<ContentBytes>(content), kContent));
  const core::PayloadHeader& header = file->header();
  if (header.project != project.terms.id) return OtherProject(header.project, project);
  if (header.holder != project.terms.holders[holder]) {
    return core::FailedPrecondition(
        "'%s' sent the bundle, and its content has rows of '%s'; a holder delivers its own rows",
        project.terms.holders[holder].value(), header.holder.value());
  }
  IEUM_ASSIGN_OR_RETURN(delivery,
                        store_.deliveries().Begin(project, DeliveryKind::kPayload, holder));
  delivery->schema = header.schema.canonical_json;
  delivery->payload_digest = file->trailer().payload_digest;
  IEUM_ASSIGN_OR_RETURN(const RowFilter filter, FilterOf(project, holder));
  while (true) {
    IEUM_RETURN_IF_ERROR(GoOn());
    IEUM_ASSIGN_OR_RETURN(const core::PayloadChunk* const chunk, file->Next());
    if (chunk == nullptr) return absl::OkStatus();
    IEUM_RETURN_IF_ERROR(AppendRows(
        project, filter.OfPayload(header.schema, *chunk, file->chunk_bytes()), *delivery));
  }
}

absl::Status JoinerTaker::AppendRows(const ProjectRecord& project, const KeptRows& rows,
                                     DeliveryRecord& delivery) {
  if (rows.row_count == 0) return absl::OkStatus();
  return store_.deliveries().Append(project, delivery, rows.row_count, rows.chunk);
}

absl::StatusOr<RowFilter> JoinerTaker::FilterOf(const ProjectRecord& project,
                                                uint32_t holder) const {
  IEUM_ASSIGN_OR_RETURN(std::vector<core::Serial> removed,
                        store_.removed_serials().List(project, holder));
  return RowFilter(std::move(removed));
}

absl::Status JoinerTaker::StoreWithout(const ProjectRecord& project, uint32_t holder,
                                       DeliveryKind kind, const RowFilter& filter,
                                       SealedBatch also) {
  DeliveryStore& deliveries = store_.deliveries();
  IEUM_ASSIGN_OR_RETURN(const std::optional<DeliveryRecord> there,
                        deliveries.Find(project, kind, holder));
  if (!there.has_value()) return deliveries.WriteAlone(project, std::move(also));
  absl::StatusOr<core::PayloadSchema> schema = core::PayloadSchema();
  if (kind == DeliveryKind::kPayload) schema = core::PayloadSchema::FromJson(there->schema);
  if (!schema.ok()) return core::DataLoss("the schema of a payload in the store is damaged");
  IEUM_ASSIGN_OR_RETURN(const DeliveryRecord begun, deliveries.Begin(project, kind, holder));
  DeliveryRecord delivery = *there;
  delivery.number = begun.number;
  delivery.row_count = 0;
  delivery.chunk_count = 0;
  for (uint32_t sequence = 0; sequence < there->chunk_count; ++sequence) {
    IEUM_RETURN_IF_ERROR(GoOn());
    IEUM_ASSIGN_OR_RETURN(const core::Bytes bytes, deliveries.ReadChunk(project, *there, sequence));
    KeptRows kept;
    if (kind == DeliveryKind::kPayload) {
      const auto chunk = core::PayloadChunk::Parse(*schema, bytes);
      if (!chunk.ok()) return core::DataLoss("chunk %d of a payload is damaged", sequence);
      kept = filter.OfPayload(*schema, *chunk, bytes);
    } else {
      IEUM_ASSIGN_OR_RETURN(kept, filter.OfLinkageMap(bytes));
    }
    IEUM_RETURN_IF_ERROR(AppendRows(project, kept, delivery));
  }
  return deliveries.Finish(project, delivery, std::move(also));
}

absl::StatusOr<TakenIn> JoinerTaker::TakeObjections(const ProjectRecord& project, uint32_t holder,
                                                    const ImportRecord& record,
                                                    core::BundleContent& content) {
  ContentBytes file(content);
  IEUM_ASSIGN_OR_RETURN(const core::Objections objections, core::ReadObjectionFile(file, kContent));
  IEUM_RETURN_IF_ERROR(CheckIsOfSender(objections, project, holder));
  IEUM_RETURN_IF_ERROR(store_.removed_serials().Add(project, holder, objections.serials));
  const RowFilter filter(objections.serials);
  IEUM_RETURN_IF_ERROR(
      StoreWithout(project, holder, DeliveryKind::kPayload, filter, SealedBatch()));
  IEUM_RETURN_IF_ERROR(StoreWithout(project, holder, DeliveryKind::kLinkageMap, filter,
                                    store_.imports().Remembering(project, record)));
  IEUM_RETURN_IF_ERROR(store_.deliveries().Compact(project));
  return TakenIn{
      .view = DoneView(record), .holder = holder, .row_count = objections.serials.size()};
}

absl::Status JoinerTaker::Store(const ProjectRecord& project, const CheckedBundle& checked,
                                const ImportRecord& record, core::BundleContent& content,
                                std::optional<DeliveryRecord>& delivery) {
  if (record.kind == core::BundleKind::kLinkageMap) {
    IEUM_RETURN_IF_ERROR(StoreMap(project, content, delivery));
  } else {
    IEUM_ASSIGN_OR_RETURN(const uint32_t holder, HolderIndex(project, checked.sender.institution));
    IEUM_RETURN_IF_ERROR(StorePayload(project, holder, content, delivery));
  }
  delivery->bundle = record.bundle;
  delivery->received = clock_.Now();
  return store_.deliveries().Finish(project, *delivery,
                                    store_.imports().Remembering(project, record));
}

absl::StatusOr<TakenIn> JoinerTaker::Take(const ProjectRecord& project,
                                          const CheckedBundle& checked, const ImportRecord& record,
                                          core::BundleContent& content) {
  const Claims::Claim claim = claims_.Take(project.number);
  if (record.kind == core::BundleKind::kObjection) {
    IEUM_ASSIGN_OR_RETURN(const uint32_t holder, HolderIndex(project, checked.sender.institution));
    return TakeObjections(project, holder, record, content);
  }
  std::optional<DeliveryRecord> delivery;
  const absl::Status stored = Store(project, checked, record, content, delivery);
  if (!stored.ok()) {
    // What may pass is begun again by the next call, which deletes it too.
    if (delivery.has_value() && !MayPass(stored)) {
      IEUM_RETURN_IF_ERROR(store_.deliveries().Discard(project, *delivery));
    }
    return stored;
  }
  return TakenIn{
      .view = DoneView(record), .holder = delivery->holder, .row_count = delivery->row_count};
}

absl::StatusOr<TakenIn> JoinerTaker::TakenBefore(const ProjectRecord& project,
                                                 const ImportRecord& record) {
  TakenIn taken{.view = DoneView(record)};
  IEUM_ASSIGN_OR_RETURN(const std::vector<DeliveryRecord> there, store_.deliveries().List(project));
  for (const DeliveryRecord& delivery : there) {
    if (delivery.bundle != record.bundle) continue;
    taken.holder = delivery.holder;
    taken.row_count = delivery.row_count;
  }
  return taken;
}

absl::Status JoinerTaker::TakeBack(const ProjectRecord& project, const ImportRecord& record) {
  // No record of step kBegun is written here: a delivery counts all at once.
  return store_.imports().Forget(project, record.bundle);
}

}  // namespace ieum::server
