#include "ieumctl/manifest_display.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "ieum/core/base/bytes.h"
#include "ieum/core/terminal/terminal.h"
#include "ieumctl/display.h"

namespace ieum::server {
namespace {

using Json = nlohmann::ordered_json;

std::string YesNo(bool yes) { return yes ? "yes" : "no"; }

std::string Text(std::string_view text) { return std::string(text); }

std::string MockText(const core::ManifestMock& mock) {
  return absl::StrFormat("of %s; %.1f %% of all values of '%s', at most %s rows of a holder",
                         mock.of.value(), mock.per_mille / 10.0, Text(mock.field),
                         core::WithThousands(mock.maximum_file_rows));
}

std::string ExtractionText(const core::ManifestExtraction& extraction) {
  std::string text;
  for (const core::InstitutionId& holder : extraction.holders) {
    text += (text.empty() ? "" : " and ") + Text(holder.value());
  }
  return text + absl::StrFormat(" may learn joinable serials, among %d %% of decoys",
                                extraction.decoy_percent);
}

std::string JoinText(const core::ManifestJoin& join) {
  std::string text = Text(core::JoinTypeName(join.type));
  if (!join.party.empty()) text += " of " + Text(join.party.front().value());
  if (join.at_least != 0) text += absl::StrFormat(" %d holders", join.at_least);
  text += join.several_rows == core::SeveralRows::kCombine ? ", several rows combined"
                                                           : ", without persons of several rows";
  for (size_t i = 0; i < join.matched_to.size(); ++i) {
    text += (i == 0 ? ", for " : " and ") + Text(join.matched_to[i].value());
  }
  switch (join.unmatched_to) {
    case core::UnmatchedTo::kResearchers:
      return text + ", with unmatched rows";
    case core::UnmatchedTo::kOwnHolder:
      return text + ", rows left over back to their own holder";
    case core::UnmatchedTo::kNobody:
      return text;
  }
  return text;
}

// The signers of a party.
std::vector<const core::ManifestSigner*> SignersOf(const core::ManifestStanding& standing,
                                                   size_t party) {
  std::vector<const core::ManifestSigner*> signers;
  for (const core::ManifestSigner& signer : standing.signers) {
    const bool signs =
        std::find(signer.parties.begin(), signer.parties.end(), party) != signer.parties.end();
    if (signs) signers.push_back(&signer);
  }
  return signers;
}

}  // namespace

std::string ManifestText(const core::SignedManifest& manifest) {
  const core::Manifest& what = manifest.manifest;
  core::Table table({"project", Text(what.project.value())});
  table.AddRow({"manifest", core::ToHex(what.digest)});
  table.AddRow({"title", what.title});
  for (const core::ManifestParty& party : what.parties) {
    table.AddRow({Text(core::PartyRoleName(party.role)),
                  absl::StrFormat("%s (%s)%s", party.institution.value(), party.country,
                                  party.unit.empty() ? "" : ", " + party.unit)});
  }
  table.AddRow({"purpose", what.purpose});
  table.AddRow({"legal basis", what.legal_basis});
  if (!what.cross_border_basis.empty()) {
    table.AddRow({"basis for crossing borders", what.cross_border_basis});
  }
  table.AddRow({"procedure of", what.route == core::Route::kPipa ? "PIPA" : "financial law"});
  table.AddRow({"joint keys to", what.delivery == core::Delivery::kHolders ? "holders" : "joiner"});
  for (const core::ManifestJoin& join : what.joins) table.AddRow({"join", JoinText(join)});
  if (what.time_series)
    table.AddRow({"time series", "researchers may follow a person over releases"});
  if (what.extraction.has_value()) table.AddRow({"extraction", ExtractionText(*what.extraction)});
  if (what.mock.has_value()) table.AddRow({"mock linkage", MockText(*what.mock)});
  table.AddRow({"profile", absl::StrFormat("%s (%s), %s", what.profile.name,
                                           core::PresetName(what.profile.preset),
                                           core::ToHex(what.profile.digest))});
  table.AddRow({"threshold", BasisPointsText(static_cast<uint32_t>(what.threshold_basis_points))});
  table.AddRow({"fewest rows of a holder", core::WithThousands(what.minimum_file_rows)});
  table.AddRow({"fewest matched rows", core::WithThousands(what.minimum_matched_rows)});
  table.AddRow({"pre-check questions", core::WithThousands(what.pre_check_questions)});
  table.AddRow({"reviewers who must agree", core::WithThousands(what.review_quorum)});
  table.AddRow({"kept after release", absl::StrFormat("%d days", what.retention_days)});
  table.AddRow({"ends at the latest", what.end_date});
  table.AddRow({"test project", what.test ? "yes: no real persons" : "no"});
  table.AddRow({"field level approved", YesNo(what.field_level_approved)});
  table.AddRow({"signatures", absl::StrFormat("%d", manifest.signatures.size())});
  return table.ToString();
}

std::string StandingText(const core::SignedManifest& manifest,
                         const core::ManifestStanding& standing) {
  core::Table table({"party", "signed by", "time"});
  for (size_t party = 0; party < manifest.manifest.parties.size(); ++party) {
    const auto signers = SignersOf(standing, party);
    const std::string name = core::PartyText(manifest.manifest, party);
    if (signers.empty()) table.AddRow({name, "nobody yet", "-"});
    for (const core::ManifestSigner* signer : signers) {
      table.AddRow({name, signer->uri, TimeText(absl::ToUnixMicros(signer->time))});
    }
  }
  return absl::StrFormat("manifest %s of project %s\n\n", core::ToHex(manifest.manifest.digest),
                         manifest.manifest.project.value()) +
         table.ToString();
}

std::string StandingJson(const core::SignedManifest& manifest,
                         const core::ManifestStanding& standing) {
  Json parties = Json::array();
  for (size_t party = 0; party < manifest.manifest.parties.size(); ++party) {
    const core::ManifestParty& one = manifest.manifest.parties[party];
    Json signed_by = Json::array();
    for (const core::ManifestSigner* signer : SignersOf(standing, party)) {
      signed_by.push_back(
          {{"name", signer->uri}, {"time", TimeText(absl::ToUnixMicros(signer->time))}});
    }
    parties.push_back({{"institution", one.institution.value()},
                       {"role", core::PartyRoleName(one.role)},
                       {"signed_by", std::move(signed_by)}});
  }
  const Json document = {{"project", manifest.manifest.project.value()},
                         {"digest", core::ToHex(manifest.manifest.digest)},
                         {"complete", standing.complete()},
                         {"parties", std::move(parties)}};
  return document.dump(2) + "\n";
}

std::string ManifestJson(const core::SignedManifest& manifest) {
  const Json document = {
      {"digest", core::ToHex(manifest.manifest.digest)},
      {"manifest", Json::parse(manifest.manifest.canonical_json, nullptr, false)},
      {"signatures", manifest.signatures.size()}};
  return document.dump(2) + "\n";
}

}  // namespace ieum::server
