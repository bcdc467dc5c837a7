#include "ieumctl/arguments/arguments.h"
#include "ieumctl/arguments/shared_arguments.h"

namespace ieum::server {
namespace {

constexpr char kImportExamples[] =
    "  ieumctl import --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key \\\n"
    "      --project flu-2026 --in hospital-a.bundle\n"
    "  ieumctl import --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key \\\n"
    "      --project flu-2026 --in /media/stick\n";
constexpr char kImportsExamples[] =
    "  ieumctl imports list --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --project flu-2026\n"
    "  ieumctl imports drop --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --project flu-2026 --bundle a0a1a2a3a4a5a6a7a8a9aaabacadaeaf\n";

void DeclareImport(ImportOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--project", options.project, options.common);
  set.Text({"--in", "FILE",
            "The bundle, NAME.bundle with its parts beside it, or the folder where it is the only "
            "one"},
           options.in, Presence::kRequired);
}

void DeclareList(ImportsListOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--project", options.project, options.common);
}

void DeclareDrop(ImportsDropOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--project", options.project, options.common);
  set.Text({"--bundle", "ID", "Bundle id, as 'ieumctl imports list' shows it"}, options.bundle,
           Presence::kRequired);
}

}  // namespace

void AddImportCommands(CommandTree& tree) {
  tree.Add<ImportOptions>(
      {"import", "Bring a holder's bundle to the server, or go on with it", kImportExamples},
      DeclareImport);
  tree.AddGroup({"imports", "Bundles that were brought to the server", kImportsExamples});
  tree.Add<ImportsListOptions>(
      {"imports list", "List the imports of a project, under way and done", kImportsExamples},
      DeclareList);
  tree.Add<ImportsDropOptions>(
      {"imports drop", "Give up an import that is not done; nothing of it stays", kImportsExamples},
      DeclareDrop);
}

}  // namespace ieum::server
