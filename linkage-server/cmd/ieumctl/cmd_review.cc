// ieumctl review case | show | declare | vote | satisfy
#include "absl/strings/str_split.h"
#include "ieum/core/base/file_io.h"
#include "ieumctl/command.h"
#include "ieumctl/display.h"
#include "ieumctl/manifest_file.h"
#include "ieumctl/review_display.h"
#include "ieumctl/review_files.h"
#include "ieumctl/signer.h"

namespace ieum::server {
namespace {

constexpr unsigned kFileMode = 0644;  // digests and decisions, no data
constexpr int kHoursOfDay = 24;

absl::StatusOr<core::CommitteeMember> ParseMember(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, ',');
  if (parts.size() != 3 || (parts[2] != "inside" && parts[2] != "outside")) {
    return core::InvalidArgument(
        "--member is not of the form ieum://INSTITUTION/reviewer/NAME,UNIT,inside or …,outside");
  }
  return core::CommitteeMember{
      .uri = parts[0],
      .unit = parts[1],
      .expert = parts[2] == "inside" ? core::Expert::kInside : core::Expert::kOutside};
}

absl::StatusOr<core::ReviewCase> CaseOf(const ReviewCaseOptions& options,
                                        const core::Manifest& manifest) {
  core::ReviewCase fields{.project = manifest.project,
                          .institution = manifest.parties.front().institution};
  IEUM_ASSIGN_OR_RETURN(fields.candidate, DigestOfFile(options.candidate_file));
  IEUM_ASSIGN_OR_RETURN(core::PackFacts pack, ReadPackFile(options.pack_file));
  fields.release = static_cast<int>(options.release);
  fields.pack = pack.digest;
  fields.verdict = pack.verdict;
  fields.columns = std::move(pack.columns);
  fields.conditions = options.conditions;
  for (const std::string& recipient : options.recipients) {
    IEUM_ASSIGN_OR_RETURN(core::InstitutionId id, core::InstitutionId::Parse(recipient));
    fields.recipients.push_back(std::move(id));
  }
  for (const std::string& text : options.members) {
    IEUM_ASSIGN_OR_RETURN(core::CommitteeMember member, ParseMember(text));
    fields.committee.push_back(std::move(member));
  }
  if (!options.exception_basis.empty() || !options.exception_reason.empty()) {
    fields.exception =
        core::BlockException{.basis = options.exception_basis, .reason = options.exception_reason};
  }
  fields.opened = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
  fields.respond_by = fields.opened + absl::Hours(kHoursOfDay) * static_cast<int>(options.days);
  return core::MakeReviewCase(std::move(fields), manifest);
}

absl::Status RequirePack(const core::ReviewCase& review, const std::string& file) {
  if (file.empty()) return absl::OkStatus();
  IEUM_ASSIGN_OR_RETURN(const core::PackFacts pack, ReadPackFile(file));
  if (pack.digest == review.pack) return absl::OkStatus();
  return core::FailedPrecondition(
      "%s is not the review pack of this case; vote on the pack that the case names, %s", file,
      core::ToHex(review.pack));
}

absl::Status WriteStatement(const core::Statement& statement, const std::string& out,
                            const CommandContext& context) {
  IEUM_RETURN_IF_ERROR(core::WriteFileDurably(out, statement.signed_body.text, kFileMode));
  PrintText(context.err, absl::StrFormat("ieumctl: signed %s; its digest is %s\n", out,
                                         core::ToHex(statement.signed_body.digest)));
  return absl::OkStatus();
}

absl::Status SignAndWrite(const std::string& case_file, const SignerOptions& who, core::Vote vote,
                          const std::string& pack_file, const std::string& out,
                          const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::ReviewCase review, ReadCaseFile(case_file));
  IEUM_RETURN_IF_ERROR(RequirePack(review, pack_file));
  const absl::Time now = absl::Now();
  IEUM_ASSIGN_OR_RETURN(const Signer signer,
                        LoadSigner(who.ca_file, who.certificate_file, who.key_file, now));
  IEUM_ASSIGN_OR_RETURN(
      const core::Statement statement,
      core::SignVote(review, std::move(vote), signer.certificate, signer.key, now));
  return WriteStatement(statement, out, context);
}

}  // namespace

absl::Status RunCommand(const ReviewCaseOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::SignedManifest manifest,
                        ReadManifestFile(options.manifest_file));
  IEUM_ASSIGN_OR_RETURN(const core::ReviewCase review, CaseOf(options, manifest.manifest));
  IEUM_RETURN_IF_ERROR(
      core::WriteFileDurably(options.out, review.canonical_json + "\n", kFileMode));
  PrintText(context.err, absl::StrFormat("ieumctl: opened case %s in %s\n",
                                         core::ToHex(review.digest), options.out));
  if (review.verdict == core::DisclosureOutcome::kBlock && !review.exception.has_value()) {
    PrintText(context.err,
              "ieumctl: the disclosure review blocks this candidate: the committee can only reject "
              "it, unless the case states an exception\n");
  }
  return absl::OkStatus();
}

absl::Status RunCommand(const ReviewShowOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::ReviewCase review, ReadCaseFile(options.case_file));
  CaseReport(review, core::LanguageOf(options.language)).Print(context.out, options.output);
  return absl::OkStatus();
}

absl::Status RunCommand(const ReviewDeclareOptions& options, const CommandContext& context) {
  core::Vote declaration{.conflict_note = options.note};
  declaration.conflict = core::ParseConflict(options.conflict).value_or(core::Conflict::kOther);
  return SignAndWrite(options.case_file, options.signer, std::move(declaration), "", options.out,
                      context);
}

absl::Status RunCommand(const ReviewVoteOptions& options, const CommandContext& context) {
  core::Vote vote{.conditions = options.conditions, .reason = options.reason};
  vote.verdict = core::ParseVerdict(options.verdict);
  return SignAndWrite(options.case_file, options.signer, std::move(vote), options.pack_file,
                      options.out, context);
}

absl::Status RunCommand(const ReviewSatisfyOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::ReviewCase review, ReadCaseFile(options.case_file));
  const absl::Time now = absl::Now();
  IEUM_ASSIGN_OR_RETURN(const Signer signer,
                        LoadSigner(options.signer.ca_file, options.signer.certificate_file,
                                   options.signer.key_file, now));
  core::ConditionsMet met;
  met.met.push_back({.condition = options.condition, .how = options.how});
  IEUM_ASSIGN_OR_RETURN(
      const core::Statement statement,
      core::SignConditionsMet(review, std::move(met), signer.certificate, signer.key, now));
  return WriteStatement(statement, options.out, context);
}

}  // namespace ieum::server
