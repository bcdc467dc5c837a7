#include "ieum/core/payload/payload_schema.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <utility>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/format/profile_header.h"
#include "ieum/core/guard/direct_identifier.h"
#include "ieum/core/payload/schema_reader.h"

namespace ieum::core {
namespace {

using Json = nlohmann::json;
using Reader = MemberReader<Json>;

constexpr std::array<std::string_view, 3> kRoleNames = {"quasi_identifier", "sensitive", "other"};
constexpr size_t kMaxHeaderBytes = 256;
constexpr size_t kMaxDescriptionBytes = 2'000;

struct SchemaTag {
  static constexpr char kWhat[] = "schema name";
};

absl::StatusOr<ColumnRole> ReadRole(const Reader& column) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, column.Text("role"));
  for (size_t i = 0; i < kRoleNames.size(); ++i) {
    if (text == kRoleNames[i]) return static_cast<ColumnRole>(i);
  }
  if (text == "direct") {
    return InvalidArgument(
        "'%s' says that the column identifies persons directly; such a column may not be in a "
        "payload. Remove it",
        column.Name("role"));
  }
  return InvalidArgument("'%s' is unknown; want quasi_identifier, sensitive or other",
                         column.Name("role"));
}

absl::Status ReadCodes(const Reader& column, ValueType& type) {
  IEUM_RETURN_IF_ERROR(column.Require("codes"));
  const Json& list = column["codes"];
  if (!list.is_array() || list.empty() || list.size() > size_t{ValueType::kMaxCodes}) {
    return InvalidArgument("'%s' is not an array of 1 to %d codes", column.Name("codes"),
                           ValueType::kMaxCodes);
  }
  constexpr std::string_view kMembers[] = {"code", "label"};
  for (const Json& each : list) {
    const size_t place = type.codes.size();
    const Reader reader(each, absl::StrFormat("%s[%d]", column.Name("codes"), place), "the schema");
    IEUM_RETURN_IF_ERROR(reader.RequireObject());
    IEUM_RETURN_IF_ERROR(reader.RequireKnownMembers(kMembers));
    CategoryCode code;
    IEUM_ASSIGN_OR_RETURN(code.code, ReadPlainText(reader, "code", 1, ValueType::kMaxCodeBytes));
    if (reader.Has("label")) {
      IEUM_ASSIGN_OR_RETURN(code.label,
                            ReadPlainText(reader, "label", 0, ValueType::kMaxCodeBytes));
    }
    const DirectIdentifier found = FindDirectIdentifier(code.code, CellKind::kText);
    if (found != DirectIdentifier::kNone) {
      return InvalidArgument("'%s' %s", reader.Name("code"), Explain(found));
    }
    if (type.AddCode(std::move(code)) != place) {
      return InvalidArgument("'%s' stands in the list before; keep one of them",
                             reader.Name("code"));
    }
  }
  return absl::OkStatus();
}

bool IsMediaType(std::string_view text) {
  const size_t slash = text.find('/');
  return slash != std::string_view::npos && slash > 0 && slash + 1 < text.size() &&
         text.size() <= 127 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.+-_/") ==
             std::string_view::npos &&
         text.find('/', slash + 1) == std::string_view::npos;
}

absl::Status ReadMediaTypes(const Reader& column, ValueType& type) {
  IEUM_RETURN_IF_ERROR(column.Require("media_types"));
  const Json& list = column["media_types"];
  std::set<std::string> seen;
  bool valid = list.is_array() && !list.empty() && list.size() <= size_t{ValueType::kMaxMediaTypes};
  for (size_t i = 0; valid && i < list.size(); ++i) {
    valid = list[i].is_string() && IsMediaType(list[i].get_ref<const std::string&>()) &&
            seen.insert(list[i].get<std::string>()).second;
    if (valid) type.media_types.push_back(list[i].get<std::string>());
  }
  if (!valid) {
    return InvalidArgument("'%s' is not an array of 1 to %d media types such as \"image/png\"",
                           column.Name("media_types"), ValueType::kMaxMediaTypes);
  }
  if (column.Has("max_file_bytes")) {
    const Json& limit = column["max_file_bytes"];
    if (!limit.is_number_integer() || limit.get<int64_t>() < 1) {
      return InvalidArgument("'%s' is not a positive integer", column.Name("max_file_bytes"));
    }
    type.max_file_bytes = limit.get<int64_t>();
  }
  return absl::OkStatus();
}

absl::Status ReadRange(const Reader& column, ValueType& type) {
  if (column.Has("min")) {
    IEUM_ASSIGN_OR_RETURN(type.least, ReadBound(column, "min", type));
  }
  if (column.Has("max")) {
    IEUM_ASSIGN_OR_RETURN(type.most, ReadBound(column, "max", type));
  }
  if (type.least.has_value() && type.most.has_value() && *type.least > *type.most) {
    return InvalidArgument("'%s' is above '%s'", column.Name("min"), column.Name("max"));
  }
  return absl::OkStatus();
}

// Members of a column of this type, beside those of all columns.
absl::Status RequireMembersOfType(const Reader& column, ValueKind kind) {
  std::vector<std::string_view> known = {"name", "column",   "description", "purpose",
                                         "type", "nullable", "role",        "transforms"};
  switch (kind) {
    case ValueKind::kDecimal:
      known.push_back("places");
      [[fallthrough]];
    case ValueKind::kInteger:
    case ValueKind::kDate:
      known.insert(known.end(), {"min", "max"});
      break;
    case ValueKind::kCategory:
      known.push_back("codes");
      break;
    case ValueKind::kText:
      known.push_back("max_bytes");
      break;
    case ValueKind::kObject:
      known.insert(known.end(), {"media_types", "max_file_bytes"});
      break;
    case ValueKind::kToken:
      break;
  }
  return column.RequireKnownMembers(known);
}

absl::StatusOr<ValueType> ReadType(const Reader& column) {
  IEUM_ASSIGN_OR_RETURN(const std::string word, column.Text("type"));
  const std::optional<ValueKind> kind = ValueKindOf(word);
  if (!kind.has_value() || *kind == ValueKind::kToken) {
    return InvalidArgument("'%s' is unknown; want integer, decimal, category, date, text or object",
                           column.Name("type"));
  }
  IEUM_RETURN_IF_ERROR(RequireMembersOfType(column, *kind));
  ValueType type;
  type.kind = *kind;
  switch (*kind) {
    case ValueKind::kDecimal: {
      IEUM_ASSIGN_OR_RETURN(type.places, column.Integer("places", 1, ValueType::kMaxPlaces));
      IEUM_RETURN_IF_ERROR(ReadRange(column, type));
      break;
    }
    case ValueKind::kInteger:
    case ValueKind::kDate:
      IEUM_RETURN_IF_ERROR(ReadRange(column, type));
      break;
    case ValueKind::kCategory:
      IEUM_RETURN_IF_ERROR(ReadCodes(column, type));
      break;
    case ValueKind::kText: {
      IEUM_ASSIGN_OR_RETURN(type.byte_count,
                            column.Integer("max_bytes", 1, ValueType::kMaxTextBytes));
      break;
    }
    case ValueKind::kObject:
      IEUM_RETURN_IF_ERROR(ReadMediaTypes(column, type));
      break;
    case ValueKind::kToken:
      break;
  }
  return type;
}

absl::StatusOr<PayloadColumn> ReadColumn(const Reader& reader) {
  IEUM_RETURN_IF_ERROR(reader.RequireObject());
  PayloadColumn column;
  IEUM_ASSIGN_OR_RETURN(column.name, reader.Identifier());
  column.source = column.name;
  if (reader.Has("column")) {
    IEUM_ASSIGN_OR_RETURN(column.source, ReadPlainText(reader, "column", 1, kMaxHeaderBytes));
  }
  for (const std::string& name : {column.name, column.source}) {
    if (!NamesDirectIdentifier(name)) continue;
    return InvalidArgument(
        "'%s' says by its name that it identifies persons directly; such a column may not be in a "
        "payload. Remove it, or name it for what it holds",
        reader.where());
  }
  if (reader.Has("description")) {
    IEUM_ASSIGN_OR_RETURN(column.description,
                          ReadPlainText(reader, "description", 0, kMaxDescriptionBytes));
  }
  IEUM_ASSIGN_OR_RETURN(column.purpose, ReadPlainText(reader, "purpose", 1, kMaxDescriptionBytes));
  IEUM_ASSIGN_OR_RETURN(column.nullable, reader.Flag("nullable"));
  IEUM_ASSIGN_OR_RETURN(column.role, ReadRole(reader));
  IEUM_ASSIGN_OR_RETURN(column.type, ReadType(reader));
  column.sent_type = column.type;
  IEUM_ASSIGN_OR_RETURN(column.transforms, ReadTransforms(reader, column.sent_type));
  return column;
}

absl::StatusOr<std::vector<PayloadColumn>> ReadColumns(const Reader& schema) {
  IEUM_RETURN_IF_ERROR(schema.Require("columns"));
  const Json& list = schema["columns"];
  if (!list.is_array() || list.empty() || list.size() > size_t{PayloadSchema::kMaxColumns}) {
    return InvalidArgument("'columns' is not an array of 1 to %d columns",
                           PayloadSchema::kMaxColumns);
  }
  std::vector<PayloadColumn> columns;
  std::set<std::string> names;
  std::set<std::string> sources;
  for (const Json& each : list) {
    const std::string where = absl::StrFormat("columns[%d]", columns.size());
    IEUM_ASSIGN_OR_RETURN(PayloadColumn column, ReadColumn(Reader(each, where, "the schema")));
    if (!names.insert(column.name).second) {
      return InvalidArgument("'%s.name' stands in the schema before; names are unique", where);
    }
    if (!sources.insert(column.source).second) {
      return InvalidArgument("'%s.column' stands in the schema before; each is sent once", where);
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

}  // namespace

std::string_view ColumnRoleName(ColumnRole role) { return kRoleNames[static_cast<size_t>(role)]; }

bool PayloadSchema::needs_key() const {
  return std::any_of(columns.begin(), columns.end(), [](const PayloadColumn& column) {
    return std::any_of(column.transforms.begin(), column.transforms.end(),
                       [](const TransformSpec& transform) { return transform.needs_key(); });
  });
}

absl::StatusOr<PayloadSchema> PayloadSchema::FromJson(std::string_view json) {
  PayloadSchema schema;
  IEUM_ASSIGN_OR_RETURN(schema.canonical_json, CanonicalJson(json, kMaxBytes));
  const Json document = Json::parse(schema.canonical_json, nullptr, false);
  if (!document.is_object()) return InvalidArgument("the schema is not a JSON object");
  const Reader reader(document, "", "the schema");
  constexpr std::string_view kMembers[] = {"format", "schema", "version", "title", "columns"};
  IEUM_RETURN_IF_ERROR(reader.RequireKnownMembers(kMembers));
  IEUM_ASSIGN_OR_RETURN(const std::string format, reader.Text("format"));
  if (format != "ieum-payload-schema") {
    return InvalidArgument("'format' is not \"ieum-payload-schema\"");
  }
  IEUM_ASSIGN_OR_RETURN(schema.name, reader.Text("schema"));
  const absl::StatusOr<StrongId<SchemaTag>> name = StrongId<SchemaTag>::Parse(schema.name);
  if (!name.ok()) return WithContext(name.status(), "'schema'");
  IEUM_ASSIGN_OR_RETURN(schema.version, reader.Integer("version", 1, 1'000'000));
  if (reader.Has("title")) {
    IEUM_ASSIGN_OR_RETURN(schema.title, ReadPlainText(reader, "title", 0, kMaxDescriptionBytes));
  }
  IEUM_ASSIGN_OR_RETURN(schema.columns, ReadColumns(reader));
  schema.digest = Sha256(AsBytes(schema.canonical_json));
  return schema;
}

}  // namespace ieum::core
