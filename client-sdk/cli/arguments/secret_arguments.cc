#include "cli/arguments/arguments.h"
#include "cli/arguments/shared_arguments.h"

namespace ieum::client {
namespace {

void DeclareSecretOut(OptionSet& set, SecretOutOptions& options) {
  set.Text({"--out", "FILE", "New file, mode 0600"}, options.out_file, Presence::kRequired);
  DeclarePassphraseFile(set, options.passphrase_file);
  set.Flag({"--no-passphrase", "", "Do not encrypt the file: for tests, and inside a vault"},
           options.no_passphrase);
  DeclareOutput(set, options.output);
}

void DeclareImport(SecretImportOptions& options, OptionSet& set) {
  set.Text({"--in", "FILE",
            "64 hexadecimal digits, 44 of base64, or a secret file; mode 0600; '-' is standard "
            "input"},
           options.in_file, Presence::kRequired)
      .Text({"--in-passphrase-file", "FILE", "Passphrase of the secret file that is imported"},
            options.in_passphrase_file);
  DeclareSecretOut(set, options.out);
}

void DeclareShowCheckValue(SecretShowCheckValueOptions& options, OptionSet& set) {
  set.Text({"--secret-file", "FILE", "Holder secret"}, options.secret_file, Presence::kRequired);
  DeclarePassphraseFile(set, options.passphrase_file);
  DeclareOutput(set, options.output);
}

void DeclareAgreement(OptionSet& set, AgreementOptions& files, const std::string& out_help) {
  set.Text({"--state", "FILE", "State of this agreement: secret, encrypted, stays here"},
           files.state_file, Presence::kRequired);
  DeclarePassphraseFile(set, files.passphrase_file);
  set.Text({"--ca", "FILE", "PEM: who may sign the certificates of holders"}, files.ca_file,
           Presence::kRequired)
      .Text({"--out", "FILE", out_help}, files.out_file, Presence::kRequired);
  DeclareOutput(set, files.output);
}

void DeclareIdentity(OptionSet& set, std::string& certificate_file, std::string& key_file) {
  set.Text({"--cert", "FILE", "PEM: own certificate, of role holder"}, certificate_file,
           Presence::kRequired)
      .Text({"--key", "FILE", "PEM: key of the certificate, mode 0600"}, key_file,
            Presence::kRequired);
}

void DeclareOffers(OptionSet& set, std::vector<std::string>& offer_files) {
  set.Texts({"--offer", "FILE", "Offer of a holder; repeat for each, your own included"},
            offer_files, ',', Presence::kRequired);
}

// None is required by the parser, which would ask for them before the steps behind this one too.
void DeclareAgree(AgreeOptions& options, OptionSet& set) {
  set.Text({"--server", "HOST:PORT", "Server of the project, which carries what holders send"},
           options.server)
      .Text({"--manifest", "FILE",
             "The project's manifest as you signed it (default: the server's is taken)"},
            options.manifest_file)
      .Text({"--project", "ID", "Project the secret is for"}, options.project)
      .Texts({"--holder", "NAME", "Institution of a holder; repeat for each, your own included"},
             options.holders, ',')
      .Text({"--ca", "FILE", "PEM: who may sign the certificates of server and holders"},
            options.files.ca_file)
      .Text({"--cert", "FILE", "PEM: own certificate, of role holder"}, options.certificate_file)
      .Text({"--key", "FILE", "PEM: key of the certificate, mode 0600"}, options.key_file)
      .Text({"--state", "FILE", "State of this agreement: secret, encrypted, stays here"},
            options.files.state_file);
  DeclarePassphraseFile(set, options.files.passphrase_file);
  set.Text({"--out", "FILE", "New secret file, under the passphrase of the state"},
           options.files.out_file)
      .Number({"--wait", "MINUTES", "How long to wait for other holders; 0 looks once"},
              options.wait_minutes, 0, 7 * 24 * 60)
      .Flag({"--restart", "", "Begin anew, as all other holders must then; asks for no old state"},
            options.restart);
  DeclareOutput(set, options.files.output);
}

void DeclareStart(AgreeStartOptions& options, OptionSet& set) {
  set.Text({"--project", "ID", "Project the secret is for"}, options.project, Presence::kRequired)
      .Texts({"--holder", "NAME", "Institution of a holder; repeat for each, your own included"},
             options.holders, ',', Presence::kRequired);
  DeclareIdentity(set, options.certificate_file, options.key_file);
  DeclareAgreement(set, options.files, "Offer, to send to all holders");
}

void DeclareSeal(AgreeSealOptions& options, OptionSet& set) {
  DeclareOffers(set, options.offer_files);
  DeclareIdentity(set, options.certificate_file, options.key_file);
  DeclareAgreement(set, options.files, "Sealed shares, to send to all other holders");
}

void DeclareFinish(AgreeFinishOptions& options, OptionSet& set) {
  DeclareOffers(set, options.offer_files);
  set.Texts({"--shares", "FILE", "Sealed shares of another holder; repeat for each"},
            options.share_files, ',', Presence::kRequired);
  DeclareAgreement(set, options.files, "New secret file, under the passphrase of the state");
}

}  // namespace

void AddSecretCommands(CommandTree& tree) {
  tree.AddGroup("secret");
  tree.Add<SecretNewOptions>("secret new", [](SecretNewOptions& options, OptionSet& set) {
    DeclareSecretOut(set, options.out);
  });
  tree.Add<SecretImportOptions>("secret import", DeclareImport);
  tree.Add<SecretShowCheckValueOptions>("secret show-check-value", DeclareShowCheckValue);
  tree.Add<AgreeOptions>("secret agree", DeclareAgree);
  tree.Add<AgreeStartOptions>("secret agree start", DeclareStart);
  tree.Add<AgreeSealOptions>("secret agree seal", DeclareSeal);
  tree.Add<AgreeFinishOptions>("secret agree finish", DeclareFinish);
}

}  // namespace ieum::client
