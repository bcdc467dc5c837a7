// Attacks every kind of profile and links with it, and prints one Markdown table of
// docs/privacy.md.
//   ieum_attack --persons 20000 --threads 2                     all profiles
//   ieum_attack --persons 20000 --profile record --profile plain
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "attack/experiment.h"
#include "attack/measured_profiles.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"

namespace ieum::testing {
namespace {

struct Options {
  ExperimentOptions experiment;
  std::vector<int64_t> known_pairs;
  std::vector<std::string> profiles;
};

int PrintHelp() {
  std::printf(
      "ieum_attack [--persons N] [--overlap PERCENT] [--known K]... [--seed N] [--threads N]\n"
      "            [--profile NAME|FILE.json]... [--tokens-only]\n\n"
      "Re-identification by the landmark attack, correlation of similarities, equal segments and "
      "best F1,\nas a Markdown table. --tokens-only leaves out the attack by encodings of the "
      "attacker's own. A profile of a file may read the columns name, birth_date, sex, phone "
      "and\ndistrict.\n\nProfiles:\n");
  for (const MeasuredProfile& profile : MeasuredProfiles()) {
    std::printf("  %-18s %s\n", profile.name.c_str(), profile.description.c_str());
  }
  return 0;
}

// False: something is wrong with the arguments.
bool Parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    if (option == "--tokens-only") {
      options.experiment.own_encodings = false;
      continue;
    }
    if (i + 1 == argc) return false;
    const std::string value = argv[++i];
    if (option == "--profile") {
      options.profiles.push_back(value);
      continue;
    }
    const int64_t number = std::atoll(value.c_str());
    if (number < 1) return false;
    if (option == "--persons") {
      options.experiment.persons = number;
    } else if (option == "--overlap") {
      options.experiment.overlap = static_cast<double>(number) / 100;
    } else if (option == "--known") {
      options.known_pairs.push_back(number);
    } else if (option == "--seed") {
      options.experiment.seed = static_cast<uint64_t>(number);
    } else if (option == "--threads") {
      options.experiment.thread_count = static_cast<int>(number);
    } else {
      return false;
    }
  }
  const double shared =
      static_cast<double>(options.experiment.persons) * options.experiment.overlap;
  for (const int64_t known : options.known_pairs) {
    if (known < 2 || static_cast<double>(known) >= shared - 1) return false;
  }
  return options.experiment.persons >= 8 && options.experiment.overlap <= 1;
}

void PrintHead(const Options& options) {
  std::printf("| profile |");
  for (const int64_t known : options.known_pairs) {
    std::printf(" found, %lld known |", static_cast<long long>(known));
  }
  std::printf(" correlation | equal segments | F1 | seconds |\n|---|");
  for (size_t column = 0; column < options.known_pairs.size() + 4; ++column) std::printf("---|");
  std::printf("\n");
}

// One value for each segment.
std::string PerSegment(const AttackExperiment& experiment, const std::vector<double>& values,
                       double factor, const char* format) {
  std::string text;
  for (size_t s = 0; s < values.size(); ++s) {
    if (!text.empty()) text += ", ";
    if (values.size() > 1) {
      text += experiment.profile().header.layout.segments()[s].name + " ";
    }
    char number[32];
    std::snprintf(number, sizeof(number), format, values[s] * factor);
    text += number;
  }
  return text;
}

void PrintRow(const std::string& description, client::EncodingProfile profile,
              const Options& options, const PersonFiles& files) {
  const absl::Duration start = core::MonotonicNow();
  const AttackExperiment experiment(std::move(profile), options.experiment);
  std::printf("| %s |", description.c_str());
  for (const int64_t known : options.known_pairs) {
    std::printf(" %.1f %% |", 100 * experiment.Attack(known).share());
    std::fflush(stdout);
  }
  std::vector<double> repeated;
  for (int s = 0; s < experiment.profile().header.layout.segment_count(); ++s) {
    repeated.push_back(experiment.RepeatedShare(s));
  }
  const LinkOutcome link = BestLink(experiment.profile(), files, options.experiment.thread_count);
  std::printf(" %s | %s | %.4f | %.0f |\n",
              PerSegment(experiment, experiment.SegmentCorrelations(), 1, "%.2f").c_str(),
              PerSegment(experiment, repeated, 100, "%.0f %%").c_str(), link.f1,
              absl::ToDoubleSeconds(core::MonotonicNow() - start));
  std::fflush(stdout);
}

bool IsFile(const std::string& profile) { return profile.ends_with(".json"); }

std::string DescriptionOf(const std::string& name) {
  for (const MeasuredProfile& measured : MeasuredProfiles()) {
    if (measured.name == name) return measured.description;
  }
  return name;
}

absl::Status Run(const Options& options) {
  std::vector<std::string> chosen = options.profiles;
  if (chosen.empty()) {
    for (const MeasuredProfile& measured : MeasuredProfiles()) chosen.push_back(measured.name);
  }
  struct Row {
    std::string description;
    client::EncodingProfile profile;
  };
  std::vector<Row> rows;
  for (const std::string& name : chosen) {
    if (IsFile(name)) {
      IEUM_ASSIGN_OR_RETURN(const std::string json, core::ReadFile(name, core::kMaxProfileBytes));
      IEUM_ASSIGN_OR_RETURN(client::EncodingProfile profile,
                            client::EncodingProfile::FromJson(json));
      rows.push_back({name, std::move(profile)});
      continue;
    }
    IEUM_ASSIGN_OR_RETURN(client::EncodingProfile profile, ReadMeasuredProfile(name));
    rows.push_back({DescriptionOf(name), std::move(profile)});
  }
  const PersonFiles files = DrawFiles(options.experiment.persons, options.experiment.seed + 1);
  PrintHead(options);
  for (Row& row : rows) PrintRow(row.description, std::move(row.profile), options, files);
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--help") return PrintHelp();
  }
  Options options;
  options.experiment.thread_count = core::DefaultThreadCount();
  if (!Parse(argc, argv, options)) {
    std::fprintf(stderr, "ieum_attack: an argument is unknown or out of range; see --help\n");
    return 2;
  }
  if (options.known_pairs.empty()) options.known_pairs = {20, 100, 400};
  const absl::Status status = Run(options);
  if (status.ok()) return 0;
  std::fprintf(stderr, "ieum_attack: %s\n", std::string(core::Message(status)).c_str());
  return 1;
}

}  // namespace
}  // namespace ieum::testing

int main(int argc, char** argv) { return ieum::testing::Main(argc, argv); }
