#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "ieum/client/profile/field_reader.h"
#include "ieum/client/profile/profile_words.h"
#include "ieum/core/base/status.h"
#include "ieum/core/format/member_reader.h"

namespace ieum::client {
namespace {

using core::InvalidArgument;
using Json = nlohmann::json;
using Reader = core::MemberReader<Json>;

constexpr int kMaxRowsPerBand = 8;

absl::StatusOr<std::vector<int>> ReadKeyFields(const Reader& reader,
                                               const std::vector<FieldSpec>& fields) {
  IEUM_RETURN_IF_ERROR(reader.Require("fields"));
  const std::string where = reader.Name("fields");
  const Json& list = reader["fields"];
  if (!list.is_array() || list.empty() || list.size() > fields.size()) {
    return InvalidArgument("'%s' is not an array of one or more names of fields, each once", where);
  }
  std::vector<int> indices;
  for (const Json& each : list) {
    const auto text = each.is_string() ? each.get<std::string>() : std::string();
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const FieldSpec& field) { return field.name == text; });
    if (found == fields.end()) {
      return InvalidArgument("'%s[%d]' names no member of 'fields'", where, indices.size());
    }
    const auto index = static_cast<int>(found - fields.begin());
    if (std::find(indices.begin(), indices.end(), index) != indices.end()) {
      return InvalidArgument("'%s' names field '%s' twice", where, text);
    }
    indices.push_back(index);
  }
  return indices;
}

absl::StatusOr<BlockingKeySpec> ReadBlockingKey(const Reader& reader,
                                                const std::vector<FieldSpec>& fields) {
  IEUM_RETURN_IF_ERROR(reader.RequireObject());
  IEUM_RETURN_IF_ERROR(reader.RequireKnownMembers(kBlockingKeyMembers));
  BlockingKeySpec key{};
  IEUM_ASSIGN_OR_RETURN(key.name, reader.Identifier());
  IEUM_ASSIGN_OR_RETURN(key.method, reader.Word<BlockingMethod>("method", BlockingMethodOf,
                                                                BlockingMethodWords, std::nullopt));
  IEUM_ASSIGN_OR_RETURN(key.fields, ReadKeyFields(reader, fields));
  key.bands = 1;
  key.rows_per_band = 0;
  if (key.method == BlockingMethod::kMinHash) {
    IEUM_ASSIGN_OR_RETURN(key.bands, reader.Integer("bands", 1, core::kMaxBlockingKeys));
    IEUM_ASSIGN_OR_RETURN(key.rows_per_band, reader.Integer("rows", 1, kMaxRowsPerBand));
  } else if (reader.Has("bands") || reader.Has("rows")) {
    return InvalidArgument("'%s' has bands or rows, which only method minhash takes; remove them",
                           reader.where());
  }
  return key;
}

}  // namespace

absl::StatusOr<std::vector<BlockingKeySpec>> ReadBlockingKeys(
    const core::ProfileHeader& header, const std::vector<FieldSpec>& fields) {
  std::vector<BlockingKeySpec> keys;
  const Json profile = Json::parse(header.canonical_json, nullptr, false);
  const auto found = profile.find("blocking_keys");
  if (found == profile.end()) return keys;
  std::set<std::string> names;
  for (const Json& each : *found) {
    const Reader reader(each, absl::StrFormat("blocking_keys[%d]", keys.size()));
    IEUM_ASSIGN_OR_RETURN(BlockingKeySpec key, ReadBlockingKey(reader, fields));
    if (!names.insert(key.name).second) {
      return InvalidArgument("two blocking keys are called '%s'; give each its own name", key.name);
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace ieum::client
