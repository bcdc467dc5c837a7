// Settings of one server process, checked before anything is opened.
#ifndef IEUM_SERVER_CONFIG_SERVER_CONFIG_H_
#define IEUM_SERVER_CONFIG_SERVER_CONFIG_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/aead.h"
#include "ieum/core/terminal/terminal.h"
#include "ieum/server/config/store_role.h"

namespace ieum::server {

// An address of this machine. Always a number or "localhost", never a name that somebody else's
// name server turns into an address.
struct ListenAddress {
  std::string host;  // without brackets
  int port;          // 0: the system chooses a free one

  // "127.0.0.1:7443", "[::1]:7443".
  std::string ToString() const;
  // True for an address that means every interface of the machine.
  bool IsWildcard() const;
};

// INVALID_ARGUMENT says what is wrong and how an address looks.
absl::StatusOr<ListenAddress> ParseListenAddress(std::string_view text);

struct TlsFiles {
  std::string ca;    // certificates of the authorities whose clients are let in, PEM
  std::string cert;  // this server's certificate, then its intermediates, PEM
  std::string key;   // private key of `cert`, PEM, readable by its owner only
};

// Where the keys of projects are, and what opens them.
struct KeystoreFiles {
  std::string path;
  // Of the same keystore; a destroyed project's key is erased there too.
  std::vector<std::string> copies = {};
  std::string passphrase_file;  // one of these two
  int passphrase_descriptor = -1;
  // Of the PKCS #11 token that has the root key, whose PIN the passphrase is then; empty: none.
  std::string token_module = {};
  std::string token_label = {};
};

// Raw values as given by options, variables or the configuration file.
struct ServerOptions {
  std::string role;
  std::string listen;
  std::string data_dir;
  TlsFiles tls;
  KeystoreFiles keystore;
  std::string storage_cipher = "aes-256-gcm";
  int threads = 0;  // 0: one for each processor
  int64_t min_free_disk_mib = 512;
  int64_t max_rows_per_holder = 200'000'000;
  std::string memory;  // "4GiB"; empty: as much as a run takes
  std::string port_file;
  std::string audit_key;   // empty: the keystore's name and ".audit-key"
  std::string backup_dir;  // empty: no backups
  bool allow_any_address = false;
  std::vector<std::string> witnesses = {};  // files
  std::string deny_list;                    // empty: none
  int max_certificate_days = 400;           // of callers
  bool one_person = false;
};

// What a process of this program is for.
enum class ServerCommand {
  kServe,
  kRestore,  // puts a backup where a server finds it
  kFsck,     // looks through everything that a server keeps
};

// What the commands for a stopped server are asked beside the options of the server.
struct OfflineOptions {
  std::string backup;             // folder to restore
  std::string audit_public_key;   // empty: the audit key's name and ".pub"
  std::string newest_checkpoint;  // empty: the audit key's name and ".checkpoint"
  bool accept_loss = false;
  core::OutputFormat output = core::OutputFormat::kTable;
};

// Checked settings.
struct ServerConfig {
  StoreRole role;
  ListenAddress listen;
  std::string data_dir;
  TlsFiles tls;
  KeystoreFiles keystore;
  core::GcmCipher storage_cipher;  // that new values are sealed with
  int threads;                     // threads of a matching run, 1 to 256
  int64_t min_free_disk_bytes;     // writes are refused below
  int64_t max_rows_per_holder;     // in one project, over all rounds
  int64_t memory_bytes;            // of a matching run that does not say; 0: as much as it takes
  std::string port_file;           // empty: none
  std::string audit_key;           // key that the audit log signs with; made if it is not there
  std::string backup_dir;          // where backups are made; empty: nowhere
  std::vector<std::string> witnesses;  // public keys whose signatures on checkpoints are taken
  std::string deny_list;               // certificates and keys that are let in no more; empty: none
  int max_certificate_days = 400;      // life of a caller's certificate, at most
  bool one_person = false;             // what takes two persons takes one
};

// INVALID_ARGUMENT names every option that is missing, or the first that breaks its rule.
absl::StatusOr<ServerConfig> CheckOptions(const ServerOptions& options);

// What kRestore needs.
struct RestoreConfig {
  std::string backup;
  std::string data_dir;
  std::string audit_public_key;
  std::string newest_checkpoint;
  bool accept_loss;
  core::OutputFormat output;
};
// What kFsck needs.
struct FsckConfig {
  std::string data_dir;
  KeystoreFiles keystore;
  std::string audit_key;
  core::OutputFormat output;
};
// Errors as CheckOptions.
absl::StatusOr<RestoreConfig> CheckRestore(const ServerOptions& options,
                                           const OfflineOptions& offline);
absl::StatusOr<FsckConfig> CheckFsck(const ServerOptions& options, const OfflineOptions& offline);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CONFIG_SERVER_CONFIG_H_
