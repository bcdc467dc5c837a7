#include "ieum/server/config/parse_args.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ieum/core/base/status.h"
#include "ieum/server/observe/build_info.h"

namespace ieum::server {
namespace {

constexpr char kFooter[] =
    R"(Every option is also a variable (IEUM_SERVER_LISTEN for --listen) and a key of the
configuration file (listen = "127.0.0.1:7443"). An option beats its variable, a variable the file.

Examples:
  ieum-server --role matcher --listen 127.0.0.1:7443 --data-dir /var/lib/ieum \
      --tls-ca ca.pem --tls-cert server.pem --tls-key server.key \
      --keystore /etc/ieum/keystore --keystore-passphrase-file /run/ieum/passphrase
  ieum-server --config /etc/ieum/server.toml

SIGTERM or SIGINT stop it: nothing acknowledged is lost, a running match goes on at the next start.

For a server that is stopped:
  ieum-server fsck --help      checks everything that it keeps
  ieum-server restore --help   puts a backup where a server finds it

Exit status: 0 stopped on request, 2 wrong options or files, 3 data directory in use or not ours,
  4 not found, 5 permission denied, 6 resources exhausted, 7 address or disk unavailable,
  9 stored data damaged, 10 internal error)";

constexpr char kRestoreFooter[] =
    R"(The backup must be signed by the key of the server's audit log and whole, file by file, before anything
is written. One that is older than the newest checkpoint known is refused: what happened after it, destructions
too, would be undone. --accept-loss restores it all the same and sets that checkpoint aside. Destroyed projects stay
unreadable, for their keys are in no backup. The keystore is not in a backup: keep it, or restore its newest copy.

Examples:
  ieum-server restore --backup backup-20261101T020000Z --data-dir restored --audit-key keystore.audit-key
  ieum-server restore --config /etc/ieum/server.toml --data-dir /var/lib/ieum-restored \
      --backup /backup/backup-20261101T020000Z --output json

Then check it: ieum-server fsck --data-dir restored --keystore keystore --keystore-passphrase-file FILE

Exit status: 0 restored, 2 wrong options or no backup of ours, 3 the data folder holds something, or the backup is not the
  newest state, 4 not found, 5 permission denied, 6 disk full, 7 disk unavailable, 9 the backup is damaged or was changed)";

constexpr char kFsckFooter[] =
    R"(Every step is done even if one before it found something, but for the first two. Only the last checkpoint beside the
audit key may be written anew. It may take as long as reading the data folder twice.

Examples:
  ieum-server fsck --data-dir matcher --keystore keystore --keystore-passphrase-file passphrase
  ieum-server fsck --config /etc/ieum/server.toml --output json

Exit status: 0 all whole, 2 wrong options, 3 a server is using the data folder, or store and keystore do not belong together,
  4 not found, 5 permission denied, 6 resources exhausted, 7 disk unavailable, 9 damaged, missing or put back, 10 internal error)";

void Define(CLI::App& app, ServerOptions& options) {
  const auto text = [&app](const char* name, std::string& value, const char* variable,
                           const char* help) {
    return app.add_option(name, value, help)->envname(variable);
  };
  text("--role", options.role, "IEUM_SERVER_ROLE", "Role this process serves: matcher or joiner");
  text("--listen", options.listen, "IEUM_SERVER_LISTEN",
       "Address and port, such as 127.0.0.1:7443 or [::1]:7443; port 0: a free one");
  text("--data-dir", options.data_dir, "IEUM_SERVER_DATA_DIR",
       "Folder of the store; made if it is not there; one process at a time");
  text("--tls-ca", options.tls.ca, "IEUM_SERVER_TLS_CA",
       "Certificates of the authorities whose clients are let in (PEM)");
  text("--tls-cert", options.tls.cert, "IEUM_SERVER_TLS_CERT",
       "Certificate of this server, then its intermediates (PEM)");
  text("--tls-key", options.tls.key, "IEUM_SERVER_TLS_KEY",
       "Private key of the certificate (PEM), readable by its owner only");
  text("--keystore", options.keystore.path, "IEUM_SERVER_KEYSTORE",
       "Keys of the projects, made by 'ieumctl keystore init'; not in the data folder");
  text("--keystore-passphrase-file", options.keystore.passphrase_file,
       "IEUM_SERVER_KEYSTORE_PASSPHRASE_FILE",
       "File with the keystore's passphrase, readable by its owner only");
  app.add_option("--keystore-passphrase-fd", options.keystore.passphrase_descriptor,
                 "Descriptor to read the passphrase from instead")
      ->envname("IEUM_SERVER_KEYSTORE_PASSPHRASE_FD");
  text("--keystore-token-module", options.keystore.token_module,
       "IEUM_SERVER_KEYSTORE_TOKEN_MODULE",
       "PKCS #11 library of the token that has the keystore's root key; the passphrase is its PIN");
  text("--keystore-token", options.keystore.token_label, "IEUM_SERVER_KEYSTORE_TOKEN",
       "Label of that token");
  text("--storage-cipher", options.storage_cipher, "IEUM_SERVER_STORAGE_CIPHER",
       "What new values are sealed with: aes-256-gcm or aria-256-gcm")
      ->capture_default_str();
  app.add_option("--threads", options.threads, "Threads of a matching run; 0: one per processor")
      ->envname("IEUM_SERVER_THREADS")
      ->capture_default_str();
  text("--memory", options.memory, "IEUM_SERVER_MEMORY",
       "Memory of a matching run that does not ask for its own, as 512MiB or 4GiB: encodings leave "
       "it for a file in the data folder that nobody else can open; default: as much as it takes");
  app.add_option("--min-free-disk-mib", options.min_free_disk_mib,
                 "Free disk space, in MiB, below which new data is refused")
      ->envname("IEUM_SERVER_MIN_FREE_DISK_MIB")
      ->capture_default_str();
  app.add_option("--max-rows-per-holder", options.max_rows_per_holder,
                 "Rows that a holder may submit to one project, over all rounds")
      ->envname("IEUM_SERVER_MAX_ROWS_PER_HOLDER")
      ->capture_default_str();
  text("--audit-key", options.audit_key, "IEUM_SERVER_AUDIT_KEY",
       "Key that the audit log signs with, made at the first start, and beside it the last "
       "checkpoint, by which an older copy of the data is noticed; default: the name of the "
       "keystore and .audit-key");
  app.add_option("--keystore-copy", options.keystore.copies,
                 "A copy of the keystore that the server can write, from which the key of a "
                 "destroyed project is erased too; give it once for each")
      ->envname("IEUM_SERVER_KEYSTORE_COPY");
  text("--backup-dir", options.backup_dir, "IEUM_SERVER_BACKUP_DIR",
       "Folder that 'ieumctl backup' makes backups in, on the disk of the data folder or another");
  app.add_option("--witness", options.witnesses,
                 "Public key of a witness, whose signature on a checkpoint of the audit log is "
                 "taken back and held to; give it once for each")
      ->envname("IEUM_SERVER_WITNESS");
  text("--port-file", options.port_file, "IEUM_SERVER_PORT_FILE",
       "File to write the port to once connections are accepted");
  text("--deny-list", options.deny_list, "IEUM_SERVER_DENY_LIST",
       "File of certificates and keys that are let in no more, made by 'ieumctl deny add'; read "
       "again when it changes");
  app.add_option("--max-certificate-days", options.max_certificate_days,
                 "Callers' certificates may be valid for so many days at most")
      ->envname("IEUM_SERVER_MAX_CERTIFICATE_DAYS")
      ->capture_default_str();
  app.add_flag("--one-person", options.one_person,
               "For tests and demonstrations: one person may do what takes two, and operators what "
               "project admins do; recorded in the audit log")
      ->envname("IEUM_SERVER_ONE_PERSON");
  app.add_flag("--allow-any-address", options.allow_any_address,
               "Allow --listen to name every network of the machine (0.0.0.0, ::)")
      ->envname("IEUM_SERVER_ALLOW_ANY_ADDRESS");
}

// The arguments, with those variables before them that are set: CLI11 would let the file beat a
// variable, but what comes later on the command line beats what came before.
std::vector<std::string> WithVariables(const CLI::App& app, std::span<const char* const> given) {
  std::vector<std::string> args;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_envname().empty()) continue;
    const char* value = std::getenv(option->get_envname().c_str());
    if (value != nullptr) args.push_back("--" + option->get_lnames().front() + "=" + value);
  }
  args.insert(args.end(), given.begin(), given.end());
  return args;
}

// The options of the server that the command does not use are taken, for they may be in its
// configuration file, and not shown.
void ShowOnly(CLI::App& app, std::initializer_list<const char*> names) {
  for (CLI::Option* option : app.get_options()) {
    if (option->get_lnames().empty()) continue;
    const std::string& name = option->get_lnames().front();
    const bool shown = name == "help" || name == "config" || name == "version" ||
                       std::find(names.begin(), names.end(), name) != names.end();
    if (!shown) option->group("");
  }
}

void DefineOutput(CLI::App& app, OfflineOptions& offline) {
  app.add_option_function<std::string>(
         "--output",
         [&offline](const std::string& format) {
           offline.output =
               format == "json" ? core::OutputFormat::kJson : core::OutputFormat::kTable;
         },
         "How to print what was found")
      ->check(CLI::IsMember({"table", "json"}))
      ->default_str("table");
}

void DefineRestore(CLI::App& app, OfflineOptions& offline) {
  app.description("Puts a backup where a server finds it, with the server stopped.");
  app.footer(kRestoreFooter);
  ShowOnly(app, {"data-dir", "keystore", "audit-key"});
  app.get_option("--data-dir")->description("Folder to make; one that holds something is refused");
  app.add_option("--backup", offline.backup, "Folder that 'ieumctl backup' has made");
  app.add_option("--audit-public-key", offline.audit_public_key,
                 "Public key of the audit log; default: the name of the audit key and .pub");
  app.add_option("--newest-checkpoint", offline.newest_checkpoint,
                 "Newest checkpoint of the audit log that is known; default: the name of the audit "
                 "key and .checkpoint");
  app.add_flag("--accept-loss", offline.accept_loss,
               "Restore it although it is not, or may not be, the newest state");
  DefineOutput(app, offline);
}

void DefineFsck(CLI::App& app, OfflineOptions& offline) {
  app.description(
      "Checks everything that a stopped server keeps: keystore, files, sealed values, digests, "
      "submissions, results, destructions, audit log.");
  app.footer(kFsckFooter);
  ShowOnly(app, {"data-dir", "keystore", "keystore-passphrase-file", "keystore-passphrase-fd",
                 "keystore-token-module", "keystore-token", "audit-key"});
  DefineOutput(app, offline);
}

}  // namespace

absl::StatusOr<ParsedArgs> ParseArgs(int argc, const char* const* argv) {
  ParsedArgs parsed;
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (first == "restore") parsed.command = ServerCommand::kRestore;
  if (first == "fsck") parsed.command = ServerCommand::kFsck;
  const bool serves = parsed.command == ServerCommand::kServe;
  CLI::App app("Serves the institution's side of a record linkage: keeps encodings, matches them.",
               serves ? "ieum-server" : "ieum-server " + std::string(first));
  app.footer(kFooter);
  app.set_version_flag("--version", "ieum-server " + std::string(BuildVersion()));
  app.set_config("--config", "", "Configuration file (key = value)")->envname("IEUM_SERVER_CONFIG");
  // A misspelt key must not be ignored silently, which is CLI11's default.
  app.allow_config_extras(false);
  Define(app, parsed.options);
  if (parsed.command == ServerCommand::kRestore) DefineRestore(app, parsed.offline);
  if (parsed.command == ServerCommand::kFsck) DefineFsck(app, parsed.offline);
  for (CLI::Option* option : app.get_options()) {
    if (option->get_expected_max() <= 1) option->take_last();
  }
  try {
    const std::span<const char* const> given(argv, static_cast<size_t>(argc));
    std::vector<std::string> args =
        WithVariables(app, given.subspan(std::min<size_t>(given.size(), serves ? 1 : 2)));
    std::reverse(args.begin(), args.end());  // as CLI11 wants them
    app.parse(std::move(args));
  } catch (const CLI::CallForHelp&) {
    parsed.text = app.help();
  } catch (const CLI::CallForVersion&) {
    parsed.text = app.version() + "\n";
  } catch (const CLI::ConfigError& error) {
    return core::InvalidArgument("the configuration file has a key that is not an option (%s)",
                                 error.what());
  } catch (const CLI::Error& error) {
    return core::InvalidArgument("%s; see ieum-server --help", error.what());
  }
  return parsed;
}

}  // namespace ieum::server
