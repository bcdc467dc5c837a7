#include "ieumctl/arguments/arguments.h"
#include "ieumctl/arguments/shared_arguments.h"

namespace ieum::server {
namespace {

constexpr uint32_t kMaxRound = 1'000'000'000;
constexpr uint64_t kMaxRetentionDays = 36'500;
constexpr uint64_t kMaxMockPerMille = 500;
constexpr uint64_t kMaxRows = 1'000'000'000'000;

constexpr char kExamples[] =
    "  ieumctl project new --id flu-2026 --holder hospital-a --holder insurer-b \\\n"
    "      --matcher agency --profile profile.json --out flu-2026.manifest\n"
    "  ieumctl project sign --manifest flu-2026.manifest --ca ca.pem --cert me.pem --key me.key\n"
    "  ieumctl project create --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --manifest flu-2026.manifest\n"
    "  ieumctl project seal --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --id flu-2026\n";
constexpr char kNewExamples[] =
    "  ieumctl project new --id flu-2026 --holder hospital-a --holder insurer-b \\\n"
    "      --matcher agency --profile profile.json --title 'Influenza and work' \\\n"
    "      --purpose statistics --legal-basis 'PIPA article 28-3' --end-date 2027-12-31 \\\n"
    "      --out flu-2026.manifest\n"
    "  ieumctl project new --id cohort --holder center-a --holder insurer-b --matcher agency \\\n"
    "      --joiner join-center --researcher university-c --profile profile.json \\\n"
    "      --join star:center-a --out cohort.manifest\n"
    "  ieumctl project new --id demo --holder hospital-a --holder insurer-b --matcher agency \\\n"
    "      --profile profile.json --test --joint-keys-to-holders --out demo.manifest\n";
constexpr char kMockExamples[] =
    "  ieumctl project mock --manifest flu-2026.manifest --id flu-2026-mock \\\n"
    "      --field birth_date --per-mille 50 --maximum-rows 100000 --out flu-2026-mock.manifest\n";
constexpr char kSignExamples[] =
    "  ieumctl project sign --manifest flu-2026.manifest --ca ca.pem --cert me.pem --key me.key\n";
constexpr char kShowExamples[] =
    "  ieumctl project show --manifest flu-2026.manifest\n"
    "  ieumctl project show --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --id flu-2026\n";
constexpr char kVerifyExamples[] =
    "  ieumctl project verify --manifest flu-2026.manifest --ca ca.pem\n"
    "  ieumctl project verify --manifest flu-2026.manifest --ca ca.pem --when-signed \\\n"
    "      --output json\n";
constexpr char kCreateExamples[] =
    "  ieumctl project create --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --manifest flu-2026.manifest --propose 'Decision 17'\n"
    "  ieumctl project create --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --manifest flu-2026.manifest\n";
constexpr char kReopenExamples[] =
    "  ieumctl project reopen --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --id flu-2026\n"
    "  ieumctl project reopen --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --id flu-2026 --round 2\n";

void DeclareManifest(OptionSet& set, std::string& target, Presence presence) {
  set.Text({"--manifest", "FILE", "The project's manifest, signed or not (JSON)"}, target,
           presence);
}

void DeclareNew(ProjectNewOptions& options, OptionSet& set) {
  DeclareProject(set, "--id", options.project);
  set.Texts({"--holder", "INSTITUTION",
             "Institution id of a holder, as in its certificate; give it 2 to 31 times"},
            options.holders, Presence::kRequired)
      .Text({"--matcher", "INSTITUTION", "Institution that matches"}, options.matcher,
            Presence::kRequired)
      .Text({"--joiner", "INSTITUTION", "Institution that joins the data, if one does"},
            options.joiner)
      .Texts({"--researcher", "INSTITUTION", "Institution that may be given what is released"},
             options.researchers)
      .Word({"--route", "WORD",
             "Whose procedure is followed: 'pipa' (default) or 'financial', where a financial "
             "company is a party"},
            options.route, {"pipa", "financial"})
      .Texts({"--join", "JOIN",
              "Whose rows are joined: 'inner' (default), of persons whom all holders have; "
              "'left:HOLDER'; 'full'; 'star:HOLDER', whom that holder and another have; 'any:N'. "
              "Repeat for each that may be asked for"},
             options.joins)
      .Word({"--unmatched-to", "WORD",
             "Who gets rows that are left over: 'nobody' (default), 'own_holder', or "
             "'researchers', of left and full joins"},
            options.unmatched_to, {"nobody", "own_holder", "researchers"})
      .Text({"--profile", "FILE", "Encoding profile (JSON) that the holders have agreed on"},
            options.profile_file, Presence::kRequired)
      .Text({"--title", "TEXT", "What the project is called"}, options.title)
      .Text({"--purpose", "TEXT", "What the data is linked for"}, options.purpose)
      .Text({"--legal-basis", "TEXT", "On what basis it may be"}, options.legal_basis)
      .Text({"--end-date", "YYYY-MM-DD", "Day on which the project ends at the latest"},
            options.end_date)
      .Number({"--retention-days", "N", "Days that data is kept after release (default 30)"},
              options.retention_days, 0, kMaxRetentionDays)
      .Number(
          {"--minimum-rows", "N", "Fewest rows of each holder (default 1000, of a test project 1)"},
          options.minimum_rows, 1, kMaxRows);
  DeclareThreshold(set, options.threshold_basis_points,
                   "for scoring by profile; default: the profile's");
  set.Flag({"--test", "", "No real persons: allow preset plain, and ask for no signatures"},
           options.test)
      .Flag({"--field-level-approved", "",
             "Allow a profile of preset field, once its risk has been approved"},
            options.field_level_approved)
      .Texts({"--extraction", "HOLDER",
              "Holder that may learn which of its rows are joinable, among decoys, before it sends "
              "payload; may be given again"},
             options.extraction)
      .Number({"--decoys", "PERCENT",
               "So many more serials that are not joinable, of the joinable ones (default 20)"},
              options.decoy_percent, 0, 1000)
      .Flag({"--time-series", "",
             "Researchers may be given releases whose keys stay, to follow persons over time"},
            options.time_series)
      .Flag({"--joint-keys-to-holders", "", "Holders may read the joint keys of their own rows"},
            options.joint_keys_to_holders)
      .Text({"--out", "FILE", "Where the draft goes"}, options.out, Presence::kRequired);
}

void DeclareMock(ProjectMockOptions& options, OptionSet& set) {
  set.Text({"--manifest", "FILE", "Manifest of the project that is tried, signed or not (JSON)"},
           options.manifest_file, Presence::kRequired);
  DeclareProject(set, "--id", options.project);
  set.Text({"--field", "NAME",
            "Field of the profile whose values say which rows are in the sample; choose one that "
            "all holders have and that is seldom wrong (default birth_date)"},
           options.field)
      .Number({"--per-mille", "N", "Thousandths of all values (default 50)"}, options.per_mille, 1,
              kMaxMockPerMille)
      .Number({"--maximum-rows", "N", "Most rows that the matcher takes of a holder"},
              options.maximum_rows, 1, kMaxRows, Presence::kRequired)
      .Text({"--out", "FILE", "Where the draft goes"}, options.out, Presence::kRequired);
}

void DeclareSign(ProjectSignOptions& options, OptionSet& set) {
  DeclareManifest(set, options.manifest_file, Presence::kRequired);
  set.Text({"--ca", "FILE", "CA that signs the parties' certificates (PEM)"}, options.ca_file,
           Presence::kRequired)
      .Text({"--cert", "FILE", "Your certificate (PEM)"}, options.certificate_file,
            Presence::kRequired)
      .Text({"--key", "FILE", "Its key (PEM), readable by you only"}, options.key_file,
            Presence::kRequired)
      .Text({"--out", "FILE", "Where the signed manifest goes (default: into the same file)"},
            options.out);
}

void DeclareVerify(ProjectVerifyOptions& options, OptionSet& set) {
  DeclareManifest(set, options.manifest_file, Presence::kRequired);
  set.Text({"--ca", "FILE", "CA that signs the parties' certificates (PEM)"}, options.ca_file,
           Presence::kRequired)
      .Flag({"--when-signed", "",
             "Certificates need only have been valid when they signed, as of a project that began "
             "long ago"},
            options.when_signed);
  DeclareOutput(set, options.output);
}

void DeclareCreate(ProjectCreateOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareManifest(set, options.common.manifest_file, Presence::kRequired);
  DeclarePropose(set, options.propose);
}

void DeclareList(ProjectListOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
}

void DeclareShow(ProjectShowOptions& options, OptionSet& set) {
  DeclareManifest(set, options.common.manifest_file, Presence::kOptional);
  set.Text({"--id", "ID", "Project of a server, which is asked instead"}, options.project);
  DeclareCommon(set, options.common, Presence::kOptional);
}

void DeclareSeal(ProjectSealOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--id", options.project, options.common);
}

void DeclareReopen(ProjectReopenOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--id", options.project, options.common);
  set.Number({"--round", "N", "The round to open, from 2 (default: the one after the project's)"},
             options.round, 2, kMaxRound);
  DeclarePropose(set, options.propose);
}

}  // namespace

void AddProjectCommands(CommandTree& tree) {
  tree.AddGroup({"project", "What is linked, by whom", kExamples});
  tree.Add<ProjectNewOptions>(
      {"project new", "Write the draft of a manifest; no server is asked", kNewExamples},
      DeclareNew);
  tree.Add<ProjectMockOptions>(
      {"project mock", "Write the manifest of a mock linkage of a project; no server is asked",
       kMockExamples},
      DeclareMock);
  tree.Add<ProjectSignOptions>(
      {"project sign", "Sign a manifest for your institution; no server is asked", kSignExamples},
      DeclareSign);
  tree.Add<ProjectVerifyOptions>(
      {"project verify", "Say who has signed a manifest, and who has yet to; no server is asked",
       kVerifyExamples},
      DeclareVerify);
  tree.Add<ProjectCreateOptions>(
      {"project create", "Create the project of a manifest, that holders can submit to",
       kCreateExamples},
      DeclareCreate);
  tree.Add<ProjectListOptions>({"project list", "List all projects", kExamples}, DeclareList);
  tree.Add<ProjectShowOptions>(
      {"project show", "Show a manifest, or a project of a server", kShowExamples}, DeclareShow);
  tree.Add<ProjectSealOptions>(
      {"project seal", "Close submissions, so that matching can start", kExamples}, DeclareSeal);
  tree.Add<ProjectReopenOptions>(
      {"project reopen", "Open another round of submissions; what is there stays", kReopenExamples},
      DeclareReopen);
}

}  // namespace ieum::server
