#include "ieum/server/custody/root_rotation.h"

#include <optional>
#include <string>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/audit/own_entry.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/record_bytes.h"

namespace ieum::server {
namespace {

// FORMAT: beside those of store_binding.cc in Column::kMeta.
std::string RootRecordKey() { return MakeKey({6}); }

absl::StatusOr<core::Sha256Digest> ParseRoot(core::ByteView bytes) {
  IEUM_ASSIGN_OR_RETURN(RecordReader reader, RecordReader::Open(bytes));
  const core::Sha256Digest root = reader.TakeArray<32>();
  IEUM_RETURN_IF_ERROR(reader.Finish());
  return root;
}

}  // namespace

absl::StatusOr<std::unique_ptr<RootRotation>> RootRotation::Open(RocksDatabase& database,
                                                                 const Keystore& keystore,
                                                                 AuditLog& audit) {
  std::unique_ptr<RootRotation> rotation(new RootRotation(database, keystore.root_digest()));
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> found,
                        database.Get(Column::kMeta, RootRecordKey()));
  if (!found.has_value()) {
    IEUM_RETURN_IF_ERROR(rotation->Agree(rotation->root()));
    return rotation;
  }
  IEUM_ASSIGN_OR_RETURN(const core::Sha256Digest agreed, ParseRoot(core::AsBytes(*found)));
  if (agreed == rotation->root()) return rotation;
  rotation->pending_.store(true);
  core::AuditEntry entry = OwnEntry(audit, "Keystore/Rotate");
  entry.decided = rotation->root();
  IEUM_RETURN_IF_ERROR(audit.Append(std::move(entry)).status());
  return rotation;
}

absl::Status RootRotation::Agree(const core::Sha256Digest& root) {
  if (root != root_) {
    return core::FailedPrecondition(
        "the keystore is under the root key %s, not the one that was agreed to; see with 'ieumctl "
        "keystore show'",
        core::ToHex(root_));
  }
  RecordWriter writer;
  writer.AddRaw(root);
  Batch batch;
  batch.Put(database_, Column::kMeta, RootRecordKey(), writer.Finish());
  IEUM_RETURN_IF_ERROR(database_.Write(std::move(batch), Durability::kSynced));
  pending_.store(false);
  return absl::OkStatus();
}

}  // namespace ieum::server
