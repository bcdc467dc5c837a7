#include "cli/arguments/arguments.h"
#include "cli/arguments/shared_arguments.h"

namespace ieum::client {
namespace {

void DeclareHash(ExactHashOptions& options, OptionSet& set) {
  set.Text({"--profile", "NAME|FILE", "Exact profile: 'statutory' or a JSON file"},
           options.exact.profile, Presence::kRequired);
  DeclareSalts(set, options.exact);
  set.Text({"--in", "FILE", "CSV file with a header line"}, options.in_file, Presence::kRequired)
      .Text({"--out", "FILE", "row_id, key of every row with a key; mode 0600"}, options.out_file,
            Presence::kRequired);
  DeclareColumns(set, options.columns, "Column with the known person; never hashed");
  DeclareFormat(set, options.format);
  DeclareSkipInvalid(set, options.skip_invalid);
  set.Flag({"--force", "", "Replace the file if it is there"}, options.force);
  DeclareOutput(set, options.output);
}

void DeclareSalt(ExactSaltOptions& options, OptionSet& set) {
  set.Text({"--out", "FILE", "New file, mode 0600"}, options.out_file, Presence::kRequired);
}

void DeclareShow(ExactShowOptions& options, OptionSet& set) {
  set.Text({"profile", "NAME|FILE", "'statutory' or a JSON file"}, options.source,
           Presence::kRequired);
}

}  // namespace

void AddExactCommands(CommandTree& tree) {
  tree.AddGroup("exact");
  tree.Add<ExactHashOptions>("exact hash", DeclareHash);
  tree.Add<ExactSaltOptions>("exact salt", DeclareSalt);
  tree.Add<ExactShowOptions>("exact show", DeclareShow);
}

}  // namespace ieum::client
