// ieum synth
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/output_file.h"
#include "cli/report.h"
#include "ieum/client/synth/synthetic_files.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr int kBasisPointsPerPercent = 100;

absl::StatusOr<std::vector<std::string>> PathsOf(const SynthOptions& options) {
  const bool two_names = !options.out_a.empty() && !options.out_b.empty();
  const bool some_name = !options.out_a.empty() || !options.out_b.empty();
  if (two_names == options.out_prefix.empty() && two_names == some_name) {
    if (!two_names) {
      std::vector<std::string> paths;
      for (int file = 0; file < options.file_count; ++file) {
        paths.push_back(options.out_prefix + static_cast<char>('a' + file) + ".csv");
      }
      return paths;
    }
    if (options.file_count == 2) return std::vector<std::string>{options.out_a, options.out_b};
  }
  return core::InvalidArgument(
      "no place for the files; give --out-a and --out-b for two, or --out-prefix and --files for "
      "any number");
}

absl::Status CheckPaths(const std::vector<std::string>& paths, const std::string& truth_file) {
  std::vector<std::string> all = paths;
  if (!truth_file.empty()) all.push_back(truth_file);
  if (std::set<std::string>(all.begin(), all.end()).size() != all.size()) {
    return core::InvalidArgument("two of the files have one name; give each its own");
  }
  for (const std::string& path : all) IEUM_RETURN_IF_ERROR(CheckMayWrite(path, /*force=*/true));
  return absl::OkStatus();
}

absl::StatusOr<SynthesisOptions> SynthesisOptionsOf(const SynthOptions& options, int file_count) {
  SynthesisOptions synthesis;
  synthesis.seed = static_cast<uint64_t>(options.seed);
  synthesis.people = options.people == "latin"      ? PeopleKind::kLatin
                     : options.people == "japanese" ? PeopleKind::kJapanese
                                                    : PeopleKind::kKorean;
  synthesis.person_count = options.person_count;
  synthesis.file_count = file_count;
  synthesis.overlap = options.overlap_percent * kBasisPointsPerPercent;
  const std::optional<ChangeRates> preset = ChangeRatesOf(options.preset);
  if (!preset.has_value()) {
    return core::InvalidArgument("there is no such preset; see 'ieum synth --help'");
  }
  synthesis.rates = *preset;
  for (const ChangeRateName& rate : ChangeRateNames()) {
    const auto given = options.rates.find(std::string(rate.name));
    if (given != options.rates.end()) synthesis.rates.*rate.member = given->second;
  }
  synthesis.families = options.families;
  synthesis.twins = options.twins;
  synthesis.namesakes = options.namesakes;
  synthesis.full_columns = options.full_columns;
  synthesis.mixed_forms = options.mixed_forms;
  return synthesis;
}

std::string_view ProfileFor(PeopleKind people) {
  switch (people) {
    case PeopleKind::kLatin:
      return "european-person";
    case PeopleKind::kJapanese:
      return "japanese-person";
    case PeopleKind::kKorean:
      break;
  }
  return "korean-person";
}

}  // namespace

absl::Status RunCommand(const SynthOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const std::vector<std::string> paths, PathsOf(options));
  IEUM_RETURN_IF_ERROR(CheckPaths(paths, options.truth_file));
  IEUM_ASSIGN_OR_RETURN(const SynthesisOptions synthesis,
                        SynthesisOptionsOf(options, static_cast<int>(paths.size())));
  const absl::Duration start = core::MonotonicNow();
  IEUM_ASSIGN_OR_RETURN(const auto files, SyntheticFiles::Create(synthesis));
  IEUM_RETURN_IF_ERROR(WriteSyntheticFiles(*files, paths, options.truth_file));
  Report report;
  report.AddFact("rows_per_file", "rows in each file", CountValue(synthesis.person_count));
  const int last_file = synthesis.file_count - 1;
  if (const int64_t second_rows = files->duplicate_count(last_file); second_rows > 0) {
    report.AddFact("second_rows",
                   last_file > 0 ? "second rows, in all but the first" : "second rows",
                   CountValue(second_rows));
  }
  report.AddFact("shared_persons",
                 paths.size() == 2 ? "persons in both" : "persons in several files",
                 CountValue(files->shared_count()));
  report.AddFact("seconds", "time", SecondsValue(core::MonotonicNow() - start));
  if (paths.size() == 2) {
    report.AddFact("out_a", "first file", TextValue(paths[0]));
    report.AddFact("out_b", "second file", TextValue(paths[1]));
  } else {
    const size_t table = report.AddTable("files", {{"file", "file"}});
    for (const std::string& path : paths) report.AddRow(table, {TextValue(path)});
  }
  if (!options.truth_file.empty()) {
    report.AddFact("truth_out", "changes", TextValue(options.truth_file));
  }
  report.Print(context.out, options.output);
  absl::FPrintF(context.err,
                "Nobody in these files exists. The truth is in column entity_id; encode with "
                "--profile %s.\n",
                ProfileFor(synthesis.people));
  return absl::OkStatus();
}

}  // namespace ieum::client
