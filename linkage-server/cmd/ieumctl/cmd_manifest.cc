// ieumctl project new | mock | sign | verify
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/time/civil_time.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/manifest/draft.h"
#include "ieum/core/manifest/signed_manifest.h"
#include "ieumctl/command.h"
#include "ieumctl/display.h"
#include "ieumctl/manifest_display.h"
#include "ieumctl/manifest_file.h"
#include "ieumctl/signer.h"

namespace ieum::server {
namespace {

constexpr unsigned kFileMode = 0644;  // a manifest holds nothing secret

absl::Status AddParty(const std::string& institution, core::PartyRole role,
                      core::ManifestDraft& draft) {
  IEUM_ASSIGN_OR_RETURN(core::InstitutionId id, core::InstitutionId::Parse(institution));
  draft.parties.push_back(
      {.institution = std::move(id), .role = role, .country = "KR", .unit = {}});
  return absl::OkStatus();
}

// JOIN as --join has it: "inner", "full", "left:HOLDER", "star:HOLDER", "any:N".
absl::StatusOr<core::ManifestJoin> JoinOf(const std::string& text) {
  using core::JoinType;
  const size_t colon = text.find(':');
  const std::string type = text.substr(0, colon);
  const std::string rest = colon == std::string::npos ? "" : text.substr(colon + 1);
  for (const JoinType known :
       {JoinType::kInner, JoinType::kLeft, JoinType::kFull, JoinType::kStar, JoinType::kAny}) {
    if (type != core::JoinTypeName(known)) continue;
    core::ManifestJoin join{.type = known};
    const bool of_party = known == JoinType::kLeft || known == JoinType::kStar;
    if (rest.empty() != (known == JoinType::kInner || known == JoinType::kFull)) break;
    if (of_party) {
      IEUM_ASSIGN_OR_RETURN(core::InstitutionId party, core::InstitutionId::Parse(rest));
      join.party.push_back(std::move(party));
    }
    if (known == JoinType::kAny && !absl::SimpleAtoi(rest, &join.at_least)) break;
    return join;
  }
  return core::InvalidArgument(
      "--join is 'inner', 'full', 'left:HOLDER', 'star:HOLDER' or 'any:N', with the holder's "
      "institution id or the fewest holders behind the colon");
}

absl::StatusOr<core::ManifestDraft> DraftOf(const ProjectNewOptions& options) {
  core::ManifestDraft draft{.project = options.project,
                            .title = options.title,
                            .purpose = options.purpose,
                            .legal_basis = options.legal_basis};
  for (const std::string& holder : options.holders) {
    IEUM_RETURN_IF_ERROR(AddParty(holder, core::PartyRole::kHolder, draft));
  }
  IEUM_RETURN_IF_ERROR(AddParty(options.matcher, core::PartyRole::kMatcher, draft));
  if (!options.joiner.empty()) {
    IEUM_RETURN_IF_ERROR(AddParty(options.joiner, core::PartyRole::kJoiner, draft));
  }
  for (const std::string& researcher : options.researchers) {
    IEUM_RETURN_IF_ERROR(AddParty(researcher, core::PartyRole::kResearcher, draft));
  }
  IEUM_ASSIGN_OR_RETURN(draft.profile_json,
                        core::ReadFile(options.profile_file, core::kMaxProfileBytes));
  draft.end_date = options.end_date;
  draft.retention_days = static_cast<int>(options.retention_days);
  if (options.minimum_rows != 0) {
    draft.minimum_file_rows = static_cast<int64_t>(options.minimum_rows);
  }
  draft.route = options.route == core::RouteName(core::Route::kFinancial) ? core::Route::kFinancial
                                                                          : core::Route::kPipa;
  for (const std::string& text :
       options.joins.empty() ? std::vector<std::string>{"inner"} : options.joins) {
    IEUM_ASSIGN_OR_RETURN(core::ManifestJoin join, JoinOf(text));
    for (const core::UnmatchedTo to :
         {core::UnmatchedTo::kOwnHolder, core::UnmatchedTo::kResearchers}) {
      if (options.unmatched_to == core::UnmatchedToName(to)) join.unmatched_to = to;
    }
    draft.joins.push_back(std::move(join));
  }
  draft.threshold_basis_points = static_cast<int>(options.threshold_basis_points);
  if (!options.extraction.empty()) {
    draft.extraction.emplace();
    draft.extraction->decoy_percent = static_cast<int>(options.decoy_percent);
    for (const std::string& holder : options.extraction) {
      IEUM_ASSIGN_OR_RETURN(core::InstitutionId id, core::InstitutionId::Parse(holder));
      draft.extraction->holders.push_back(std::move(id));
    }
  }
  draft.delivery =
      options.joint_keys_to_holders ? core::Delivery::kHolders : core::Delivery::kJoiner;
  draft.test = options.test;
  draft.time_series = options.time_series;
  draft.field_level_approved = options.field_level_approved;
  if (!options.test) return draft;
  // Nothing has to be thought of where there is nobody to protect.
  if (draft.title.empty()) draft.title = options.project;
  if (draft.purpose.empty()) draft.purpose = "to try it";
  if (draft.legal_basis.empty()) draft.legal_basis = "none is needed: no real persons";
  if (options.minimum_rows == 0) draft.minimum_file_rows = 1;
  draft.minimum_matched_rows = 0;
  if (draft.end_date.empty()) {
    draft.end_date = absl::FormatCivilTime(
        absl::CivilDay(absl::ToCivilYear(absl::Now(), absl::UTCTimeZone()).year() + 1, 12, 31));
  }
  return draft;
}

// What people have yet to write.
std::string EmptyTexts(const core::ManifestDraft& draft) {
  std::string empty;
  for (const auto& [name, text] :
       {std::pair("title", &draft.title), std::pair("purpose", &draft.purpose),
        std::pair("legal_basis", &draft.legal_basis), std::pair("end_date", &draft.end_date)}) {
    if (!text->empty()) continue;
    empty += empty.empty() ? "" : ", ";
    empty += name;
  }
  return empty;
}

}  // namespace

absl::Status RunCommand(const ProjectNewOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::ManifestDraft draft, DraftOf(options));
  const absl::StatusOr<std::string> text = core::DraftText(draft);
  if (!text.ok()) return core::WithContext(text.status(), options.profile_file);
  const std::string empty = EmptyTexts(draft);
  // With every text written, any rule that is broken is better known now than at signing.
  if (empty.empty()) IEUM_RETURN_IF_ERROR(core::ReadManifest(*text).status());
  IEUM_RETURN_IF_ERROR(core::WriteFileDurably(options.out, *text, kFileMode));
  PrintText(context.err, empty.empty()
                             ? absl::StrFormat("ieumctl: wrote the manifest to %s\n", options.out)
                             : absl::StrFormat("ieumctl: wrote a draft to %s; fill in: %s\n",
                                               options.out, empty));
  return absl::OkStatus();
}

absl::Status RunCommand(const ProjectMockOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::SignedManifest production,
                        ReadManifestFile(options.manifest_file));
  IEUM_ASSIGN_OR_RETURN(const core::ProjectId project, core::ProjectId::Parse(options.project));
  IEUM_ASSIGN_OR_RETURN(
      const std::string text,
      core::MockDraftText(production.manifest, project,
                          {.of = production.manifest.project,
                           .field = options.field,
                           .per_mille = static_cast<int>(options.per_mille),
                           .maximum_file_rows = static_cast<int64_t>(options.maximum_rows)}));
  IEUM_RETURN_IF_ERROR(core::WriteFileDurably(options.out, text, kFileMode));
  PrintText(context.err, absl::StrFormat("ieumctl: wrote the manifest to %s\n", options.out));
  return absl::OkStatus();
}

absl::Status RunCommand(const ProjectSignOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(core::SignedManifest manifest, ReadManifestFile(options.manifest_file));
  const absl::Time now = absl::Now();
  IEUM_ASSIGN_OR_RETURN(const Signer signer, LoadSigner(options.ca_file, options.certificate_file,
                                                        options.key_file, now));
  IEUM_RETURN_IF_ERROR(core::AddSignature(signer.certificate, signer.key, now, manifest));
  IEUM_RETURN_IF_ERROR(
      core::WriteFileDurably(options.out.empty() ? options.manifest_file : options.out,
                             core::SignedManifestText(manifest), kFileMode));
  PrintText(context.out, ManifestText(manifest));
  PrintText(context.err, absl::StrFormat("ieumctl: signed the manifest above as %s\n",
                                         signer.certificate.uri()));
  return absl::OkStatus();
}

absl::Status RunCommand(const ProjectVerifyOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::SignedManifest manifest,
                        ReadManifestFile(options.manifest_file));
  IEUM_ASSIGN_OR_RETURN(const std::string ca, core::ReadFile(options.ca_file, kMaxPemBytes));
  const absl::StatusOr<core::ManifestStanding> standing =
      core::CheckSignatures(manifest, ca, absl::Now(),
                            options.when_signed ? core::ValidAt::kSigning : core::ValidAt::kNow);
  if (!standing.ok()) return core::WithContext(standing.status(), options.manifest_file);
  PrintText(context.out, options.output == OutputFormat::kJson ? StandingJson(manifest, *standing)
                                                               : StandingText(manifest, *standing));
  if (standing->complete()) return absl::OkStatus();
  if (manifest.manifest.test) {
    PrintText(context.err, "ieumctl: a test project needs no signatures\n");
    return absl::OkStatus();
  }
  return core::FailedPrecondition("%d of %d parties have yet to sign", standing->missing.size(),
                                  manifest.manifest.parties.size());
}

}  // namespace ieum::server
