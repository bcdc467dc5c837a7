// A disk that fails when told to, and what it keeps when power is lost: shared by all ways in which
// a process writes.
#ifndef IEUM_TESTS_SUPPORT_DISK_FAULTS_H_
#define IEUM_TESTS_SUPPORT_DISK_FAULTS_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace ieum::testing {

enum class Fault {
  kInputOutput,  // one write fails
  kNoSpace,      // one write and all later ones fail for want of space
  kPowerOff,     // one write and all later ones fail; then LosePower
};

// Told of every write before it is done, and of what it did. Thread-safe.
class DiskFaults final {
 public:
  // The n-th write from now on fails, n > 0. Replaces an earlier fault.
  void FailAt(int64_t n, Fault fault);
  // The n-th read from now on has one bit flipped, n > 0.
  void FlipBitAt(int64_t n);
  // No faults any more.
  void Heal();
  // Since it was made.
  int64_t write_count() const;
  int64_t read_count() const;

  // What happens to the next write; nothing: it may be done.
  std::optional<Fault> Write();
  // True if a bit of the next read is to be flipped.
  bool FlipsRead();

  void Created(const std::string& path);
  // A file that was there, whole, before anything was told of it.
  void Found(const std::string& path, uint64_t size);
  void Appended(const std::string& path, uint64_t end);
  void Truncated(const std::string& path, uint64_t size);
  void Synced(const std::string& path);
  void FolderSynced(const std::string& folder);
  // Call before renaming something to this name: what comes back under it if power is lost before
  // the folder is synced; nothing if there is no such file.
  std::optional<std::string> Replaced(const std::string& to) const;
  // replaced: what Replaced has returned.
  void Renamed(const std::string& from, const std::string& to, std::optional<std::string> replaced);
  void Deleted(const std::string& path);

  // What a power failure leaves: of each file what was synced, and of the rest a part up to some
  // sector, which is torn; files whose folder was not synced are gone, or what they replaced is
  // back. `seed` chooses the parts.
  // REQUIRES: nobody writes any more.
  void LosePower(uint64_t seed);

 private:
  struct FileState {
    uint64_t size = 0;
    uint64_t synced = 0;
    bool named = false;                      // its folder was synced since it was made
    std::optional<std::string> before = {};  // until then: what it replaced
  };

  mutable std::mutex mutex_;
  int64_t write_count_ = 0;
  int64_t read_count_ = 0;
  std::optional<Fault> fault_;
  int64_t fault_at_ = 0;
  int64_t flip_at_ = 0;
  std::map<std::string, FileState> files_;
};

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_DISK_FAULTS_H_
