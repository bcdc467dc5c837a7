#include "cli/arguments/arguments.h"
#include "cli/arguments/shared_arguments.h"

namespace ieum::client {

void AddProfileCommands(CommandTree& tree) {
  tree.AddGroup("profile");
  tree.Add<ProfileListOptions>("profile list", [](ProfileListOptions& options, OptionSet& set) {
    DeclareOutput(set, options.output);
  });
  tree.Add<ProfileShowOptions>("profile show", [](ProfileShowOptions& options, OptionSet& set) {
    set.Text({"profile", "NAME|FILE", "Built-in name or JSON file"}, options.source,
             Presence::kRequired);
    DeclareOutput(set, options.output);
  });
  tree.Add<ProfileNewOptions>("profile new", [](ProfileNewOptions& options, OptionSet& set) {
    set.Text({"--template", "NAME", "Built-in profile to copy"}, options.template_name,
             Presence::kRequired)
        .Text({"--out", "FILE", "New file"}, options.out_file, Presence::kRequired)
        .Flag({"--force", "", "Replace the file if it is there"}, options.force);
  });
  tree.Add<ProfileDigestOptions>("profile digest",
                                 [](ProfileDigestOptions& options, OptionSet& set) {
                                   set.Text({"profile", "FILE|NAME", "JSON file or built-in name"},
                                            options.source, Presence::kRequired);
                                 });
}

}  // namespace ieum::client
