#include "cli/arguments/arguments.h"
#include "cli/arguments/shared_arguments.h"

namespace ieum::client {
namespace {

void DeclareMake(ObjectionMakeOptions& options, OptionSet& set) {
  DeclareInput(set, options.in_file);
  DeclareIdColumn(set, options.id_column);
  DeclareFormat(set, options.format);
  set.Texts({"--serials", "FILE", "Serial map of each encoded file; may be repeated"},
            options.serials_files, ',', Presence::kRequired);
  DeclareSecretFile(set, options.secret_file);
  DeclarePassphraseFile(set, options.passphrase_file);
  set.Text({"--holder", "ID", "Your institution id in the project"}, options.holder,
           Presence::kRequired)
      .Word({"--reason", "WORD",
             "objection: the person wants it; correction: a corrected row comes in a later round; "
             "mistake: the row should never have been sent"},
            options.reason, {"objection", "correction", "mistake"})
      .Text({"--out", "FILE", "File of objections, for a bundle to each server"}, options.out_file,
            Presence::kRequired)
      .Flag({"--force", "", "Replace the file if it is there"}, options.force);
  DeclareOutput(set, options.output);
}

}  // namespace

void AddObjectionCommands(CommandTree& tree) {
  tree.AddGroup("objection");
  tree.Add<ObjectionMakeOptions>("objection make", DeclareMake);
}

}  // namespace ieum::client
