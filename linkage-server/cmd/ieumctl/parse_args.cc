// Long because one parser knows every command.
#include "ieumctl/parse_args.h"

#include <CLI/CLI.hpp>
#include <map>
#include <optional>

#include "ieum/core/base/status.h"
#include "ieum/core/terminal/option_text.h"
#include "ieum/core/terminal/terminal.h"
#include "ieumctl/audit_help.h"
#include "ieumctl/keystore_help.h"

namespace ieum::server {
namespace {

constexpr uint32_t kMaxThreshold = 10'000;
constexpr uint32_t kMaxRound = 1'000'000'000;

constexpr char kPurpose[] =
    "Ieum, the operator's program: creates projects on a matcher, watches submissions, runs "
    "matches\n"
    "and reports how they went. Every option has a variable IEUM_CTL_<OPTION>, for example\n"
    "IEUM_CTL_SERVER.";
constexpr char kProjectExamples[] =
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
constexpr char kSubmissionExamples[] =
    "  ieumctl submission list --server matcher.example.org:8443 --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --project flu-2026\n"
    "  IEUM_CTL_SERVER=127.0.0.1:8443 ieumctl submission list --ca ca.pem --cert me.pem \\\n"
    "      --key me.key --project flu-2026 --output json\n";
constexpr char kRunExamples[] =
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

std::string Footer(const std::string& examples) {
  return "Examples:\n" + examples + "\n" + std::string(core::ExitCodeHelp());
}

// "--joint-keys-to-holders" → "IEUM_CTL_JOINT_KEYS_TO_HOLDERS".
std::string VariableOf(const std::string& name) {
  std::string variable = "IEUM_CTL_";
  for (const char c : name.substr(2)) {
    variable += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return variable;
}

template <typename Value>
CLI::Option& AddOption(CLI::App& app, const std::string& name, Value& value,
                       const std::string& type, const std::string& help) {
  return *app.add_option(name, value, help)->envname(VariableOf(name))->type_name(type);
}

class Parser {
 public:
  Parser() {
    app_.name("ieumctl");
    app_.description(kPurpose);
    app_.footer(Footer(std::string(kProjectExamples) + kRunExamples));
    app_.set_help_flag("-h,--help", "Show this help");
    app_.set_version_flag("--version", "ieumctl " IEUM_VERSION);
    app_.require_subcommand(1);
    AddProject();
    AddSubmission();
    AddRun();
    AddReport();
    AddKeystore();
    AddAudit();
  }

  absl::StatusOr<Command> Parse(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
      return ShowText{app_.help()};
    } catch (const CLI::CallForVersion& version) {
      return ShowText{std::string(version.what()) + "\n"};
    } catch (const CLI::ParseError& error) {
      return core::InvalidArgument("%s; run '%s --help' to see what it takes", error.what(),
                                   ChosenCommand());
    }
    IEUM_CHECK(command_.has_value());
    return *std::move(command_);
  }

 private:
  std::string ChosenCommand() {
    std::string chosen = "ieumctl";
    for (const CLI::App* app = &app_; !app->get_subcommands().empty();) {
      app = app->get_subcommands().front();
      chosen += " " + app->get_name();
    }
    return chosen;
  }

  CLI::App& AddGroup(const std::string& name, const std::string& help, const char* examples) {
    CLI::App& group = *app_.add_subcommand(name, help);
    group.require_subcommand(1);
    group.footer(Footer(examples));
    return group;
  }

  static void AddOutput(CLI::App& app, OutputFormat& output) {
    static const std::map<std::string, OutputFormat> kFormats = {{"table", OutputFormat::kTable},
                                                                 {"json", OutputFormat::kJson}};
    AddOption(app, "--output", output, "table|json", "How to print (default table)")
        .transform(CLI::Transformer(kFormats).description(""));
  }

  // A command that calls a server; `options` becomes the parsed command.
  template <typename Options>
  CLI::App& AddCommand(CLI::App& parent, const std::string& name, const std::string& help,
                       const char* examples, Options& options) {
    CLI::App& app = *parent.add_subcommand(name, help);
    app.footer(Footer(examples));
    app.callback([this, &options] { command_ = options; });
    core::ChannelOptions& channel = options.common.channel;
    AddOption(app, "--server", channel.server, "HOST:PORT", "The matcher").required();
    AddOption(app, "--ca", channel.ca_file, "FILE", "CA that signs the server's certificate (PEM)")
        .required();
    AddOption(app, "--cert", channel.certificate_file, "FILE", "Your certificate (PEM)").required();
    AddOption(app, "--key", channel.key_file, "FILE", "Its key (PEM), readable by you only")
        .required();
    AddOutput(app, options.common.output);
    return app;
  }

  // Takes a text as `parse` reads it.
  template <typename Value, typename Target>
  static void AddParsed(CLI::App& app, const std::string& name, const std::string& type,
                        const std::string& help, absl::StatusOr<Value> (*parse)(const std::string&),
                        Target& target) {
    const auto take = [parse, &target](const std::string& text) {
      const absl::StatusOr<Value> value = parse(text);
      if (!value.ok()) return std::string(core::Message(value.status()));
      target = *value;
      return std::string();
    };
    app.add_option_function<std::string>(
           name, [take](const std::string& text) { take(text); }, help)
        ->check(CLI::Validator(take, ""))
        ->envname(VariableOf(name))
        ->type_name(type);
  }

  static void AddProjectId(CLI::App& app, const std::string& name, std::string& project) {
    AddOption(app, name, project, "ID", "Project").required();
  }
  static void AddRunNumber(CLI::App& app, uint64_t& run_number, const std::string& fallback) {
    AddOption(app, "--run", run_number, "N", "Number of the run (default: " + fallback + ")");
  }
  static void AddThreshold(CLI::App& app, uint32_t& threshold, const std::string& when) {
    AddOption(app, "--threshold", threshold, "BP",
              "Least similarity of a match, basis points (" + when + ")")
        .check(CLI::Range(1U, kMaxThreshold).description(""));
  }

  void AddProject() {
    CLI::App& group = AddGroup("project", "What is linked, by whom", kProjectExamples);
    CLI::App& create = AddCommand(group, "create", "Create a project that holders can submit to",
                                  kProjectExamples, project_create_);
    AddProjectId(create, "--id", project_create_.project);
    AddOption(create, "--holder", project_create_.holders, "INSTITUTION",
              "Institution id of a holder, as in its certificate; give it 2 to 31 times")
        .required();
    AddOption(create, "--profile", project_create_.profile_file, "FILE",
              "Encoding profile (JSON) that the holders have agreed on")
        .required();
    AddThreshold(create, project_create_.threshold_basis_points,
                 "for scoring by profile; default: the profile's");
    create.add_flag("--test", project_create_.test,
                    "Allow a profile of preset plain; never for real persons");
    create.add_flag("--field-level-approved", project_create_.field_level_approved,
                    "Allow a profile of preset field, once its risk has been approved");
    create.add_flag("--joint-keys-to-holders", project_create_.joint_keys_to_holders,
                    "Holders may read the joint keys of their own rows");
    AddCommand(group, "list", "List all projects", kProjectExamples, project_list_);
    AddProjectId(AddCommand(group, "show", "Show a project", kProjectExamples, project_show_),
                 "--id", project_show_.project);
    AddProjectId(AddCommand(group, "seal", "Close submissions, so that matching can start",
                            kProjectExamples, project_seal_),
                 "--id", project_seal_.project);
    CLI::App& reopen =
        AddCommand(group, "reopen", "Open another round of submissions; what is there stays",
                   kReopenExamples, project_reopen_);
    AddProjectId(reopen, "--id", project_reopen_.project);
    AddOption(reopen, "--round", project_reopen_.round, "N",
              "The round to open, from 2 (default: the one after the project's)")
        .check(CLI::Range(2U, kMaxRound).description(""));
  }

  void AddSubmission() {
    CLI::App& group = AddGroup("submission", "What holders have sent", kSubmissionExamples);
    AddProjectId(AddCommand(group, "list", "List the submissions of a project", kSubmissionExamples,
                            submission_list_),
                 "--project", submission_list_.project);
  }

  void AddRun() {
    CLI::App& group = AddGroup("run", "Matching runs", kRunExamples);
    CLI::App& start =
        AddCommand(group, "start", "Match a sealed project", kRunExamples, run_start_);
    AddProjectId(start, "--project", run_start_.project);
    AddThreshold(start, run_start_.threshold_basis_points,
                 "scoring by profile; default: the project's");
    AddOption(start, "--scoring", run_start_.by_profile, "WORD",
              "What decides: 'model', fitted without labels (default), or 'profile', its weights "
              "and threshold")
        .transform(CLI::Transformer(
                       std::map<std::string, std::string>{{"model", "false"}, {"profile", "true"}})
                       .description(""));
    AddOption(start, "--duplicates", run_start_.duplicate_holders, "INSTITUTION",
              "Holder that may have several rows of one person (scoring by model)");
    AddWishes(start);
    start.add_flag("--from-scratch", run_start_.from_scratch,
                   "Fit a model anew and compare all rows, also in a later round (scoring by "
                   "model); persons keep their joint keys");
    start.add_flag("--wait", run_start_.wait,
                   "Show progress until it ends; interrupting only ends the watching");
    CLI::App& watch =
        AddCommand(group, "watch", "Show progress until a run ends", kRunExamples, run_watch_);
    AddProjectId(watch, "--project", run_watch_.project);
    AddRunNumber(watch, run_watch_.run_number, "the newest");
    CLI::App& cancel = AddCommand(group, "cancel", "Ask a run to stop", kRunExamples, run_cancel_);
    AddProjectId(cancel, "--project", run_cancel_.project);
    AddRunNumber(cancel, run_cancel_.run_number, "the newest");
    CLI::App& show = AddCommand(group, "show", "Show a run", kRunExamples, run_show_);
    AddProjectId(show, "--project", run_show_.project);
    AddRunNumber(show, run_show_.run_number, "the newest");
    AddProjectId(AddCommand(group, "list", "List the runs of a project", kRunExamples, run_list_),
                 "--project", run_list_.project);
    AddRunReport(group);
  }

  // Options of a run that 'ieum link' has too, with the same words.
  void AddWishes(CLI::App& start) {
    AddParsed(start, "--match-weight", "MILLINATS",
              "Least weight of a match by the model (default: that of the largest estimated F1)",
              core::ParseMatchWeight, run_start_.match_weight);
    AddParsed(start, "--precision", "SHARE",
              "Instead: the lowest weight whose estimated precision is at least this, as 0.99 or "
              "9900",
              core::ParsePrecision, run_start_.precision);
    start.add_flag("--exhaustive", run_start_.exhaustive,
                   "Compare all pairs, however many there are (scoring by model)");
    AddParsed(start, "--min-completeness", "SHARE",
              "Look for candidates until it is certain (95 %) that this share of the pairs was "
              "compared that comparing all would accept, as 0.99 (scoring by model)",
              core::ParseCompleteness, run_start_.min_completeness);
    AddParsed(
        start, "--memory", "SIZE",
        "Get along with this much memory, as 512MiB or 4GiB: encodings leave it for a file in "
        "the server's data folder that nobody else can open (default: the server's --memory)",
        core::ParseMemory, run_start_.memory_bytes);
    AddOption(start, "--solve", run_start_.optimal, "WORD",
              "Which of the accepted pairs to take: 'greedy', the best first, or 'optimal', the "
              "largest sum for two datasets without duplicates (scoring by model; default greedy)")
        .transform(CLI::Transformer(
                       std::map<std::string, std::string>{{"greedy", "false"}, {"optimal", "true"}})
                       .description(""));
  }

  void AddRunReport(CLI::App& group) {
    CLI::App& report =
        AddCommand(group, "report",
                   "Print the match report of a run that fitted a model: warnings, estimates, "
                   "thresholds, overlap, never rows",
                   kRunReportExamples, run_report_);
    AddProjectId(report, "--project", run_report_.project);
    AddRunNumber(report, run_report_.run_number, "the newest that succeeded");
    AddOption(report, "--html", run_report_.html_file, "FILE",
              "Also write it as a page with charts that needs nothing else");
    AddOption(report, "--language", run_report_.language, "LANGUAGE",
              "Of the page: 'en' or 'ko' (default en)")
        .check(CLI::IsMember({"en", "ko"}).description(""));
  }

  void AddAudit() {
    CLI::App& group =
        AddGroup("audit", "Who did what: the audit log, for auditors", kAuditExamples);
    CLI::App& show = AddCommand(group, "show", "Show entries", kAuditExamples, audit_show_);
    AddOption(show, "--from", audit_show_.first, "N", "First entry, from 0 (default: the last 50)")
        .each([this](const std::string&) { audit_show_.from_given = true; });
    AddOption(show, "--count", audit_show_.count, "N", "At most so many");
    AddOption(show, "--project", audit_show_.project, "ID", "Only entries of this project");
    CLI::App& prove = AddCommand(group, "prove", "Prove that an entry is in the log",
                                 kAuditExamples, audit_prove_);
    AddOption(prove, "--entry", audit_prove_.index, "N", "Number of the entry, from 0").required();
    AddLogFiles(prove, audit_prove_.log_key_file, &audit_prove_.older_file);
    CLI::App& verify = *group.add_subcommand("verify", "Verify an exported log, without a server");
    verify.footer(Footer(kAuditExamples));
    verify.callback([this] { command_ = audit_verify_; });
    AddOption(verify, "--folder", audit_verify_.folder, "DIR", "The exported log").required();
    AddLogFiles(verify, audit_verify_.log_key_file, &audit_verify_.older_file);
    AddOption(verify, "--witness", audit_verify_.witness_key_files, "FILE",
              "Public key of a witness that must have signed too; may be given again");
    AddOutput(verify, audit_verify_.output);
    CLI::App& take = AddCommand(group, "export", "Take the log away as files, and verify them",
                                kAuditExamples, audit_export_);
    AddOption(take, "--folder", audit_export_.folder, "DIR", "New folder").required();
    AddLogFiles(take, audit_export_.log_key_file, nullptr);
  }

  static void AddLogFiles(CLI::App& app, std::string& key, std::string* older) {
    AddOption(app, "--log-key", key, "FILE", "Public key of the log, from the institution")
        .required();
    if (older == nullptr) return;
    AddOption(app, "--older", *older, "FILE",
              "Checkpoint of an older export that it must continue");
  }

  void AddReport() {
    CLI::App& report = AddCommand(app_, "report", "Report how a match went: counts, never rows",
                                  kReportExamples, report_);
    AddProjectId(report, "--project", report_.project);
    AddRunNumber(report, report_.run_number, "the newest that succeeded");
  }

  // Commands that work on a file of this machine and call no server.
  template <typename Options>
  CLI::App& AddKeystoreCommand(CLI::App& group, const std::string& name, const std::string& help,
                               Options& options) {
    CLI::App& app = *group.add_subcommand(name, help);
    app.footer(Footer(kKeystoreExamples));
    app.callback([this, &options] { command_ = options; });
    AddOption(app, "--keystore", options.keystore, "FILE", "The keystore").required();
    AddOption(app, "--passphrase-file", options.passphrase_file, "FILE",
              "File with its passphrase, readable by you only (default: asked for)");
    return app;
  }

  void AddKeystore() {
    CLI::App& group = AddGroup("keystore", "Keys of a server's projects, with the server stopped",
                               kKeystoreExamples);
    AddKeystoreCommand(group, "init", "Make the keystore of a new server", keystore_init_);
    AddKeystoreCommand(group, "show", "Check a keystore and list its entries, never keys",
                       keystore_show_);
    CLI::App& rotate = AddKeystoreCommand(
        group, "rotate", "Put all keys under a new passphrase; data is not touched",
        keystore_rotate_);
    AddOption(rotate, "--new-passphrase-file", keystore_rotate_.new_passphrase_file, "FILE",
              "File with the new passphrase, readable by you only (default: asked for)");
  }

  CLI::App app_;
  std::optional<Command> command_;
  ProjectCreateOptions project_create_;
  ProjectListOptions project_list_;
  ProjectShowOptions project_show_;
  ProjectSealOptions project_seal_;
  ProjectReopenOptions project_reopen_;
  SubmissionListOptions submission_list_;
  RunStartOptions run_start_;
  RunWatchOptions run_watch_;
  RunCancelOptions run_cancel_;
  RunShowOptions run_show_;
  RunListOptions run_list_;
  RunReportOptions run_report_;
  ReportOptions report_;
  AuditShowOptions audit_show_;
  AuditProveOptions audit_prove_;
  AuditVerifyOptions audit_verify_;
  AuditExportOptions audit_export_;
  KeystoreInitOptions keystore_init_;
  KeystoreShowOptions keystore_show_;
  KeystoreRotateOptions keystore_rotate_;
};

}  // namespace

absl::StatusOr<Command> ParseArgs(int argc, const char* const* argv) {
  return Parser().Parse(argc, argv);
}

}  // namespace ieum::server
