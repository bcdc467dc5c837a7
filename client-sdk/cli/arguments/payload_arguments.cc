#include "cli/arguments/arguments.h"
#include "cli/arguments/shared_arguments.h"

namespace ieum::client {
namespace {

void DeclareSchema(OptionSet& set, std::string& target) {
  set.Text({"--schema", "FILE", "Payload schema: columns, types, purposes, transforms"}, target,
           Presence::kRequired);
}

void DeclareCheck(PayloadCheckOptions& options, OptionSet& set) {
  DeclareSchema(set, options.schema_file);
  DeclareInput(set, options.in_file);
  DeclareIdColumn(set, options.id_column);
  DeclareFormat(set, options.format);
  DeclareOutput(set, options.output);
}

void DeclareMake(PayloadMakeOptions& options, OptionSet& set) {
  DeclareSchema(set, options.schema_file);
  DeclareInput(set, options.in_file);
  DeclareIdColumn(set, options.id_column);
  DeclareFormat(set, options.format);
  set.Texts({"--serials", "FILE", "Serial map of each encoded file; may be repeated"},
            options.serials_files, ',', Presence::kRequired);
  DeclareSecretFile(set, options.secret_file);
  DeclarePassphraseFile(set, options.passphrase_file);
  set.Text({"--transform-key", "FILE",
            "32 random bytes or more for keyed hashes and noise, readable by you only; stays here"},
           options.transform_key_file)
      .Text({"--joinable", "FILE",
             "Send the rows of these serials only: joinable serials from the matcher, the content "
             "of a bundle of kind joinable-serials"},
            options.joinable_file)
      .Flag({"--mock", "",
             "The serials are of a mock linkage: rows without one are outside its sample, and left "
             "out"},
            options.mock)
      .Text({"--holder", "ID", "Your institution id in the project"}, options.holder,
            Presence::kRequired)
      .Text({"--out", "FILE", "Payload file, for the joiner"}, options.out_file,
            Presence::kRequired);
  DeclareSkipInvalid(set, options.skip_invalid);
  set.Flag({"--force", "", "Replace the file if it is there"}, options.force);
  DeclareOutput(set, options.output);
}

void DeclareShow(PayloadShowOptions& options, OptionSet& set) {
  set.Text({"--in", "FILE", "Payload file"}, options.in_file, Presence::kRequired);
  DeclareOutput(set, options.output);
}

}  // namespace

void AddPayloadCommands(CommandTree& tree) {
  tree.AddGroup("payload");
  tree.Add<PayloadCheckOptions>("payload check", DeclareCheck);
  tree.Add<PayloadMakeOptions>("payload make", DeclareMake);
  tree.Add<PayloadShowOptions>("payload show", DeclareShow);
}

}  // namespace ieum::client
