#include "cli/arguments/arguments.h"
#include "cli/arguments/shared_arguments.h"

namespace ieum::client {
namespace {

constexpr char kTruthHelp[] = "Column with the known person; never encoded";

void DeclareCheck(CheckOptions& options, OptionSet& set) {
  DeclareProfile(set, options.profile);
  DeclareInput(set, options.in_file);
  DeclareColumns(set, options.columns, kTruthHelp);
  DeclareFormat(set, options.format);
  set.Text({"--html", "FILE", "Also writes the report as one HTML page with charts"},
           options.html_file)
      .Word({"--language", "LANGUAGE", "Of the HTML page: 'en' or 'ko' (default: by locale)"},
            options.language, {"en", "ko"});
  DeclareOutput(set, options.output);
}

void DeclareEncode(EncodeOptions& options, OptionSet& set) {
  DeclareProfile(set, options.profile);
  DeclareSecretFile(set, options.secret_file);
  DeclarePassphraseFile(set, options.passphrase_file);
  set.Text({"--project", "ID", "Project the encodings are for"}, options.project,
           Presence::kRequired)
      .Text({"--manifest", "FILE",
             "The project's manifest, which project and profile are held to; of a mock linkage, "
             "only the rows of its sample are encoded"},
            options.manifest_file);
  DeclareInput(set, options.in_file);
  set.Text({"--out", "FILE", "Encoded file, for 'ieum submit'"}, options.out_file,
           Presence::kRequired)
      .Text({"--serials", "FILE",
             "Serial map, encrypted with a key of the holder secret; stays here"},
            options.serials_file, Presence::kRequired);
  DeclareColumns(set, options.columns, kTruthHelp);
  DeclareFormat(set, options.format);
  DeclareSkipInvalid(set, options.skip_invalid);
  set.Flag({"--force", "", "Replace the two files if they are there"}, options.force);
  DeclareDryRun(set, options.dry_run, "Read, check and encode everything, and write nothing");
  DeclareThreads(set, options.thread_count);
  DeclareOutput(set, options.output);
}

}  // namespace

void AddEncodingCommands(CommandTree& tree) {
  tree.Add<CheckOptions>("check", DeclareCheck);
  tree.Add<EncodeOptions>("encode", DeclareEncode);
}

}  // namespace ieum::client
