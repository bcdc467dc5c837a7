#include "ieum/server/storage/record_codec.h"

#include <algorithm>

#include "ieum/core/base/status.h"
#include "ieum/server/storage/record_bytes.h"

namespace ieum::server {
namespace {

void AddModel(const ModelFigures& model, RecordWriter& writer) {
  writer.Add(model.match_weight);
  writer.Add(model.estimated_precision);
  writer.Add(model.estimated_recall);
  writer.Add(model.expected_match_count);
  writer.Add(model.candidate_count);
  writer.Add(model.completeness);
  writer.Add(model.completeness_bound);
  writer.Add(static_cast<uint8_t>(model.exhaustive));
  writer.Add(static_cast<uint32_t>(model.duplicate_counts.size()));
  for (const int64_t count : model.duplicate_counts) writer.Add(count);
}

ModelFigures TakeModel(RecordReader& reader) {
  ModelFigures model;
  model.match_weight = reader.Take<int32_t>();
  model.estimated_precision = reader.Take<uint32_t>();
  model.estimated_recall = reader.Take<uint32_t>();
  model.expected_match_count = reader.Take<int64_t>();
  model.candidate_count = reader.Take<int64_t>();
  model.completeness = reader.Take<uint32_t>();
  model.completeness_bound = reader.Take<uint32_t>();
  model.exhaustive = reader.Take<uint8_t>() != 0;
  for (uint32_t left = reader.TakeCount(); left > 0; --left) {
    model.duplicate_counts.push_back(reader.Take<int64_t>());
  }
  return model;
}

void AddReport(const RunReport& report, RecordWriter& writer) {
  writer.Add(static_cast<uint32_t>(report.holders.size()));
  for (const HolderRunCounts& holder : report.holders) {
    writer.Add(holder.row_count);
    writer.Add(holder.linked_row_count);
  }
  writer.Add(report.entity_count);
  writer.Add(report.linked_entity_count);
  writer.Add(report.compared_pair_count);
  writer.Add(report.accepted_pair_count);
  writer.Add(report.limited_row_count);
  writer.Add(static_cast<uint32_t>(report.stages.size()));
  for (const RunStageLine& line : report.stages) {
    writer.Add(static_cast<uint8_t>(line.stage));
    writer.AddText(line.name);
    writer.Add(line.work_count);
    writer.Add(absl::ToInt64Microseconds(line.elapsed));
    writer.Add(line.byte_count);
    writer.Add(static_cast<uint8_t>(line.resumed));
  }
  writer.AddText(report.kernel);
  writer.Add(static_cast<uint32_t>(report.thread_count));
  writer.Add(static_cast<uint8_t>(report.model.has_value()));
  if (report.model.has_value()) AddModel(*report.model, writer);
  writer.Add(report.fitted_run);
  writer.Add(report.new_row_count);
}

RunReport TakeReport(RecordReader& reader) {
  RunReport report;
  for (uint32_t left = reader.TakeCount(); left > 0; --left) {
    HolderRunCounts& holder = report.holders.emplace_back();
    holder.row_count = reader.Take<int64_t>();
    holder.linked_row_count = reader.Take<int64_t>();
  }
  report.entity_count = reader.Take<int64_t>();
  report.linked_entity_count = reader.Take<int64_t>();
  report.compared_pair_count = reader.Take<int64_t>();
  report.accepted_pair_count = reader.Take<int64_t>();
  report.limited_row_count = reader.Take<int64_t>();
  for (uint32_t left = reader.TakeCount(); left > 0; --left) {
    RunStageLine& line = report.stages.emplace_back();
    line.stage = static_cast<RunStage>(reader.Take<uint8_t>());
    line.name = reader.TakeText();
    line.work_count = reader.Take<int64_t>();
    line.elapsed = absl::Microseconds(reader.Take<int64_t>());
    line.byte_count = reader.Take<int64_t>();
    line.resumed = reader.Take<uint8_t>() != 0;
  }
  report.kernel = reader.TakeText();
  report.thread_count = static_cast<int>(reader.Take<uint32_t>());
  if (reader.Take<uint8_t>() != 0) report.model = TakeModel(reader);
  report.fitted_run = reader.Take<uint32_t>();
  report.new_row_count = reader.Take<int64_t>();
  return report;
}

void AddWishes(const ModelWishes& wishes, RecordWriter& writer) {
  writer.Add(static_cast<uint8_t>(wishes.match_weight.has_value()));
  writer.Add(wishes.match_weight.value_or(0));
  writer.Add(wishes.precision);
  writer.Add(static_cast<uint8_t>(wishes.exhaustive));
  writer.Add(wishes.min_completeness);
  writer.Add(static_cast<uint8_t>(wishes.optimal));
}

ModelWishes TakeWishes(RecordReader& reader) {
  ModelWishes wishes;
  const bool has_weight = reader.Take<uint8_t>() != 0;
  const auto weight = reader.Take<int32_t>();
  if (has_weight) wishes.match_weight = weight;
  wishes.precision = reader.Take<uint32_t>();
  wishes.exhaustive = reader.Take<uint8_t>() != 0;
  wishes.min_completeness = reader.Take<uint32_t>();
  wishes.optimal = reader.Take<uint8_t>() != 0;
  return wishes;
}

}  // namespace

core::Bytes SerializeProject(const ProjectRecord& project) {
  RecordWriter writer;
  writer.AddText(project.terms.id.value());
  writer.Add(static_cast<uint32_t>(project.terms.holders.size()));
  for (const core::InstitutionId& holder : project.terms.holders) writer.AddText(holder.value());
  writer.AddText(project.terms.profile.canonical_json);
  writer.Add(static_cast<uint32_t>(project.terms.threshold_basis_points));
  writer.Add(static_cast<uint8_t>(project.terms.test));
  writer.Add(static_cast<uint8_t>(project.terms.field_level_approved));
  writer.Add(static_cast<uint8_t>(project.terms.joint_keys_to_holders));
  writer.AddRaw(project.terms.manifest_digest);
  writer.AddText(project.terms.manifest);
  writer.Add(static_cast<uint64_t>(project.terms.minimum_file_rows));
  writer.Add(static_cast<uint64_t>(project.terms.maximum_file_rows));
  writer.Add(static_cast<uint64_t>(project.terms.minimum_matched_rows));
  writer.Add(static_cast<uint32_t>(project.terms.pre_check_questions));
  writer.Add(static_cast<uint32_t>(project.terms.retention_days));
  writer.AddText(project.terms.end_date);
  const bool stopped = project.state == ProjectState::kStopped;
  writer.Add(static_cast<uint8_t>(static_cast<unsigned>(project.state) |
                                  (stopped ? static_cast<unsigned>(project.stopped_in) << 4 : 0U)));
  writer.AddTime(project.created);
  writer.Add(project.result_run);
  writer.Add(project.round);
  return writer.Finish();
}

absl::StatusOr<ProjectRecord> ParseProject(core::ByteView bytes, uint32_t number) {
  IEUM_ASSIGN_OR_RETURN(RecordReader reader, RecordReader::Open(bytes));
  const std::string id_text = reader.TakeText();
  std::vector<core::InstitutionId> holders;
  for (uint32_t left = reader.TakeCount(); left > 0; --left) {
    IEUM_ASSIGN_OR_RETURN(core::InstitutionId holder,
                          core::InstitutionId::Parse(reader.TakeText()));
    holders.push_back(std::move(holder));
  }
  const std::string profile_json = reader.TakeText();
  const auto threshold = static_cast<int>(reader.Take<uint32_t>());
  const bool test = reader.Take<uint8_t>() != 0;
  const bool field_level_approved = reader.Take<uint8_t>() != 0;
  const bool joint_keys_to_holders = reader.Take<uint8_t>() != 0;
  const auto manifest_digest = reader.TakeArray<std::tuple_size_v<core::Sha256Digest>>();
  std::string manifest = reader.TakeText();
  const auto minimum_file_rows = static_cast<int64_t>(reader.Take<uint64_t>());
  const auto maximum_file_rows = static_cast<int64_t>(reader.Take<uint64_t>());
  const auto minimum_matched_rows = static_cast<int64_t>(reader.Take<uint64_t>());
  const auto pre_check_questions = static_cast<int>(reader.Take<uint32_t>());
  const auto retention_days = static_cast<int>(reader.Take<uint32_t>());
  std::string end_date = reader.TakeText();
  const unsigned states = reader.Take<uint8_t>();
  const auto state = static_cast<ProjectState>(states & 15U);
  const absl::Time created = reader.TakeTime();
  const auto result_run = reader.Take<uint32_t>();
  const auto round = reader.Take<uint32_t>();
  IEUM_RETURN_IF_ERROR(reader.Finish());
  if ((state == ProjectState::kStopped) != (states >> 4 != 0)) return DamagedRecord();
  const auto stopped_in = state == ProjectState::kStopped ? static_cast<ProjectState>(states >> 4)
                                                          : ProjectState::kStopped;
  IEUM_ASSIGN_OR_RETURN(core::ProjectId id, core::ProjectId::Parse(id_text));
  IEUM_ASSIGN_OR_RETURN(core::ProfileHeader profile, core::ReadProfileHeader(profile_json));
  return ProjectRecord{.terms = {.id = std::move(id),
                                 .holders = std::move(holders),
                                 .profile = std::move(profile),
                                 .threshold_basis_points = threshold,
                                 .test = test,
                                 .field_level_approved = field_level_approved,
                                 .joint_keys_to_holders = joint_keys_to_holders,
                                 .manifest_digest = manifest_digest,
                                 .manifest = std::move(manifest),
                                 .minimum_file_rows = minimum_file_rows,
                                 .maximum_file_rows = maximum_file_rows,
                                 .minimum_matched_rows = minimum_matched_rows,
                                 .pre_check_questions = pre_check_questions,
                                 .retention_days = retention_days,
                                 .end_date = std::move(end_date)},
                       .number = number,
                       .state = state,
                       .created = created,
                       .result_run = result_run,
                       .round = round,
                       .stopped_in = stopped_in};
}

core::Bytes SerializeSubmission(const SubmissionRecord& submission) {
  RecordWriter writer;
  writer.AddRaw(submission.id);
  writer.Add(static_cast<uint8_t>(submission.state));
  writer.Add(submission.next_sequence);
  writer.Add(submission.row_count);
  return writer.Finish();
}

absl::StatusOr<SubmissionRecord> ParseSubmission(core::ByteView bytes, uint32_t round) {
  IEUM_ASSIGN_OR_RETURN(RecordReader reader, RecordReader::Open(bytes));
  SubmissionRecord submission;
  submission.id = reader.TakeArray<16>();
  submission.state = static_cast<SubmissionState>(reader.Take<uint8_t>());
  submission.next_sequence = reader.Take<uint32_t>();
  submission.row_count = reader.Take<uint64_t>();
  submission.round = round;
  IEUM_RETURN_IF_ERROR(reader.Finish());
  return submission;
}

core::Bytes SerializeChunkRecord(const ChunkRecord& chunk) {
  RecordWriter writer;
  writer.AddRaw(chunk.digest);
  writer.Add(chunk.row_count);
  return writer.Finish();
}

absl::StatusOr<ChunkRecord> ParseChunkRecord(core::ByteView bytes) {
  IEUM_ASSIGN_OR_RETURN(RecordReader reader, RecordReader::Open(bytes));
  ChunkRecord chunk;
  chunk.digest = reader.TakeArray<32>();
  chunk.row_count = reader.Take<uint32_t>();
  IEUM_RETURN_IF_ERROR(reader.Finish());
  return chunk;
}

core::Bytes SerializeRun(const RunRecord& run) {
  RecordWriter writer;
  writer.Add(static_cast<uint8_t>(run.state));
  writer.Add(static_cast<uint32_t>(run.threshold_basis_points));
  writer.Add(static_cast<uint8_t>(run.scoring));
  writer.Add(run.duplicate_holders);
  writer.Add(run.round);
  writer.Add(static_cast<uint8_t>(run.from_scratch));
  AddWishes(run.wishes, writer);
  writer.Add(run.memory_bytes);
  writer.AddTime(run.created);
  writer.AddText(run.error);
  writer.Add(static_cast<uint8_t>(run.report.has_value()));
  if (run.report.has_value()) AddReport(*run.report, writer);
  return writer.Finish();
}

absl::StatusOr<RunRecord> ParseRun(core::ByteView bytes, const RunKey& key) {
  IEUM_ASSIGN_OR_RETURN(RecordReader reader, RecordReader::Open(bytes));
  RunRecord run{};
  run.key = key;
  run.state = static_cast<RunState>(reader.Take<uint8_t>());
  run.threshold_basis_points = static_cast<int>(reader.Take<uint32_t>());
  run.scoring = static_cast<Scoring>(reader.Take<uint8_t>());
  run.duplicate_holders = reader.Take<uint32_t>();
  run.round = reader.Take<uint32_t>();
  run.from_scratch = reader.Take<uint8_t>() != 0;
  run.wishes = TakeWishes(reader);
  run.memory_bytes = reader.Take<int64_t>();
  run.created = reader.TakeTime();
  run.error = reader.TakeText();
  if (reader.Take<uint8_t>() != 0) run.report = TakeReport(reader);
  IEUM_RETURN_IF_ERROR(reader.Finish());
  return run;
}

core::Bytes SerializeMatchDocuments(const MatchDocuments& documents) {
  RecordWriter writer;
  writer.AddText(documents.text);
  writer.AddText(documents.json);
  writer.AddText(documents.english_page);
  writer.AddText(documents.korean_page);
  return writer.Finish();
}

absl::StatusOr<MatchDocuments> ParseMatchDocuments(core::ByteView bytes) {
  IEUM_ASSIGN_OR_RETURN(RecordReader reader, RecordReader::Open(bytes));
  MatchDocuments documents;
  documents.text = reader.TakeText();
  documents.json = reader.TakeText();
  documents.english_page = reader.TakeText();
  documents.korean_page = reader.TakeText();
  IEUM_RETURN_IF_ERROR(reader.Finish());
  return documents;
}

core::Bytes SerializeResultChunk(core::ByteView entity_ids) {
  RecordWriter writer;
  writer.AddRaw(entity_ids);
  return writer.Finish();
}

absl::StatusOr<core::Bytes> ParseResultChunk(core::ByteView bytes) {
  IEUM_ASSIGN_OR_RETURN(RecordReader reader, RecordReader::Open(bytes));
  const core::ByteView entity_ids = reader.TakeRest();
  // None, if all rows of the chunk were removed.
  if (entity_ids.size() % 16 != 0) return DamagedRecord();
  return core::Bytes(entity_ids.begin(), entity_ids.end());
}

}  // namespace ieum::server
