#include "ieum/client/release/dictionary.h"

#include <nlohmann/json.hpp>

#include "ieum/client/input/csv_reader.h"
#include "ieum/client/release/release_table.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/payload/payload_value.h"
#include "ieum/core/payload/payload_words.h"

namespace ieum::client {
namespace {

using Json = nlohmann::ordered_json;

std::string UnitOf(const core::ValueType& type) {
  if (type.kind == core::ValueKind::kDate) return std::string(core::DateUnitName(type.unit));
  if (type.kind == core::ValueKind::kDecimal) return core::DecimalText(1, type.places);
  return "";
}

DictionaryEntry ValueEntry(const core::ReleaseDescription& description,
                           const core::TableColumn& of) {
  const core::ReleasedColumn& released = description.columns[of.index];
  const core::PayloadColumn& column = description.column(of.index);
  DictionaryEntry entry{.column = of.name,
                        .holder = description.holders[released.holder].institution.value(),
                        .name = column.name,
                        .type = core::DescribeType(column.sent_type),
                        .unit = UnitOf(column.sent_type),
                        .nullable = released.nullable,
                        .role = std::string(core::ColumnRoleName(column.role)),
                        .purpose = column.purpose,
                        .description = column.description,
                        .transforms = {},
                        .codes = column.sent_type.codes};
  for (const core::TransformSpec& transform : column.transforms) {
    if (!entry.transforms.empty()) entry.transforms += "; ";
    entry.transforms += core::DescribeTransform(transform, column.type);
  }
  return entry;
}

DictionaryEntry OwnEntry(const core::TableColumn& of, const char* type, std::string text) {
  return {.column = of.name,
          .holder = {},
          .name = of.name,
          .type = type,
          .unit = {},
          .nullable = false,
          .role = {},
          .purpose = {},
          .description = std::move(text),
          .transforms = {},
          .codes = {}};
}

std::string JoinText(const core::ManifestJoin& join) {
  std::string text(core::JoinTypeName(join.type));
  if (!join.party.empty()) text += " of " + join.party.front().value();
  if (join.type == core::JoinType::kAny) text += ", at least " + std::to_string(join.at_least);
  return text + ", several rows: " + std::string(core::SeveralRowsName(join.several_rows)) +
         ", unmatched rows to: " + std::string(core::UnmatchedToName(join.unmatched_to));
}

}  // namespace

std::vector<DictionaryEntry> Dictionary(const core::ReleaseDescription& description) {
  std::vector<DictionaryEntry> entries;
  for (const core::TableColumn& column : core::TableColumns(description)) {
    switch (column.kind) {
      case core::TableColumnKind::kReleaseKey:
        entries.push_back(OwnEntry(column, "text, 28 bytes",
                                   description.key_life == core::ReleaseKeyLife::kTimeSeries
                                       ? "key of the person in all releases of the project for "
                                         "this recipient whose keys stay"
                                       : "key of the person in this release; another in every "
                                         "other"));
        break;
      case core::TableColumnKind::kHasHolder:
        entries.push_back(OwnEntry(column, "integer",
                                   "1 if the row has one of holder " +
                                       description.holders[column.index].institution.value() +
                                       ", else 0"));
        break;
      case core::TableColumnKind::kValue:
        entries.push_back(ValueEntry(description, column));
        break;
      case core::TableColumnKind::kBand: {
        DictionaryEntry entry = OwnEntry(column, "category", "confidence of the match, best first");
        for (const std::string& band : description.bands) entry.codes.push_back({band, ""});
        entry.type += ", " + std::to_string(entry.codes.size()) + " codes";
        entries.push_back(std::move(entry));
        break;
      }
    }
  }
  return entries;
}

std::string DictionaryCsv(const std::vector<DictionaryEntry>& entries) {
  std::string out =
      "column,holder,name,type,unit,nullable,role,purpose,description,transforms,codes\r\n";
  for (const DictionaryEntry& entry : entries) {
    std::string codes;
    for (const core::CategoryCode& code : entry.codes) {
      if (!codes.empty()) codes += "; ";
      codes += code.label.empty() ? code.code : code.code + " = " + code.label;
    }
    const std::string_view cells[] = {entry.column,     entry.holder,  entry.name,
                                      entry.type,       entry.unit,    entry.nullable ? "1" : "0",
                                      entry.role,       entry.purpose, entry.description,
                                      entry.transforms, codes};
    bool first = true;
    for (const std::string_view cell : cells) {
      if (!first) out += ',';
      first = false;
      AppendCsvCell(out, cell);
    }
    out += "\r\n";
  }
  return out;
}

std::string DictionaryJson(const std::vector<DictionaryEntry>& entries) {
  Json columns = Json::array();
  for (const DictionaryEntry& entry : entries) {
    Json codes = Json::array();
    for (const core::CategoryCode& code : entry.codes) {
      codes.push_back(Json{{"code", code.code}, {"label", code.label}});
    }
    columns.push_back(Json{{"column", entry.column},
                           {"holder", entry.holder},
                           {"name", entry.name},
                           {"type", entry.type},
                           {"unit", entry.unit},
                           {"nullable", entry.nullable},
                           {"role", entry.role},
                           {"purpose", entry.purpose},
                           {"description", entry.description},
                           {"transforms", entry.transforms},
                           {"codes", std::move(codes)}});
  }
  return Json{{"columns", std::move(columns)}}.dump(1) + "\n";
}

std::vector<ProvenanceFact> Provenance(const core::ReleaseDescription& description,
                                       const core::ReleaseTrailer& trailer) {
  const core::ReleaseProvenance& from = description.provenance;
  std::vector<ProvenanceFact> facts = {
      {"project", "project", description.name.project.value()},
      {"recipient", "recipient", description.name.recipient.value()},
      {"release", "release", std::to_string(description.name.number)},
      {"date", "date", from.date},
      {"join", "join", JoinText(description.join)},
      {"rows", "rows", std::to_string(trailer.row_count)},
      {"software", "software", from.software},
      {"run", "run of the match", std::to_string(from.run_number)},
      {"rule", "rule of the match", from.rule},
      {"profile_digest", "profile digest", core::ToHex(from.profile_digest)},
      {"manifest_digest", "manifest digest", core::ToHex(description.manifest_digest)}};
  for (const core::ReleasedHolder& holder : description.holders) {
    const std::string& name = holder.institution.value();
    facts.push_back({"payload_digest_" + name, "payload digest of " + name,
                     core::ToHex(holder.payload_digest)});
  }
  facts.push_back({"release_digest", "release digest", core::ToHex(trailer.release_digest)});
  return facts;
}

}  // namespace ieum::client
