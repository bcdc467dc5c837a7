#include "ieum/server/storage/relay_store.h"

#include <optional>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/record_bytes.h"

namespace ieum::server {
namespace {

std::string KindKey(const ProjectRecord& project, ParcelKind kind) {
  return MakeKey({project.number, static_cast<uint32_t>(kind)});
}

std::string ParcelKey(const ProjectRecord& project, ParcelKind kind, uint32_t holder) {
  return KindKey(project, kind) + MakeKey({holder});
}

absl::StatusOr<std::string> ParseParcel(core::ByteView value) {
  IEUM_ASSIGN_OR_RETURN(RecordReader reader, RecordReader::Open(value));
  std::string content(core::AsText(reader.TakeRest()));
  IEUM_RETURN_IF_ERROR(reader.Finish());
  return content;
}

}  // namespace

absl::Status RelayStore::Leave(const ProjectRecord& project, uint32_t holder, ParcelKind kind,
                               core::ByteView content, bool replace) {
  if (content.empty() || content.size() > kMaxParcelBytes) {
    return core::InvalidArgument("a parcel has 1 to %d bytes, not %d", kMaxParcelBytes,
                                 content.size());
  }
  const Claims::Claim claim = claims_.Take(project.number);
  const std::string key = ParcelKey(project, kind, holder);
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> stored,
                        context_.database.Get(Column::kRelay, key));
  SealedBatch batch;
  if (stored.has_value()) {
    IEUM_ASSIGN_OR_RETURN(const std::string known, ParseParcel(core::AsBytes(*stored)));
    if (known == core::AsText(content)) return absl::OkStatus();
    if (!replace) {
      return core::AlreadyExists(
          "this holder has left another parcel of this kind in project '%s', in an agreement that "
          "was begun before; to start the agreement again, all holders must do so",
          project.terms.id.value());
    }
    if (kind == ParcelKind::kOffer) {
      batch.DeletePrefix(context_.database, Column::kRelay, MakeKey({project.number}));
    }
  }
  IEUM_RETURN_IF_ERROR(context_.data_dir.RequireFreeSpace(context_.min_free_disk_bytes));
  RecordWriter record;
  record.AddRaw(content);
  batch.Put(context_.database, Column::kRelay, key, record.Finish());
  return context_.database.Write(std::move(batch), Durability::kSynced);
}

absl::StatusOr<std::vector<Parcel>> RelayStore::Collect(const ProjectRecord& project,
                                                        ParcelKind kind) const {
  std::vector<Parcel> parcels;
  IEUM_RETURN_IF_ERROR(context_.database.Scan(
      Column::kRelay, KindKey(project, kind),
      [&](std::string_view key, core::ByteView value) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(std::string content, ParseParcel(value));
        parcels.push_back({.holder = KeyPart(key, 2), .content = std::move(content)});
        if (parcels.back().holder >= project.terms.holders.size()) return DamagedRecord();
        return absl::OkStatus();
      }));
  return parcels;
}

}  // namespace ieum::server
