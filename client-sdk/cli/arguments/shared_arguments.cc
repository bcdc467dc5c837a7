#include "cli/arguments/shared_arguments.h"

#include <string_view>

#include "absl/strings/ascii.h"
#include "ieum/core/base/thread_pool.h"

namespace ieum::client {
namespace {

constexpr int kMaxThreads = 256;

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

}  // namespace

void DeclareOutput(OptionSet& set, OutputFormat& target) {
  set.One({"--output", "FORMAT", "'table' for people, 'json' for programs (default table)"},
          [&target](const std::string& text) {
            if (text != "table" && text != "json") return std::string("want 'table' or 'json'");
            target = text == "json" ? OutputFormat::kJson : OutputFormat::kTable;
            return std::string();
          });
}

void DeclareThreads(OptionSet& set, int& target) {
  target = core::DefaultThreadCount();
  set.Number({"--threads", "N", "Threads to use (default: all processors)"}, target, 1,
             kMaxThreads);
}

void DeclareProfile(OptionSet& set, std::string& target) {
  set.Text({"--profile", "NAME|FILE", "Encoding profile: built-in name or JSON file"}, target,
           Presence::kRequired);
}

void DeclareSecretFile(OptionSet& set, std::string& target) {
  set.Text({"--secret-file", "FILE", "Holder secret, see 'ieum secret new'"}, target);
}

void DeclarePassphraseFile(OptionSet& set, std::string& target) {
  set.Text({"--passphrase-file", "FILE",
            "File of mode 0600, or descriptor such as /dev/fd/3, with the passphrase; else the "
            "terminal asks"},
           target);
}

void DeclareIdColumn(OptionSet& set, std::string& target) {
  set.Text({"--id-column", "COLUMN",
            "Column that names the row in your own files, unique (default row_id)"},
           target);
}

void DeclareInput(OptionSet& set, std::string& target) {
  set.Text({"--in", "FILE", "CSV or TSV file, also .gz or .zst; '-' is standard input"}, target,
           Presence::kRequired);
}

void DeclareColumns(OptionSet& set, ColumnOptions& columns, const std::string& truth_help) {
  DeclareIdColumn(set, columns.id_column);
  set.Text({"--truth", "COLUMN", truth_help}, columns.truth_column);
  set.Texts({"--exclude", "COLUMN",
             "Column of the profile to leave out; may be repeated, or several with commas"},
            columns.excluded_columns, ',');
  const auto accept = [&columns](const std::string& text) -> std::string {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
      return "want COLUMN=THEIRS such as name=patient_name";
    }
    columns.column_map.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    return "";
  };
  set.Each(
      {"--column", "COLUMN=THEIRS",
       "What the file calls a column of the profile; may be repeated, or several with commas"},
      ',', [&columns] { columns.column_map.clear(); }, accept);
}

void DeclareFormat(OptionSet& set, FormatOptions& format) {
  set.Word({"--encoding", "NAME",
            "auto, utf-8, cp949, euc-kr, utf-16, utf-16le or utf-16be (default auto: byte order "
            "mark, else UTF-8 or CP949, whichever the text is)"},
           format.encoding, {"auto", "utf-8", "cp949", "euc-kr", "utf-16", "utf-16le", "utf-16be"})
      .Word({"--delimiter", "NAME",
             "auto, comma, tab, semicolon or bar (default auto: tab for .tsv, else by the first "
             "line)"},
            format.delimiter, {"auto", "comma", "tab", "semicolon", "bar"})
      .Flag({"--no-header", "", "The first line is a row: columns are called 1, 2, 3 …"},
            format.no_header);
}

void DeclareSkipInvalid(OptionSet& set, bool& target) {
  set.Flag({"--skip-invalid", "", "Leave out rows that break a rule, and count them"}, target);
}

void DeclareDryRun(OptionSet& set, bool& target, const char* what) {
  set.Flag({"--dry-run", "", what}, target);
}

void DeclareSalts(OptionSet& set, ExactOptions& target) {
  set.Text({"--salt-file", "FILE", "Salt of the exact profile, mode 0600; see 'ieum exact salt'"},
           target.salt_file)
      .Text({"--second-salt-file", "FILE", "The other salt, if the profile's formula has salt2"},
            target.second_salt_file);
}

void DeclareConnection(OptionSet& set, ServerOptions& target, Presence presence) {
  set.Text({"--server", "HOST:PORT", "The matcher"}, target.server, presence)
      .Text({"--ca", "FILE", "PEM: who may sign the server's certificate"}, target.ca_file,
            presence)
      .Text({"--cert", "FILE", "PEM: own certificate"}, target.certificate_file, presence)
      .Text({"--key", "FILE", "PEM: key of the certificate, mode 0600"}, target.key_file, presence);
}

void DeclareServer(OptionSet& set, ServerOptions& target, Presence presence) {
  DeclareConnection(set, target, presence);
  set.Text({"--manifest", "FILE",
            "The project's manifest as you signed it; a server that has another refuses "
            "(default: the server's is taken and its digest shown)"},
           target.manifest_file);
}

void DeclareParties(OptionSet& set, std::vector<PartyOption>& target) {
  const auto accept = [&target](const std::string& text) -> std::string {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals + 1 >= text.size() ||
        !IsLabel(std::string_view(text).substr(0, equals))) {
      return "want NAME=FILE such as a=A.csv, the name of letters, digits, '-', '_' and '.', at "
             "most 63";
    }
    target.push_back({text.substr(0, equals), text.substr(equals + 1)});
    return "";
  };
  set.Each(
      {"--party", "NAME=FILE",
       "Name of a dataset and its CSV file; repeat for each, in IEUM_PARTY with ';' between"},
      ';', [&target] { target.clear(); }, accept, Presence::kRequired);
}

}  // namespace ieum::client
