#include "ieumctl/arguments/arguments.h"
#include "ieumctl/arguments/shared_arguments.h"

namespace ieum::server {
namespace {

constexpr uint32_t kMaxRound = 1'000'000'000;

constexpr char kExamples[] =
    "  ieumctl project create --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --id flu-2026 --holder hospital-a --holder insurer-b \\\n"
    "      --profile profile.json --joint-keys-to-holders\n"
    "  ieumctl project seal --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --id flu-2026\n";
constexpr char kReopenExamples[] =
    "  ieumctl project reopen --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --id flu-2026\n"
    "  ieumctl project reopen --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --id flu-2026 --round 2\n";

void DeclareCreate(ProjectCreateOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--id", options.project);
  set.Texts({"--holder", "INSTITUTION",
             "Institution id of a holder, as in its certificate; give it 2 to 31 times"},
            options.holders, Presence::kRequired)
      .Text({"--profile", "FILE", "Encoding profile (JSON) that the holders have agreed on"},
            options.profile_file, Presence::kRequired);
  DeclareThreshold(set, options.threshold_basis_points,
                   "for scoring by profile; default: the profile's");
  set.Flag({"--test", "", "Allow a profile of preset plain; never for real persons"}, options.test)
      .Flag({"--field-level-approved", "",
             "Allow a profile of preset field, once its risk has been approved"},
            options.field_level_approved)
      .Flag({"--joint-keys-to-holders", "", "Holders may read the joint keys of their own rows"},
            options.joint_keys_to_holders);
  DeclarePropose(set, options.propose);
}

void DeclareList(ProjectListOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
}

void DeclareShow(ProjectShowOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--id", options.project);
}

void DeclareSeal(ProjectSealOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--id", options.project);
}

void DeclareReopen(ProjectReopenOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--id", options.project);
  set.Number({"--round", "N", "The round to open, from 2 (default: the one after the project's)"},
             options.round, 2, kMaxRound);
  DeclarePropose(set, options.propose);
}

}  // namespace

void AddProjectCommands(CommandTree& tree) {
  tree.AddGroup({"project", "What is linked, by whom", kExamples});
  tree.Add<ProjectCreateOptions>(
      {"project create", "Create a project that holders can submit to", kExamples}, DeclareCreate);
  tree.Add<ProjectListOptions>({"project list", "List all projects", kExamples}, DeclareList);
  tree.Add<ProjectShowOptions>({"project show", "Show a project", kExamples}, DeclareShow);
  tree.Add<ProjectSealOptions>(
      {"project seal", "Close submissions, so that matching can start", kExamples}, DeclareSeal);
  tree.Add<ProjectReopenOptions>(
      {"project reopen", "Open another round of submissions; what is there stays", kReopenExamples},
      DeclareReopen);
}

}  // namespace ieum::server
