#include "ieum/core/release/release_description.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "ieum/core/format/member_reader.h"
#include "ieum/core/format/profile_header.h"
#include "ieum/core/payload/payload_value.h"

namespace ieum::core {
namespace {

using Json = nlohmann::json;
using Reader = MemberReader<Json>;

constexpr std::string_view kFormat = "ieum-release";
constexpr size_t kMaxTextBytes = 2'000;
constexpr int64_t kMaxNumber = int64_t{1} << 53;
constexpr std::string_view kDocument = "the description of the release";

absl::StatusOr<std::string> ReadText(const Reader& reader, const char* member, size_t most) {
  IEUM_ASSIGN_OR_RETURN(std::string text, reader.Text(member));
  bool plain = !text.empty() && text.size() <= most;
  for (const char c : text) plain = plain && static_cast<uint8_t>(c) >= 0x20 && c != 0x7F;
  if (plain) return text;
  return InvalidArgument("'%s' is not a text of 1 to %d bytes without control characters",
                         reader.Name(member), most);
}

absl::StatusOr<uint64_t> ReadNumber(const Reader& reader, const char* member) {
  IEUM_RETURN_IF_ERROR(reader.Require(member));
  const Json& value = reader[member];
  const int64_t number = value.is_number_integer() ? value.get<int64_t>() : 0;
  if (number >= 1 && number < kMaxNumber) return static_cast<uint64_t>(number);
  return InvalidArgument("'%s' is not a number from 1", reader.Name(member));
}

absl::StatusOr<Sha256Digest> ReadDigest(const Reader& reader, const char* member) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, reader.Text(member));
  const absl::StatusOr<Bytes> bytes = FromHex(text);
  Sha256Digest digest;
  if (!bytes.ok() || bytes->size() != digest.size() || ToHex(*bytes) != text) {
    return InvalidArgument("'%s' is not a SHA-256 digest in hexadecimal", reader.Name(member));
  }
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

template <typename Id>
absl::StatusOr<Id> ReadId(const Reader& reader, const char* member) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, reader.Text(member));
  absl::StatusOr<Id> id = Id::Parse(text);
  if (!id.ok()) return WithContext(id.status(), reader.Name(member));
  return id;
}

absl::StatusOr<const Json*> ReadList(const Reader& reader, const char* member, size_t most) {
  IEUM_RETURN_IF_ERROR(reader.Require(member));
  const Json& list = reader[member];
  if (list.is_array() && !list.empty() && list.size() <= most) return &list;
  return InvalidArgument("'%s' is not an array of 1 to %d", reader.Name(member), most);
}

absl::StatusOr<ManifestJoin> ReadJoin(const Json& json,
                                      const std::vector<ReleasedHolder>& holders) {
  const Reader reader(json, "join", kDocument);
  IEUM_RETURN_IF_ERROR(reader.RequireObject());
  constexpr std::string_view kMembers[] = {"type", "party", "at_least", "several_rows",
                                           "unmatched_to"};
  IEUM_RETURN_IF_ERROR(reader.RequireKnownMembers(kMembers));
  ManifestJoin join;
  const auto word = [&reader](const char* member, auto name_of, auto last, auto& value) {
    const absl::StatusOr<std::string> text = reader.Text(member);
    if (!text.ok()) return text.status();
    using Enum = std::remove_reference_t<decltype(value)>;
    for (int i = 0; i <= static_cast<int>(last); ++i) {
      value = static_cast<Enum>(i);
      if (name_of(value) == *text) return absl::OkStatus();
    }
    return InvalidArgument("'%s' is a word that this software does not know", reader.Name(member));
  };
  IEUM_RETURN_IF_ERROR(word("type", JoinTypeName, JoinType::kAny, join.type));
  IEUM_RETURN_IF_ERROR(
      word("several_rows", SeveralRowsName, SeveralRows::kLeaveOut, join.several_rows));
  IEUM_RETURN_IF_ERROR(
      word("unmatched_to", UnmatchedToName, UnmatchedTo::kNobody, join.unmatched_to));
  const bool has_party = join.type == JoinType::kLeft || join.type == JoinType::kStar;
  if (has_party != reader.Has("party") || (join.type == JoinType::kAny) != reader.Has("at_least")) {
    return InvalidArgument("'join' has a party or at_least where its type has none, or lacks it");
  }
  if (has_party) {
    IEUM_ASSIGN_OR_RETURN(InstitutionId party, ReadId<InstitutionId>(reader, "party"));
    const bool known = std::any_of(holders.begin(), holders.end(), [&party](const auto& holder) {
      return holder.institution == party;
    });
    if (!known) return InvalidArgument("'join.party' is none of the holders");
    join.party.push_back(std::move(party));
  }
  if (join.type == JoinType::kAny) {
    IEUM_ASSIGN_OR_RETURN(join.at_least,
                          reader.Integer("at_least", 2, static_cast<int>(holders.size())));
  }
  return join;
}

absl::StatusOr<ReleasedHolder> ReadHolder(const Json& json, size_t index) {
  const Reader reader(json, absl::StrFormat("holders[%d]", index), kDocument);
  IEUM_RETURN_IF_ERROR(reader.RequireObject());
  constexpr std::string_view kMembers[] = {"holder", "payload", "schema"};
  IEUM_RETURN_IF_ERROR(reader.RequireKnownMembers(kMembers));
  IEUM_ASSIGN_OR_RETURN(InstitutionId institution, ReadId<InstitutionId>(reader, "holder"));
  IEUM_ASSIGN_OR_RETURN(const Sha256Digest payload, ReadDigest(reader, "payload"));
  ReleasedHolder holder{
      .institution = std::move(institution), .payload_digest = payload, .schema = std::nullopt};
  if (!reader.Has("schema")) return holder;
  absl::StatusOr<PayloadSchema> schema = PayloadSchema::FromJson(reader["schema"].dump());
  if (!schema.ok()) return WithContext(schema.status(), reader.Name("schema"));
  holder.schema = *std::move(schema);
  return holder;
}

absl::StatusOr<ReleaseProvenance> ReadProvenance(const Json& json) {
  const Reader reader(json, "provenance", kDocument);
  IEUM_RETURN_IF_ERROR(reader.RequireObject());
  constexpr std::string_view kMembers[] = {"software", "profile", "run", "rule", "date"};
  IEUM_RETURN_IF_ERROR(reader.RequireKnownMembers(kMembers));
  ReleaseProvenance provenance;
  IEUM_ASSIGN_OR_RETURN(provenance.software, ReadText(reader, "software", kMaxTextBytes));
  IEUM_ASSIGN_OR_RETURN(provenance.profile_digest, ReadDigest(reader, "profile"));
  IEUM_ASSIGN_OR_RETURN(provenance.run_number, ReadNumber(reader, "run"));
  IEUM_ASSIGN_OR_RETURN(provenance.rule, ReadText(reader, "rule", kMaxTextBytes));
  IEUM_ASSIGN_OR_RETURN(provenance.date, ReadText(reader, "date", 10));
  if (provenance.date.size() != 10 || !ParseDay(provenance.date).ok()) {
    return InvalidArgument("'provenance.date' is not a calendar date; want YYYY-MM-DD");
  }
  return provenance;
}

absl::Status ReadBands(const Reader& reader, std::vector<std::string>& bands) {
  if (!reader.Has("confidence_bands")) return absl::OkStatus();
  IEUM_ASSIGN_OR_RETURN(const Json* list,
                        ReadList(reader, "confidence_bands", ReleaseDescription::kMaxBands));
  std::set<std::string> seen;
  for (const Json& each : *list) {
    const std::string text = each.is_string() ? each.get<std::string>() : "";
    absl::StatusOr<ProjectId> plain = ProjectId::Parse(text);  // the same rule for names
    if (!plain.ok() || !seen.insert(text).second) {
      return InvalidArgument(
          "'confidence_bands[%d]' is no name of 1 to 63 characters a-z, 0-9 and '-', or stands "
          "twice",
          bands.size());
    }
    bands.push_back(text);
  }
  return absl::OkStatus();
}

Json ToJson(const ReleaseDraft& draft) {
  Json join{{"type", JoinTypeName(draft.join.type)},
            {"several_rows", SeveralRowsName(draft.join.several_rows)},
            {"unmatched_to", UnmatchedToName(draft.join.unmatched_to)}};
  if (!draft.join.party.empty()) join["party"] = draft.join.party.front().value();
  if (draft.join.type == JoinType::kAny) join["at_least"] = draft.join.at_least;
  Json holders = Json::array();
  for (const ReleasedHolder& holder : draft.holders) {
    Json one{{"holder", holder.institution.value()}, {"payload", ToHex(holder.payload_digest)}};
    if (holder.schema.has_value()) one["schema"] = Json::parse(holder.schema->canonical_json);
    holders.push_back(std::move(one));
  }
  const ReleaseProvenance& from = draft.provenance;
  Json document{{"format", kFormat},
                {"version", 1},
                {"project", draft.name.project.value()},
                {"recipient", draft.name.recipient.value()},
                {"release", draft.name.number},
                {"manifest", ToHex(draft.manifest_digest)},
                {"join", std::move(join)},
                {"holders", std::move(holders)},
                {"provenance",
                 {{"software", from.software},
                  {"profile", ToHex(from.profile_digest)},
                  {"run", from.run_number},
                  {"rule", from.rule},
                  {"date", from.date}}}};
  if (draft.key_life == ReleaseKeyLife::kTimeSeries) document["time_series"] = true;
  if (!draft.bands.empty()) document["confidence_bands"] = draft.bands;
  return document;
}

}  // namespace

bool ReleaseDescription::MayLack(size_t holder) const {
  if (join.type == JoinType::kInner) return false;
  return join.party.empty() || join.party.front() != holders[holder].institution;
}

absl::StatusOr<ReleaseDescription> ReleaseDescription::FromJson(std::string_view text) {
  IEUM_ASSIGN_OR_RETURN(std::string canonical, CanonicalJson(text, kMaxBytes));
  const Json json = Json::parse(canonical, nullptr, false);
  const Reader reader(json, "", kDocument);
  if (!json.is_object()) return InvalidArgument("%s is not an object", kDocument);
  constexpr std::string_view kMembers[] = {
      "format", "version", "project",          "recipient",  "release",    "manifest",
      "join",   "holders", "confidence_bands", "provenance", "time_series"};
  IEUM_RETURN_IF_ERROR(reader.RequireKnownMembers(kMembers));
  IEUM_ASSIGN_OR_RETURN(const std::string format, reader.Text("format"));
  if (format != kFormat) return InvalidArgument("'format' is not %s", kFormat);
  IEUM_RETURN_IF_ERROR(reader.Integer("version", 1, 1).status());
  IEUM_ASSIGN_OR_RETURN(ProjectId project, ReadId<ProjectId>(reader, "project"));
  IEUM_ASSIGN_OR_RETURN(InstitutionId recipient, ReadId<InstitutionId>(reader, "recipient"));
  IEUM_ASSIGN_OR_RETURN(const uint64_t number, ReadNumber(reader, "release"));
  IEUM_ASSIGN_OR_RETURN(const Sha256Digest manifest, ReadDigest(reader, "manifest"));
  IEUM_ASSIGN_OR_RETURN(const Json* list, ReadList(reader, "holders", kMaxHolders));
  std::vector<ReleasedHolder> holders;
  std::set<InstitutionId> seen;
  for (const Json& each : *list) {
    IEUM_ASSIGN_OR_RETURN(ReleasedHolder holder, ReadHolder(each, holders.size()));
    if (!seen.insert(holder.institution).second) {
      return InvalidArgument("'holders[%d]' stands in the list before", holders.size());
    }
    holders.push_back(std::move(holder));
  }
  if (holders.size() < 2)
    return InvalidArgument("'holders' has one holder; a join has two or more");
  IEUM_RETURN_IF_ERROR(reader.Require("join"));
  IEUM_ASSIGN_OR_RETURN(ManifestJoin join, ReadJoin(reader["join"], holders));
  IEUM_RETURN_IF_ERROR(reader.Require("provenance"));
  IEUM_ASSIGN_OR_RETURN(ReleaseProvenance provenance, ReadProvenance(reader["provenance"]));
  ReleaseDescription description{
      .name = {.project = std::move(project), .recipient = std::move(recipient), .number = number},
      .manifest_digest = manifest,
      .join = std::move(join),
      .holders = std::move(holders),
      .bands = {},
      .provenance = std::move(provenance),
      .columns = {},
      .canonical_json = {},
      .digest = Sha256(AsBytes(canonical))};
  IEUM_RETURN_IF_ERROR(ReadBands(reader, description.bands));
  if (reader.Has("time_series")) {
    const Json& value = reader["time_series"];
    if (!value.is_boolean() || !value.get<bool>()) {
      return InvalidArgument("'time_series' is not true; leave it out where keys do not stay");
    }
    description.key_life = ReleaseKeyLife::kTimeSeries;
  }
  for (size_t h = 0; h < description.holders.size(); ++h) {
    const ReleasedHolder& holder = description.holders[h];
    if (!holder.schema.has_value()) continue;
    for (size_t c = 0; c < holder.schema->columns.size(); ++c) {
      const PayloadColumn& column = holder.schema->columns[c];
      description.columns.push_back({.name = holder.institution.value() + "." + column.name,
                                     .holder = h,
                                     .index = c,
                                     .nullable = column.nullable || description.MayLack(h)});
    }
  }
  description.canonical_json = std::move(canonical);
  return description;
}

absl::StatusOr<ReleaseDescription> DescribeRelease(const ReleaseDraft& draft) {
  return ReleaseDescription::FromJson(
      ToJson(draft).dump(-1, ' ', false, Json::error_handler_t::replace));
}

absl::StatusOr<std::optional<PayloadSchema>> WithColumns(const PayloadSchema& schema,
                                                         std::span<const std::string> names) {
  if (names.empty()) return std::nullopt;
  Json json = Json::parse(schema.canonical_json);
  Json kept = Json::array();
  for (Json& column : json["columns"]) {
    const auto name = column["name"].get<std::string>();
    if (std::find(names.begin(), names.end(), name) == names.end()) continue;
    column.erase("column");
    kept.push_back(std::move(column));
  }
  if (kept.size() != names.size()) {
    return InvalidArgument("a column to be released is not in the schema '%s', or is named twice",
                           schema.name);
  }
  json["columns"] = std::move(kept);
  IEUM_ASSIGN_OR_RETURN(PayloadSchema reduced, PayloadSchema::FromJson(json.dump()));
  return std::optional<PayloadSchema>(std::move(reduced));
}

}  // namespace ieum::core
