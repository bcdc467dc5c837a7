#include "cli/parse_args.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "cli/help_text.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"

namespace ieum::client {
namespace {

constexpr int kMaxThreads = 256;
constexpr int64_t kMaxPersons = 50'000'000;  // of synth

// Validators return what is wanted, never what was given.
CLI::Validator Number(int64_t least, int64_t most) {
  return CLI::Validator(
      [least, most](const std::string& text) {
        int64_t number = 0;
        if (absl::SimpleAtoi(text, &number) && least <= number && number <= most) {
          return std::string();
        }
        return absl::StrFormat("want a number from %d to %d", least, most);
      },
      "");
}

CLI::Validator OneOf(std::string first, std::string second) {
  return CLI::Validator(
      [first, second](const std::string& text) {
        if (text == first || text == second) return std::string();
        return absl::StrFormat("want '%s' or '%s'", first, second);
      },
      "");
}

bool IsLabel(std::string_view label) {
  constexpr size_t kMaxLabelBytes = 63;
  if (label.empty() || label.size() > kMaxLabelBytes) return false;
  for (const char c : label) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_' && c != '.') {
      return false;
    }
  }
  return true;
}

std::string CheckParty(const std::string& text) {
  const size_t equals = text.find('=');
  if (equals != std::string::npos && IsLabel(std::string_view(text).substr(0, equals)) &&
      equals + 1 < text.size()) {
    return "";
  }
  return "want NAME=FILE such as a=A.csv, the name of letters, digits, '-', '_' and '.', at most "
         "63";
}

// Option --secret-file can be given as IEUM_SECRET_FILE, and so on.
void UseEnvironment(CLI::App& app) {
  for (CLI::Option* option : app.get_options({})) {
    if (option->get_lnames().empty() || option == app.get_help_ptr()) continue;
    std::string name = "IEUM_" + option->get_lnames().front();
    for (char& c : name) {
      c = c == '-' ? '_' : absl::ascii_toupper(static_cast<unsigned char>(c));
    }
    option->envname(name);
  }
}

template <typename Target>
CLI::Option* AddOption(CLI::App& app, const std::string& name, Target& target,
                       const std::string& type, const std::string& help) {
  return app.add_option(name, target, help)->type_name(type);
}

void AddFlag(CLI::App& app, const std::string& name, bool& target, const std::string& help) {
  app.add_flag(name, target, help);
}

void AddOutput(CLI::App& app, OutputFormat& target) {
  app.add_option_function<std::string>(
         "--output",
         [&target](const std::string& text) {
           target = text == "json" ? OutputFormat::kJson : OutputFormat::kTable;
         },
         "'table' for people, 'json' for programs (default table)")
      ->check(OneOf("table", "json"))
      ->type_name("FORMAT");
}

void AddThreads(CLI::App& app, int& target) {
  target = core::DefaultThreadCount();
  AddOption(app, "--threads", target, "N", "Threads to use (default: all processors)")
      ->check(Number(1, kMaxThreads));
}

void AddIdColumn(CLI::App& app, std::string& target) {
  AddOption(app, "--id-column", target, "COLUMN",
            "Column that names the row in your own files, unique (default row_id)");
}

void AddExcluded(CLI::App& app, std::vector<std::string>& target) {
  AddOption(app, "--exclude", target, "COLUMN",
            "Column of the profile to leave out; may be repeated, or several with commas")
      ->delimiter(',');
}

void AddProfile(CLI::App& app, std::string& target) {
  AddOption(app, "--profile", target, "NAME|FILE", "Encoding profile: built-in name or JSON file")
      ->required();
}

// Not required by the parser: the command says how to make one.
void AddSecretFile(CLI::App& app, std::string& target) {
  AddOption(app, "--secret-file", target, "FILE", "Holder secret, see 'ieum secret new'");
}

void AddServer(CLI::App& app, ServerOptions& target) {
  AddOption(app, "--server", target.server, "HOST:PORT", "The matcher")->required();
  AddOption(app, "--ca", target.ca_file, "FILE", "PEM: who may sign the server's certificate")
      ->required();
  AddOption(app, "--cert", target.certificate_file, "FILE", "PEM: own certificate")->required();
  AddOption(app, "--key", target.key_file, "FILE", "PEM: key of the certificate, mode 0600")
      ->required();
}

void AddParties(CLI::App& app, std::vector<PartyOption>& target) {
  app.add_option_function<std::vector<std::string>>(
         "--party",
         [&target](const std::vector<std::string>& texts) {
           target.clear();
           for (const std::string& text : texts) {
             const size_t equals = text.find('=');
             target.push_back({text.substr(0, equals), text.substr(equals + 1)});
           }
         },
         "Name of a dataset and its CSV file; repeat for each, in IEUM_PARTY with ';' between")
      ->check(CLI::Validator(CheckParty, ""))
      ->delimiter(';')
      ->type_name("NAME=FILE")
      ->required();
}

// One parse. Options are bound to the members below, then the chosen command's struct is taken.
class Parser final {
 public:
  Parser() {
    const CommandHelp& help = HelpOf("");
    app_.description(std::string(help.purpose));
    app_.footer(HelpFooter(help));
    app_.name("ieum");
    app_.set_help_flag("-h,--help", "Show this help");
    app_.set_version_flag("--version", "ieum " IEUM_VERSION);
    app_.require_subcommand(1);
    AddProfileCommands();
    AddSecretCommands();
    AddCheck();
    AddEncode();
    AddSubmit();
    AddResults();
    AddLink();
    AddScore();
    AddSynth();
  }

  absl::StatusOr<Command> Parse(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
      return ShowText{app_.help()};
    } catch (const CLI::CallForVersion& version) {
      return ShowText{std::string(version.what()) + "\n"};
    } catch (const CLI::ParseError& error) {
      return Refusal(error);
    }
    IEUM_CHECK(command_.has_value());
    return *std::move(command_);
  }

 private:
  absl::Status Refusal(const CLI::ParseError& error) {
    std::string chosen = "ieum";
    for (const CLI::App* app = &app_; !app->get_subcommands().empty();) {
      app = app->get_subcommands().front();
      chosen += " " + app->get_name();
    }
    std::string message = error.what();
    const auto code = static_cast<CLI::ExitCodes>(error.get_exit_code());
    if (code == CLI::ExitCodes::ExtrasError) {
      message = "unknown argument";
      for (const std::string& extra : app_.remaining(true)) {
        // What is no option may be a misplaced value, even a secret.
        if (extra.rfind('-', 0) == 0) message += " " + extra.substr(0, extra.find('='));
      }
    } else if (code == CLI::ExitCodes::ConversionError) {
      message = message.substr(0, message.find(" = "));
    } else if (chosen == "ieum") {
      message = app_.remaining().empty() ? "no command given" : "there is no such command";
    }
    return core::InvalidArgument("%s\nRun '%s --help' to see what it takes.", message, chosen);
  }

  CLI::App& Add(CLI::App& parent, const std::string& name, const std::string& full_name) {
    const CommandHelp& help = HelpOf(full_name);
    CLI::App& app = *parent.add_subcommand(name, std::string(help.purpose));
    app.footer(HelpFooter(help));
    return app;
  }

  template <typename Options>
  CLI::App& Add(CLI::App& parent, const std::string& name, const std::string& full_name,
                Options& options) {
    CLI::App& app = Add(parent, name, full_name);
    app.callback([this, &options] { command_ = options; });
    // Only of the command that is run: what is set for another must not stop this one.
    app.preparse_callback([&app](size_t) { UseEnvironment(app); });
    return app;
  }

  void AddProfileCommands() {
    CLI::App& profile = Add(app_, "profile", "profile");
    profile.require_subcommand(1);
    CLI::App& list = Add(profile, "list", "profile list", profile_list_);
    AddOutput(list, profile_list_.output);
    CLI::App& show = Add(profile, "show", "profile show", profile_show_);
    show.add_option("profile", profile_show_.source, "Built-in name or JSON file")
        ->required()
        ->type_name("NAME|FILE");
    // A profile is JSON for people and programs alike.
    AddOutput(show, ignored_output_);
    CLI::App& make = Add(profile, "new", "profile new", profile_new_);
    AddOption(make, "--template", profile_new_.template_name, "NAME", "Built-in profile to copy")
        ->required();
    AddOption(make, "--out", profile_new_.out_file, "FILE", "New file")->required();
    AddFlag(make, "--force", profile_new_.force, "Replace the file if it is there");
    CLI::App& digest = Add(profile, "digest", "profile digest", profile_digest_);
    digest.add_option("profile", profile_digest_.source, "JSON file or built-in name")
        ->required()
        ->type_name("FILE|NAME");
  }

  void AddSecretCommands() {
    CLI::App& secret = Add(app_, "secret", "secret");
    secret.require_subcommand(1);
    CLI::App& make = Add(secret, "new", "secret new", secret_new_);
    AddOption(make, "--out", secret_new_.out_file, "FILE", "New file, mode 0600")->required();
    CLI::App& check_value = Add(secret, "check-value", "secret check-value", secret_check_value_);
    AddOption(check_value, "--secret-file", secret_check_value_.secret_file, "FILE",
              "Holder secret")
        ->required();
  }

  void AddColumns(CLI::App& app, ColumnOptions& columns, const std::string& truth_help) {
    AddIdColumn(app, columns.id_column);
    AddOption(app, "--truth", columns.truth_column, "COLUMN", truth_help);
    AddExcluded(app, columns.excluded_columns);
  }

  void AddCheck() {
    CLI::App& app = Add(app_, "check", "check", check_);
    AddProfile(app, check_.profile);
    AddOption(app, "--in", check_.in_file, "FILE", "CSV file with a header line")->required();
    AddColumns(app, check_.columns, "Column with the known person; never encoded");
    AddOutput(app, check_.output);
  }

  void AddEncode() {
    CLI::App& app = Add(app_, "encode", "encode", encode_);
    AddProfile(app, encode_.profile);
    AddSecretFile(app, encode_.secret_file);
    AddOption(app, "--project", encode_.project, "ID", "Project the encodings are for")->required();
    AddOption(app, "--in", encode_.in_file, "FILE", "CSV file with a header line")->required();
    AddOption(app, "--out", encode_.out_file, "FILE", "Encoded file, for 'ieum submit'")
        ->required();
    AddOption(app, "--serials", encode_.serials_file, "FILE",
              "Serial map (row_id, serial), mode 0600; stays here")
        ->required();
    AddColumns(app, encode_.columns, "Column with the known person; never encoded");
    AddFlag(app, "--skip-invalid", encode_.skip_invalid,
            "Leave out rows that break a rule, and count them");
    AddFlag(app, "--force", encode_.force, "Replace the two files if they are there");
    AddThreads(app, encode_.thread_count);
    AddOutput(app, encode_.output);
  }

  void AddSubmit() {
    CLI::App& app = Add(app_, "submit", "submit", submit_);
    AddServer(app, submit_.server);
    AddOption(app, "--in", submit_.in_file, "FILE", "Encoded file of 'ieum encode'")->required();
    AddFlag(app, "--replace", submit_.replace, "Withdraw your earlier submission first");
    AddOutput(app, submit_.output);
  }

  void AddResults() {
    CLI::App& app = Add(app_, "results", "results", results_);
    AddServer(app, results_.server);
    AddOption(app, "--project", results_.project, "ID", "Project")->required();
    AddOption(app, "--serials", results_.serials_file, "FILE", "Serial map of 'ieum encode'")
        ->required();
    AddOption(app, "--out", results_.out_file, "FILE", "row_id, joint_key of every row")
        ->required();
    AddOutput(app, results_.output);
  }

  void AddLink() {
    CLI::App& app = Add(app_, "link", "link", link_);
    AddProfile(app, link_.profile);
    AddSecretFile(app, link_.secret_file);
    AddParties(app, link_.parties);
    AddOption(app, "--out", link_.out_file, "FILE", "dataset, row_id, joint_key of every row")
        ->required();
    AddColumns(app, link_.columns, "Column with the known person: scores, never encoded");
    constexpr int64_t kMaxThreshold = 10'000;
    AddOption(app, "--threshold", link_.threshold_basis_points, "BP",
              "Least similarity of a match in basis points (default: the profile's)")
        ->check(Number(1, kMaxThreshold));
    AddFlag(app, "--skip-invalid", link_.skip_invalid,
            "Leave out rows that break a rule, and count them");
    AddThreads(app, link_.thread_count);
    AddOutput(app, link_.output);
  }

  void AddScore() {
    CLI::App& app = Add(app_, "score", "score", score_);
    AddParties(app, score_.parties);
    AddOption(app, "--truth", score_.truth_column, "COLUMN", "Column with the known person")
        ->required();
    AddOption(app, "--groups", score_.groups_file, "FILE", "CSV: dataset, row_id, joint_key")
        ->required();
    AddIdColumn(app, score_.id_column);
    AddOutput(app, score_.output);
  }

  void AddSynth() {
    constexpr int64_t kPercent = 100;
    CLI::App& app = Add(app_, "synth", "synth", synth_);
    AddOption(app, "--persons", synth_.person_count, "N", "Persons in each file")
        ->check(Number(1, kMaxPersons))
        ->required();
    AddOption(app, "--seed", synth_.seed, "S", "Start of the random numbers (default 1)")
        ->check(Number(0, INT64_MAX));
    AddOption(app, "--overlap", synth_.overlap_percent, "PERCENT",
              "Persons of a file that are in the other too (default 50)")
        ->check(Number(0, kPercent));
    AddOption(app, "--out-a", synth_.out_a, "FILE", "First file")->required();
    AddOption(app, "--out-b", synth_.out_b, "FILE", "Second file")->required();
    AddOutput(app, synth_.output);
  }

  CLI::App app_;
  std::optional<Command> command_;
  OutputFormat ignored_output_ = OutputFormat::kTable;
  ProfileListOptions profile_list_;
  ProfileShowOptions profile_show_;
  ProfileNewOptions profile_new_;
  ProfileDigestOptions profile_digest_;
  SecretNewOptions secret_new_;
  SecretCheckValueOptions secret_check_value_;
  CheckOptions check_;
  EncodeOptions encode_;
  SubmitOptions submit_;
  ResultsOptions results_;
  LinkOptions link_;
  ScoreOptions score_;
  SynthOptions synth_;
};

}  // namespace

absl::StatusOr<Command> ParseArgs(int argc, const char* const* argv) {
  return Parser().Parse(argc, argv);
}

}  // namespace ieum::client
