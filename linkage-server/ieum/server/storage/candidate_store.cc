#include "ieum/server/storage/candidate_store.h"

#include <optional>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/record_bytes.h"

namespace ieum::server {
namespace {

constexpr size_t kRecordKeyParts = 2;

std::string RecordKey(const ProjectRecord& project, uint32_t number) {
  return MakeKey({project.number, number});
}

core::Bytes Serialize(const CandidateRecord& record) {
  RecordWriter writer;
  writer.AddText(record.description);
  writer.Add(static_cast<uint32_t>(record.bias_columns.size()));
  for (const std::string& column : record.bias_columns) writer.AddText(column);
  writer.Add(static_cast<uint8_t>(record.tell_row_counts));
  writer.Add(record.row_count);
  writer.AddRaw(record.digest);
  writer.AddTime(record.made);
  return writer.Finish();
}

absl::StatusOr<CandidateRecord> Parse(core::ByteView value, std::string_view key) {
  if (key.size() != kRecordKeyParts * sizeof(uint32_t)) return DamagedRecord();
  CandidateRecord record{.number = KeyPart(key, 1), .description = {}};
  IEUM_ASSIGN_OR_RETURN(RecordReader reader, RecordReader::Open(value));
  record.description = reader.TakeText();
  const uint32_t count = reader.TakeCount();
  for (uint32_t i = 0; i < count; ++i) record.bias_columns.push_back(reader.TakeText());
  record.tell_row_counts = reader.Take<uint8_t>() != 0;
  record.row_count = reader.Take<uint64_t>();
  record.digest = reader.TakeArray<sizeof(core::Sha256Digest)>();
  record.made = reader.TakeTime();
  IEUM_RETURN_IF_ERROR(reader.Finish());
  return record;
}

}  // namespace

absl::StatusOr<std::vector<CandidateRecord>> CandidateStore::List(
    const ProjectRecord& project) const {
  std::vector<CandidateRecord> records;
  IEUM_RETURN_IF_ERROR(context_.database.Scan(
      Column::kCandidates, MakeKey({project.number}),
      [&records](std::string_view key, core::ByteView value) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(CandidateRecord record, Parse(value, key));
        records.push_back(std::move(record));
        return absl::OkStatus();
      }));
  return records;
}

absl::StatusOr<CandidateRecord> CandidateStore::Find(const ProjectRecord& project,
                                                     uint32_t number) const {
  const std::string key = RecordKey(project, number);
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> stored,
                        context_.database.Get(Column::kCandidates, key));
  if (!stored.has_value()) {
    return core::NotFound("project '%s' has no release candidate %d", project.terms.id.value(),
                          number);
  }
  return Parse(core::AsBytes(*stored), key);
}

absl::Status CandidateStore::Add(const ProjectRecord& project, const CandidateRecord& candidate) {
  const Claims::Claim claim = claims_.Take(project.number);
  IEUM_ASSIGN_OR_RETURN(const ProjectRecord now, projects_.Find(project.terms.id));
  IEUM_RETURN_IF_ERROR(After(now.state, ProjectEvent::kChangeSubmission).status());
  const std::string key = RecordKey(project, candidate.number);
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> there,
                        context_.database.Get(Column::kCandidates, key));
  if (there.has_value()) {
    return core::AlreadyExists("release candidate %d was made by another call meanwhile; ask again",
                               candidate.number);
  }
  SealedBatch batch;
  batch.Put(context_.database, Column::kCandidates, key, Serialize(candidate));
  return context_.database.Write(std::move(batch), Durability::kSynced);
}

}  // namespace ieum::server
