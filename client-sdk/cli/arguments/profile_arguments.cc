#include "cli/arguments/arguments.h"
#include "cli/arguments/shared_arguments.h"

namespace ieum::client {
namespace {

void DeclareSource(OptionSet& set, std::string& target) {
  set.Text({"profile", "NAME|FILE", "Built-in name or JSON file"}, target, Presence::kRequired);
}

void DeclareForce(OptionSet& set, bool& target) {
  set.Flag({"--force", "", "Replace the file if it is there"}, target);
}

void DeclareTest(ProfileTestOptions& options, OptionSet& set) {
  DeclareProfile(set, options.profile);
  set.Text({"--secret-file", "FILE", "Holder secret, to compare secrets too"}, options.secret_file);
  DeclarePassphraseFile(set, options.passphrase_file);
  set.Text({"--project", "ID", "Project of the secret"}, options.project)
      .Text({"--out", "FILE", "Write our known answers, for the other holder"}, options.out_file)
      .Text({"--compare", "FILE", "Known answers of the other holder"}, options.compare_file);
  DeclareForce(set, options.force);
  DeclareOutput(set, options.output);
}

void DeclareSuggest(ProfileSuggestOptions& options, OptionSet& set) {
  set.Text({"--in", "FILE", "Own records; - is standard input"}, options.in_file,
           Presence::kRequired)
      .Text({"--name", "NAME", "Name of the profile (default suggested)"}, options.name)
      .Text({"--out", "FILE", "Write the proposed profile"}, options.out_file);
  DeclareForce(set, options.force);
  DeclareFormat(set, options.format);
  DeclareOutput(set, options.output);
}

}  // namespace

void AddProfileCommands(CommandTree& tree) {
  tree.AddGroup("profile");
  tree.Add<ProfileListOptions>("profile list", [](ProfileListOptions& options, OptionSet& set) {
    DeclareOutput(set, options.output);
  });
  tree.Add<ProfileShowOptions>("profile show", [](ProfileShowOptions& options, OptionSet& set) {
    DeclareSource(set, options.source);
    set.Flag({"--explain", "", "What to expect of its segments, instead of its JSON"},
             options.explained);
    DeclareOutput(set, options.output);
  });
  tree.Add<ProfileNewOptions>("profile new", [](ProfileNewOptions& options, OptionSet& set) {
    set.Text({"--template", "NAME", "Built-in profile to copy"}, options.template_name,
             Presence::kRequired)
        .Text({"--out", "FILE", "New file"}, options.out_file, Presence::kRequired);
    DeclareForce(set, options.force);
  });
  tree.Add<ProfileDigestOptions>("profile digest",
                                 [](ProfileDigestOptions& options, OptionSet& set) {
                                   DeclareSource(set, options.source);
                                   DeclareOutput(set, options.output);
                                 });
  tree.Add<ProfileDiffOptions>("profile diff", [](ProfileDiffOptions& options, OptionSet& set) {
    set.Text({"left", "NAME|FILE", "One profile"}, options.left, Presence::kRequired)
        .Text({"right", "NAME|FILE", "The other"}, options.right, Presence::kRequired);
    DeclareOutput(set, options.output);
  });
  tree.Add<ProfileTestOptions>("profile test", DeclareTest);
  tree.Add<ProfileSuggestOptions>("profile suggest", DeclareSuggest);
}

}  // namespace ieum::client
