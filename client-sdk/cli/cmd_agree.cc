// ieum secret agree, and its steps: start | seal | finish
#include <unistd.h>

#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/output_file.h"
#include "cli/passphrase_source.h"
#include "cli/progress_display.h"
#include "cli/project_channel.h"
#include "cli/report.h"
#include "ieum/client/agreement/agreement.h"
#include "ieum/client/agreement/agreement_state_file.h"
#include "ieum/client/relay/relayed_agreement.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr int64_t kMaxPemBytes = int64_t{1} << 20;
constexpr char kCompareHint[] =
    "Compare the check value with all holders by telephone before anybody encodes.\n";

absl::StatusOr<NamedBytes> ReadNamed(const std::string& path, int64_t limit_bytes) {
  IEUM_ASSIGN_OR_RETURN(std::string content, core::ReadFile(path, limit_bytes));
  return NamedBytes{.name = path, .content = std::move(content)};
}

absl::StatusOr<std::vector<NamedBytes>> ReadAll(const std::vector<std::string>& paths) {
  std::vector<NamedBytes> files;
  for (const std::string& path : paths) {
    IEUM_ASSIGN_OR_RETURN(NamedBytes file, ReadNamed(path, kMaxAgreementFileBytes));
    files.push_back(std::move(file));
  }
  return files;
}

absl::StatusOr<AgreementIdentity> ReadIdentity(const std::string& certificate_file,
                                               const std::string& key_file) {
  IEUM_RETURN_IF_ERROR(core::RequireOwnerOnly(key_file));
  AgreementIdentity identity;
  IEUM_ASSIGN_OR_RETURN(identity.certificate, ReadNamed(certificate_file, kMaxPemBytes));
  IEUM_ASSIGN_OR_RETURN(identity.key, ReadNamed(key_file, kMaxPemBytes));
  return identity;
}

absl::Status WriteOut(const std::string& path, const core::Bytes& content) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> out, OutputFile::Create(path));
  IEUM_RETURN_IF_ERROR(out->Append(core::AsText(content)));
  return out->Finish();
}

// What a step after the first one begins with.
struct OpenAgreement {
  core::SecretBytes passphrase;
  AgreementState state;
  VerifiedOffers offers;
};

absl::StatusOr<OpenAgreement> Open(const AgreementOptions& files,
                                   const std::vector<std::string>& offer_files,
                                   const CommandContext& context) {
  IEUM_RETURN_IF_ERROR(CheckMayWrite(files.out_file, /*force=*/false));
  IEUM_ASSIGN_OR_RETURN(const std::vector<NamedBytes> offers, ReadAll(offer_files));
  IEUM_ASSIGN_OR_RETURN(const NamedBytes ca, ReadNamed(files.ca_file, kMaxPemBytes));
  IEUM_ASSIGN_OR_RETURN(core::SecretBytes passphrase,
                        PassphraseOf(files.state_file, files.passphrase_file, context)());
  IEUM_ASSIGN_OR_RETURN(AgreementState state, ReadAgreementState(files.state_file, passphrase));
  IEUM_ASSIGN_OR_RETURN(VerifiedOffers verified, VerifiedOffers::Verify(offers, state, ca.content,
                                                                        core::SystemClock().Now()));
  return OpenAgreement{std::move(passphrase), std::move(state), std::move(verified)};
}

void AddAgreementFacts(const core::ProjectId& project,
                       const std::vector<core::InstitutionId>& holders,
                       const core::Sha256Digest& offers_digest, Report& report) {
  report.AddFact("project", "project", TextValue(project.value()));
  std::string names;
  for (const core::InstitutionId& holder : holders) {
    names += (names.empty() ? "" : ", ") + holder.value();
  }
  report.AddFact("holders", "holders", TextValue(names));
  report.AddFact("offers_digest", "digest of the offers", TextValue(core::ToHex(offers_digest)));
}

void AddOfferFacts(const VerifiedOffers& offers, Report& report) {
  AddAgreementFacts(offers.project(), offers.holders(), offers.digest(), report);
}

void AddSecretFacts(const HolderSecret& secret, const AgreementOptions& files, Report& report) {
  report.AddFact("check_value", "check value", TextValue(secret.CheckValue()));
  report.AddFact("out", "secret file", TextValue(files.out_file));
}

absl::StatusOr<std::vector<core::InstitutionId>> ParseHolders(
    const std::vector<std::string>& names) {
  std::vector<core::InstitutionId> holders;
  for (const std::string& name : names) {
    IEUM_ASSIGN_OR_RETURN(core::InstitutionId holder, core::InstitutionId::Parse(name));
    holders.push_back(std::move(holder));
  }
  return holders;
}

absl::Status CheckAllGiven(const AgreeOptions& options) {
  const std::pair<const char*, bool> wanted[] = {
      {"--server", options.server.empty()},          {"--project", options.project.empty()},
      {"--holder", options.holders.empty()},         {"--ca", options.files.ca_file.empty()},
      {"--cert", options.certificate_file.empty()},  {"--key", options.key_file.empty()},
      {"--state", options.files.state_file.empty()}, {"--out", options.files.out_file.empty()}};
  for (const auto& [name, missing] : wanted) {
    if (!missing) continue;
    return core::InvalidArgument(
        "%s is required to agree by way of a server; without one, take the steps start, seal and "
        "finish. See 'ieum secret agree --help'",
        name);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status RunCommand(const AgreeOptions& options, const CommandContext& context) {
  const AgreementOptions& files = options.files;
  IEUM_RETURN_IF_ERROR(CheckAllGiven(options));
  IEUM_ASSIGN_OR_RETURN(core::ProjectId project, core::ProjectId::Parse(options.project));
  IEUM_ASSIGN_OR_RETURN(std::vector<core::InstitutionId> holders, ParseHolders(options.holders));
  IEUM_ASSIGN_OR_RETURN(const AgreementIdentity identity,
                        ReadIdentity(options.certificate_file, options.key_file));
  IEUM_ASSIGN_OR_RETURN(const NamedBytes ca, ReadNamed(files.ca_file, kMaxPemBytes));
  const bool goes_on = ::access(files.state_file.c_str(), F_OK) == 0 && !options.restart;
  IEUM_ASSIGN_OR_RETURN(const core::SecretBytes passphrase,
                        goes_on ? PassphraseOf(files.state_file, files.passphrase_file, context)()
                                : NewPassphrase(files.passphrase_file, context));
  const ServerOptions server{options.server, files.ca_file, options.certificate_file,
                             options.key_file, options.manifest_file};
  IEUM_ASSIGN_OR_RETURN(core::ChannelOptions channel, ProjectChannel(server, project, context));
  RelayedAgreementOptions how{.relay = {.channel = std::move(channel)},
                              .project = std::move(project),
                              .holders = std::move(holders),
                              .state_file = files.state_file,
                              .secret_file = files.out_file,
                              .scrypt_log2_n = files.scrypt_log2_n,
                              .restart = options.restart,
                              .wait = absl::Minutes(options.wait_minutes)};
  ProgressDisplay progress(context.err);
  const auto show = [&progress](std::string_view what, size_t there, size_t all) {
    progress.Update(what, "holders", static_cast<int64_t>(there), static_cast<int64_t>(all));
  };
  IEUM_ASSIGN_OR_RETURN(
      const RelayedAgreement agreed,
      AgreeThroughRelay(how, identity, ca.content, passphrase, show, context.random, context.stop));
  progress.Finish();
  Report report;
  AddAgreementFacts(how.project, agreed.holders, agreed.offers_digest, report);
  AddSecretFacts(agreed.secret, files, report);
  report.Print(context.out, files.output);
  absl::FPrintF(context.err, kCompareHint);
  return absl::OkStatus();
}

absl::Status RunCommand(const AgreeStartOptions& options, const CommandContext& context) {
  const AgreementOptions& files = options.files;
  IEUM_ASSIGN_OR_RETURN(const core::ProjectId project, core::ProjectId::Parse(options.project));
  IEUM_ASSIGN_OR_RETURN(std::vector<core::InstitutionId> holders, ParseHolders(options.holders));
  for (const std::string& out : {files.out_file, files.state_file}) {
    IEUM_RETURN_IF_ERROR(CheckMayWrite(out, /*force=*/false));
  }
  IEUM_ASSIGN_OR_RETURN(const AgreementIdentity identity,
                        ReadIdentity(options.certificate_file, options.key_file));
  IEUM_ASSIGN_OR_RETURN(const NamedBytes ca, ReadNamed(files.ca_file, kMaxPemBytes));
  IEUM_ASSIGN_OR_RETURN(const StartedAgreement started,
                        StartAgreement(project, std::move(holders), identity, ca.content,
                                       core::SystemClock().Now(), context.random));
  IEUM_ASSIGN_OR_RETURN(const core::SecretBytes passphrase,
                        NewPassphrase(files.passphrase_file, context));
  // Nobody may have an offer whose state is lost.
  IEUM_RETURN_IF_ERROR(WriteNewAgreementState(files.state_file, started.state, passphrase,
                                              files.scrypt_log2_n, context.random));
  IEUM_RETURN_IF_ERROR(WriteOut(files.out_file, started.offer));
  Report report;
  report.AddFact("project", "project", TextValue(options.project));
  report.AddFact("offer_digest", "digest of the offer",
                 TextValue(core::ToHex(started.state.offer_digest)));
  report.AddFact("out", "offer, for all holders", TextValue(files.out_file));
  report.AddFact("state", "state, stays here", TextValue(files.state_file));
  report.Print(context.out, files.output);
  absl::FPrintF(context.err,
                "Send the offer to all holders. Once theirs are here: ieum secret agree seal "
                "--help\n");
  return absl::OkStatus();
}

absl::Status RunCommand(const AgreeSealOptions& options, const CommandContext& context) {
  const AgreementOptions& files = options.files;
  IEUM_ASSIGN_OR_RETURN(const AgreementIdentity identity,
                        ReadIdentity(options.certificate_file, options.key_file));
  IEUM_ASSIGN_OR_RETURN(OpenAgreement agreement, Open(files, options.offer_files, context));
  IEUM_ASSIGN_OR_RETURN(const core::Bytes shares,
                        SealShares(agreement.offers, identity, agreement.state, context.random));
  // Kept before anybody gets the shares, or they could be sealed for other offers again.
  IEUM_RETURN_IF_ERROR(ReplaceAgreementState(files.state_file, agreement.state,
                                             agreement.passphrase, files.scrypt_log2_n,
                                             context.random));
  IEUM_RETURN_IF_ERROR(WriteOut(files.out_file, shares));
  Report report;
  AddOfferFacts(agreement.offers, report);
  report.AddFact("out", "sealed shares, for all other holders", TextValue(files.out_file));
  report.Print(context.out, files.output);
  absl::FPrintF(context.err,
                "Send the sealed shares to all other holders. Once theirs are here: ieum secret "
                "agree finish --help\n");
  return absl::OkStatus();
}

absl::Status RunCommand(const AgreeFinishOptions& options, const CommandContext& context) {
  const AgreementOptions& files = options.files;
  IEUM_ASSIGN_OR_RETURN(const OpenAgreement agreement, Open(files, options.offer_files, context));
  IEUM_ASSIGN_OR_RETURN(const std::vector<NamedBytes> shares, ReadAll(options.share_files));
  IEUM_ASSIGN_OR_RETURN(const HolderSecret secret,
                        FinishAgreement(agreement.offers, agreement.state, shares));
  IEUM_RETURN_IF_ERROR(WriteSecretFile(files.out_file, secret, agreement.passphrase,
                                       files.scrypt_log2_n, context.random));
  if (::unlink(files.state_file.c_str()) != 0) {
    absl::FPrintF(context.err, "Delete '%s' yourself; it is not needed any more.\n",
                  files.state_file);
  }
  Report report;
  AddOfferFacts(agreement.offers, report);
  AddSecretFacts(secret, files, report);
  report.Print(context.out, files.output);
  absl::FPrintF(context.err, kCompareHint);
  return absl::OkStatus();
}

}  // namespace ieum::client
