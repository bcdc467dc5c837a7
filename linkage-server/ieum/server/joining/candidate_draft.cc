#include "ieum/server/joining/candidate_draft.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_format.h"
#include "ieum/core/base/status.h"
#include "ieum/core/payload/payload_schema.h"

namespace ieum::server {
namespace {

constexpr double kBasisPoints = 10'000;

absl::Status Missing(const core::InstitutionId& holder, std::string_view what,
                     std::string_view next) {
  return core::FailedPrecondition("the %s of '%s' is not here yet; %s", what, holder.value(), next);
}

absl::StatusOr<core::ManifestJoin> JoinFor(const core::Manifest& manifest,
                                           const CandidateOrder& order) {
  if (order.join < 1 || order.join > manifest.joins.size()) {
    return core::InvalidArgument("join %d is asked for; the manifest has 1 to %d", order.join,
                                 manifest.joins.size());
  }
  core::ManifestJoin join = manifest.joins[order.join - 1];
  const bool is_for = std::any_of(
      join.matched_to.begin(), join.matched_to.end(),
      [&order](const core::InstitutionId& to) { return to.value() == order.recipient; });
  if (!is_for) {
    return core::PermissionDenied(
        "by the manifest, join %d is not for this recipient; 'ieumctl manifest show' names who "
        "receives its rows",
        order.join);
  }
  join.matched_to.clear();  // other recipients are no business of this one
  return join;
}

// The columns asked for, by holder, without the holder's name before them.
absl::StatusOr<std::map<std::string, std::vector<std::string>>> ColumnsByHolder(
    const core::Manifest& manifest, const std::vector<std::string>& columns) {
  const std::vector<core::InstitutionId> holders = manifest.Institutions(core::PartyRole::kHolder);
  std::map<std::string, std::vector<std::string>> by_holder;
  for (size_t i = 0; i < columns.size(); ++i) {
    const size_t dot = columns[i].find('.');
    const std::string holder = columns[i].substr(0, dot);
    const bool known = dot != std::string::npos &&
                       std::any_of(holders.begin(), holders.end(),
                                   [&holder](const auto& of) { return of.value() == holder; });
    if (!known) {
      return core::InvalidArgument(
          "column %d of the order is not <holder>.<column> of a holder of the project", i + 1);
    }
    by_holder[holder].push_back(columns[i].substr(dot + 1));
  }
  return by_holder;
}

}  // namespace

absl::StatusOr<std::vector<HolderDeliveries>> CompleteDeliveries(
    const ProjectRecord& project, const std::vector<DeliveryRecord>& there) {
  const auto find = [&there](DeliveryKind kind, uint32_t holder) -> const DeliveryRecord* {
    for (const DeliveryRecord& delivery : there) {
      if (delivery.kind == kind && delivery.holder == holder) return &delivery;
    }
    return nullptr;
  };
  std::vector<HolderDeliveries> complete;
  const std::vector<core::InstitutionId>& holders = project.terms.holders;
  for (uint32_t h = 0; h < holders.size(); ++h) {
    const DeliveryRecord* const map = find(DeliveryKind::kLinkageMap, h);
    if (map == nullptr) {
      return Missing(holders[h], "linkage map", "the matcher makes it with 'ieumctl export --to'");
    }
    const DeliveryRecord* const payload = find(DeliveryKind::kPayload, h);
    if (payload == nullptr) {
      return Missing(holders[h], "payload", "the holder makes it with 'ieum payload make'");
    }
    if (!complete.empty() && complete.front().linkage_map.run_number != map->run_number) {
      return core::FailedPrecondition(
          "the linkage map of '%s' is of run %d of the matcher, that of '%s' of run %d; ask the "
          "matcher for all of them again",
          holders.front().value(), complete.front().linkage_map.run_number, holders[h].value(),
          map->run_number);
    }
    complete.push_back({.linkage_map = *map, .payload = *payload});
  }
  return complete;
}

absl::StatusOr<core::ReleaseDescription> DescribeCandidate(
    const core::Manifest& manifest, const std::vector<HolderDeliveries>& deliveries,
    const CandidateOrder& order, uint32_t number, absl::Time now) {
  IEUM_ASSIGN_OR_RETURN(core::ManifestJoin join, JoinFor(manifest, order));
  if (order.time_series && !manifest.time_series) {
    return core::PermissionDenied(
        "by the manifest, nobody may follow a person over releases; rule: 'time_series' lets keys "
        "stay. Order the release without");
  }
  IEUM_ASSIGN_OR_RETURN(const auto columns, ColumnsByHolder(manifest, order.columns));
  IEUM_ASSIGN_OR_RETURN(core::InstitutionId recipient, core::InstitutionId::Parse(order.recipient));
  std::vector<core::ReleasedHolder> holders;
  const std::vector<core::InstitutionId> names = manifest.Institutions(core::PartyRole::kHolder);
  for (size_t h = 0; h < deliveries.size(); ++h) {
    const DeliveryRecord& payload = deliveries[h].payload;
    IEUM_ASSIGN_OR_RETURN(const core::PayloadSchema schema,
                          core::PayloadSchema::FromJson(payload.schema));
    std::vector<std::string> wanted;
    if (order.columns.empty()) {
      for (const core::PayloadColumn& column : schema.columns) wanted.push_back(column.name);
    } else if (const auto of = columns.find(names[h].value()); of != columns.end()) {
      wanted = of->second;
    }
    absl::StatusOr<std::optional<core::PayloadSchema>> released = core::WithColumns(schema, wanted);
    if (!released.ok()) {
      return core::WithContext(released.status(),
                               absl::StrFormat("columns of '%s'", names[h].value()));
    }
    holders.push_back({.institution = names[h],
                       .payload_digest = payload.payload_digest,
                       .schema = *std::move(released)});
  }
  return core::DescribeRelease(
      {.name = {.project = manifest.project, .recipient = std::move(recipient), .number = number},
       .key_life = order.time_series ? core::ReleaseKeyLife::kTimeSeries
                                     : core::ReleaseKeyLife::kOneRelease,
       .manifest_digest = manifest.digest,
       .join = std::move(join),
       .holders = std::move(holders),
       .provenance = {.software = absl::StrFormat("ieum %s", IEUM_VERSION),
                      .profile_digest = manifest.profile.digest,
                      .run_number = deliveries.front().linkage_map.run_number,
                      .rule = absl::StrFormat("score of the profile, threshold %.4f",
                                              manifest.threshold_basis_points / kBasisPoints),
                      .date = absl::FormatTime("%Y-%m-%d", now, absl::UTCTimeZone())}});
}

}  // namespace ieum::server
