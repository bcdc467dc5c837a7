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

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"

namespace ieum::server {

// FORMAT: the order is the order of the column family names in rocks_database.cc.
enum class Column {
  kMeta,
  kProjects,
  kSecrets,
  kSubmissions,
  kChunkRecords,
  kChunks,
  kRuns,
  kResults
};

enum class Durability {
  kSynced,    // on disk when Write returns
  kBuffered,  // may be lost by a crash of the machine until the next synced write
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

// Thread-safe.
class RocksDatabase final {
 public:
  // Opens, or makes, the database of one role in the folder `path`. FAILED_PRECONDITION: it was
  // made by another version of the software or for another role. DATA_LOSS: damaged. UNAVAILABLE,
  // RESOURCE_EXHAUSTED: the system refuses.
  static absl::StatusOr<std::unique_ptr<RocksDatabase>> Open(const std::string& path,
                                                             std::string_view role);
  ~RocksDatabase();
  RocksDatabase(const RocksDatabase&) = delete;
  RocksDatabase& operator=(const RocksDatabase&) = delete;

  // Nothing if there is no such key. DATA_LOSS: a block's checksum does not fit; UNAVAILABLE: read
  // error.
  absl::StatusOr<std::optional<std::string>> Get(Column column, std::string_view key) const;
  // Visits the keys that start with `prefix` in order, as they were when the call began. Key and
  // value are valid during the visit, whose error ends the scan and is returned.
  absl::Status Scan(
      Column column, std::string_view prefix,
      const std::function<absl::Status(std::string_view key, core::ByteView value)>& visit) const;
  // The same without the keys before `first`, which starts with `prefix`, too.
  absl::Status ScanFrom(
      Column column, std::string_view prefix, std::string_view first,
      const std::function<absl::Status(std::string_view key, core::ByteView value)>& visit) const;
  // After a failed write nobody knows what is on disk, so every later one is refused until the
  // process starts again and recovers: UNAVAILABLE, or RESOURCE_EXHAUSTED if the disk is full.
  absl::Status Write(Batch batch, Durability durability);

  // True after a failed write.
  bool read_only() const;
  // Syncs and closes; call once, when nobody uses the database any more.
  absl::Status Close();

 private:
  friend class Batch;
  struct State;
  explicit RocksDatabase(std::unique_ptr<State> state);
  absl::Status CheckFormat(std::string_view role);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_ROCKS_DATABASE_H_
