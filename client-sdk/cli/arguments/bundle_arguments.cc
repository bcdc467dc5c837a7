#include "cli/arguments/arguments.h"
#include "cli/arguments/shared_arguments.h"
#include "ieum/core/bundle/bundle_kind.h"

namespace ieum::client {
namespace {

std::vector<std::string> KindNames() {
  std::vector<std::string> names;
  for (const core::BundleKindFacts& facts : core::BundleKinds()) names.emplace_back(facts.name);
  return names;
}

void DeclareKind(OptionSet& set, const std::string& help, std::string& target, Presence presence) {
  set.Word({"--kind", "KIND",
            help + ": submission, secret-share, linkage-map, payload, release, joint-keys, audit "
                   "or joinable-serials"},
           target, KindNames(), presence);
}

void DeclareMake(BundleMakeOptions& options, OptionSet& set) {
  DeclareKind(set, "What is sent", options.kind, Presence::kRequired);
  set.Text({"--in", "FILE", "What is to be sent, such as the encoded file"}, options.in_file,
           Presence::kRequired)
      .Text({"--out", "FILE", "NAME.bundle; the parts become NAME.001, NAME.002 … beside it"},
            options.out_file, Presence::kRequired)
      .Text({"--to", "FILE", "PEM: certificate of the recipient, with a key of EC P-256"},
            options.recipient_file, Presence::kRequired)
      .Text({"--ca", "FILE", "PEM: who may sign certificates, yours and the recipient's"},
            options.ca_file, Presence::kRequired)
      .Text({"--cert", "FILE", "PEM: own certificate"}, options.certificate_file,
            Presence::kRequired)
      .Text({"--key", "FILE", "PEM: key of the certificate, mode 0600"}, options.key_file,
            Presence::kRequired)
      .Text({"--project", "ID", "Project (default: that of the encoded file)"}, options.project)
      .Text({"--manifest-digest", "HEX", "Digest of the project's manifest, if it has one"},
            options.manifest_digest)
      .Number({"--part-size", "MIB", "The most of one part, in MiB (default 2048)"},
              options.part_mebibytes, 1, 1 << 20);
  DeclareOutput(set, options.output);
}

void DeclareExpected(BundleExpectedOptions& options, OptionSet& set) {
  set.Text({"--in", "FILE", "NAME.bundle, with its parts beside it"}, options.in_file,
           Presence::kRequired)
      .Text({"--ca", "FILE", "PEM: who may sign the sender's certificate"}, options.ca_file,
            Presence::kRequired)
      .Text({"--project", "ID", "Refuse bundles of another project"}, options.project)
      .Text({"--manifest-digest", "HEX", "Refuse bundles made under another manifest"},
            options.manifest_digest);
  DeclareKind(set, "Refuse bundles of another kind", options.kind, Presence::kOptional);
  DeclareOutput(set, options.output);
}

void DeclareVerify(BundleVerifyOptions& options, OptionSet& set) { DeclareExpected(options, set); }

void DeclareOpen(BundleOpenOptions& options, OptionSet& set) {
  DeclareExpected(options, set);
  set.Text({"--key", "FILE", "PEM: key of the certificate that the bundle was made for, mode 0600"},
           options.key_file, Presence::kRequired)
      .Text({"--out", "FILE", "The content, mode 0600"}, options.out_file, Presence::kRequired);
}

void DeclareSend(BundleSendOptions& options, OptionSet& set) {
  set.Text({"--in", "FILE", "NAME.bundle that you have made, with its parts beside it"},
           options.in_file, Presence::kRequired);
  DeclareServer(set, options.server);
  DeclareOutput(set, options.output);
}

}  // namespace

void AddBundleCommands(CommandTree& tree) {
  tree.AddGroup("bundle");
  tree.Add<BundleMakeOptions>("bundle make", DeclareMake);
  tree.Add<BundleVerifyOptions>("bundle verify", DeclareVerify);
  tree.Add<BundleOpenOptions>("bundle open", DeclareOpen);
  tree.Add<BundleSendOptions>("bundle send", DeclareSend);
}

}  // namespace ieum::client
