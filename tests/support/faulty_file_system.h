// A file system under RocksDB that fails when told to, loses what was not synced, tears the last
// write, and flips bits of what is read.
#ifndef IEUM_TESTS_SUPPORT_FAULTY_FILE_SYSTEM_H_
#define IEUM_TESTS_SUPPORT_FAULTY_FILE_SYSTEM_H_

#include <memory>

#include "support/disk_faults.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace ieum::testing {

// Wraps the real file system; databases opened with env() lie on disk as ever. What counts as a
// write: append, sync, truncation, close, creation, deletion, renaming, sync of a folder.
// Thread-safe.
class FaultyFileSystem final {
 public:
  FaultyFileSystem();
  ~FaultyFileSystem();
  rocksdb::Env* env();

  // Which write or read fails; reads of nothing do not count.
  DiskFaults& faults();

 private:
  class Wrapper;
  std::shared_ptr<Wrapper> wrapper_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_FAULTY_FILE_SYSTEM_H_
