#include "ieum/core/manifest/draft.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::core {

absl::StatusOr<std::string> DraftText(const ManifestDraft& draft) {
  using Json = nlohmann::ordered_json;  // in the order people think of it
  IEUM_ASSIGN_OR_RETURN(const ProfileHeader profile, ReadProfileHeader(draft.profile_json));
  Json parties = Json::array();
  for (const ManifestParty& party : draft.parties) {
    Json one = {{"institution", party.institution.value()},
                {"role", PartyRoleName(party.role)},
                {"country", party.country}};
    if (!party.unit.empty()) one["unit"] = party.unit;
    parties.push_back(std::move(one));
  }
  Json document = {{"format", "ieum-manifest"},       {"version", 1},
                   {"project", draft.project},        {"title", draft.title},
                   {"parties", std::move(parties)},   {"purpose", draft.purpose},
                   {"legal_basis", draft.legal_basis}};
  if (!draft.cross_border_basis.empty()) document["cross_border_basis"] = draft.cross_border_basis;
  document["route"] = RouteName(draft.route);
  document["delivery"] = DeliveryName(draft.delivery);
  Json researchers = Json::array();
  for (const ManifestParty& party : draft.parties) {
    if (party.role == PartyRole::kResearcher) researchers.push_back(party.institution.value());
  }
  document["joins"] = Json::array();
  for (const ManifestJoin& join :
       draft.joins.empty() ? std::vector<ManifestJoin>(1) : draft.joins) {
    Json one = {{"type", JoinTypeName(join.type)}};
    if (!join.party.empty()) one["party"] = join.party.front().value();
    if (join.at_least != 0) one["at_least"] = join.at_least;
    one["several_rows"] = SeveralRowsName(join.several_rows);
    one["matched_to"] = researchers;
    one["unmatched_to"] = UnmatchedToName(join.unmatched_to);
    document["joins"].push_back(std::move(one));
  }
  if (draft.extraction.has_value()) {
    Json holders = Json::array();
    for (const InstitutionId& holder : draft.extraction->holders) holders.push_back(holder.value());
    document["extraction"] = {{"holders", std::move(holders)},
                              {"decoy_percent", draft.extraction->decoy_percent}};
  }
  if (draft.time_series) document["time_series"] = true;
  document["minimum_file_rows"] = draft.minimum_file_rows;
  document["minimum_matched_rows"] = draft.minimum_matched_rows;
  document["pre_check_questions"] = draft.pre_check_questions;
  document["retention_days"] = draft.retention_days;
  document["end_date"] = draft.end_date;
  document["review_quorum"] = draft.review_quorum;
  document["threshold"] = draft.threshold_basis_points != 0 ? draft.threshold_basis_points
                                                            : profile.threshold_basis_points;
  document["test"] = draft.test;
  document["field_level_approved"] = draft.field_level_approved;
  document["profile_digest"] = ToHex(profile.digest);
  document["profile"] = Json::parse(profile.canonical_json);
  // A text that is not UTF-8 is the reader's to refuse, by the place where it stands.
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

absl::StatusOr<std::string> MockDraftText(const Manifest& production, const ProjectId& project,
                                          const ManifestMock& mock) {
  using Json = nlohmann::ordered_json;
  const auto share = [&mock](int64_t rows) { return (rows * mock.per_mille + 999) / 1000; };
  Json document = Json::parse(production.canonical_json);
  document["project"] = project.value();
  document["title"] = "Mock linkage: " + production.title;
  document["delivery"] = DeliveryName(Delivery::kJoiner);
  document.erase("extraction");
  document.erase("time_series");
  document["minimum_file_rows"] = std::max<int64_t>(1, share(production.minimum_file_rows));
  document["minimum_matched_rows"] = share(production.minimum_matched_rows);
  document["mock"] = {{"of", mock.of.value()},
                      {"field", mock.field},
                      {"per_mille", mock.per_mille},
                      {"maximum_file_rows", mock.maximum_file_rows}};
  std::string text = document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  IEUM_RETURN_IF_ERROR(ReadManifest(text).status());
  return text;
}

}  // namespace ieum::core
