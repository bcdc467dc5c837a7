#include "ieum/core/disclosure/disclosure_policy.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "ieum/core/base/status.h"
#include "ieum/core/format/profile_header.h"

namespace ieum::core {
namespace {

using Json = nlohmann::ordered_json;
using Rule = DisclosureRule;
using Action = DisclosureAction;

// FORMAT: never changed.
constexpr int64_t kVersion = 1;
constexpr int64_t kMaxLimit = int64_t{1} << 53;

constexpr bool kLeast = true;
constexpr bool kMost = false;
constexpr std::array<DisclosureRuleFacts, kDisclosureRuleCount> kRules = {{
    {Rule::kUndeclaredColumns, "undeclared_columns", kMost, 0, Action::kBlock},
    {Rule::kMissingPurpose, "missing_purpose", kMost, 0, Action::kBlock},
    {Rule::kDirectIdentifiers, "direct_identifiers", kMost, 0, Action::kBlock},
    {Rule::kKAnonymity, "k_anonymity", kLeast, 10, Action::kBlock},
    {Rule::kUniqueRows, "unique_rows", kMost, 0, Action::kBlock},
    {Rule::kDistinctDiversity, "distinct_diversity", kLeast, 3, Action::kBlock},
    {Rule::kEntropyDiversity, "entropy_diversity", kLeast, 150, Action::kWarn},
    {Rule::kRecursiveDiversity, "recursive_diversity", kMost, 1'000, Action::kWarn},
    {Rule::kCloseness, "closeness", kMost, 3'000, Action::kWarn},
    {Rule::kGreatestRisk, "greatest_risk", kMost, 1'000, Action::kBlock},
    {Rule::kMeanRisk, "mean_risk", kMost, 500, Action::kBlock},
    {Rule::kJournalistRisk, "journalist_risk", kMost, 500, Action::kWarn},
    {Rule::kMarketerRisk, "marketer_risk", kMost, 500, Action::kWarn},
    {Rule::kOutliers, "outliers", kMost, 0, Action::kWarn},
    {Rule::kRareValues, "rare_values", kLeast, 10, Action::kWarn},
    {Rule::kSmallCells, "small_cells", kLeast, 10, Action::kBlock},
    {Rule::kFullCells, "full_cells", kMost, 0, Action::kWarn},
    {Rule::kMatchedRows, "matched_rows", kLeast, 100, Action::kBlock},
    {Rule::kMembership, "membership", kMost, 8'000, Action::kWarn},
    {Rule::kDifferencing, "differencing", kLeast, 10, Action::kBlock},
    {Rule::kLinkBack, "link_back", kMost, 0, Action::kBlock},
    {Rule::kSubgroupQuality, "subgroup_quality", kMost, 1'000, Action::kWarn},
}};

constexpr std::array<std::string_view, 3> kActionNames = {"off", "warn", "block"};
constexpr std::array<std::string_view, 3> kOutcomeNames = {"pass", "warn", "block"};

absl::StatusOr<int64_t> Count(const Json& json, std::string_view name, int64_t most) {
  if (!json.is_number_integer() || json.get<int64_t>() < 0 || json.get<int64_t>() > most) {
    return InvalidArgument("'%s' is no integer from 0 to %d", name, most);
  }
  return json.get<int64_t>();
}

absl::Status ReadSetting(const Json& json, const DisclosureRuleFacts& facts,
                         DisclosurePolicy::Setting& setting) {
  if (!json.is_object()) return InvalidArgument("'%s' is no object", facts.name);
  for (const auto& [name, value] : json.items()) {
    if (name == "limit") {
      IEUM_ASSIGN_OR_RETURN(setting.limit, Count(value, facts.name, kMaxLimit));
    } else if (name == "action") {
      const std::string action = value.is_string() ? value.get<std::string>() : "";
      const auto at = std::find(kActionNames.begin(), kActionNames.end(), action);
      if (at == kActionNames.end()) {
        return InvalidArgument("the action of '%s' is none of off, warn, block", facts.name);
      }
      setting.action = static_cast<Action>(at - kActionNames.begin());
    } else {
      return InvalidArgument("'%s' has a member other than 'limit' and 'action'", facts.name);
    }
  }
  return absl::OkStatus();
}

absl::Status ReadRules(const Json& json, DisclosurePolicy& policy) {
  if (!json.is_object()) return InvalidArgument("'rules' is no object");
  for (const auto& [name, value] : json.items()) {
    const auto at = std::find_if(kRules.begin(), kRules.end(),
                                 [&rule = name](const auto& facts) { return facts.name == rule; });
    if (at == kRules.end()) {
      return InvalidArgument(
          "'rules' names a rule that does not exist; docs/disclosure.md lists them all");
    }
    IEUM_RETURN_IF_ERROR(ReadSetting(value, *at, policy.settings[static_cast<size_t>(at->rule)]));
  }
  return absl::OkStatus();
}

}  // namespace

const std::array<DisclosureRuleFacts, kDisclosureRuleCount>& DisclosureRules() { return kRules; }

DisclosurePolicy::DisclosurePolicy() : settings() {
  for (const DisclosureRuleFacts& facts : kRules) {
    settings[static_cast<size_t>(facts.rule)] = {facts.limit, facts.action};
  }
}

absl::StatusOr<DisclosurePolicy> ParseDisclosurePolicy(std::string_view text) {
  IEUM_ASSIGN_OR_RETURN(const std::string canonical, CanonicalJson(text));
  const Json json = Json::parse(canonical, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return InvalidArgument("a disclosure policy is a JSON object");
  DisclosurePolicy policy;
  bool has_version = false;
  constexpr int64_t kMostBasisPoints = 10'000;
  constexpr int64_t kMostScore = 100'000;
  for (const auto& [name, value] : json.items()) {
    if (name == "version") {
      IEUM_ASSIGN_OR_RETURN(const int64_t version, Count(value, name, kMaxLimit));
      if (version != kVersion) return InvalidArgument("'version' is not %d", kVersion);
      has_version = true;
    } else if (name == "rules") {
      IEUM_RETURN_IF_ERROR(ReadRules(value, policy));
    } else if (name == "most_suppressed_basis_points") {
      IEUM_ASSIGN_OR_RETURN(policy.most_suppressed_basis_points,
                            Count(value, name, kMostBasisPoints));
    } else if (name == "outlier_score_hundredths") {
      IEUM_ASSIGN_OR_RETURN(policy.outlier_score_hundredths, Count(value, name, kMostScore));
    } else {
      return InvalidArgument(
          "the policy has a member other than 'version', 'rules', 'most_suppressed_basis_points' "
          "and 'outlier_score_hundredths'");
    }
  }
  if (!has_version) return InvalidArgument("the policy has no 'version'; write \"version\": 1");
  return policy;
}

std::string WriteDisclosurePolicy(const DisclosurePolicy& policy) {
  Json json = Json::object();
  json["version"] = kVersion;
  for (const DisclosureRuleFacts& facts : kRules) {
    const DisclosurePolicy::Setting& setting = policy.of(facts.rule);
    json["rules"][std::string(facts.name)] = {{"limit", setting.limit},
                                              {"action", std::string(ActionName(setting.action))}};
  }
  json["most_suppressed_basis_points"] = policy.most_suppressed_basis_points;
  json["outlier_score_hundredths"] = policy.outlier_score_hundredths;
  return json.dump(2) + "\n";
}

std::string_view ActionName(DisclosureAction action) {
  return kActionNames[static_cast<size_t>(action)];
}

std::string_view OutcomeName(DisclosureOutcome outcome) {
  return kOutcomeNames[static_cast<size_t>(outcome)];
}

}  // namespace ieum::core
