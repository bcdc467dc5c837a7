#include "ieum/server/service/manifest_gate.h"

#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "ieum/core/base/status.h"
#include "ieum/core/pki/certificate_details.h"

namespace ieum::server {
namespace {

// Of "linkage-center/matcher/main".
std::string_view InstitutionIn(std::string_view name) { return name.substr(0, name.find('/')); }

// Whether the manifest gives this server's institution its part.
absl::Status CheckServer(const core::Manifest& manifest, StoreRole server,
                         const std::string& server_name) {
  const bool joiner = server == StoreRole::kJoiner;
  const std::vector<core::InstitutionId> named =
      manifest.Institutions(joiner ? core::PartyRole::kJoiner : core::PartyRole::kMatcher);
  if (named.empty()) {
    return core::FailedPrecondition(
        "the manifest has nobody join; rule: a project is created only where its manifest says; "
        "agree on one with a joiner");
  }
  if (named.front().value() == InstitutionIn(server_name)) return absl::OkStatus();
  return core::FailedPrecondition(
      "the manifest has '%s' %s, and this server is of '%s'; rule: a project is created only "
      "where its manifest says that it is %s",
      named.front().value(), joiner ? "join" : "match", InstitutionIn(server_name),
      joiner ? "joined" : "matched");
}

absl::Status CheckEnd(const core::Manifest& manifest, absl::Time now) {
  // The day ends last where the sun sets last; nobody is refused for the zone of a clock.
  const absl::CivilDay day = absl::ToCivilDay(now - absl::Hours(12), absl::UTCTimeZone());
  if (manifest.end_date >= absl::FormatCivilTime(day)) return absl::OkStatus();
  return core::FailedPrecondition(
      "the manifest's end_date is past; rule: no project begins after its end; agree on another");
}

}  // namespace

absl::Status ManifestGate::CheckSigners(const core::SignedManifest& manifest,
                                        absl::Time now) const {
  IEUM_ASSIGN_OR_RETURN(
      const core::ManifestStanding standing,
      core::CheckSignatures(manifest, identity_.authorities(), now, core::ValidAt::kNow));
  for (const core::ManifestSignature& signature : manifest.signatures) {
    IEUM_ASSIGN_OR_RETURN(const core::CertificateDetails details,
                          core::ReadCertificateDetails(signature.certificate_pem));
    IEUM_RETURN_IF_ERROR(deny_list_.Check(details));
  }
  if (standing.complete() || manifest.manifest.test) return absl::OkStatus();
  std::string missing;
  for (const size_t party : standing.missing) {
    missing += missing.empty() ? "" : ", ";
    missing += core::PartyText(manifest.manifest, party);
  }
  return core::FailedPrecondition(
      "nobody has signed the manifest for %s; rule: a project begins when each of its parties has "
      "agreed; have it signed with 'ieumctl project sign'",
      missing);
}

absl::StatusOr<ProjectTerms> ManifestGate::Pass(const core::SignedManifest& manifest,
                                                absl::Time now) const {
  const core::Manifest& what = manifest.manifest;
  IEUM_RETURN_IF_ERROR(CheckServer(what, server_, identity_.name()));
  IEUM_RETURN_IF_ERROR(CheckEnd(what, now));
  IEUM_RETURN_IF_ERROR(CheckSigners(manifest, now));
  return ProjectTerms{.id = what.project,
                      .holders = what.Institutions(core::PartyRole::kHolder),
                      .profile = what.profile,
                      .threshold_basis_points = what.threshold_basis_points,
                      .test = what.test,
                      .field_level_approved = what.field_level_approved,
                      .joint_keys_to_holders = what.delivery == core::Delivery::kHolders,
                      .manifest_digest = what.digest,
                      .manifest = core::SignedManifestText(manifest),
                      .minimum_file_rows = what.minimum_file_rows,
                      .maximum_file_rows = what.mock.has_value() ? what.mock->maximum_file_rows : 0,
                      .minimum_matched_rows = what.minimum_matched_rows,
                      .pre_check_questions = what.pre_check_questions,
                      .retention_days = what.retention_days,
                      .end_date = what.end_date};
}

}  // namespace ieum::server
