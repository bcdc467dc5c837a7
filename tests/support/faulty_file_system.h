// A file system under RocksDB that fails when told to, loses what was not synced, tears the last
// write, and flips bits of what is read.
#ifndef IEUM_TESTS_SUPPORT_FAULTY_FILE_SYSTEM_H_
#define IEUM_TESTS_SUPPORT_FAULTY_FILE_SYSTEM_H_

#include <cstdint>
#include <memory>

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace ieum::testing {

enum class Fault {
  kInputOutput,  // one write fails
  kNoSpace,      // one write and all later ones fail for want of space
  kPowerOff,     // one write and all later ones fail; then LosePower
};

// Wraps the real file system; databases opened with env() lie on disk as ever. What counts as a
// write: append, sync, truncation, close, creation, deletion, renaming, sync of a folder.
// Thread-safe.
class FaultyFileSystem final {
 public:
  FaultyFileSystem();
  ~FaultyFileSystem();
  rocksdb::Env* env();

  // The n-th write from now on fails, n > 0. Replaces an earlier fault.
  void FailAt(int64_t n, Fault fault);
  // The n-th read from now on has one bit flipped, n > 0; reads of nothing do not count.
  void FlipBitAt(int64_t n);
  // No faults any more.
  void Heal();
  // Since it was made.
  int64_t write_count() const;
  int64_t read_count() const;

  // What a power failure leaves: of each file what was synced, and of the rest a part up to some
  // sector, which is torn; files whose folder was not synced are gone. `seed` chooses the parts.
  // REQUIRES: no database is open.
  void LosePower(uint64_t seed);

 private:
  class Wrapper;
  std::shared_ptr<Wrapper> wrapper_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_FAULTY_FILE_SYSTEM_H_
