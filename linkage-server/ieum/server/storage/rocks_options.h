// How RocksDB is set up.
#ifndef IEUM_SERVER_STORAGE_ROCKS_OPTIONS_H_
#define IEUM_SERVER_STORAGE_ROCKS_OPTIONS_H_

#include <cstddef>
#include <memory>
#include <string_view>

namespace rocksdb {
class Cache;
class Env;
struct ColumnFamilyOptions;
struct DBOptions;
}  // namespace rocksdb

namespace ieum::server {

// Bytes by which RocksDB checks each key and value on its way through memory.
inline constexpr size_t kProtectionBytes = 8;
// Names of the audit log's columns begin so.
inline constexpr std::string_view kAuditColumns = "audit_";

// Of a database that is made if it is not there. env: null for the system's.
rocksdb::DBOptions MakeDatabaseOptions(rocksdb::Env* env);

// Blocks read, for all columns together.
std::shared_ptr<rocksdb::Cache> MakeBlockCache();
// Of the column of this name. cache: null where nothing is read.
rocksdb::ColumnFamilyOptions MakeColumnOptions(std::string_view name,
                                               const std::shared_ptr<rocksdb::Cache>& cache);

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_ROCKS_OPTIONS_H_
