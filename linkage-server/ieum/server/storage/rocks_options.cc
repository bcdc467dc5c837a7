#include "ieum/server/storage/rocks_options.h"

#include <rocksdb/cache.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>

namespace ieum::server {
namespace {

// Bounds the memory that unflushed writes take in all columns together.
constexpr size_t kWriteBufferBytes = size_t{128} << 20;
// Without a cache for all, each column would have its own. Little is read twice, and what is
// written passes through it once (paranoid_file_checks): a large one holds what nobody asks for, in
// blocks of so many sizes that the heap around them cannot be given back.
constexpr size_t kBlockCacheBytes = size_t{8} << 20;
// Fewer than the server leaves to the store (server/app/limits.h): it opens files again as needed.
constexpr int kMaxOpenFiles = 320;

}  // namespace

rocksdb::DBOptions MakeDatabaseOptions(rocksdb::Env* env) {
  rocksdb::DBOptions options;
  if (env != nullptr) options.env = env;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.paranoid_checks = true;
  options.track_and_verify_wals_in_manifest = true;
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  options.db_write_buffer_size = kWriteBufferBytes;
  options.max_total_wal_size = 4 * kWriteBufferBytes;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.keep_log_file_num = 4;
  options.max_log_file_size = size_t{4} << 20;
  options.max_manifest_file_size = size_t{16} << 20;
  options.max_open_files = kMaxOpenFiles;
  return options;
}

std::shared_ptr<rocksdb::Cache> MakeBlockCache() { return rocksdb::NewLRUCache(kBlockCacheBytes); }

rocksdb::ColumnFamilyOptions MakeColumnOptions(std::string_view name,
                                               const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions options;
  // What is only ever appended to would stay in as many files as there were flushes: levels take
  // files that do not overlap as they are.
  if (name.starts_with(kAuditColumns)) {
    options.compaction_style = rocksdb::kCompactionStyleUniversal;
  }
  // Encodings and random ids do not compress.
  options.compression = rocksdb::kNoCompression;
  options.paranoid_file_checks = true;
  options.memtable_protection_bytes_per_key = kProtectionBytes;
  rocksdb::BlockBasedTableOptions table;
  table.checksum = rocksdb::kXXH3;  // several times as fast as the packaged CRC32C
  table.block_cache = cache;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

}  // namespace ieum::server
