// ieum score
#include <memory>
#include <set>
#include <unordered_map>
#include <vector>

#include "cli/command.h"
#include "cli/report.h"
#include "cli/scoring.h"
#include "ieum/client/batch/string_arena.h"
#include "ieum/client/input/csv_reader.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/string_map.h"

namespace ieum::client {
namespace {

constexpr uint32_t kNoEntity = UINT32_MAX;

// Ids and known persons of one file, and the group each row is in.
struct Party {
  StringArena row_ids;                               // [row_count]
  StringArena truths;                                // [row_count]
  std::unordered_map<std::string_view, size_t> row;  // by row id, views into row_ids
  std::vector<uint32_t> entities;                    // [row_count]
};

absl::StatusOr<std::unique_ptr<Party>> ReadParty(const ScoreOptions& options,
                                                 const PartyOption& option, std::stop_token stop) {
  constexpr CsvOptions kHoldersFile{.encoding = DeclaredEncoding::kAuto, .delimiter = std::nullopt};
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<CsvReader> file,
                        CsvReader::Open(option.path, kHoldersFile));
  IEUM_ASSIGN_OR_RETURN(const int id, file->ColumnIndex(options.id_column));
  IEUM_ASSIGN_OR_RETURN(const int truth, file->ColumnIndex(options.truth_column));
  auto party = std::make_unique<Party>();
  while (true) {
    if (stop.stop_requested()) return core::Cancelled("stopped on request");
    IEUM_ASSIGN_OR_RETURN(const auto cells, file->Next());
    if (!cells.has_value()) break;
    party->row_ids.Append((*cells)[static_cast<size_t>(id)]);
    party->truths.Append((*cells)[static_cast<size_t>(truth)]);
  }
  for (int64_t i = 0; i < party->row_ids.size(); ++i) {
    if (!party->row.emplace(party->row_ids[i], static_cast<size_t>(i)).second) {
      return core::InvalidArgument("row %d: '%s' repeats that of an earlier row; it must be unique",
                                   i + 1, options.id_column);
    }
  }
  party->entities.assign(static_cast<size_t>(party->row_ids.size()), kNoEntity);
  return party;
}

// The parties by name, and the groups so far.
class Grouping final {
 public:
  absl::Status ReadParties(const ScoreOptions& options, std::stop_token stop) {
    for (const PartyOption& option : options.parties) {
      if (party_by_label_.contains(option.label)) {
        return core::InvalidArgument("two parties have the same name; give each its own");
      }
      absl::StatusOr<std::unique_ptr<Party>> party = ReadParty(options, option, stop);
      if (!party.ok()) {
        return core::WithContext(party.status(), absl::StrFormat("'%s'", option.path));
      }
      party_by_label_[option.label] = parties_.size();
      parties_.push_back(*std::move(party));
    }
    return absl::OkStatus();
  }

  absl::Status ReadGroups(const std::string& path, std::stop_token stop) {
    IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<CsvReader> file, CsvReader::Open(path));
    IEUM_ASSIGN_OR_RETURN(const int dataset, file->ColumnIndex("dataset"));
    IEUM_ASSIGN_OR_RETURN(const int row_id, file->ColumnIndex("row_id"));
    IEUM_ASSIGN_OR_RETURN(const int joint_key, file->ColumnIndex("joint_key"));
    while (true) {
      if (stop.stop_requested()) return core::Cancelled("stopped on request");
      IEUM_ASSIGN_OR_RETURN(const auto cells, file->Next());
      if (!cells.has_value()) break;
      const absl::Status status =
          AddRow((*cells)[static_cast<size_t>(dataset)], (*cells)[static_cast<size_t>(row_id)],
                 (*cells)[static_cast<size_t>(joint_key)]);
      if (!status.ok()) {
        return core::WithContext(status, absl::StrFormat("row %d", file->row_number()));
      }
    }
    return absl::OkStatus();
  }

  // Rows that the groups do not name stand alone; returns their number.
  int64_t Complete() {
    int64_t missing = 0;
    for (const std::unique_ptr<Party>& party : parties_) {
      for (uint32_t& entity : party->entities) {
        if (entity != kNoEntity) continue;
        entity = entity_count_++;
        ++missing;
      }
    }
    return missing;
  }

  std::vector<std::vector<uint32_t>> entities() const {
    std::vector<std::vector<uint32_t>> entities;
    for (const std::unique_ptr<Party>& party : parties_) entities.push_back(party->entities);
    return entities;
  }
  std::vector<const StringArena*> truths() const {
    std::vector<const StringArena*> truths;
    for (const std::unique_ptr<Party>& party : parties_) truths.push_back(&party->truths);
    return truths;
  }
  int64_t row_count() const {
    int64_t count = 0;
    for (const std::unique_ptr<Party>& party : parties_) count += party->row_ids.size();
    return count;
  }

 private:
  absl::Status AddRow(std::string_view dataset, std::string_view row_id, std::string_view key) {
    const auto party_index = party_by_label_.find(dataset);
    if (party_index == party_by_label_.end()) {
      return core::InvalidArgument("'dataset' is none of the names given with --party");
    }
    Party& party = *parties_[party_index->second];
    const auto row = party.row.find(row_id);
    if (row == party.row.end()) {
      return core::InvalidArgument("'row_id' is not in the file of its dataset");
    }
    if (key.empty()) return core::InvalidArgument("'joint_key' is empty; every row has one");
    uint32_t& entity = party.entities[row->second];
    if (entity != kNoEntity) {
      return core::InvalidArgument("'row_id' repeats that of an earlier row of its dataset");
    }
    const auto known = entity_by_key_.find(key);
    entity = known == entity_by_key_.end()
                 ? entity_by_key_.emplace(std::string(key), entity_count_++).first->second
                 : known->second;
    return absl::OkStatus();
  }

  std::vector<std::unique_ptr<Party>> parties_;
  core::StringMap<size_t> party_by_label_;
  core::StringHashMap<uint32_t> entity_by_key_;
  uint32_t entity_count_ = 0;
};

}  // namespace

absl::Status RunCommand(const ScoreOptions& options, const CommandContext& context) {
  constexpr size_t kMinParties = 2;
  if (options.parties.size() < kMinParties) {
    return core::InvalidArgument("scoring wants at least two files; give --party once for each");
  }
  Grouping grouping;
  IEUM_RETURN_IF_ERROR(grouping.ReadParties(options, context.stop));
  if (const absl::Status status = grouping.ReadGroups(options.groups_file, context.stop);
      !status.ok()) {
    return core::WithContext(status, absl::StrFormat("'%s'", options.groups_file));
  }
  const int64_t missing_count = grouping.Complete();
  Report report;
  report.AddFact("records", "records", CountValue(grouping.row_count()));
  report.AddFact("records_without_key", "records without key", CountValue(missing_count));
  IEUM_RETURN_IF_ERROR(AddScore(grouping.entities(), grouping.truths(), report));
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

}  // namespace ieum::client
