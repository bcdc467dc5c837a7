#include "ieum/server/storage/import_records.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/record_bytes.h"

namespace ieum::server {
namespace {

constexpr size_t kProjectBytes = 4;

std::string RecordKey(const ProjectRecord& project, const core::BundleId& bundle) {
  return MakeKey({project.number}) + std::string(core::AsText(bundle));
}

core::Bytes Serialize(const ImportRecord& record) {
  RecordWriter writer;
  writer.Add(static_cast<uint8_t>(record.step));
  writer.Add(static_cast<uint16_t>(record.kind));
  writer.AddRaw(record.digest);
  writer.AddRaw(record.submission);
  writer.AddTime(record.time);
  writer.AddText(record.sender);
  return writer.Finish();
}

absl::StatusOr<ImportRecord> Parse(core::ByteView value, std::string_view key) {
  ImportRecord record{};
  if (key.size() != kProjectBytes + record.bundle.size()) return DamagedRecord();
  const core::ByteView id = core::AsBytes(key.substr(kProjectBytes));
  std::copy(id.begin(), id.end(), record.bundle.begin());
  IEUM_ASSIGN_OR_RETURN(RecordReader reader, RecordReader::Open(value));
  const auto step = reader.Take<uint8_t>();
  if (step != static_cast<uint8_t>(ImportStep::kBegun) &&
      step != static_cast<uint8_t>(ImportStep::kDone)) {
    return DamagedRecord();
  }
  record.step = static_cast<ImportStep>(step);
  const absl::StatusOr<core::BundleKind> kind = core::BundleKindOf(reader.Take<uint16_t>());
  if (!kind.ok()) return DamagedRecord();
  record.kind = *kind;
  record.digest = reader.TakeArray<sizeof(core::Sha256Digest)>();
  record.submission = reader.TakeArray<sizeof(core::SubmissionId)>();
  record.time = reader.TakeTime();
  record.sender = reader.TakeText();
  IEUM_RETURN_IF_ERROR(reader.Finish());
  return record;
}

}  // namespace

absl::StatusOr<std::optional<ImportRecord>> ImportRecords::Find(
    const ProjectRecord& project, const core::BundleId& bundle) const {
  const std::string key = RecordKey(project, bundle);
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> stored,
                        context_.database.Get(Column::kImports, key));
  if (!stored.has_value()) return std::optional<ImportRecord>();
  IEUM_ASSIGN_OR_RETURN(ImportRecord record, Parse(core::AsBytes(*stored), key));
  return std::optional<ImportRecord>(std::move(record));
}

absl::StatusOr<std::vector<ImportRecord>> ImportRecords::List(const ProjectRecord& project) const {
  std::vector<ImportRecord> records;
  IEUM_RETURN_IF_ERROR(context_.database.Scan(
      Column::kImports, MakeKey({project.number}),
      [&records](std::string_view key, core::ByteView value) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(ImportRecord record, Parse(value, key));
        records.push_back(std::move(record));
        return absl::OkStatus();
      }));
  return records;
}

SealedBatch ImportRecords::Remembering(const ProjectRecord& project,
                                       const ImportRecord& record) const {
  SealedBatch batch;
  batch.Put(context_.database, Column::kImports, RecordKey(project, record.bundle),
            Serialize(record));
  return batch;
}

absl::Status ImportRecords::Remember(const ProjectRecord& project, const ImportRecord& record) {
  return context_.database.Write(Remembering(project, record), Durability::kSynced);
}

absl::Status ImportRecords::Forget(const ProjectRecord& project, const core::BundleId& bundle) {
  SealedBatch batch;
  batch.Delete(context_.database, Column::kImports, RecordKey(project, bundle));
  return context_.database.Write(std::move(batch), Durability::kSynced);
}

}  // namespace ieum::server
