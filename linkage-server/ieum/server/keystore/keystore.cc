#include "ieum/server/keystore/keystore.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

constexpr unsigned kOwnerOnly = 0600;

// Beside the file, which is replaced at every change and so cannot carry the lock itself.
absl::StatusOr<core::FileDescriptor> Lock(const std::string& path) {
  const std::string lock_path = path + ".lock";
  core::FileDescriptor lock(
      ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly));
  if (lock.get() < 0) return core::SystemError("open", lock_path, errno);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return core::SystemError("lock", lock_path, errno);
  return core::FailedPrecondition(
      "the keystore '%s' is in use by another process; stop that server first", path);
}

template <size_t size>
absl::Status SealInto(RootKey& root, const core::Bytes& associated, core::ByteView plaintext,
                      std::array<std::byte, size>& out) {
  IEUM_ASSIGN_OR_RETURN(const core::Bytes sealed, root.Seal(associated, plaintext));
  IEUM_CHECK(sealed.size() == size);
  std::copy(sealed.begin(), sealed.end(), out.begin());
  return absl::OkStatus();
}

absl::Status Write(const std::string& path, RootKey& root, KeystoreContent& content) {
  IEUM_RETURN_IF_ERROR(SealInto(root, SealedPart(content), {}, content.seal));
  return core::WriteFileDurably(path, core::AsText(SerializeKeystore(content)), kOwnerOnly);
}

absl::Status NoSuchProject(uint32_t number) {
  return core::NotFound("the keystore has no key of project number %d", number);
}

// Numbers ascend (docs/formats/keystore.md).
template <typename Entries>
auto* FindEntry(Entries& entries, uint32_t number) {
  const auto found = std::ranges::lower_bound(entries, number, {}, &ProjectKeyEntry::number);
  return found == entries.end() || found->number != number ? nullptr : &*found;
}

}  // namespace

absl::Status Keystore::Create(const std::string& path, RootKey& root, core::Random& random) {
  IEUM_ASSIGN_OR_RETURN(const core::FileDescriptor lock, Lock(path));
  struct stat info {};
  if (::lstat(path.c_str(), &info) == 0) {
    return core::AlreadyExists(
        "'%s' is there and is not overwritten: what is sealed under a lost keystore is lost too. "
        "Choose another name",
        path);
  }
  KeystoreContent content;
  random.Fill(content.keystore);
  content.revision = 1;
  content.root = root.parameters();
  IEUM_RETURN_IF_ERROR(SealInto(root, RootCheckAssociated(content), {}, content.root_check));
  return Write(path, root, content);
}

absl::StatusOr<std::unique_ptr<Keystore>> Keystore::Open(const std::string& path,
                                                         const FindRootKey& find_root,
                                                         const core::Clock& clock,
                                                         core::Random& random) {
  IEUM_RETURN_IF_ERROR(core::RequireOwnerOnly(path));
  IEUM_ASSIGN_OR_RETURN(core::FileDescriptor lock, Lock(path));
  std::unique_ptr<Keystore> keystore(new Keystore(path, std::move(lock), clock, random));
  const absl::Status loaded = keystore->Load(find_root);
  if (!loaded.ok()) return core::WithContext(loaded, "keystore '" + path + "'");
  return keystore;
}

absl::Status Keystore::Load(const FindRootKey& find_root) {
  const core::MutexLock change(change_mutex_);
  IEUM_ASSIGN_OR_RETURN(const std::string bytes,
                        core::ReadFile(path_, static_cast<int64_t>(kMaxKeystoreBytes)));
  IEUM_ASSIGN_OR_RETURN(KeystoreContent content, ParseKeystore(core::AsBytes(bytes)));
  IEUM_ASSIGN_OR_RETURN(root_, find_root(content.root));
  const absl::Status opened =
      root_->Open(RootCheckAssociated(content), content.root_check).status();
  if (absl::IsPermissionDenied(opened)) {
    return core::PermissionDenied(
        "the root key does not open it: the passphrase is another one; give that with "
        "which the keystore was made or last rotated");
  }
  IEUM_RETURN_IF_ERROR(opened);
  const absl::Status changed = core::DataLoss(
      "it was changed by somebody who does not have its root key; restore the newest copy of it, "
      "and find out who could write it");
  const absl::Status sealed = root_->Open(SealedPart(content), content.seal).status();
  if (absl::IsPermissionDenied(sealed)) return changed;
  IEUM_RETURN_IF_ERROR(sealed);
  std::map<uint32_t, core::SecretBytes> keys;
  for (const ProjectKeyEntry& entry : content.entries) {
    if (entry.state == ProjectKeyState::kErased) continue;
    absl::StatusOr<core::SecretBytes> key =
        root_->Open(WrappedKeyAssociated(content.keystore, entry), entry.wrapped);
    if (absl::IsPermissionDenied(key.status())) return changed;
    IEUM_RETURN_IF_ERROR(key.status());
    keys.emplace(entry.number, *std::move(key));
  }
  const core::MutexLock lock(mutex_);
  content_ = std::move(content);
  keys_ = std::move(keys);
  return absl::OkStatus();
}

KeystoreContent Keystore::Content() const {
  const core::MutexLock lock(mutex_);
  return content_;
}

OpaqueId Keystore::id() const {
  const core::MutexLock lock(mutex_);
  return content_.keystore;
}

OpaqueId Keystore::database() const {
  const core::MutexLock lock(mutex_);
  return content_.database;
}

uint64_t Keystore::revision() const {
  const core::MutexLock lock(mutex_);
  return content_.revision;
}

core::Sha256Digest Keystore::root_digest() const {
  const KeystoreContent content = Content();
  core::Bytes bytes = RootCheckAssociated(content);
  bytes.insert(bytes.end(), content.root_check.begin(), content.root_check.end());
  return core::Sha256(bytes);
}

std::vector<ProjectKeyEntry> Keystore::Entries() const {
  const core::MutexLock lock(mutex_);
  return content_.entries;
}

absl::StatusOr<ProjectKeyEntry> Keystore::Find(uint32_t number) const {
  const core::MutexLock lock(mutex_);
  const ProjectKeyEntry* const entry = FindEntry(content_.entries, number);
  if (entry == nullptr) return NoSuchProject(number);
  return *entry;
}

absl::Status Keystore::Replace(KeystoreContent next) {
  ++next.revision;
  IEUM_RETURN_IF_ERROR(Write(path_, *root_, next));
  const core::MutexLock lock(mutex_);
  content_ = std::move(next);
  return absl::OkStatus();
}

absl::Status Keystore::BindDatabase(const OpaqueId& database) {
  const core::MutexLock change(change_mutex_);
  KeystoreContent next = Content();
  if (next.database != OpaqueId{}) {
    return core::FailedPrecondition("the keystore belongs to a database already");
  }
  next.database = database;
  return Replace(std::move(next));
}

absl::StatusOr<ProjectKeyEntry> Keystore::AddProject() {
  const core::MutexLock change(change_mutex_);
  KeystoreContent next = Content();
  ProjectKeyEntry entry;
  entry.state = ProjectKeyState::kPending;
  entry.number = next.entries.empty() ? 1 : next.entries.back().number + 1;
  random_.Fill(entry.project);
  random_.Fill(entry.key_id);
  entry.created = clock_.Now();
  core::SecretBytes key(kProjectKeyBytes);
  random_.Fill(key.mutable_view());
  IEUM_RETURN_IF_ERROR(
      SealInto(*root_, WrappedKeyAssociated(next.keystore, entry), key.view(), entry.wrapped));
  next.entries.reserve(next.entries.size() + 1);
  next.entries.push_back(entry);
  IEUM_RETURN_IF_ERROR(Replace(std::move(next)));
  const core::MutexLock lock(mutex_);
  keys_.insert_or_assign(entry.number, std::move(key));
  return entry;
}

absl::Status Keystore::ConfirmProject(uint32_t number) {
  const core::MutexLock change(change_mutex_);
  KeystoreContent next = Content();
  ProjectKeyEntry* const entry = FindEntry(next.entries, number);
  if (entry == nullptr) return NoSuchProject(number);
  if (entry->state == ProjectKeyState::kLive) return absl::OkStatus();
  if (entry->state == ProjectKeyState::kErased) return NoSuchProject(number);
  entry->state = ProjectKeyState::kLive;
  return Replace(std::move(next));
}

absl::Status Keystore::EraseProject(uint32_t number) {
  const core::MutexLock change(change_mutex_);
  KeystoreContent next = Content();
  ProjectKeyEntry* const entry = FindEntry(next.entries, number);
  if (entry == nullptr) return NoSuchProject(number);
  if (entry->state == ProjectKeyState::kErased) return absl::OkStatus();
  entry->state = ProjectKeyState::kErased;
  // A tombstone of the first instant of 1970 would look like none.
  entry->erased = std::max(clock_.Now(), absl::UnixEpoch() + absl::Microseconds(1));
  entry->wrapped = WrappedKey{};
  IEUM_RETURN_IF_ERROR(Replace(std::move(next)));
  const core::MutexLock lock(mutex_);
  keys_.erase(number);
  return absl::OkStatus();
}

absl::Status Keystore::ReplaceCopy(const std::string& path) {
  const core::MutexLock change(change_mutex_);
  const KeystoreContent content = Content();
  IEUM_ASSIGN_OR_RETURN(const std::string bytes,
                        core::ReadFile(path, static_cast<int64_t>(kMaxKeystoreBytes)));
  // A copy that is damaged cannot be told from a file of somebody else's, so it stays.
  IEUM_ASSIGN_OR_RETURN(const KeystoreContent copy, ParseKeystore(core::AsBytes(bytes)));
  if (copy.keystore != content.keystore) {
    return core::InvalidArgument("'%s' is another keystore, not a copy of this one", path);
  }
  if (copy.revision > content.revision) {
    return core::FailedPrecondition(
        "'%s' is newer than the keystore in use: revision %d, not %d; find out which is the right "
        "one",
        path, copy.revision, content.revision);
  }
  return core::WriteFileDurably(path, core::AsText(SerializeKeystore(content)), kOwnerOnly);
}

absl::Status Keystore::Rotate(std::unique_ptr<RootKey> root) {
  const core::MutexLock change(change_mutex_);
  KeystoreContent next = Content();
  next.root = root->parameters();
  IEUM_RETURN_IF_ERROR(SealInto(*root, RootCheckAssociated(next), {}, next.root_check));
  for (ProjectKeyEntry& entry : next.entries) {
    if (entry.state == ProjectKeyState::kErased) continue;
    IEUM_ASSIGN_OR_RETURN(const core::SecretBytes key, CopyKey(entry.number));
    IEUM_RETURN_IF_ERROR(
        SealInto(*root, WrappedKeyAssociated(next.keystore, entry), key.view(), entry.wrapped));
  }
  std::swap(root_, root);
  const absl::Status replaced = Replace(std::move(next));
  // Changes write the whole file, so one under the old root key is whole again.
  if (!replaced.ok()) std::swap(root_, root);
  return replaced;
}

absl::StatusOr<core::SecretBytes> Keystore::CopyKey(uint32_t number) const {
  const core::MutexLock lock(mutex_);
  const auto found = keys_.find(number);
  if (found == keys_.end()) return NoSuchProject(number);
  return core::SecretBytes::CopyOf(found->second.view());
}

}  // namespace ieum::server
