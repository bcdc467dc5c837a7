#include "ieum/server/config/parse_args.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <string>
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

Exit status: 0 stopped on request, 2 wrong options or files, 3 data directory in use or not ours,
  4 not found, 5 permission denied, 6 resources exhausted, 7 address or disk unavailable,
  9 stored data damaged, 10 internal error)";

void Define(CLI::App& app, ServerOptions& options) {
  const auto text = [&app](const char* name, std::string& value, const char* variable,
                           const char* help) {
    return app.add_option(name, value, help)->envname(variable);
  };
  text("--role", options.role, "IEUM_SERVER_ROLE", "Role this process serves: matcher");
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
std::vector<std::string> WithVariables(const CLI::App& app, int argc, const char* const* argv) {
  std::vector<std::string> args;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_envname().empty()) continue;
    const char* value = std::getenv(option->get_envname().c_str());
    if (value != nullptr) args.push_back("--" + option->get_lnames().front() + "=" + value);
  }
  args.insert(args.end(), argv + 1, argv + argc);
  return args;
}

}  // namespace

absl::StatusOr<ParsedArgs> ParseArgs(int argc, const char* const* argv) {
  ParsedArgs parsed;
  CLI::App app("Serves the institution's side of a record linkage: keeps encodings, matches them.",
               "ieum-server");
  app.footer(kFooter);
  app.set_version_flag("--version", "ieum-server " + std::string(BuildVersion()));
  app.set_config("--config", "", "Configuration file (key = value)")->envname("IEUM_SERVER_CONFIG");
  // A misspelt key must not be ignored silently, which is CLI11's default.
  app.allow_config_extras(false);
  Define(app, parsed.options);
  for (CLI::Option* option : app.get_options()) {
    if (option->get_expected_max() <= 1) option->take_last();
  }
  try {
    std::vector<std::string> args = WithVariables(app, argc, argv);
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
