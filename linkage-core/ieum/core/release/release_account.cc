#include "ieum/core/release/release_account.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/format/member_reader.h"
#include "ieum/core/format/profile_header.h"

namespace ieum::core {
namespace {

using Json = nlohmann::json;
using Reader = MemberReader<Json>;

constexpr std::string_view kDocument = "the account of the release";
constexpr int64_t kMaxNumber = int64_t{1} << 53;

absl::StatusOr<uint64_t> ReadCount(const Reader& reader, const char* member) {
  IEUM_RETURN_IF_ERROR(reader.Require(member));
  const Json& value = reader[member];
  const int64_t number = value.is_number_integer() ? value.get<int64_t>() : -1;
  if (number >= 0 && number < kMaxNumber) return static_cast<uint64_t>(number);
  return InvalidArgument("'%s' is not a count", reader.Name(member));
}

absl::StatusOr<ReleasedRows> ReadRows(const Json& json, size_t index) {
  const Reader reader(json, absl::StrFormat("holders[%d]", index), kDocument);
  IEUM_RETURN_IF_ERROR(reader.RequireObject());
  constexpr std::string_view kMembers[] = {"rows", "matched_rows", "released_rows"};
  IEUM_RETURN_IF_ERROR(reader.RequireKnownMembers(kMembers));
  ReleasedRows rows;
  IEUM_ASSIGN_OR_RETURN(rows.row_count, ReadCount(reader, "rows"));
  IEUM_ASSIGN_OR_RETURN(rows.matched_row_count, ReadCount(reader, "matched_rows"));
  IEUM_ASSIGN_OR_RETURN(rows.released_row_count, ReadCount(reader, "released_rows"));
  if (rows.matched_row_count <= rows.row_count && rows.released_row_count <= rows.row_count) {
    return rows;
  }
  return InvalidArgument("'holders[%d]' counts more rows after the join than before", index);
}

absl::StatusOr<BiasRow> ReadBias(const ReleaseDescription& description, const Json& json,
                                 size_t index) {
  const Reader reader(json, absl::StrFormat("bias[%d]", index), kDocument);
  IEUM_RETURN_IF_ERROR(reader.RequireObject());
  constexpr std::string_view kMembers[] = {"column", "code", "group", "rows", "released_rows"};
  IEUM_RETURN_IF_ERROR(reader.RequireKnownMembers(kMembers));
  IEUM_ASSIGN_OR_RETURN(const std::string name, reader.Text("column"));
  BiasRow row{.column = 0, .code = BiasRow::kOthers};
  while (row.column < description.columns.size() && description.columns[row.column].name != name) {
    ++row.column;
  }
  if (row.column == description.columns.size()) {
    return InvalidArgument("'%s' is none of the release's columns", reader.Name("column"));
  }
  const ValueType& type = description.column(row.column).sent_type;
  if (type.kind != ValueKind::kCategory || reader.Has("code") == reader.Has("group")) {
    return InvalidArgument("'%s' is no group of a category", reader.where());
  }
  if (reader.Has("code")) {
    IEUM_ASSIGN_OR_RETURN(const std::string code, reader.Text("code"));
    const auto found = type.code_index.find(code);
    if (found == type.code_index.end()) {
      return InvalidArgument("'%s' is not in the column's list", reader.Name("code"));
    }
    row.code = found->second;
  } else {
    IEUM_ASSIGN_OR_RETURN(const std::string group, reader.Text("group"));
    if (group != "missing" && group != "others") {
      return InvalidArgument("'%s' is neither missing nor others", reader.Name("group"));
    }
    if (group == "missing") row.code = BiasRow::kMissing;
  }
  IEUM_ASSIGN_OR_RETURN(row.row_count, ReadCount(reader, "rows"));
  IEUM_ASSIGN_OR_RETURN(row.released_row_count, ReadCount(reader, "released_rows"));
  if (row.released_row_count <= row.row_count) return row;
  return InvalidArgument("'%s' counts more rows after the join than before", reader.where());
}

}  // namespace

std::string BiasGroup(const ReleaseDescription& description, const BiasRow& row) {
  if (row.code == BiasRow::kMissing) return "(missing)";
  if (row.code == BiasRow::kOthers) return "(others)";
  return description.column(row.column).sent_type.codes[row.code].code;
}

std::string AccountJson(const ReleaseDescription& description, const ReleaseAccount& account) {
  Json document = Json::object();
  for (const ReleasedRows& rows : account.holders) {
    document["holders"].push_back({{"rows", rows.row_count},
                                   {"matched_rows", rows.matched_row_count},
                                   {"released_rows", rows.released_row_count}});
  }
  for (const BiasRow& row : account.bias) {
    Json one{{"column", description.columns[row.column].name},
             {"rows", row.row_count},
             {"released_rows", row.released_row_count}};
    if (row.code == BiasRow::kMissing || row.code == BiasRow::kOthers) {
      one["group"] = row.code == BiasRow::kMissing ? "missing" : "others";
    } else {
      one["code"] = description.column(row.column).sent_type.codes[row.code].code;
    }
    document["bias"].push_back(std::move(one));
  }
  return document.dump();
}

absl::StatusOr<ReleaseAccount> ReadAccount(const ReleaseDescription& description,
                                           std::string_view text) {
  IEUM_ASSIGN_OR_RETURN(const std::string canonical,
                        CanonicalJson(text, ReleaseDescription::kMaxBytes));
  const Json json = Json::parse(canonical, nullptr, false);
  const Reader reader(json, "", kDocument);
  if (!json.is_object()) return InvalidArgument("%s is not an object", kDocument);
  constexpr std::string_view kMembers[] = {"holders", "bias"};
  IEUM_RETURN_IF_ERROR(reader.RequireKnownMembers(kMembers));
  ReleaseAccount account;
  if (reader.Has("holders")) {
    const Json& list = reader["holders"];
    if (!list.is_array() || list.size() != description.holders.size()) {
      return InvalidArgument("'holders' is not an array of the release's holders");
    }
    for (const Json& each : list) {
      IEUM_ASSIGN_OR_RETURN(const ReleasedRows rows, ReadRows(each, account.holders.size()));
      account.holders.push_back(rows);
    }
  }
  if (reader.Has("bias")) {
    const Json& list = reader["bias"];
    if (!list.is_array() || list.empty())
      return InvalidArgument("'bias' is not an array of groups");
    for (const Json& each : list) {
      IEUM_ASSIGN_OR_RETURN(const BiasRow row, ReadBias(description, each, account.bias.size()));
      account.bias.push_back(row);
    }
  }
  return account;
}

}  // namespace ieum::core
