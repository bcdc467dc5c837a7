#include "cli/arguments/arguments.h"
#include "cli/arguments/shared_arguments.h"

namespace ieum::client {
namespace {

void DeclareSubmit(SubmitOptions& options, OptionSet& set) {
  DeclareServer(set, options.server);
  set.Text({"--in", "FILE", "Encoded file of 'ieum encode'"}, options.in_file, Presence::kRequired)
      .Flag({"--replace", "", "Withdraw your earlier submission first"}, options.replace);
  DeclareDryRun(set, options.dry_run,
                "Read the whole file, hold it to the project at the server, and send nothing");
  DeclareOutput(set, options.output);
}

void DeclarePrecheck(PrecheckOptions& options, OptionSet& set) {
  DeclareServer(set, options.server);
  set.Text({"--project", "ID", "Project"}, options.project, Presence::kRequired)
      .Text({"--with", "INSTITUTION", "The other holder"}, options.other_holder,
            Presence::kRequired);
  DeclareOutput(set, options.output);
}

void DeclareResults(ResultsOptions& options, OptionSet& set) {
  DeclareServer(set, options.server, Presence::kOptional);
  set.Text({"--keys", "FILE",
            "What 'ieum bundle open' wrote of a bundle of joint keys; instead of --server, --ca, "
            "--cert and --key"},
           options.keys_file)
      .Text({"--project", "ID", "Project"}, options.project, Presence::kRequired)
      .Texts({"--serials", "FILE", "Serial map of 'ieum encode'; repeat for each round"},
             options.serials_files, ',', Presence::kRequired);
  DeclareSecretFile(set, options.secret_file);
  DeclarePassphraseFile(set, options.passphrase_file);
  set.Text({"--out", "FILE", "row_id, joint_key of every row"}, options.out_file,
           Presence::kRequired);
  DeclareOutput(set, options.output);
}

void DeclareDoctor(DoctorOptions& options, OptionSet& set) {
  DeclareConnection(set, options.server, Presence::kOptional);
  DeclareSecretFile(set, options.secret_file);
  set.Text({"--profile", "NAME|FILE", "Profile of the project"}, options.profile)
      .Text({"--manifest", "FILE", "The project's manifest, which the profile is held to"},
            options.server.manifest_file)
      .Text({"--folder", "FOLDER", "Where encoded files will go (default: this one)"},
            options.folder)
      .Word({"--language", "LANGUAGE", "Of the table: 'en' or 'ko' (default: by locale)"},
            options.language, {"en", "ko"});
  DeclareOutput(set, options.output);
}

void DeclareSerialsExport(SerialsExportOptions& options, OptionSet& set) {
  set.Text({"--serials", "FILE", "Serial map of 'ieum encode'"}, options.serials_file,
           Presence::kRequired);
  DeclareSecretFile(set, options.secret_file);
  DeclarePassphraseFile(set, options.passphrase_file);
  set.Text({"--out", "FILE", "CSV with row_id and serial, not encrypted, mode 0600"},
           options.out_file, Presence::kRequired)
      .Flag({"--force", "", "Replace the file if it is there"}, options.force);
  DeclareOutput(set, options.output);
}

}  // namespace

void AddServerCommands(CommandTree& tree) {
  tree.Add<SubmitOptions>("submit", DeclareSubmit);
  tree.Add<PrecheckOptions>("precheck", DeclarePrecheck);
  tree.Add<ResultsOptions>("results", DeclareResults);
  tree.Add<DoctorOptions>("doctor", DeclareDoctor);
  tree.AddGroup("serials");
  tree.Add<SerialsExportOptions>("serials export", DeclareSerialsExport);
}

}  // namespace ieum::client
