#include "ieum/server/config/server_config.h"

#include <arpa/inet.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <system_error>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"
#include "ieum/core/terminal/option_text.h"

namespace ieum::server {
namespace {

constexpr int kMaxThreads = 256;

struct Address {
  int family = AF_UNSPEC;  // AF_UNSPEC: not a number
  std::array<unsigned char, 16> bytes{};
};

Address ParseNumber(const std::string& host) {
  Address address;
  if (inet_pton(AF_INET, host.c_str(), address.bytes.data()) == 1) {
    address.family = AF_INET;
  } else if (inet_pton(AF_INET6, host.c_str(), address.bytes.data()) == 1) {
    address.family = AF_INET6;
  }
  return address;
}

absl::Status CheckReadable(const char* option, const std::string& path) {
  if (access(path.c_str(), R_OK) == 0) return absl::OkStatus();
  return core::InvalidArgument("%s: cannot read '%s'; check the path and its permissions", option,
                               path);
}

absl::Status CheckPresent(const ServerOptions& options) {
  std::string missing;
  const auto require = [&missing](const char* option, const std::string& value) {
    if (value.empty()) missing += missing.empty() ? option : std::string(", ") + option;
  };
  require("--role", options.role);
  require("--listen", options.listen);
  require("--data-dir", options.data_dir);
  require("--tls-ca", options.tls.ca);
  require("--tls-cert", options.tls.cert);
  require("--tls-key", options.tls.key);
  require("--keystore", options.keystore.path);
  if (options.keystore.passphrase_descriptor < 0) {
    require("--keystore-passphrase-file", options.keystore.passphrase_file);
  }
  if (missing.empty()) return absl::OkStatus();
  return core::InvalidArgument(
      "missing: %s. There are no defaults for these, and no way to run without certificates "
      "or with data that is not sealed. "
      "Example:\n  ieum-server --role matcher --listen 127.0.0.1:7443 --data-dir DIR "
      "--tls-ca ca.pem --tls-cert server.pem --tls-key server.key --keystore FILE "
      "--keystore-passphrase-file FILE",
      missing);
}

absl::Status CheckKeystore(const KeystoreFiles& keystore, const std::string& data_dir) {
  if (!keystore.passphrase_file.empty() && keystore.passphrase_descriptor >= 0) {
    return core::InvalidArgument(
        "--keystore-passphrase-file and --keystore-passphrase-fd: give one of them");
  }
  if (keystore.token_module.empty() != keystore.token_label.empty()) {
    return core::InvalidArgument(
        "--keystore-token-module and --keystore-token: give both of them or neither");
  }
  // Whoever copies the data folder must not get the keys with it.
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::weakly_canonical(data_dir, error);
  const std::filesystem::path file = std::filesystem::weakly_canonical(keystore.path, error);
  const auto [folder_end, _] =
      std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  if (error || folder_end != folder.end()) return absl::OkStatus();
  return core::InvalidArgument(
      "--keystore: the keystore lies in the data folder, whose copies would hold keys and data "
      "together; put it elsewhere");
}

std::string AuditKeyOf(const ServerOptions& options) {
  return options.audit_key.empty() ? options.keystore.path + ".audit-key" : options.audit_key;
}

// Names those that are empty.
absl::Status RequireAll(std::initializer_list<std::pair<const char*, std::string>> given,
                        const char* command) {
  std::string missing;
  for (const auto& [option, value] : given) {
    if (value.empty()) missing += missing.empty() ? option : std::string(", ") + option;
  }
  if (missing.empty()) return absl::OkStatus();
  return core::InvalidArgument(
      "missing: %s; give them, or --config with the file of the server. See ieum-server %s --help",
      missing, command);
}

absl::StatusOr<core::GcmCipher> ParseCipher(const std::string& name) {
  if (name == "aes-256-gcm") return core::GcmCipher::kAes256;
  if (name == "aria-256-gcm") return core::GcmCipher::kAria256;
  return core::InvalidArgument("--storage-cipher: want aes-256-gcm or aria-256-gcm");
}

}  // namespace

std::string ListenAddress::ToString() const {
  const bool v6 = host.find(':') != std::string::npos;
  return v6 ? absl::StrFormat("[%s]:%d", host, port) : absl::StrFormat("%s:%d", host, port);
}

bool ListenAddress::IsWildcard() const {
  const Address address = ParseNumber(host);
  if (address.family == AF_UNSPEC) return false;
  // 0.0.0.0 and ::, also in the form ::ffff:0.0.0.0.
  const bool mapped = address.family == AF_INET6 && address.bytes[10] == 0xff &&
                      address.bytes[11] == 0xff &&
                      std::all_of(address.bytes.begin(), address.bytes.begin() + 10,
                                  [](unsigned char b) { return b == 0; });
  const auto* first = address.bytes.begin() + (mapped ? 12 : 0);
  return std::all_of(first, address.bytes.end(), [](unsigned char b) { return b == 0; });
}

absl::StatusOr<ListenAddress> ParseListenAddress(std::string_view text) {
  constexpr char kForm[] =
      "want ADDRESS:PORT with a number as address, such as 127.0.0.1:7443 or [::1]:7443";
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return core::InvalidArgument("no port; %s", kForm);
  std::string_view host = text.substr(0, colon);
  const std::string_view port_text = text.substr(colon + 1);
  int port = -1;
  const auto [end, error] =
      std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
  if (error != std::errc() || end != port_text.data() + port_text.size() || port < 0 ||
      port > 65'535) {
    return core::InvalidArgument("the port is not a number from 0 to 65535; %s", kForm);
  }
  if (host == "*" || host.empty()) host = "0.0.0.0";
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  ListenAddress address{.host = std::string(host), .port = port};
  const int family = ParseNumber(address.host).family;
  const bool fits = bracketed ? family == AF_INET6 : family == AF_INET || host == "localhost";
  if (!fits) return core::InvalidArgument("the address is not a number; %s", kForm);
  return address;
}

absl::StatusOr<ServerConfig> CheckOptions(const ServerOptions& options) {
  IEUM_RETURN_IF_ERROR(CheckPresent(options));
  const std::optional<StoreRole> role = ParseStoreRole(options.role);
  if (!role.has_value()) {
    return core::InvalidArgument("--role: there is no such role; want 'matcher' or 'joiner'");
  }
  absl::StatusOr<ListenAddress> listen = ParseListenAddress(options.listen);
  if (!listen.ok()) return core::WithContext(listen.status(), "--listen");
  if (listen->IsWildcard() && !options.allow_any_address) {
    return core::InvalidArgument(
        "--listen: this address means every network of the machine; name one address, or add "
        "--allow-any-address if something else (a container network) decides who can connect");
  }
  IEUM_RETURN_IF_ERROR(CheckReadable("--tls-ca", options.tls.ca));
  IEUM_RETURN_IF_ERROR(CheckReadable("--tls-cert", options.tls.cert));
  IEUM_RETURN_IF_ERROR(CheckReadable("--tls-key", options.tls.key));
  IEUM_RETURN_IF_ERROR(CheckKeystore(options.keystore, options.data_dir));
  IEUM_ASSIGN_OR_RETURN(const core::GcmCipher cipher, ParseCipher(options.storage_cipher));
  if (options.threads < 0 || options.threads > kMaxThreads) {
    return core::InvalidArgument("--threads: want 1 to %d, or 0 for one per processor",
                                 kMaxThreads);
  }
  constexpr int64_t kMaxFreeMib = int64_t{1} << 40;
  if (options.min_free_disk_mib < 0 || options.min_free_disk_mib > kMaxFreeMib) {
    return core::InvalidArgument("--min-free-disk-mib: want 0 to %d", kMaxFreeMib);
  }
  constexpr int64_t kMostRows = 200'000'000;
  if (options.max_rows_per_holder < 1 || options.max_rows_per_holder > kMostRows) {
    return core::InvalidArgument("--max-rows-per-holder: want 1 to %d", kMostRows);
  }
  constexpr int kMaxCertificateDays = 3'650;
  if (options.max_certificate_days < 1 || options.max_certificate_days > kMaxCertificateDays) {
    return core::InvalidArgument("--max-certificate-days: want 1 to %d", kMaxCertificateDays);
  }
  if (!options.deny_list.empty()) {
    IEUM_RETURN_IF_ERROR(CheckReadable("--deny-list", options.deny_list));
  }
  for (const std::string& witness : options.witnesses) {
    IEUM_RETURN_IF_ERROR(CheckReadable("--witness", witness));
  }
  absl::StatusOr<int64_t> memory = 0;
  if (!options.memory.empty()) memory = core::ParseMemory(options.memory);
  if (!memory.ok()) return core::WithContext(memory.status(), "--memory");
  const int threads =
      options.threads == 0 ? std::min(core::DefaultThreadCount(), kMaxThreads) : options.threads;
  return ServerConfig{.role = *role,
                      .listen = *listen,
                      .data_dir = options.data_dir,
                      .tls = options.tls,
                      .keystore = options.keystore,
                      .storage_cipher = cipher,
                      .threads = threads,
                      .min_free_disk_bytes = options.min_free_disk_mib << 20,
                      .max_rows_per_holder = options.max_rows_per_holder,
                      .memory_bytes = *memory,
                      .port_file = options.port_file,
                      .audit_key = AuditKeyOf(options),
                      .backup_dir = options.backup_dir,
                      .witnesses = options.witnesses,
                      .deny_list = options.deny_list,
                      .max_certificate_days = options.max_certificate_days,
                      .one_person = options.one_person};
}

absl::StatusOr<RestoreConfig> CheckRestore(const ServerOptions& options,
                                           const OfflineOptions& offline) {
  // Without them the audit key's name is not known, from which the other names follow.
  const bool named = !options.audit_key.empty() || !options.keystore.path.empty();
  const std::string key = named ? AuditKeyOf(options) : std::string();
  RestoreConfig config{.backup = offline.backup,
                       .data_dir = options.data_dir,
                       .audit_public_key = offline.audit_public_key,
                       .newest_checkpoint = offline.newest_checkpoint,
                       .accept_loss = offline.accept_loss,
                       .output = offline.output};
  if (named && config.audit_public_key.empty()) config.audit_public_key = key + ".pub";
  if (named && config.newest_checkpoint.empty()) config.newest_checkpoint = key + ".checkpoint";
  IEUM_RETURN_IF_ERROR(RequireAll({{"--backup", config.backup},
                                   {"--data-dir", config.data_dir},
                                   {"--audit-key or --audit-public-key", config.audit_public_key}},
                                  "restore"));
  return config;
}

absl::StatusOr<FsckConfig> CheckFsck(const ServerOptions& options, const OfflineOptions& offline) {
  const bool from_descriptor = options.keystore.passphrase_descriptor >= 0;
  IEUM_RETURN_IF_ERROR(RequireAll(
      {{"--data-dir", options.data_dir},
       {"--keystore", options.keystore.path},
       {"--keystore-passphrase-file", from_descriptor ? "-" : options.keystore.passphrase_file}},
      "fsck"));
  IEUM_RETURN_IF_ERROR(CheckKeystore(options.keystore, options.data_dir));
  return FsckConfig{.data_dir = options.data_dir,
                    .keystore = options.keystore,
                    .audit_key = AuditKeyOf(options),
                    .output = offline.output};
}

}  // namespace ieum::server
