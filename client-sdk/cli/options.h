// What each command of `ieum` was asked to do: plain values, checked as far as they can be without
// opening a file.
#ifndef IEUM_CLIENT_CLI_OPTIONS_H_
#define IEUM_CLIENT_CLI_OPTIONS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "cli/bundle_options.h"
#include "cli/disclosure_options.h"
#include "cli/format_options.h"
#include "cli/objection_options.h"
#include "cli/payload_options.h"
#include "cli/profile_options.h"
#include "cli/release_options.h"
#include "cli/secret_options.h"
#include "cli/server_options.h"

namespace ieum::client {

// "a=A.csv".
struct PartyOption {
  std::string label;
  std::string path;
};

// Text that was asked for instead of a command: --help, --version.
struct ShowText {
  std::string text;
};

struct CheckOptions {
  std::string profile;
  std::string in_file;
  ColumnOptions columns;
  FormatOptions format;
  std::string html_file;  // empty: none
  std::string language;   // empty: by locale
  OutputFormat output = OutputFormat::kTable;
};

struct EncodeOptions {
  std::string profile;
  std::string manifest_file;  // empty: not held to it
  std::string secret_file;
  std::string passphrase_file;
  std::string project;
  std::string in_file;
  std::string out_file;
  std::string serials_file;
  ColumnOptions columns;
  FormatOptions format;
  bool skip_invalid = false;
  bool force = false;
  bool dry_run = false;
  int thread_count = 1;
  OutputFormat output = OutputFormat::kTable;
};

// Today's salted hash. A salt only ever comes from a file.
struct ExactOptions {
  std::string profile;  // built-in name or file
  std::string salt_file;
  std::string second_salt_file;
};

struct ExactHashOptions {
  ExactOptions exact;
  std::string in_file;
  std::string out_file;
  ColumnOptions columns;
  FormatOptions format;
  bool skip_invalid = false;
  bool force = false;
  OutputFormat output = OutputFormat::kTable;
};

struct ExactSaltOptions {
  std::string out_file;
};
struct ExactShowOptions {
  std::string source;  // built-in name or file
};

struct LinkOptions {
  std::string profile;
  std::string secret_file;
  std::string passphrase_file;
  std::vector<PartyOption> parties;
  std::string out_file;
  ColumnOptions columns;
  FormatOptions format;
  std::string scoring = "model";   // or "profile"
  int threshold_basis_points = 0;  // of scoring by profile; 0: the profile's
  bool exhaustive = false;
  std::optional<double> min_completeness;  // of scoring by model, 0 to 1; nothing: not asked for
  std::string solver = "greedy";           // of scoring by model; or "optimal"
  int64_t memory_bytes = 0;                // 0: as much as it takes
  std::vector<std::string> duplicates;     // labels of parties, of scoring by model
  std::optional<int> match_weight;         // of scoring by model, in millinats; nothing: found
  std::optional<double> precision;         // of scoring by model, 0 to 1; nothing: not asked for
  std::string model_file;                  // of scoring by model; empty: fit one
  std::string save_model_file;             // empty: none
  std::vector<std::string> report_files;
  std::string language;  // of reports as HTML pages; empty: by locale
  bool skip_invalid = false;
  int thread_count = 1;
  OutputFormat output = OutputFormat::kTable;
  ExactOptions exact;  // no profile: no comparison
};

// Rows of one file that are one person.
struct DedupeOptions {
  std::string profile;
  std::string secret_file;
  std::string passphrase_file;
  std::string in_file;
  std::string out_file;
  ColumnOptions columns;
  FormatOptions format;
  bool exhaustive = false;
  std::optional<int> match_weight;  // millinats; nothing: found
  std::optional<double> precision;  // 0 to 1; nothing: not asked for
  bool skip_invalid = false;
  int thread_count = 1;
  OutputFormat output = OutputFormat::kTable;
};

struct ScoreOptions {
  std::vector<PartyOption> parties;
  std::string truth_column;
  std::string groups_file;
  std::string id_column = "row_id";
  OutputFormat output = OutputFormat::kTable;
};

struct SynthOptions {
  int64_t person_count = 0;
  int64_t seed = 1;
  std::string out_a;  // with out_b, or both empty
  std::string out_b;
  std::string out_prefix;
  int file_count = 2;
  std::string truth_file;  // empty: none
  std::string people = "korean";
  std::string preset = "everyday";
  int overlap_percent = 50;
  // Basis points from here on.
  int families = 10'000;
  int twins = 200;
  int namesakes = 0;
  std::map<std::string, int> rates;  // those given, by the names of ChangeRates
  bool full_columns = false;
  bool mixed_forms = false;
  OutputFormat output = OutputFormat::kTable;
};

using Command = std::variant<
    ShowText, ProfileListOptions, ProfileShowOptions, ProfileNewOptions, ProfileDigestOptions,
    ProfileDiffOptions, ProfileTestOptions, ProfileSuggestOptions, SecretNewOptions,
    SecretImportOptions, SecretShowCheckValueOptions, AgreeOptions, AgreeStartOptions,
    AgreeSealOptions, AgreeFinishOptions, CheckOptions, EncodeOptions, SubmitOptions,
    PrecheckOptions, ResultsOptions, SerialsExportOptions, ExactHashOptions, ExactSaltOptions,
    ExactShowOptions, LinkOptions, DedupeOptions, ScoreOptions, SynthOptions, BundleMakeOptions,
    BundleVerifyOptions, BundleOpenOptions, BundleSendOptions, PayloadCheckOptions,
    PayloadMakeOptions, PayloadShowOptions, ObjectionMakeOptions, ReleaseShowOptions,
    ReleaseCsvOptions, ReleaseSqliteOptions, ReleaseDictionaryOptions, DisclosureReviewOptions,
    DisclosureFixOptions, DisclosurePolicyOptions, DoctorOptions>;

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_OPTIONS_H_
