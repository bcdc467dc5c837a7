#include "ieum/server/storage/delivery_store.h"

#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/record_bytes.h"

namespace ieum::server {
namespace {

constexpr size_t kRecordKeyParts = 3;

Column ColumnOf(DeliveryKind kind) {
  return kind == DeliveryKind::kLinkageMap ? Column::kLinkageMaps : Column::kPayloads;
}

std::string RecordKey(const ProjectRecord& project, DeliveryKind kind, uint32_t holder) {
  return MakeKey({project.number, static_cast<uint32_t>(kind), holder});
}

// Of the chunks of a delivery; the column tells the kind.
std::string ChunkPrefix(const ProjectRecord& project, const DeliveryRecord& delivery) {
  return MakeKey({project.number, delivery.holder, delivery.number});
}

core::Bytes Serialize(const DeliveryRecord& record) {
  RecordWriter writer;
  writer.Add(record.number);
  writer.AddRaw(record.bundle);
  writer.Add(record.row_count);
  writer.Add(record.chunk_count);
  writer.Add(record.run_number);
  writer.AddTime(record.received);
  writer.AddRaw(record.payload_digest);
  writer.AddText(record.schema);
  return writer.Finish();
}

absl::StatusOr<DeliveryRecord> Parse(core::ByteView value, std::string_view key) {
  if (key.size() != kRecordKeyParts * sizeof(uint32_t)) return DamagedRecord();
  const uint32_t kind = KeyPart(key, 1);
  if (kind != static_cast<uint32_t>(DeliveryKind::kLinkageMap) &&
      kind != static_cast<uint32_t>(DeliveryKind::kPayload)) {
    return DamagedRecord();
  }
  DeliveryRecord record{.kind = static_cast<DeliveryKind>(kind), .holder = KeyPart(key, 2)};
  IEUM_ASSIGN_OR_RETURN(RecordReader reader, RecordReader::Open(value));
  record.number = reader.Take<uint32_t>();
  record.bundle = reader.TakeArray<sizeof(core::BundleId)>();
  record.row_count = reader.Take<uint64_t>();
  record.chunk_count = reader.Take<uint32_t>();
  record.run_number = reader.Take<uint64_t>();
  record.received = reader.TakeTime();
  record.payload_digest = reader.TakeArray<sizeof(core::Sha256Digest)>();
  record.schema = reader.TakeText();
  IEUM_RETURN_IF_ERROR(reader.Finish());
  return record;
}

}  // namespace

absl::StatusOr<std::optional<DeliveryRecord>> DeliveryStore::Find(const ProjectRecord& project,
                                                                  DeliveryKind kind,
                                                                  uint32_t holder) const {
  const std::string key = RecordKey(project, kind, holder);
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> stored,
                        context_.database.Get(Column::kDeliveries, key));
  if (!stored.has_value()) return std::optional<DeliveryRecord>();
  IEUM_ASSIGN_OR_RETURN(DeliveryRecord record, Parse(core::AsBytes(*stored), key));
  return std::optional<DeliveryRecord>(std::move(record));
}

absl::StatusOr<std::vector<DeliveryRecord>> DeliveryStore::List(
    const ProjectRecord& project) const {
  std::vector<DeliveryRecord> records;
  IEUM_RETURN_IF_ERROR(context_.database.Scan(
      Column::kDeliveries, MakeKey({project.number}),
      [&records](std::string_view key, core::ByteView value) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(DeliveryRecord record, Parse(value, key));
        records.push_back(std::move(record));
        return absl::OkStatus();
      }));
  return records;
}

absl::Status DeliveryStore::CheckOpen(const ProjectRecord& project) const {
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord now, projects_.Find(project.terms.id));
  return After(now.state, ProjectEvent::kChangeSubmission).status();
}

absl::StatusOr<DeliveryRecord> DeliveryStore::Begin(const ProjectRecord& project, DeliveryKind kind,
                                                    uint32_t holder) {
  IEUM_RETURN_IF_ERROR(CheckOpen(project));
  IEUM_RETURN_IF_ERROR(context_.data_dir.RequireFreeSpace(context_.min_free_disk_bytes));
  IEUM_ASSIGN_OR_RETURN(const std::optional<DeliveryRecord> there, Find(project, kind, holder));
  DeliveryRecord delivery{
      .kind = kind, .holder = holder, .number = there.has_value() ? there->number + 1 : 1};
  IEUM_RETURN_IF_ERROR(Discard(project, delivery));
  return delivery;
}

absl::Status DeliveryStore::Append(const ProjectRecord& project, DeliveryRecord& delivery,
                                   uint64_t row_count, core::ByteView chunk) {
  IEUM_RETURN_IF_ERROR(CheckOpen(project));
  IEUM_RETURN_IF_ERROR(context_.data_dir.RequireFreeSpace(context_.min_free_disk_bytes));
  const HolderLimits& limits = context_.holder_limits;
  if (row_count > limits.rows - delivery.row_count || delivery.chunk_count == limits.chunks) {
    return core::ResourceExhausted(
        "the file has more rows than one holder can have here, %d; the operator sets the limit",
        limits.rows);
  }
  SealedBatch batch;
  batch.Put(context_.database, ColumnOf(delivery.kind),
            ChunkPrefix(project, delivery) + MakeKey({delivery.chunk_count}), chunk);
  IEUM_RETURN_IF_ERROR(context_.database.Write(std::move(batch), Durability::kBuffered));
  delivery.row_count += row_count;
  ++delivery.chunk_count;
  return absl::OkStatus();
}

absl::Status DeliveryStore::Finish(const ProjectRecord& project, const DeliveryRecord& delivery,
                                   SealedBatch batch) {
  IEUM_RETURN_IF_ERROR(CheckOpen(project));
  IEUM_ASSIGN_OR_RETURN(const std::optional<DeliveryRecord> there,
                        Find(project, delivery.kind, delivery.holder));
  if (there.has_value()) {
    batch.DeletePrefix(context_.database, ColumnOf(delivery.kind), ChunkPrefix(project, *there));
  }
  batch.Put(context_.database, Column::kDeliveries,
            RecordKey(project, delivery.kind, delivery.holder), Serialize(delivery));
  return context_.database.Write(std::move(batch), Durability::kSynced);
}

absl::Status DeliveryStore::WriteAlone(const ProjectRecord& project, SealedBatch batch) {
  IEUM_RETURN_IF_ERROR(CheckOpen(project));
  return context_.database.Write(std::move(batch), Durability::kSynced);
}

absl::Status DeliveryStore::Compact(const ProjectRecord& project) {
  return context_.database.Compact(project.number, {Column::kLinkageMaps, Column::kPayloads});
}

absl::Status DeliveryStore::Discard(const ProjectRecord& project, const DeliveryRecord& delivery) {
  const Column column = ColumnOf(delivery.kind);
  const std::string prefix = ChunkPrefix(project, delivery);
  IEUM_ASSIGN_OR_RETURN(const bool left, context_.database.Holds(column, prefix));
  if (!left) return absl::OkStatus();
  SealedBatch batch;
  batch.DeletePrefix(context_.database, column, prefix);
  return context_.database.Write(std::move(batch), Durability::kSynced);
}

absl::StatusOr<core::Bytes> DeliveryStore::ReadChunk(const ProjectRecord& project,
                                                     const DeliveryRecord& delivery,
                                                     uint32_t sequence) const {
  IEUM_ASSIGN_OR_RETURN(
      const std::optional<std::string> chunk,
      context_.database.Get(ColumnOf(delivery.kind),
                            ChunkPrefix(project, delivery) + MakeKey({sequence})));
  if (!chunk.has_value()) {
    return core::DataLoss("chunk %d of a delivery is missing", sequence);
  }
  const core::ByteView bytes = core::AsBytes(*chunk);
  return core::Bytes(bytes.begin(), bytes.end());
}

absl::Status DeliveryStore::ReadChunks(
    const ProjectRecord& project, const DeliveryRecord& delivery,
    const std::function<absl::Status(core::ByteView)>& visit) const {
  const std::string prefix = ChunkPrefix(project, delivery);
  uint32_t next = 0;
  IEUM_RETURN_IF_ERROR(
      context_.database.Scan(ColumnOf(delivery.kind), prefix,
                             [&](std::string_view key, core::ByteView value) -> absl::Status {
                               if (key.size() != prefix.size() + sizeof(uint32_t) ||
                                   KeyPart(key, kRecordKeyParts) != next) {
                                 return core::DataLoss("chunk %d of a delivery is missing", next);
                               }
                               ++next;
                               return visit(value);
                             }));
  if (next == delivery.chunk_count) return absl::OkStatus();
  return core::DataLoss("a delivery has %d chunks, its record says %d", next, delivery.chunk_count);
}

}  // namespace ieum::server
