// The keys of projects, in a file outside the database: wrapped by a root key, so that the file
// alone opens nothing, and erased one by one, which makes every copy of that project's data, in
// whatever backup, unreadable. FORMAT: docs/formats/keystore.md.
#ifndef IEUM_SERVER_KEYSTORE_KEYSTORE_H_
#define IEUM_SERVER_KEYSTORE_KEYSTORE_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ieum/core/base/clock.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/mutex.h"
#include "ieum/core/base/random.h"
#include "ieum/core/base/secret.h"
#include "ieum/server/keystore/keystore_file.h"
#include "ieum/server/keystore/root_key.h"

namespace ieum::server {

// Thread-safe. OK of a change means that the new file is on disk; if a change fails, file and
// object are as they were, but for a file whose folder could not be synced, which may be either.
class Keystore final {
 public:
  // Writes a keystore without keys, mode 0600. ALREADY_EXISTS if there is a file: a lost keystore
  // cannot be made again, so none is overwritten. Codes of SystemError and of the root key.
  static absl::Status Create(const std::string& path, RootKey& root, core::Random& random);

  // Opens the file for this process alone and unwraps its keys. `clock` and `random` outlive the
  // object. NOT_FOUND: no such file. PERMISSION_DENIED: others can read it, or the root key does
  // not open it. FAILED_PRECONDITION: another process has it, or another version wrote it.
  // DATA_LOSS: cut off, damaged or changed. INVALID_ARGUMENT: no keystore, or one under a root key
  // of another kind.
  static absl::StatusOr<std::unique_ptr<Keystore>> Open(const std::string& path,
                                                        const FindRootKey& find_root,
                                                        const core::Clock& clock,
                                                        core::Random& random);
  Keystore(const Keystore&) = delete;
  Keystore& operator=(const Keystore&) = delete;

  OpaqueId id() const;
  // Zeros until BindDatabase.
  OpaqueId database() const;
  uint64_t revision() const;
  // SHA-256 that tells root keys of this keystore apart; changes with Rotate only, and tells
  // nothing of the key.
  core::Sha256Digest root_digest() const;
  // By number, tombstones too.
  std::vector<ProjectKeyEntry> Entries() const;
  // NOT_FOUND: no such project.
  absl::StatusOr<ProjectKeyEntry> Find(uint32_t number) const;

  // Gives the keystore to a database for ever. FAILED_PRECONDITION if it has one.
  absl::Status BindDatabase(const OpaqueId& database);
  // A project with the next number, an opaque id and a key of 256 random bits, pending until
  // ConfirmProject says that the database has it too.
  absl::StatusOr<ProjectKeyEntry> AddProject();
  absl::Status ConfirmProject(uint32_t number);
  // Leaves a tombstone. Nothing sealed under the key can be read again, by anybody. Repeating is
  // harmless. NOT_FOUND: no such project.
  absl::Status EraseProject(uint32_t number);
  // Puts the content of this keystore in the place of an older copy of it, so that a key erased
  // here is erased there; the copy is then under this keystore's root key. NOT_FOUND: no such file;
  // INVALID_ARGUMENT: it is no copy of this keystore; FAILED_PRECONDITION: it is a newer one.
  absl::Status ReplaceCopy(const std::string& path);
  // Wraps all keys by `root` from now on.
  absl::Status Rotate(std::unique_ptr<RootKey> root);

  // The key of a project that is pending or live. NOT_FOUND: erased, or never there.
  absl::StatusOr<core::SecretBytes> CopyKey(uint32_t number) const;

 private:
  Keystore(std::string path, core::FileDescriptor lock, const core::Clock& clock,
           core::Random& random)
      : path_(std::move(path)), lock_(std::move(lock)), clock_(clock), random_(random) {}
  absl::Status Load(const FindRootKey& find_root);
  // Makes `next` the content, on disk first.
  absl::Status Replace(KeystoreContent next) ABSL_EXCLUSIVE_LOCKS_REQUIRED(change_mutex_);
  KeystoreContent Content() const;

  const std::string path_;
  const core::FileDescriptor lock_;
  const core::Clock& clock_;
  core::Random& random_;
  // Held while a change is written, so that changes follow each other; they are rare, and readers
  // do not wait for it.
  core::Mutex change_mutex_;
  std::unique_ptr<RootKey> root_ ABSL_GUARDED_BY(change_mutex_);
  mutable core::Mutex mutex_;
  KeystoreContent content_ ABSL_GUARDED_BY(mutex_);
  std::map<uint32_t, core::SecretBytes> keys_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_KEYSTORE_KEYSTORE_H_
