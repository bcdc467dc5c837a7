#include "ieum/core/terminal/option_text.h"
#include "ieumctl/arguments/arguments.h"
#include "ieumctl/arguments/shared_arguments.h"

namespace ieum::server {
namespace {

constexpr char kExamples[] =
    "  ieumctl run start --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key "
    "\\\n"
    "      --project flu-2026 --wait\n"
    "  ieumctl run start --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key "
    "\\\n"
    "      --project flu-2026 --precision 0.99 --min-completeness 0.99 --memory 4GiB --wait\n"
    "  ieumctl run cancel --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --project flu-2026\n";
constexpr char kRunReportExamples[] =
    "  ieumctl run report --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --project flu-2026 --html match.html\n"
    "  ieumctl run report --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --project flu-2026 --run 2 --output json\n";
constexpr char kReportExamples[] =
    "  ieumctl report --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key \\\n"
    "      --project flu-2026\n"
    "  ieumctl report --server matcher.example.org:8443 --ca ca.pem --cert me.pem --key me.key \\\n"
    "      --project flu-2026 --run 2 --output json\n";

// Options of a run that 'ieum link' has too, with the same words.
void DeclareWishes(RunStartOptions& options, OptionSet& set) {
  set.Parsed({"--match-weight", "MILLINATS",
              "Least weight of a match by the model (default: that of the largest estimated F1)"},
             core::ParseMatchWeight, options.match_weight)
      .Parsed({"--precision", "SHARE",
               "Instead: the lowest weight whose estimated precision is at least this, as 0.99 or "
               "9900"},
              core::ParsePrecision, options.precision)
      .Flag({"--exhaustive", "", "Compare all pairs, however many there are (scoring by model)"},
            options.exhaustive)
      .Parsed({"--min-completeness", "SHARE",
               "Look for candidates until it is certain (95 %) that this share of the pairs was "
               "compared that comparing all would accept, as 0.99 (scoring by model)"},
              core::ParseCompleteness, options.min_completeness)
      .Parsed({"--memory", "SIZE",
               "Get along with this much memory, as 512MiB or 4GiB: encodings leave it for a file "
               "in the server's data folder that nobody else can open (default: the server's "
               "--memory)"},
              core::ParseMemory, options.memory_bytes);
  const auto solve = [&options](const std::string& given) {
    if (given != "greedy" && given != "optimal") return std::string("want 'greedy' or 'optimal'");
    options.optimal = given == "optimal";
    return std::string();
  };
  set.One({"--solve", "WORD",
           "Which of the accepted pairs to take: 'greedy', the best first, or 'optimal', the "
           "largest sum for two datasets without duplicates (scoring by model; default greedy)"},
          solve);
}

void DeclareStart(RunStartOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--project", options.project, options.common);
  DeclareThreshold(set, options.threshold_basis_points,
                   "scoring by profile; default: the project's");
  const auto scoring = [&options](const std::string& given) {
    if (given != "model" && given != "profile") return std::string("want 'model' or 'profile'");
    options.by_profile = given == "profile";
    return std::string();
  };
  set.One({"--scoring", "WORD",
           "What decides: 'model', fitted without labels (default), or 'profile', its weights and "
           "threshold"},
          scoring)
      .Texts({"--duplicates", "INSTITUTION",
              "Holder that may have several rows of one person (scoring by model)"},
             options.duplicate_holders);
  DeclareWishes(options, set);
  set.Flag({"--from-scratch", "",
            "Fit a model anew and compare all rows, also in a later round (scoring by model); "
            "persons keep their joint keys"},
           options.from_scratch)
      .Flag({"--wait", "", "Show progress until it ends; interrupting only ends the watching"},
            options.wait);
  DeclarePropose(set, options.propose);
}

void DeclareWatch(RunWatchOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--project", options.project, options.common);
  DeclareRunNumber(set, options.run_number, "the newest");
}

void DeclareCancel(RunCancelOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--project", options.project, options.common);
  DeclareRunNumber(set, options.run_number, "the newest");
}

void DeclareShow(RunShowOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--project", options.project, options.common);
  DeclareRunNumber(set, options.run_number, "the newest");
}

void DeclareList(RunListOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--project", options.project, options.common);
}

void DeclareRunReport(RunReportOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--project", options.project, options.common);
  DeclareRunNumber(set, options.run_number, "the newest that succeeded");
  set.Text({"--html", "FILE", "Also write it as a page with charts that needs nothing else"},
           options.html_file)
      .Word({"--language", "LANGUAGE", "Of the page: 'en' or 'ko' (default: by locale)"},
            options.language, {"en", "ko"});
}

void DeclareReport(ReportOptions& options, OptionSet& set) {
  DeclareCommon(set, options.common);
  DeclareProject(set, "--project", options.project, options.common);
  DeclareRunNumber(set, options.run_number, "the newest that succeeded");
}

}  // namespace

void AddRunCommands(CommandTree& tree) {
  tree.AddGroup({"run", "Matching runs", kExamples});
  tree.Add<RunStartOptions>({"run start", "Match a sealed project", kExamples}, DeclareStart);
  tree.Add<RunWatchOptions>({"run watch", "Show progress until a run ends", kExamples},
                            DeclareWatch);
  tree.Add<RunCancelOptions>({"run cancel", "Ask a run to stop", kExamples}, DeclareCancel);
  tree.Add<RunShowOptions>({"run show", "Show a run", kExamples}, DeclareShow);
  tree.Add<RunListOptions>({"run list", "List the runs of a project", kExamples}, DeclareList);
  tree.Add<RunReportOptions>(
      {"run report",
       "Print the match report of a run that fitted a model: warnings, estimates, thresholds, "
       "overlap, never rows",
       kRunReportExamples},
      DeclareRunReport);
  tree.Add<ReportOptions>(
      {"report", "Report how a match went: counts, never rows", kReportExamples}, DeclareReport);
}

}  // namespace ieum::server
