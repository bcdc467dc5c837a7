#include "ieum/server/app/offline_commands.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "ieum/core/auditlog/note_key_file.h"
#include "ieum/core/base/status.h"
#include "ieum/core/terminal/terminal.h"
#include "ieum/server/app/open_keystore.h"
#include "ieum/server/custody/check_store.h"
#include "ieum/server/custody/restore_backup.h"

namespace ieum::server {
namespace {

using Json = nlohmann::ordered_json;

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

std::string RestoredText(const RestoreConfig& config, const BackupStatement& statement) {
  core::Table table({"restored", "value"});
  table.AddRow({"data folder", config.data_dir});
  table.AddRow({"state of", TimeText(statement.created)});
  table.AddRow({"files", absl::StrFormat("%d", statement.file_count)});
  table.AddRow({"bytes", absl::StrFormat("%d", statement.byte_count)});
  table.AddRow({"audit entries, at least", absl::StrFormat("%d", statement.audit_size)});
  table.AddRow({"keystore, at least revision", absl::StrFormat("%d", statement.keystore_revision)});
  return table.ToString();
}

std::string RestoredJson(const RestoreConfig& config, const BackupStatement& statement) {
  const Json json = {{"data_dir", config.data_dir},
                     {"created_unix_micros", absl::ToUnixMicros(statement.created)},
                     {"files", statement.file_count},
                     {"bytes", statement.byte_count},
                     {"audit_size", statement.audit_size},
                     {"keystore_revision", statement.keystore_revision},
                     {"keystore", core::ToHex(statement.keystore)},
                     {"database", core::ToHex(statement.database)}};
  return json.dump(2) + "\n";
}

std::string ChecksText(const std::vector<StoreCheck>& checks) {
  core::Table table({"check", "looked at", "found"});
  for (const StoreCheck& check : checks) {
    table.AddRow({check.name, core::WithThousands(static_cast<int64_t>(check.count)),
                  check.outcome.ok() ? "whole" : std::string(core::Message(check.outcome))});
  }
  return table.ToString();
}

std::string ChecksJson(const std::vector<StoreCheck>& checks) {
  Json json = {{"whole", FirstProblem(checks).ok()}, {"checks", Json::array()}};
  for (const StoreCheck& check : checks) {
    json["checks"].push_back({{"check", check.name},
                              {"looked_at", check.count},
                              {"whole", check.outcome.ok()},
                              {"found", core::Message(check.outcome)}});
  }
  return json.dump(2) + "\n";
}

}  // namespace

OfflineResult Restore(const RestoreConfig& config, const OfflineProgress& progress) {
  const auto restore = [&]() -> absl::StatusOr<BackupStatement> {
    IEUM_ASSIGN_OR_RETURN(core::NoteVerifier key, core::ReadNoteKeyFile(config.audit_public_key));
    return RestoreBackup({.backup = config.backup,
                          .data_dir = config.data_dir,
                          .log = std::move(key),
                          .newest_checkpoint = config.newest_checkpoint,
                          .accept_loss = config.accept_loss},
                         [&](uint64_t done, uint64_t all) {
                           progress("restore", static_cast<int64_t>(done),
                                    static_cast<int64_t>(all));
                         });
  };
  const absl::StatusOr<BackupStatement> statement = restore();
  if (!statement.ok()) return {.text = {}, .outcome = statement.status()};
  return {.text = config.output == core::OutputFormat::kJson ? RestoredJson(config, *statement)
                                                             : RestoredText(config, *statement),
          .outcome = absl::OkStatus()};
}

OfflineResult Fsck(const FsckConfig& config, const core::Clock& clock, core::Random& random,
                   const OfflineProgress& progress) {
  std::vector<StoreCheck> checks;
  progress("keystore", 0, 0);
  const absl::StatusOr<std::unique_ptr<Keystore>> keystore =
      OpenKeystore(config.keystore, config.data_dir, clock, random);
  StoreCheck& opened = checks.emplace_back();
  opened.name = "keystore";
  opened.outcome = keystore.status();
  if (keystore.ok()) {
    opened.count = (*keystore)->Entries().size();
    std::vector<StoreCheck> of_store =
        CheckStore(config.data_dir, **keystore, config.audit_key, clock, random,
                   [&](const std::string& name) { progress(name, 0, 0); });
    std::move(of_store.begin(), of_store.end(), std::back_inserter(checks));
  }
  return {
      .text = config.output == core::OutputFormat::kJson ? ChecksJson(checks) : ChecksText(checks),
      .outcome = FirstProblem(checks)};
}

}  // namespace ieum::server
