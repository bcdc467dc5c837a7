#include "ieumctl/arguments/arguments.h"
#include "ieumctl/arguments/shared_arguments.h"

namespace ieum::server {
namespace {

constexpr char kIntentExamples[] =
    "  ieumctl project create --server matcher.example.org:8443 --ca ca.pem --cert admin.pem \\\n"
    "      --key admin.key --manifest flu-2026.manifest \\\n"
    "      --propose 'Influenza study, decision 2026-17'\n"
    "  ieumctl intent list --server matcher.example.org:8443 --ca ca.pem --cert officer.pem \\\n"
    "      --key officer.key\n"
    "  ieumctl intent sign --server matcher.example.org:8443 --ca ca.pem --cert officer.pem \\\n"
    "      --key officer.key --intent 00112233445566778899aabbccddeeff\n";
constexpr char kDenyExamples[] =
    "  ieumctl deny add --file /etc/ieum/deny --certificate kim.pem --note 'key lost'\n"
    "  ieumctl deny list --file /etc/ieum/deny\n"
    "  ieumctl deny remove --file /etc/ieum/deny --certificate kim.pem\n";

void DeclareIntent(OptionSet& set, std::string& target) {
  set.Text({"--intent", "ID", "The intent: 32 hexadecimal digits"}, target, Presence::kRequired);
}

void DeclareList(IntentListOptions& options, OptionSet& set) { DeclareCommon(set, options.common); }

void DeclareShow(IntentShowOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareIntent(set, options.intent);
}

void DeclareSign(IntentSignOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareIntent(set, options.intent);
}

void DeclareWithdraw(IntentWithdrawOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareIntent(set, options.intent);
}

template <typename Options>
void DeclareDenied(Options& options, OptionSet& set) {
  set.Text({"--file", "FILE", "The deny list (ieum-server --deny-list)"}, options.file,
           Presence::kRequired)
      .Text({"--certificate", "FILE", "A certificate (PEM), meaning its key"},
            options.certificate_file)
      .Text({"--serial", "HEX", "Or the serial number of a certificate"}, options.serial)
      .Text({"--spki", "HEX", "Or the SHA-256 of a public key (SubjectPublicKeyInfo)"},
            options.public_key);
}

void DeclareAdd(DenyAddOptions& options, OptionSet& set) {
  DeclareDenied(options, set);
  set.Text({"--note", "TEXT", "Why, for people"}, options.note);
}

void DeclareRemove(DenyRemoveOptions& options, OptionSet& set) { DeclareDenied(options, set); }

void DeclareDenyList(DenyListOptions& options, OptionSet& set) {
  set.Text({"--file", "FILE", "The deny list"}, options.file, Presence::kRequired);
}

}  // namespace

void AddIntentCommands(CommandTree& tree) {
  tree.AddGroup(
      {"intent", "What takes two persons: proposed by one, signed by another", kIntentExamples});
  tree.Add<IntentListOptions>({"intent list", "List all intents", kIntentExamples}, DeclareList);
  tree.Add<IntentShowOptions>({"intent show", "Show an intent", kIntentExamples}, DeclareShow);
  tree.Add<IntentSignOptions>(
      {"intent sign", "Agree to what another person intends", kIntentExamples}, DeclareSign);
  tree.Add<IntentWithdrawOptions>(
      {"intent withdraw", "Take back an intent that you have signed", kIntentExamples},
      DeclareWithdraw);
}

void AddDenyCommands(CommandTree& tree) {
  tree.AddGroup({"deny", "Certificates that a server lets in no more", kDenyExamples});
  tree.Add<DenyAddOptions>({"deny add", "Shut a certificate or key out", kDenyExamples},
                           DeclareAdd);
  tree.Add<DenyListOptions>({"deny list", "List what is shut out", kDenyExamples}, DeclareDenyList);
  tree.Add<DenyRemoveOptions>({"deny remove", "Let it in again", kDenyExamples}, DeclareRemove);
}

}  // namespace ieum::server
