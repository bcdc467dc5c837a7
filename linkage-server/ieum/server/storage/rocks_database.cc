#include "ieum/server/storage/rocks_database.h"

#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <system_error>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/rocks_options.h"

namespace ieum::server {
namespace {

constexpr uint32_t kFormatVersion = 7;

rocksdb::Slice ToSlice(std::string_view text) { return {text.data(), text.size()}; }
rocksdb::Slice ToSlice(core::ByteView bytes) { return ToSlice(core::AsText(bytes)); }
std::string_view FromSlice(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// The only mapping of RocksDB's errors. Its texts name files, never keys or values.
absl::Status FromRocks(const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = status.ToString();
  if (status.IsNoSpace()) {
    return core::ResourceExhausted("the server's disk is full (%s); the operator must make room",
                                   text);
  }
  if (status.IsCorruption()) {
    return core::DataLoss("the server's store is damaged (%s); restore it from a backup", text);
  }
  if (status.IsInvalidArgument() || status.IsNotSupported()) {
    return core::FailedPrecondition("this version cannot open the store (%s)", text);
  }
  return core::Unavailable("the server's store failed (%s); the operator must look at its disk",
                           text);
}

absl::Status WrongStore(StoreRole role) {
  return core::FailedPrecondition(
      "the data folder holds a store of another version or role; want format %d for role %s",
      kFormatVersion, StoreRoleName(role));
}

// The first key after all keys with this prefix; empty if there is none.
std::string AfterPrefix(std::string_view prefix) {
  std::string after(prefix);
  while (!after.empty() && static_cast<unsigned char>(after.back()) == 0xff) after.pop_back();
  if (!after.empty()) after.back() = static_cast<char>(after.back() + 1);
  return after;
}

// The other role's store must not get columns of this one before anybody looks at its format.
absl::Status CheckColumns(const std::string& path, StoreRole role,
                          const rocksdb::DBOptions& options) {
  std::vector<std::string> found;
  // Whatever else is wrong says Open.
  if (!rocksdb::DB::ListColumnFamilies(options, path, &found).ok()) return absl::OkStatus();
  const std::vector<Column> columns = ColumnsOf(role);
  const auto known = [&columns](const std::string& name) {
    return std::any_of(columns.begin(), columns.end(),
                       [&name](Column column) { return ColumnName(column) == name; });
  };
  return std::all_of(found.begin(), found.end(), known) ? absl::OkStatus() : WrongStore(role);
}

}  // namespace

struct Batch::State {
  rocksdb::WriteBatch batch{/*reserved_bytes=*/0, /*max_bytes=*/0, kProtectionBytes,
                            /*default_cf_ts_sz=*/0};
  // Building a batch with checksums can fail only when memory is damaged; told when it is written.
  rocksdb::Status status;

  void Note(const rocksdb::Status& added) {
    if (status.ok()) status = added;
  }
};

struct SortedFile::State {
  State(const rocksdb::Options& options, rocksdb::ColumnFamilyHandle* column, std::string file)
      : writer(rocksdb::EnvOptions(), options, column), path(std::move(file)) {}
  ~State() {
    std::error_code ignored;  // Open removes what is left over
    std::filesystem::remove(path, ignored);
  }
  rocksdb::SstFileWriter writer;
  const std::string path;
  int64_t byte_count = 0;
};

struct Cursor::State {
  std::string prefix;
  std::string after;
  rocksdb::Slice begin;
  rocksdb::Slice end;
  std::unique_ptr<rocksdb::Iterator> it;
};

struct RocksDatabase::State {
  std::unique_ptr<rocksdb::DB> db;
  std::array<rocksdb::ColumnFamilyHandle*, kColumnCount> columns{};  // by Column; owned by db
  std::vector<rocksdb::ColumnFamilyHandle*> opened;                  // those that are there
  std::atomic<bool> read_only = false;
  rocksdb::Env* env = nullptr;
  std::string sorted_files;  // folder of sorted files that are being written
  mutable std::atomic<uint64_t> next_file = 0;
  StoreRole role = StoreRole::kMatcher;

  rocksdb::ColumnFamilyHandle* column(Column column) const {
    rocksdb::ColumnFamilyHandle* const handle = columns[static_cast<size_t>(column)];
    IEUM_CHECK(handle != nullptr);  // no code asks for a column of the other role
    return handle;
  }
};

Batch::Batch() : state_(std::make_unique<State>()) {}
Batch::~Batch() = default;
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;

void Batch::Put(const RocksDatabase& database, Column column, std::string_view key,
                core::ByteView value) {
  state_->Note(state_->batch.Put(database.state_->column(column), ToSlice(key), ToSlice(value)));
}

void Batch::Delete(const RocksDatabase& database, Column column, std::string_view key) {
  state_->Note(state_->batch.Delete(database.state_->column(column), ToSlice(key)));
}

void Batch::DeletePrefix(const RocksDatabase& database, Column column, std::string_view prefix) {
  DeletePrefixFrom(database, column, prefix, prefix);
}

void Batch::DeletePrefixFrom(const RocksDatabase& database, Column column, std::string_view prefix,
                             std::string_view first) {
  state_->Note(state_->batch.DeleteRange(database.state_->column(column), ToSlice(first),
                                         ToSlice(AfterPrefix(prefix))));
}

absl::StatusOr<std::unique_ptr<RocksDatabase>> RocksDatabase::Open(const std::string& path,
                                                                   StoreRole role,
                                                                   rocksdb::Env* env) {
  const rocksdb::DBOptions options = MakeDatabaseOptions(env);
  IEUM_RETURN_IF_ERROR(CheckColumns(path, role, options));
  std::vector<rocksdb::ColumnFamilyDescriptor> columns;
  const std::shared_ptr<rocksdb::Cache> cache = MakeBlockCache();
  for (const Column column : ColumnsOf(role)) {
    columns.emplace_back(std::string(ColumnName(column)),
                         MakeColumnOptions(ColumnName(column), cache));
  }
  auto state = std::make_unique<State>();
  state->role = role;
  rocksdb::DB* db = nullptr;
  IEUM_RETURN_IF_ERROR(FromRocks(rocksdb::DB::Open(options, path, columns, &state->opened, &db)));
  state->db.reset(db);
  const std::vector<Column> order = ColumnsOf(role);
  for (size_t i = 0; i < order.size(); ++i) {
    state->columns[static_cast<size_t>(order[i])] = state->opened[i];
  }
  state->env = env;
  // On the file system of the database, so that files move into it without being copied.
  state->sorted_files = path + ".ingest";
  std::error_code error;
  std::filesystem::remove_all(state->sorted_files, error);
  if (!error) std::filesystem::create_directory(state->sorted_files, error);
  if (error) {
    return core::Unavailable("the server's store failed (%s); the operator must look at its disk",
                             error.message());
  }
  std::unique_ptr<RocksDatabase> database(new RocksDatabase(std::move(state)));
  IEUM_RETURN_IF_ERROR(database->CheckFormat());
  return database;
}

RocksDatabase::RocksDatabase(std::unique_ptr<State> state) : state_(std::move(state)) {}

RocksDatabase::~RocksDatabase() {
  // Close() reports; a destructor cannot.
  if (state_->db != nullptr) (void)Close();
}

StoreRole RocksDatabase::role() const { return state_->role; }

StoreRole RocksDatabase::RoleAt(const std::string& path) {
  std::vector<std::string> found;
  // Whatever is wrong says Open.
  (void)rocksdb::DB::ListColumnFamilies(MakeDatabaseOptions(nullptr), path, &found);
  const bool joiner = std::any_of(found.begin(), found.end(), [](const std::string& name) {
    return name == ColumnName(Column::kPayloads);
  });
  return joiner ? StoreRole::kJoiner : StoreRole::kMatcher;
}

absl::Status RocksDatabase::CheckFormat() {
  const std::string key = MakeKey({0});
  const std::string expected =
      absl::StrFormat("ieum store %d %s", kFormatVersion, StoreRoleName(role()));
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> found, Get(Column::kMeta, key));
  if (found.has_value()) {
    if (*found == expected) return absl::OkStatus();
    return WrongStore(role());
  }
  IEUM_RETURN_IF_ERROR(Scan(Column::kProjects, "", [](std::string_view, core::ByteView) {
    return core::DataLoss("the store has lost its format record; restore it from a backup");
  }));
  Batch batch;
  batch.Put(*this, Column::kMeta, key, core::AsBytes(expected));
  return Write(std::move(batch), Durability::kSynced);
}

absl::StatusOr<std::optional<std::string>> RocksDatabase::Get(Column column,
                                                              std::string_view key) const {
  std::string value;
  const rocksdb::Status status =
      state_->db->Get(rocksdb::ReadOptions(), state_->column(column), ToSlice(key), &value);
  if (status.IsNotFound()) return std::optional<std::string>();
  IEUM_RETURN_IF_ERROR(FromRocks(status));
  return std::optional<std::string>(std::move(value));
}

absl::Status RocksDatabase::Scan(
    Column column, std::string_view prefix,
    const std::function<absl::Status(std::string_view key, core::ByteView value)>& visit) const {
  return ScanFrom(column, prefix, prefix, visit);
}

absl::Status RocksDatabase::ScanFrom(
    Column column, std::string_view prefix, std::string_view first,
    const std::function<absl::Status(std::string_view key, core::ByteView value)>& visit) const {
  return ScanRange(column, first, AfterPrefix(prefix), visit);
}

absl::Status RocksDatabase::ScanRange(
    Column column, std::string_view first, std::string_view end,
    const std::function<absl::Status(std::string_view key, core::ByteView value)>& visit) const {
  rocksdb::ReadOptions options;
  // Whole submissions pass through here once; they would only push useful blocks out of the cache.
  options.fill_cache = false;
  const rocksdb::Slice behind = ToSlice(end);
  if (!end.empty()) options.iterate_upper_bound = &behind;
  const std::unique_ptr<rocksdb::Iterator> it(
      state_->db->NewIterator(options, state_->column(column)));
  for (it->Seek(ToSlice(first)); it->Valid(); it->Next()) {
    IEUM_RETURN_IF_ERROR(visit(FromSlice(it->key()), core::AsBytes(FromSlice(it->value()))));
  }
  return FromRocks(it->status());
}

absl::Status RocksDatabase::Write(Batch batch, Durability durability) {
  if (state_->read_only.load()) {
    return core::Unavailable(
        "the server's store refuses writes since one has failed; the operator must look at its "
        "disk and start the server again; nothing acknowledged is lost");
  }
  rocksdb::WriteOptions options;
  options.sync = durability == Durability::kSynced;
  options.protection_bytes_per_key = kProtectionBytes;
  rocksdb::Status status = batch.state_->status;
  if (status.ok()) status = state_->db->Write(options, &batch.state_->batch);
  if (!status.ok()) state_->read_only.store(true);
  return FromRocks(status);
}

Cursor RocksDatabase::NewCursor(Column column, std::string_view prefix) const {
  auto state = std::make_unique<Cursor::State>();
  state->prefix = prefix;
  state->after = AfterPrefix(prefix);
  state->begin = ToSlice(state->prefix);
  state->end = ToSlice(state->after);
  rocksdb::ReadOptions options;
  options.iterate_lower_bound = &state->begin;
  if (!state->after.empty()) options.iterate_upper_bound = &state->end;
  state->it.reset(state_->db->NewIterator(options, state_->column(column)));
  return Cursor(std::move(state));
}

Cursor::Cursor(std::unique_ptr<State> state) : state_(std::move(state)) {}
Cursor::Cursor(Cursor&&) noexcept = default;
Cursor& Cursor::operator=(Cursor&&) noexcept = default;
Cursor::~Cursor() = default;

void Cursor::SeekBefore(std::string_view key) {
  state_->it->SeekForPrev(ToSlice(key));
  if (!state_->it->Valid() && state_->it->status().ok()) state_->it->SeekToFirst();
}

void Cursor::Next() { state_->it->Next(); }
bool Cursor::valid() const { return state_->it->Valid(); }
absl::Status Cursor::status() const { return FromRocks(state_->it->status()); }
std::string_view Cursor::key() const { return FromSlice(state_->it->key()); }
core::ByteView Cursor::value() const { return core::AsBytes(FromSlice(state_->it->value())); }

SortedFile::SortedFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
SortedFile::SortedFile(SortedFile&&) noexcept = default;
SortedFile& SortedFile::operator=(SortedFile&&) noexcept = default;
SortedFile::~SortedFile() = default;

absl::Status SortedFile::Add(std::string_view key, core::ByteView value) {
  state_->byte_count += static_cast<int64_t>(key.size() + value.size());
  return FromRocks(state_->writer.Put(ToSlice(key), ToSlice(value)));
}

int64_t SortedFile::byte_count() const { return state_->byte_count; }

absl::StatusOr<SortedFile> RocksDatabase::NewSortedFile(Column column) const {
  const std::string path =
      absl::StrFormat("%s/%d.sst", state_->sorted_files, state_->next_file.fetch_add(1));
  auto file = std::make_unique<SortedFile::State>(
      rocksdb::Options(MakeDatabaseOptions(state_->env),
                       MakeColumnOptions(ColumnName(column), nullptr)),
      state_->column(column), path);
  IEUM_RETURN_IF_ERROR(FromRocks(file->writer.Open(path)));
  return SortedFile(std::move(file));
}

absl::Status RocksDatabase::Ingest(Column column, std::vector<SortedFile> files) {
  if (read_only()) return Write(Batch(), Durability::kSynced);
  std::vector<std::string> paths;
  for (SortedFile& file : files) {
    if (file.byte_count() == 0) continue;
    IEUM_RETURN_IF_ERROR(FromRocks(file.state_->writer.Finish()));
    paths.push_back(file.state_->path);
  }
  if (paths.empty()) return absl::OkStatus();
  rocksdb::IngestExternalFileOptions options;
  options.move_files = true;
  options.failed_move_fall_back_to_copy = true;
  options.write_global_seqno = false;
  options.verify_checksums_before_ingest = true;
  const rocksdb::Status status =
      state_->db->IngestExternalFile(state_->column(column), paths, options);
  if (!status.ok()) state_->read_only.store(true);
  return FromRocks(status);
}

absl::Status RocksDatabase::Compact(const std::vector<KeyRange>& ranges) {
  if (read_only()) return Write(Batch(), Durability::kSynced);
  // All columns: one that is not flushed keeps the log, with what was deleted from the others.
  rocksdb::Status status = state_->db->Flush(rocksdb::FlushOptions(), state_->opened);
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  for (const KeyRange& range : ranges) {
    const std::string after = AfterPrefix(range.prefix);
    const rocksdb::Slice begin = ToSlice(range.prefix);
    const rocksdb::Slice end = ToSlice(after);
    if (status.ok()) {
      status = state_->db->CompactRange(options, state_->column(range.column), &begin,
                                        after.empty() ? nullptr : &end);
    }
  }
  return FromRocks(status);
}

absl::Status RocksDatabase::MakeCheckpoint(const std::string& folder) const {
  rocksdb::Checkpoint* made = nullptr;
  IEUM_RETURN_IF_ERROR(FromRocks(rocksdb::Checkpoint::Create(state_->db.get(), &made)));
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  return FromRocks(checkpoint->CreateCheckpoint(folder));
}

absl::Status RocksDatabase::VerifyFiles() const { return FromRocks(state_->db->VerifyChecksum()); }

bool RocksDatabase::read_only() const { return state_->read_only.load(); }

absl::Status RocksDatabase::Close() {
  rocksdb::Status status = state_->db->FlushWAL(/*sync=*/true);
  for (rocksdb::ColumnFamilyHandle* column : state_->opened) {
    state_->db->DestroyColumnFamilyHandle(column);
  }
  state_->opened.clear();
  const rocksdb::Status closed = state_->db->Close();
  if (status.ok()) status = closed;
  state_->db.reset();
  return FromRocks(status);
}

}  // namespace ieum::server
