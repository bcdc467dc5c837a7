#include "ieum/server/storage/destruction_record.h"

#include "ieum/core/base/status.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/record_bytes.h"

namespace ieum::server {
namespace {

// FORMAT: beside those of sealed_database.cc and store_binding.cc in Column::kMeta.
constexpr uint32_t kRecords = 4;
constexpr uint32_t kCertificates = 5;

std::string CertificateKey(const DestructionRecord& record) {
  return MakeKey({kCertificates, record.number, record.issue});
}

}  // namespace

core::Bytes SerializeDestruction(const DestructionRecord& record) {
  RecordWriter writer;
  writer.AddText(record.project.value());
  writer.AddRaw(record.object);
  writer.AddRaw(record.key_id);
  writer.Add(static_cast<uint8_t>(record.step));
  writer.Add(static_cast<uint8_t>(record.reason));
  writer.AddTime(record.requested);
  writer.AddText(record.requested_by);
  writer.Add(static_cast<uint32_t>(record.approved_by.size()));
  for (const std::string& by : record.approved_by) writer.AddText(by);
  writer.Add(record.begun_by);
  writer.Add(record.submission_count);
  writer.Add(record.chunk_count);
  writer.Add(record.row_count);
  writer.Add(record.run_count);
  writer.Add(static_cast<uint32_t>(record.columns.size()));
  for (const ColumnFigures& column : record.columns) {
    writer.AddText(column.column);
    writer.Add(column.key_count);
    writer.Add(column.byte_count);
  }
  writer.Add(record.write_count);
  writer.AddRaw(record.digest);
  writer.AddTime(record.finished);
  writer.Add(record.issue);
  writer.Add(static_cast<uint32_t>(record.keystore_copies.size()));
  for (const bool erased : record.keystore_copies) writer.Add(static_cast<uint8_t>(erased ? 1 : 0));
  return writer.Finish();
}

absl::StatusOr<DestructionRecord> ParseDestruction(core::ByteView bytes, uint32_t number) {
  IEUM_ASSIGN_OR_RETURN(RecordReader reader, RecordReader::Open(bytes));
  const absl::StatusOr<core::ProjectId> project = core::ProjectId::Parse(reader.TakeText());
  if (!project.ok()) return DamagedRecord();
  DestructionRecord record{.project = *project, .number = number};
  record.object = reader.TakeArray<16>();
  record.key_id = reader.TakeArray<16>();
  record.step = static_cast<DestructionStep>(reader.Take<uint8_t>());
  record.reason = static_cast<DestructionReason>(reader.Take<uint8_t>());
  record.requested = reader.TakeTime();
  record.requested_by = reader.TakeText();
  for (uint32_t left = reader.TakeCount(); left > 0; --left) {
    record.approved_by.push_back(reader.TakeText());
  }
  record.begun_by = reader.Take<uint64_t>();
  record.submission_count = reader.Take<uint64_t>();
  record.chunk_count = reader.Take<uint64_t>();
  record.row_count = reader.Take<uint64_t>();
  record.run_count = reader.Take<uint64_t>();
  for (uint32_t left = reader.TakeCount(); left > 0; --left) {
    ColumnFigures& column = record.columns.emplace_back();
    column.column = reader.TakeText();
    column.key_count = reader.Take<uint64_t>();
    column.byte_count = reader.Take<uint64_t>();
  }
  record.write_count = reader.Take<uint64_t>();
  record.digest = reader.TakeArray<32>();
  record.finished = reader.TakeTime();
  record.issue = reader.Take<uint32_t>();
  for (uint32_t left = reader.TakeCount(); left > 0; --left) {
    record.keystore_copies.push_back(reader.Take<uint8_t>() == 1);
  }
  IEUM_RETURN_IF_ERROR(reader.Finish());
  if (record.step < DestructionStep::kIntended || record.step > DestructionStep::kDone ||
      record.reason < DestructionReason::kRequest ||
      record.reason > DestructionReason::kRetention) {
    return DamagedRecord();
  }
  return record;
}

absl::StatusOr<std::vector<DestructionRecord>> ReadDestructions(const RocksDatabase& database) {
  std::vector<DestructionRecord> records;
  IEUM_RETURN_IF_ERROR(database.Scan(
      Column::kMeta, MakeKey({kRecords}),
      [&records](std::string_view key, core::ByteView value) -> absl::Status {
        if (key.size() != MakeKey({0, 0}).size()) return DamagedRecord();
        IEUM_ASSIGN_OR_RETURN(DestructionRecord record, ParseDestruction(value, KeyPart(key, 1)));
        records.push_back(std::move(record));
        return absl::OkStatus();
      }));
  return records;
}

absl::StatusOr<DestructionRecord> FindDestruction(const RocksDatabase& database, uint32_t number) {
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> found,
                        database.Get(Column::kMeta, MakeKey({kRecords, number})));
  if (!found.has_value()) return core::NotFound("project number %d was not destroyed", number);
  return ParseDestruction(core::AsBytes(*found), number);
}

void PutDestruction(const RocksDatabase& database, const DestructionRecord& record, Batch& batch) {
  batch.Put(database, Column::kMeta, MakeKey({kRecords, record.number}),
            SerializeDestruction(record));
}

void PutCertificate(const RocksDatabase& database, const DestructionRecord& record,
                    const std::string& note, Batch& batch) {
  batch.Put(database, Column::kMeta, CertificateKey(record), core::AsBytes(note));
}

absl::StatusOr<std::string> ReadCertificate(const RocksDatabase& database,
                                            const DestructionRecord& record) {
  IEUM_ASSIGN_OR_RETURN(std::optional<std::string> note,
                        database.Get(Column::kMeta, CertificateKey(record)));
  if (note.has_value()) return *std::move(note);
  return core::DataLoss("the certificate of destruction of project number %d is missing",
                        record.number);
}

}  // namespace ieum::server
