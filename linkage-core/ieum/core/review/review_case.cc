#include "ieum/core/review/review_case.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "ieum/core/review/field_values.h"

namespace ieum::core {
namespace {

using Json = nlohmann::json;

// The institution of ieum://<institution>/…
std::string_view InstitutionOf(std::string_view uri) {
  constexpr size_t kScheme = 7;
  return uri.substr(kScheme, uri.find('/', kScheme) - kScheme);
}

bool IsParty(const Manifest& manifest, std::string_view institution,
             std::initializer_list<PartyRole> roles) {
  return std::any_of(manifest.parties.begin(), manifest.parties.end(),
                     [&](const ManifestParty& party) {
                       return party.institution.value() == institution &&
                              std::find(roles.begin(), roles.end(), party.role) != roles.end();
                     });
}

Json ToJson(const ReviewCase& review) {
  Json committee = Json::array();
  for (const CommitteeMember& member : review.committee) {
    committee.push_back(
        {{"member", member.uri}, {"unit", member.unit}, {"expert", ExpertName(member.expert)}});
  }
  Json recipients = Json::array();
  for (const InstitutionId& id : review.recipients) recipients.push_back(id.value());
  Json document = {{"format", "ieum-review-case"},
                   {"version", 1},
                   {"project", review.project.value()},
                   {"manifest", ToHex(review.manifest)},
                   {"institution", review.institution.value()},
                   {"release", review.release},
                   {"recipients", std::move(recipients)},
                   {"candidate", ToHex(review.candidate)},
                   {"pack", ToHex(review.pack)},
                   {"verdict", OutcomeName(review.verdict)},
                   {"columns", review.columns},
                   {"conditions", review.conditions},
                   {"committee", std::move(committee)},
                   {"approvals", review.approvals},
                   {"opened", absl::ToUnixMicros(review.opened)},
                   {"respond_by", absl::ToUnixMicros(review.respond_by)}};
  if (review.exception.has_value()) {
    document["exception"] = {{"basis", review.exception->basis},
                             {"reason", review.exception->reason}};
  }
  return document;
}

absl::StatusOr<InstitutionId> JoinerOf(const Manifest& manifest) {
  std::vector<InstitutionId> joiners = manifest.Institutions(PartyRole::kJoiner);
  if (joiners.empty()) {
    return FailedPrecondition(
        "the manifest names no joiner, and only a joiner releases; have one agreed on");
  }
  return std::move(joiners.front());
}

}  // namespace

absl::StatusOr<ReviewCase> MakeReviewCase(ReviewCase fields, const Manifest& manifest) {
  fields.project = manifest.project;
  fields.manifest = manifest.digest;
  IEUM_ASSIGN_OR_RETURN(fields.institution, JoinerOf(manifest));
  fields.approvals = manifest.review_quorum;
  // Texts that are not UTF-8 are the reader's to refuse, by the place where they stand.
  IEUM_ASSIGN_OR_RETURN(ReviewCase review, ReadReviewCase(ToJson(fields).dump(
                                               -1, ' ', false, Json::error_handler_t::replace)));
  IEUM_RETURN_IF_ERROR(CheckCase(review, manifest));
  return review;
}

absl::Status CheckCase(const ReviewCase& review, const Manifest& manifest) {
  if (review.manifest != manifest.digest || review.project != manifest.project) {
    return FailedPrecondition(
        "the case is about another manifest than this one: one of them was changed since; open a "
        "new case");
  }
  IEUM_ASSIGN_OR_RETURN(const InstitutionId joiner, JoinerOf(manifest));
  if (review.institution != joiner) {
    return FailedPrecondition("'institution' is not the manifest's joiner; open a new case");
  }
  if (review.approvals != manifest.review_quorum) {
    return FailedPrecondition(
        "'approvals' is %d, but the manifest says that %d reviewers must agree; open a new case",
        review.approvals, manifest.review_quorum);
  }
  for (const InstitutionId& recipient : review.recipients) {
    if (!IsParty(manifest, recipient.value(), {PartyRole::kResearcher, PartyRole::kHolder})) {
      return FailedPrecondition(
          "recipient '%s' is no researcher or holder of the manifest; a release goes to parties "
          "only",
          recipient.value());
    }
  }
  for (const CommitteeMember& member : review.committee) {
    if (IsParty(manifest, InstitutionOf(member.uri),
                {PartyRole::kHolder, PartyRole::kResearcher})) {
      return FailedPrecondition(
          "member %s is of an institution that provides or receives the data; the committee has no "
          "interest in the applicant, appoint somebody else",
          member.uri);
    }
  }
  return absl::OkStatus();
}

const CommitteeMember* FindMember(const ReviewCase& review, std::string_view uri) {
  const auto found =
      std::find_if(review.committee.begin(), review.committee.end(),
                   [uri](const CommitteeMember& member) { return member.uri == uri; });
  return found == review.committee.end() ? nullptr : &*found;
}

absl::StatusOr<PackFacts> ReadPackFacts(std::string_view pack_json) {
  const Json pack = Json::parse(pack_json, nullptr, /*allow_exceptions=*/false);
  const auto no_pack = [] {
    return InvalidArgument(
        "not a review pack: it has no outcome and columns; give the JSON document of 'ieum "
        "disclosure review --out pack.json'");
  };
  if (!pack.is_object() || !pack.contains("outcome") || !pack["outcome"].is_string() ||
      !pack.contains("columns") || !pack["columns"].is_array()) {
    return no_pack();
  }
  PackFacts facts{.digest = Sha256(AsBytes(pack_json))};
  bool known = false;
  for (const Word<DisclosureOutcome>& word : kVerdicts) {
    if (pack["outcome"].get<std::string>() != word.text) continue;
    facts.verdict = word.value;
    known = true;
  }
  if (!known) return no_pack();
  for (const Json& column : pack["columns"]) {
    if (!column.is_object() || !column.contains("name") || !column["name"].is_string()) {
      return no_pack();
    }
    // Columns that were declared and are not in the file are not released.
    if (column.contains("declared") && column["declared"] == "absent") continue;
    facts.columns.push_back(column["name"].get<std::string>());
  }
  return facts;
}

}  // namespace ieum::core
