#include "ieum/client/exact/exact_keys.h"

#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr int64_t kRowsBetweenReports = 4096;

}  // namespace

absl::StatusOr<std::unique_ptr<RecordReader>> OpenForExactKeys(const ExactProfile& profile,
                                                               const RecordReaderOptions& options) {
  // The reader takes an encoding profile, of which it looks at the names and columns of the fields
  // only.
  IEUM_ASSIGN_OR_RETURN(core::EncodingLayout layout, core::EncodingLayout::Create({{"none", 64}}));
  EncodingProfile columns{.header = {.name = profile.name,
                                     .canonical_json = "",
                                     .digest = profile.digest,
                                     .layout = std::move(layout),
                                     .weights = {},
                                     .threshold_basis_points = 0,
                                     .preset = core::Preset::kPlain,
                                     .hardenings = {},
                                     .blocking_key_count = 0},
                          .fields = {},
                          .blocking_keys = {}};
  for (const ExactField& field : profile.fields) {
    FieldSpec spec{};
    spec.name = field.name;
    spec.column = field.column;
    columns.fields.push_back(std::move(spec));
  }
  return RecordReader::Open(columns, options);
}

absl::StatusOr<ExactKeys> MakeExactKeys(RecordReader& reader, ExactKeyMaker& maker,
                                        const std::function<void(int64_t, int64_t)>& progress,
                                        std::stop_token stop) {
  ExactKeys result;
  while (true) {
    if (stop.stop_requested()) return core::Cancelled("stopped on request");
    IEUM_ASSIGN_OR_RETURN(const std::optional<InputRecord> record, reader.Next());
    if (!record.has_value()) break;
    const absl::StatusOr<std::optional<std::string>> key = maker.KeyOf(record->values);
    if (!key.ok()) {
      IEUM_RETURN_IF_ERROR(reader.Refuse(record->row_number, key.status()));
      continue;
    }
    result.row_ids.Append(record->row_id);
    result.keys.Append(key->has_value() ? std::string_view(**key) : std::string_view());
    if (!key->has_value()) ++result.rows_without_key;
    if (progress && result.keys.size() % kRowsBetweenReports == 0) {
      progress(reader.bytes_read(), reader.bytes_total());
    }
  }
  std::unordered_set<std::string_view> seen;
  for (int64_t row = 0; row < result.keys.size(); ++row) {
    const std::string_view key = result.keys[row];
    if (!key.empty() && !seen.insert(key).second) ++result.rows_with_repeated_key;
  }
  return result;
}

std::vector<std::vector<uint32_t>> LinkByKey(std::span<const StringArena* const> parties) {
  std::vector<std::vector<uint32_t>> entities;
  std::unordered_map<std::string_view, uint32_t> entity_of_key;
  uint32_t entity_count = 0;
  for (const StringArena* keys : parties) {
    std::vector<uint32_t>& party = entities.emplace_back();
    std::unordered_set<std::string_view> taken;
    for (int64_t row = 0; row < keys->size(); ++row) {
      const std::string_view key = (*keys)[row];
      if (key.empty() || !taken.insert(key).second) {
        party.push_back(entity_count++);
        continue;
      }
      const auto [found, added] = entity_of_key.emplace(key, entity_count);
      if (added) ++entity_count;
      party.push_back(found->second);
    }
  }
  return entities;
}

}  // namespace ieum::client
