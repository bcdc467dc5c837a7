#include "cli/arguments/arguments.h"
#include "cli/arguments/shared_arguments.h"

namespace ieum::client {
namespace {

constexpr int64_t kMostPersons = 10'000'000'000;

void DeclarePolicy(OptionSet& set, std::string& target) {
  set.Text({"--policy", "FILE", "Limits and what breaking them means (default: built in)"}, target);
}

void DeclareFiles(DisclosureInputOptions& options, OptionSet& set) {
  set.Text({"--in", "FILE", "The release candidate, a delimited file"}, options.in_file,
           Presence::kRequired)
      .Text({"--columns", "FILE", "What the applicant declares of its columns, JSON"},
            options.columns_file, Presence::kRequired);
  DeclarePolicy(set, options.policy_file);
  set.Texts({"--earlier", "FILE", "An earlier release of the project; repeat for each"},
            options.earlier_files, ',')
      .Texts({"--holder-file", "FILE", "A holder's own file with quasi-identifiers; repeat"},
             options.holder_files, ',')
      .Text({"--population-file", "FILE", "Every person of the population, quasi-identifiers only"},
            options.population_file)
      .Number({"--population", "PERSONS", "Size of the population that the rows are a sample of"},
              options.population, 1, kMostPersons);
  DeclareFormat(set, options.format);
}

void DeclarePack(OptionSet& set, std::vector<std::string>& files, std::string& language) {
  set.Texts({"--out", "FILE", "Also writes the review pack: .html or .json; repeat for both"},
            files, ',')
      .Word({"--language", "LANGUAGE", "Of the HTML page: 'en' or 'ko' (default: by locale)"},
            language, {"en", "ko"});
}

void DeclareReview(DisclosureReviewOptions& options, OptionSet& set) {
  DeclareFiles(options.input, set);
  DeclarePack(set, options.out_files, options.language);
  set.Flag({"--no-suggestion", "", "Do not look for what would fix it"}, options.no_suggestion);
  DeclareOutput(set, options.output);
}

void DeclareFix(DisclosureFixOptions& options, OptionSet& set) {
  DeclareFiles(options.input, set);
  set.Text({"--apply", "FILE", "Writes the candidate so changed"}, options.apply_file)
      .Flag({"--force", "", "Replace that file if it is there"}, options.force);
  DeclarePack(set, options.out_files, options.language);
  DeclareOutput(set, options.output);
}

void DeclareShow(DisclosurePolicyOptions& options, OptionSet& set) {
  DeclarePolicy(set, options.policy_file);
}

}  // namespace

void AddDisclosureCommands(CommandTree& tree) {
  tree.AddGroup("disclosure");
  tree.Add<DisclosureReviewOptions>("disclosure review", DeclareReview);
  tree.Add<DisclosureFixOptions>("disclosure fix", DeclareFix);
  tree.Add<DisclosurePolicyOptions>("disclosure policy", DeclareShow);
}

}  // namespace ieum::client
