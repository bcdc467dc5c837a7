// The database as the stores see it: values under the keys of their projects, keys in which the
// number of a project is replaced by an opaque id. The one place where anything is sealed or
// opened. FORMAT: docs/formats/sealed-value.md.
#ifndef IEUM_SERVER_STORAGE_SEALED_DATABASE_H_
#define IEUM_SERVER_STORAGE_SEALED_DATABASE_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/aead.h"
#include "ieum/core/base/mutex.h"
#include "ieum/core/base/random.h"
#include "ieum/server/keystore/keystore.h"
#include "ieum/server/storage/project_digests.h"
#include "ieum/server/storage/rocks_database.h"
#include "ieum/server/storage/store_binding.h"

namespace ieum::server {

class SealedDatabase;

// Keys of all functions here begin with the number of a project, as MakeKey writes it; the columns
// are all but Column::kMeta, which holds nothing of a project's.

// Changes that happen together or not at all. Move-only; one thread at a time.
class SealedBatch final {
 public:
  // As Batch. Values are sealed at once. A project without key: told when the batch is written.
  void Put(const SealedDatabase& database, Column column, std::string_view key,
           core::ByteView value);
  void Delete(const SealedDatabase& database, Column column, std::string_view key);
  void DeletePrefix(const SealedDatabase& database, Column column, std::string_view prefix);
  void DeletePrefixFrom(const SealedDatabase& database, Column column, std::string_view prefix,
                        std::string_view first);
  // Notes that the database has this project of SealedDatabase::AddProject.
  void LinkProject(const SealedDatabase& database, uint32_t number);
  // For what is written together and not sealed.
  Batch& unsealed() { return batch_; }

 private:
  friend class SealedDatabase;
  Batch batch_;
  absl::Status status_;
  std::map<OpaqueId, core::Bytes> acts_;  // by project: what its digest is over
};

// As SortedFile.
class SealedFile final {
 public:
  absl::Status Add(std::string_view key, core::ByteView value);
  // Bytes of all keys and values as written.
  int64_t byte_count() const { return file_.byte_count(); }

 private:
  friend class SealedDatabase;
  SealedFile(const SealedDatabase& database, Column column, SortedFile file)
      : database_(&database), column_(column), file_(std::move(file)) {}
  const SealedDatabase* database_;
  Column column_;
  SortedFile file_;
  std::map<OpaqueId, core::Bytes> acts_;
};

// As Cursor, within one project.
class SealedCursor final {
 public:
  void SeekBefore(std::string_view key);
  void Next();
  bool valid() const { return cursor_.valid(); }
  absl::Status status() const { return cursor_.status(); }
  // Valid until it moves. REQUIRES: valid().
  std::string_view key() const { return key_; }
  // Errors as OpenValue. REQUIRES: valid().
  absl::StatusOr<std::string> Value() const;

 private:
  friend class SealedDatabase;
  SealedCursor(const SealedDatabase& database, Column column, uint32_t number, Cursor cursor)
      : database_(&database), column_(column), number_(number), cursor_(std::move(cursor)) {}
  void TakeKey();
  const SealedDatabase* database_;
  Column column_;
  uint32_t number_;
  Cursor cursor_;
  std::string key_;
};

// Thread-safe.
class SealedDatabase final {
 public:
  // Errors as BindStore. All arguments but the cipher, which new values are sealed with, outlive
  // the object.
  static absl::StatusOr<std::unique_ptr<SealedDatabase>> Open(RocksDatabase& database,
                                                              Keystore& keystore,
                                                              core::GcmCipher cipher,
                                                              core::Random& random);
  SealedDatabase(const SealedDatabase&) = delete;
  SealedDatabase& operator=(const SealedDatabase&) = delete;

  // As RocksDatabase, and errors as OpenValue. Nothing if the project has no key.
  absl::StatusOr<std::optional<std::string>> Get(Column column, std::string_view key) const;
  // An empty prefix visits all projects, by number.
  using Visit = std::function<absl::Status(std::string_view key, core::ByteView value)>;
  absl::Status Scan(Column column, std::string_view prefix, const Visit& visit) const;
  absl::Status ScanFrom(Column column, std::string_view prefix, std::string_view first,
                        const Visit& visit) const;
  // Keys from `first` to before `end`, which are of one project.
  absl::Status ScanRange(Column column, std::string_view first, std::string_view end,
                         const Visit& visit) const;
  // Whether there is a key with this prefix; its value is not opened.
  absl::StatusOr<bool> Holds(Column column, std::string_view prefix) const;
  absl::Status Write(SealedBatch batch, Durability durability);
  // REQUIRES: the prefix holds the number of a project with a key.
  SealedCursor NewCursor(Column column, std::string_view prefix) const;
  absl::StatusOr<SealedFile> NewSortedFile(Column column) const;
  absl::Status Ingest(Column column, std::vector<SealedFile> files);

  // Makes a key and a number for a project. It stays only if a batch with LinkProject is written
  // and ConfirmProject called; else the next start erases it.
  absl::StatusOr<uint32_t> AddProject();
  absl::Status ConfirmProject(uint32_t number);
  // What the database calls the project. NOT_FOUND: it has no key.
  absl::StatusOr<SealedProject> Find(uint32_t number) const;
  // Erases the key: no copy of the project's values can be read any more, here or in a backup.
  // Their bytes stay until they are deleted. REQUIRES: nobody uses the project.
  absl::Status EraseProjectKey(uint32_t number);
  // What a project has in one column, counted without opening it.
  struct Figures {
    uint64_t key_count = 0;
    uint64_t byte_count = 0;  // of keys and values as written
  };
  absl::StatusOr<Figures> Count(Column column, const OpaqueId& project) const;
  // Deletes all that is kept under the opaque id, and the running digest, from the files too.
  // REQUIRES: its key was erased.
  absl::Status DeleteProject(const OpaqueId& project);

  // What was deleted or overwritten in these columns of the project leaves the files, too.
  absl::Status Compact(uint32_t number, const std::vector<Column>& columns);

  // The state of the project's acknowledged writes, to be anchored outside. NOT_FOUND: no key.
  absl::StatusOr<ProjectAnchor> Anchor(uint32_t number) const;
  // OK if the store holds all that it held when the anchor was taken, or the project was destroyed
  // since. DATA_LOSS: it was put back to an older state, or is another one.
  absl::Status CheckAgainst(const ProjectAnchor& anchor) const;
  // After how many of the project's writes its digest was this one; 0: never. Also if its key is
  // erased and its links are still there.
  absl::StatusOr<uint64_t> FindLink(const OpaqueId& project, const core::Sha256Digest& link) const;
  // DATA_LOSS: a link of the project's running digest is missing or of no form.
  absl::Status CheckChain(uint32_t number) const;

  RocksDatabase& unsealed() const { return database_; }
  const Keystore& keystore() const { return keystore_; }

 private:
  friend class SealedBatch;
  friend class SealedFile;
  friend class SealedCursor;
  SealedDatabase(RocksDatabase& database, Keystore& keystore, core::GcmCipher cipher,
                 core::Random& random)
      : database_(database), keystore_(keystore), cipher_(cipher), random_(random) {}
  absl::Status LoadDigest(const SealedProject& project);
  // Seals a value for its place, and adds what the project's digest is over to `acts`.
  absl::StatusOr<core::Bytes> Seal(Column column, const SealedProject& project,
                                   const std::string& key, core::ByteView value,
                                   std::map<OpaqueId, core::Bytes>& acts) const;
  // Hands `visit` what lies under the raw keys; borrows both.
  Visit Opening(Column column, const SealedProject& project, const Visit& visit) const;
  absl::StatusOr<std::string> Open(Column column, const SealedProject& project,
                                   std::string_view key, core::ByteView sealed) const;

  RocksDatabase& database_;
  Keystore& keystore_;
  const core::GcmCipher cipher_;
  core::Random& random_;
  mutable ProjectDigests digests_;
  mutable core::Mutex mutex_;
  std::map<uint32_t, SealedProject> projects_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_SEALED_DATABASE_H_
