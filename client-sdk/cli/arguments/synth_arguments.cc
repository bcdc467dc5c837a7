#include <algorithm>
#include <string>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "cli/arguments/arguments.h"
#include "cli/arguments/shared_arguments.h"
#include "ieum/client/synth/synthesis_options.h"

namespace ieum::client {
namespace {

constexpr int kPercent = 100;
constexpr int kBasisPointsPerPercent = 100;
constexpr std::string_view kWantPercent =
    "want a percentage from 0 to 100 with at most two decimals";

// "2", "2.5", "0.25" as basis points; -1 if it is none of these.
int BasisPointsOf(std::string_view text) {
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string_view decimals;
  if (point != std::string_view::npos) decimals = text.substr(point + 1);
  const bool lengths_fit = !whole.empty() && whole.size() <= 3 && decimals.size() <= 2 &&
                           (point == std::string_view::npos || !decimals.empty());
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!lengths_fit || !std::all_of(whole.begin(), whole.end(), is_digit) ||
      !std::all_of(decimals.begin(), decimals.end(), is_digit)) {
    return -1;
  }
  int basis_points = 0;
  for (const char c : whole) basis_points = basis_points * 10 + (c - '0');
  for (size_t i = 0; i < 2; ++i) {
    basis_points = basis_points * 10 + (i < decimals.size() ? decimals[i] - '0' : 0);
  }
  return basis_points <= kPercent * kBasisPointsPerPercent ? basis_points : -1;
}

void DeclareShare(OptionSet& set, const std::string& name, const std::string& help, int& target) {
  set.One({name, "PERCENT", help}, [&target](const std::string& text) {
    const int basis_points = BasisPointsOf(text);
    if (basis_points < 0) return std::string(kWantPercent);
    target = basis_points;
    return std::string();
  });
}

// One option per rate: "name_error" is --name-error.
void DeclareRates(OptionSet& set, SynthOptions& options) {
  for (const ChangeRateName& rate : ChangeRateNames()) {
    std::string option = "--" + std::string(rate.name);
    std::replace(option.begin(), option.end(), '_', '-');
    set.One({option, "PERCENT", std::string(rate.help)},
            [&options, name = std::string(rate.name)](const std::string& text) {
              const int basis_points = BasisPointsOf(text);
              if (basis_points < 0) return std::string(kWantPercent);
              options.rates[name] = basis_points;
              return std::string();
            });
  }
}

void DeclareSynth(SynthOptions& options, OptionSet& set) {
  std::vector<std::string> presets;
  for (const std::string_view preset : ChangeRatePresets()) presets.emplace_back(preset);
  const std::string preset_help = "Rates of errors and changes: " + absl::StrJoin(presets, ", ") +
                                  " (default " + options.preset + "); single rates change it";
  set.Number({"--persons", "N", "Persons in each file"}, options.person_count, 1,
             SynthesisOptions::kMaxPersonCount, Presence::kRequired)
      .Number({"--seed", "S", "Start of the random numbers (default 1)"}, options.seed, 0,
              INT64_MAX)
      .Number({"--overlap", "PERCENT", "Persons of a file that are in another too (default 50)"},
              options.overlap_percent, 0, kPercent)
      .Text({"--out-a", "FILE", "First file, of two"}, options.out_a)
      .Text({"--out-b", "FILE", "Second file"}, options.out_b)
      .Number({"--files", "N", "Number of files written with --out-prefix (default 2)"},
              options.file_count, 1, SynthesisOptions::kMaxFileCount)
      .Text({"--out-prefix", "TEXT", "Write TEXTa.csv, TEXTb.csv, …"}, options.out_prefix)
      .Text({"--truth-out", "FILE", "Also write what was changed in which row"}, options.truth_file)
      .Word({"--people", "KIND", "korean, latin or japanese (default korean)"}, options.people,
            {"korean", "latin", "japanese"})
      .Word({"--preset", "NAME", preset_help}, options.preset, presets)
      .Flag({"--full-columns", "", "Add landline, address and postcode"}, options.full_columns)
      .Flag({"--mixed-forms", "", "Let every file write dates and numbers in its own form"},
            options.mixed_forms);
  DeclareShare(set, "--families", "Households that share name, address, telephone (default 100)",
               options.families);
  DeclareShare(set, "--twins", "Births of twins (default 2)", options.twins);
  DeclareShare(set, "--namesakes", "Persons given name and birth date of another (default 0)",
               options.namesakes);
  DeclareRates(set, options);
  DeclareOutput(set, options.output);
}

}  // namespace

void AddSynthCommand(CommandTree& tree) { tree.Add<SynthOptions>("synth", DeclareSynth); }

}  // namespace ieum::client
