#include "ieum/server/storage/store_binding.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/record_bytes.h"

namespace ieum::server {
namespace {

std::string BindingKey() { return MakeKey({1}); }
std::string LinkPrefix() { return MakeKey({2}); }

struct Binding {
  OpaqueId database{};
  OpaqueId keystore{};
  uint64_t revision = 0;
};

core::Bytes SerializeBinding(const Binding& binding) {
  RecordWriter writer;
  writer.AddRaw(binding.database);
  writer.AddRaw(binding.keystore);
  writer.Add(binding.revision);
  return writer.Finish();
}

absl::StatusOr<Binding> ParseBinding(core::ByteView bytes) {
  IEUM_ASSIGN_OR_RETURN(RecordReader reader, RecordReader::Open(bytes));
  Binding binding;
  binding.database = reader.TakeArray<16>();
  binding.keystore = reader.TakeArray<16>();
  binding.revision = reader.Take<uint64_t>();
  IEUM_RETURN_IF_ERROR(reader.Finish());
  return binding;
}

// By project id.
absl::StatusOr<std::map<OpaqueId, SealedProject>> ReadLinks(const RocksDatabase& database) {
  std::map<OpaqueId, SealedProject> links;
  IEUM_RETURN_IF_ERROR(database.Scan(
      Column::kMeta, LinkPrefix(), [&](std::string_view key, core::ByteView value) -> absl::Status {
        IEUM_ASSIGN_OR_RETURN(RecordReader reader, RecordReader::Open(value));
        SealedProject link;
        link.number = reader.Take<uint32_t>();
        link.key_id = reader.TakeArray<16>();
        const std::string_view id = key.substr(LinkPrefix().size());
        if (!reader.Finish().ok() || id.size() != link.project.size()) return DamagedRecord();
        const core::ByteView bytes = core::AsBytes(id);
        std::copy(bytes.begin(), bytes.end(), link.project.begin());
        links.emplace(link.project, link);
        return absl::OkStatus();
      }));
  return links;
}

absl::Status BindNew(RocksDatabase& database, Keystore& keystore, core::Random& random) {
  if (keystore.database() != OpaqueId{}) {
    return core::FailedPrecondition(
        "the keystore belongs to a store, and the data folder holds none; give the server the data "
        "folder that the keystore was used with, or make another keystore for a new one (ieumctl "
        "keystore init)");
  }
  Binding binding{.database = {}, .keystore = keystore.id(), .revision = keystore.revision()};
  random.Fill(binding.database);
  Batch batch;
  batch.Put(database, Column::kMeta, BindingKey(), SerializeBinding(binding));
  return database.Write(std::move(batch), Durability::kSynced);
}

absl::Status CheckBinding(const Binding& binding, Keystore& keystore, bool has_projects) {
  if (binding.keystore != keystore.id()) {
    return core::FailedPrecondition(
        "the keystore is that of another server: the store was made with the keystore %s, this one "
        "is %s; give the server the keystore that belongs to its data folder",
        core::ToHex(binding.keystore), core::ToHex(keystore.id()));
  }
  // A crash came between the two halves of the first start.
  if (keystore.database() == OpaqueId{} && !has_projects && keystore.Entries().empty()) {
    IEUM_RETURN_IF_ERROR(keystore.BindDatabase(binding.database));
  }
  if (binding.database != keystore.database()) {
    return core::FailedPrecondition(
        "the store is another one than the keystore belongs to; give the server the data folder "
        "and "
        "the keystore that were used together, or restore both from one backup");
  }
  if (keystore.revision() < binding.revision) {
    return core::FailedPrecondition(
        "the keystore is an older copy: it is at revision %d, the store has seen revision %d; "
        "restore the newest copy of the keystore",
        keystore.revision(), binding.revision);
  }
  return absl::OkStatus();
}

absl::Status CheckLink(const ProjectKeyEntry& entry, const SealedProject& link) {
  if (entry.number == link.number && entry.key_id == link.key_id) return absl::OkStatus();
  return core::FailedPrecondition(
      "the store and the keystore name different keys for project number %d; restore store and "
      "keystore from one backup",
      entry.number);
}

}  // namespace

absl::StatusOr<std::vector<SealedProject>> BindStore(RocksDatabase& database, Keystore& keystore,
                                                     core::Random& random) {
  IEUM_ASSIGN_OR_RETURN(std::optional<std::string> found,
                        database.Get(Column::kMeta, BindingKey()));
  if (!found.has_value()) {
    IEUM_RETURN_IF_ERROR(BindNew(database, keystore, random));
    IEUM_ASSIGN_OR_RETURN(found, database.Get(Column::kMeta, BindingKey()));
  }
  IEUM_ASSIGN_OR_RETURN(const Binding binding, ParseBinding(core::AsBytes(*found)));
  IEUM_ASSIGN_OR_RETURN(auto links, ReadLinks(database));
  IEUM_RETURN_IF_ERROR(CheckBinding(binding, keystore, !links.empty()));
  std::vector<SealedProject> projects;
  for (const ProjectKeyEntry& entry : keystore.Entries()) {
    const auto link = links.find(entry.project);
    const bool linked = link != links.end();
    if (linked) IEUM_RETURN_IF_ERROR(CheckLink(entry, link->second));
    if (linked && entry.state != ProjectKeyState::kErased) projects.push_back(link->second);
    if (linked) links.erase(link);
    if (entry.state == ProjectKeyState::kLive && !linked) {
      return core::FailedPrecondition(
          "the store is older than its keystore: it does not have project number %d; restore the "
          "newest backup of the store, or the keystore that was saved with this one",
          entry.number);
    }
    if (entry.state != ProjectKeyState::kPending) continue;
    IEUM_RETURN_IF_ERROR(linked ? keystore.ConfirmProject(entry.number)
                                : keystore.EraseProject(entry.number));
  }
  if (!links.empty()) {
    return core::FailedPrecondition(
        "the keystore does not have the key of project number %d, which the store has; restore the "
        "newest copy of the keystore",
        links.begin()->second.number);
  }
  if (keystore.revision() != binding.revision) {
    Batch batch;
    PutBinding(database, keystore, batch);
    IEUM_RETURN_IF_ERROR(database.Write(std::move(batch), Durability::kSynced));
  }
  return projects;
}

void PutProjectLink(const RocksDatabase& database, const Keystore& keystore,
                    const SealedProject& project, Batch& batch) {
  RecordWriter writer;
  writer.Add(project.number);
  writer.AddRaw(project.key_id);
  batch.Put(database, Column::kMeta, LinkPrefix() + std::string(core::AsText(project.project)),
            writer.Finish());
  PutBinding(database, keystore, batch);
}

void PutBinding(const RocksDatabase& database, const Keystore& keystore, Batch& batch) {
  batch.Put(database, Column::kMeta, BindingKey(),
            SerializeBinding({.database = keystore.database(),
                              .keystore = keystore.id(),
                              .revision = keystore.revision()}));
}

}  // namespace ieum::server
