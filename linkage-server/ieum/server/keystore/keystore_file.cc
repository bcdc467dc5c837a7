#include "ieum/server/keystore/keystore_file.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

constexpr std::string_view kMagic = "IEUMKEYS";
constexpr uint32_t kFormatVersion = 1;
constexpr size_t kDigestBytes = std::tuple_size_v<core::Sha256Digest>;
constexpr size_t kEntryBytes = 1 + 4 + 16 + 16 + 8 + 8 + std::tuple_size_v<WrappedKey>;
constexpr size_t kMaxHeadBytes = 256;  // in front of the entries, but for the root key's parameters
constexpr std::string_view kRootCheckDomain = "ieum keystore root 1";
constexpr std::string_view kWrappedKeyDomain = "ieum keystore project key 1";

void Append(core::Bytes& out, core::ByteView bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

void AppendRoot(core::Bytes& out, const RootKeyParameters& root) {
  core::AppendLittleEndian(out, static_cast<uint8_t>(root.kind));
  core::AppendLittleEndian(out, static_cast<uint16_t>(root.bytes.size()));
  Append(out, root.bytes);
}

absl::Status Damaged() {
  return core::DataLoss(
      "the keystore is cut off or damaged; restore the newest copy of it, without which no project "
      "can be read");
}

// Takes fields from the front; after the first that does not fit, all are zero and fits() is false.
class Reader final {
 public:
  explicit Reader(core::ByteView bytes) : left_(bytes) {}
  core::ByteView TakeRaw(size_t size) {
    if (size > left_.size()) {
      fits_ = false;
      left_ = {};
      return {};
    }
    const core::ByteView raw = left_.first(size);
    left_ = left_.subspan(size);
    return raw;
  }
  template <typename Integer>
  Integer Take() {
    const core::ByteView raw = TakeRaw(sizeof(Integer));
    return raw.empty() ? Integer{} : core::LoadLittleEndian<Integer>(raw);
  }
  template <size_t size>
  void TakeInto(std::array<std::byte, size>& out) {
    const core::ByteView raw = TakeRaw(size);
    std::copy(raw.begin(), raw.end(), out.begin());
  }
  size_t left() const { return left_.size(); }
  bool fits() const { return fits_; }

 private:
  core::ByteView left_;
  bool fits_ = true;
};

ProjectKeyEntry TakeEntry(Reader& reader) {
  ProjectKeyEntry entry;
  entry.state = static_cast<ProjectKeyState>(reader.Take<uint8_t>());
  entry.number = reader.Take<uint32_t>();
  reader.TakeInto(entry.project);
  reader.TakeInto(entry.key_id);
  entry.created = absl::FromUnixMicros(reader.Take<int64_t>());
  entry.erased = absl::FromUnixMicros(reader.Take<int64_t>());
  reader.TakeInto(entry.wrapped);
  return entry;
}

// Numbers ascend, ids differ, and only tombstones lack a key.
bool Consistent(const KeystoreContent& content) {
  std::set<OpaqueId> ids;
  uint32_t before = 0;
  for (const ProjectKeyEntry& entry : content.entries) {
    const bool erased = entry.state == ProjectKeyState::kErased;
    const bool known =
        erased || entry.state == ProjectKeyState::kLive || entry.state == ProjectKeyState::kPending;
    const bool timed = erased || entry.erased == absl::UnixEpoch();
    if (!known || !timed || entry.number <= before || (entry.wrapped == WrappedKey{}) != erased ||
        !ids.insert(entry.project).second || !ids.insert(entry.key_id).second) {
      return false;
    }
    before = entry.number;
  }
  return true;
}

}  // namespace

core::Bytes RootCheckAssociated(const KeystoreContent& content) {
  core::Bytes associated;
  Append(associated, core::AsBytes(kRootCheckDomain));
  Append(associated, content.keystore);
  AppendRoot(associated, content.root);
  return associated;
}

core::Bytes WrappedKeyAssociated(const OpaqueId& keystore, const ProjectKeyEntry& entry) {
  core::Bytes associated;
  Append(associated, core::AsBytes(kWrappedKeyDomain));
  Append(associated, keystore);
  Append(associated, entry.project);
  Append(associated, entry.key_id);
  return associated;
}

core::Bytes SealedPart(const KeystoreContent& content) {
  core::Bytes bytes;
  // Once, with room for what follows: the file of a long life is rewritten with every change.
  bytes.reserve(kMaxHeadBytes + content.root.bytes.size() + content.entries.size() * kEntryBytes +
                content.seal.size() + kDigestBytes);
  Append(bytes, core::AsBytes(kMagic));
  core::AppendLittleEndian(bytes, kFormatVersion);
  Append(bytes, content.keystore);
  Append(bytes, content.database);
  core::AppendLittleEndian(bytes, content.revision);
  AppendRoot(bytes, content.root);
  Append(bytes, content.root_check);
  core::AppendLittleEndian(bytes, static_cast<uint32_t>(content.entries.size()));
  for (const ProjectKeyEntry& entry : content.entries) {
    core::AppendLittleEndian(bytes, static_cast<uint8_t>(entry.state));
    core::AppendLittleEndian(bytes, entry.number);
    Append(bytes, entry.project);
    Append(bytes, entry.key_id);
    core::AppendLittleEndian(bytes, absl::ToUnixMicros(entry.created));
    core::AppendLittleEndian(bytes, absl::ToUnixMicros(entry.erased));
    Append(bytes, entry.wrapped);
  }
  return bytes;
}

core::Bytes SerializeKeystore(const KeystoreContent& content) {
  core::Bytes bytes = SealedPart(content);
  Append(bytes, content.seal);
  Append(bytes, core::Sha256(bytes));
  return bytes;
}

absl::StatusOr<KeystoreContent> ParseKeystore(core::ByteView bytes) {
  Reader reader(bytes);
  if (core::AsText(reader.TakeRaw(kMagic.size())) != kMagic) {
    return core::InvalidArgument("this file is not a keystore; check the path");
  }
  const auto version = reader.Take<uint32_t>();
  if (bytes.size() < kDigestBytes) return Damaged();
  const core::Sha256Digest digest = core::Sha256(bytes.first(bytes.size() - kDigestBytes));
  if (!std::equal(digest.begin(), digest.end(), bytes.end() - kDigestBytes)) return Damaged();
  if (version != kFormatVersion) {
    return core::FailedPrecondition(
        "the keystore has format %d, this version of the software knows %d; use the version that "
        "wrote it",
        version, kFormatVersion);
  }
  KeystoreContent content;
  reader.TakeInto(content.keystore);
  reader.TakeInto(content.database);
  content.revision = reader.Take<uint64_t>();
  content.root.kind = static_cast<RootKeyKind>(reader.Take<uint8_t>());
  const auto root_bytes = reader.Take<uint16_t>();
  if (root_bytes > kMaxRootParameterBytes) return Damaged();
  const core::ByteView root = reader.TakeRaw(root_bytes);
  content.root.bytes.assign(root.begin(), root.end());
  reader.TakeInto(content.root_check);
  const auto count = reader.Take<uint32_t>();
  if (count > reader.left() / kEntryBytes) return Damaged();
  content.entries.reserve(count);
  for (uint32_t i = 0; i < count; ++i) content.entries.push_back(TakeEntry(reader));
  reader.TakeInto(content.seal);
  if (!reader.fits() || reader.left() != kDigestBytes || !Consistent(content)) return Damaged();
  return content;
}

}  // namespace ieum::server
