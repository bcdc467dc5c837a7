// The database under the stores: named columns of ordered keys, atomic durable batches. The only
// code that knows RocksDB. FORMAT: docs/formats/storage.md.
#ifndef IEUM_SERVER_STORAGE_ROCKS_DATABASE_H_
#define IEUM_SERVER_STORAGE_ROCKS_DATABASE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/server/storage/columns.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace ieum::server {

enum class Durability {
  kSynced,    // on disk when Write returns
  kBuffered,  // may be lost by a crash of the machine until the next synced write
};

struct KeyRange {
  Column column;
  std::string prefix;  // of its keys
};

class RocksDatabase;

// Changes that happen together or not at all. Move-only; one thread at a time.
class Batch final {
 public:
  Batch();
  ~Batch();
  Batch(Batch&&) noexcept;
  Batch& operator=(Batch&&) noexcept;

  // The database outlives the batch; key and value are copied.
  void Put(const RocksDatabase& database, Column column, std::string_view key,
           core::ByteView value);
  void Delete(const RocksDatabase& database, Column column, std::string_view key);
  // Every key that starts with `prefix`.
  void DeletePrefix(const RocksDatabase& database, Column column, std::string_view prefix);
  // Those of them that are not before `first`, which starts with `prefix`, too.
  void DeletePrefixFrom(const RocksDatabase& database, Column column, std::string_view prefix,
                        std::string_view first);

 private:
  friend class RocksDatabase;
  struct State;
  std::unique_ptr<State> state_;
};

// A file of keys in order, beside the database until Ingest takes it in; removed if nobody does.
// Quicker than batches for much data, which goes neither through the log nor through memory tables.
// Move-only; one thread at a time.
class SortedFile final {
 public:
  SortedFile(SortedFile&&) noexcept;
  SortedFile& operator=(SortedFile&&) noexcept;
  ~SortedFile();

  // REQUIRES: the key is behind those before. UNAVAILABLE, RESOURCE_EXHAUSTED as Write, which stays
  // possible.
  absl::Status Add(std::string_view key, core::ByteView value);
  // Bytes of all keys and values.
  int64_t byte_count() const;

 private:
  friend class RocksDatabase;
  struct State;
  explicit SortedFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Goes through the keys with one prefix, as they were when it was made. Move-only; one thread at a
// time.
class Cursor final {
 public:
  Cursor(Cursor&&) noexcept;
  Cursor& operator=(Cursor&&) noexcept;
  ~Cursor();

  // To the last key that is not behind `key`, or to the first of all if there is none.
  void SeekBefore(std::string_view key);
  void Next();
  // Whether it is on a key; if not, status() tells whether the keys ended or cannot be read.
  bool valid() const;
  absl::Status status() const;
  // Valid until it moves. REQUIRES: valid().
  std::string_view key() const;
  core::ByteView value() const;

 private:
  friend class RocksDatabase;
  struct State;
  explicit Cursor(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Thread-safe.
class RocksDatabase final {
 public:
  // Opens, or makes, the database of one role in the folder `path`, with the columns of that role
  // only. FAILED_PRECONDITION: another version or role made it. DATA_LOSS: damaged. UNAVAILABLE,
  // RESOURCE_EXHAUSTED: the system refuses. env: file system and clock, for tests of their faults;
  // borrowed; null: the system's.
  static absl::StatusOr<std::unique_ptr<RocksDatabase>> Open(const std::string& path,
                                                             StoreRole role,
                                                             rocksdb::Env* env = nullptr);
  StoreRole role() const;
  // Of the database in the folder; kMatcher if none is there.
  static StoreRole RoleAt(const std::string& path);
  ~RocksDatabase();
  RocksDatabase(const RocksDatabase&) = delete;
  RocksDatabase& operator=(const RocksDatabase&) = delete;

  // Nothing if there is no such key. DATA_LOSS: a checksum does not fit; UNAVAILABLE: read error.
  absl::StatusOr<std::optional<std::string>> Get(Column column, std::string_view key) const;
  // Visits the keys that start with `prefix` in order, as they were when the call began. Key and
  // value are valid during the visit, whose error ends the scan and is returned.
  absl::Status Scan(
      Column column, std::string_view prefix,
      const std::function<absl::Status(std::string_view key, core::ByteView value)>& visit) const;
  // The same from `first` on, which starts with `prefix`, too.
  absl::Status ScanFrom(
      Column column, std::string_view prefix, std::string_view first,
      const std::function<absl::Status(std::string_view key, core::ByteView value)>& visit) const;
  // Those from `first` to before `end`; empty: to the last.
  absl::Status ScanRange(
      Column column, std::string_view first, std::string_view end,
      const std::function<absl::Status(std::string_view key, core::ByteView value)>& visit) const;
  // After a failed write nobody knows what is on disk, so every later one is refused until the
  // process starts again and recovers: UNAVAILABLE, or RESOURCE_EXHAUSTED if the disk is full.
  absl::Status Write(Batch batch, Durability durability);

  // REQUIRES of a cursor: it does not outlive the database.
  Cursor NewCursor(Column column, std::string_view prefix) const;

  absl::StatusOr<SortedFile> NewSortedFile(Column column) const;
  // Takes the files into the column, all of them or none, durably. Errors as Write.
  // REQUIRES: they are of this database and column, and no key is in two of them.
  absl::Status Ingest(Column column, std::vector<SortedFile> files);

  // Rewrites the files that hold these keys: what was deleted is in none of them any more, nor in
  // the log. Errors as Write.
  absl::Status Compact(const std::vector<KeyRange>& ranges);
  // The database as it is now, in a folder that must not be there, on the same file system. Writes
  // go on meanwhile. Errors as Write, which stays possible.
  absl::Status MakeCheckpoint(const std::string& folder) const;
  // Reads every block of every file. DATA_LOSS: a checksum does not fit.
  absl::Status VerifyFiles() const;

  // True after a failed write.
  bool read_only() const;
  // Syncs and closes; call once, when nobody uses the database any more.
  absl::Status Close();

 private:
  friend class Batch;
  struct State;
  explicit RocksDatabase(std::unique_ptr<State> state);
  absl::Status CheckFormat();
  std::unique_ptr<State> state_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_ROCKS_DATABASE_H_
