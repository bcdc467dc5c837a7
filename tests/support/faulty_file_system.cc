#include "support/faulty_file_system.h"

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <utility>

namespace ieum::testing {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

constexpr uint64_t kSectorBytes = 512;

struct FileState {
  uint64_t size = 0;
  uint64_t synced = 0;
  bool named = false;  // its folder was synced since it was made
};

}  // namespace

class FaultyFileSystem::Wrapper final : public rocksdb::FileSystemWrapper {
 public:
  Wrapper() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "FaultyFileSystem"; }

  // What happens to the next write.
  IOStatus Write() {
    const std::lock_guard lock(mutex_);
    ++write_count_;
    if (!fault_.has_value() || write_count_ < fault_at_) return IOStatus::OK();
    if (*fault_ == Fault::kInputOutput) {
      fault_.reset();
      return IOStatus::IOError("injected");
    }
    return *fault_ == Fault::kNoSpace ? IOStatus::NoSpace("injected")
                                      : IOStatus::IOError("no power");
  }
  // Flips a bit of what was read into `scratch` if its time has come.
  void Read(rocksdb::Slice* result, char* scratch) {
    if (result->empty()) return;
    const std::lock_guard lock(mutex_);
    if (++read_count_ != flip_at_) return;
    if (result->data() != scratch) std::memmove(scratch, result->data(), result->size());
    scratch[result->size() / 2] = static_cast<char>(scratch[result->size() / 2] ^ 4);
    *result = rocksdb::Slice(scratch, result->size());
  }

  void Appended(const std::string& path, uint64_t end) {
    const std::lock_guard lock(mutex_);
    files_[path].size = std::max(files_[path].size, end);
  }
  void Truncated(const std::string& path, uint64_t size) {
    const std::lock_guard lock(mutex_);
    files_[path].size = size;
    files_[path].synced = std::min(files_[path].synced, size);
  }
  void Synced(const std::string& path) {
    const std::lock_guard lock(mutex_);
    files_[path].synced = files_[path].size;
  }
  void FolderSynced(const std::string& folder) {
    const std::lock_guard lock(mutex_);
    for (auto& [path, state] : files_) {
      if (std::filesystem::path(path).parent_path() == std::filesystem::path(folder)) {
        state.named = true;
      }
    }
  }

  IOStatus NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                             std::unique_ptr<rocksdb::FSSequentialFile>* result,
                             IODebugContext* debug) override;
  IOStatus NewRandomAccessFile(const std::string& path, const rocksdb::FileOptions& options,
                               std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                               IODebugContext* debug) override;
  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext* debug) override;
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* result,
                        IODebugContext* debug) override;
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* debug) override {
    IOStatus status = Write();
    if (status.ok()) status = target()->RenameFile(from, to, options, debug);
    if (!status.ok()) return status;
    const std::lock_guard lock(mutex_);
    // Renaming over a file is one step for the file system; the name lasts as the old one did.
    const auto found = files_.find(from);
    if (found != files_.end()) {
      const FileState state = found->second;
      files_.erase(found);
      files_[to] = state;
    }
    return status;
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                      IODebugContext* debug) override {
    IOStatus status = Write();
    if (status.ok()) status = target()->DeleteFile(path, options, debug);
    if (!status.ok()) return status;
    const std::lock_guard lock(mutex_);
    files_.erase(path);
    return status;
  }

  void FailAt(int64_t n, Fault fault) {
    const std::lock_guard lock(mutex_);
    fault_ = fault;
    fault_at_ = write_count_ + n;
  }
  void FlipBitAt(int64_t n) {
    const std::lock_guard lock(mutex_);
    flip_at_ = read_count_ + n;
  }
  void Heal() {
    const std::lock_guard lock(mutex_);
    fault_.reset();
    flip_at_ = 0;
  }
  int64_t write_count() const {
    const std::lock_guard lock(mutex_);
    return write_count_;
  }
  int64_t read_count() const {
    const std::lock_guard lock(mutex_);
    return read_count_;
  }

  void LosePower(uint64_t seed) {
    const std::lock_guard lock(mutex_);
    std::mt19937_64 random(seed);
    for (auto& [path, state] : files_) {
      if (!std::filesystem::exists(path)) continue;
      if (!state.named) {
        std::filesystem::remove(path);
        continue;
      }
      const uint64_t loose = state.size - state.synced;
      if (loose == 0) continue;
      const uint64_t kept = random() % (loose + 1) / kSectorBytes * kSectorBytes;
      std::filesystem::resize_file(path, state.synced + kept);
      if (kept == 0) continue;
      // The last sector that came to the disk is half of what was meant.
      std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(static_cast<std::streamoff>(state.synced + kept - kSectorBytes / 2));
      const std::string torn(kSectorBytes / 2, '\x5a');
      file.write(torn.data(), static_cast<std::streamsize>(torn.size()));
    }
    files_.clear();
  }

 private:
  mutable std::mutex mutex_;
  int64_t write_count_ = 0;
  int64_t read_count_ = 0;
  std::optional<Fault> fault_;
  int64_t fault_at_ = 0;
  int64_t flip_at_ = 0;
  std::map<std::string, FileState> files_;
};

namespace internal {

template <typename Faults>
class FaultyWritableFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultyWritableFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path,
                     Faults& faults)
      : FSWritableFileOwnerWrapper(std::move(file)), path_(std::move(path)), faults_(faults) {}

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  IODebugContext* debug) override {
    IOStatus status = faults_.Write();
    if (status.ok()) status = target()->Append(data, options, debug);
    if (status.ok()) faults_.Appended(path_, target()->GetFileSize(options, debug));
    return status;
  }
  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo&, IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = faults_.Write();
    if (status.ok()) status = target()->Truncate(size, options, debug);
    if (status.ok()) faults_.Truncated(path_, size);
    return status;
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = faults_.Write();
    if (status.ok()) status = target()->Sync(options, debug);
    if (status.ok()) faults_.Synced(path_);
    return status;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = faults_.Write();
    if (status.ok()) status = target()->Fsync(options, debug);
    if (status.ok()) faults_.Synced(path_);
    return status;
  }
  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    const IOStatus fault = faults_.Write();
    const IOStatus status = target()->Close(options, debug);
    return fault.ok() ? status : fault;
  }

 private:
  const std::string path_;
  Faults& faults_;
};

template <typename Faults>
class FaultySequentialFile final : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  FaultySequentialFile(std::unique_ptr<rocksdb::FSSequentialFile> file, Faults& faults)
      : FSSequentialFileOwnerWrapper(std::move(file)), faults_(faults) {}
  IOStatus Read(size_t n, const IOOptions& options, rocksdb::Slice* result, char* scratch,
                IODebugContext* debug) override {
    IOStatus status = target()->Read(n, options, result, scratch, debug);
    if (status.ok()) faults_.Read(result, scratch);
    return status;
  }

 private:
  Faults& faults_;
};

template <typename Faults>
class FaultyRandomAccessFile final : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  FaultyRandomAccessFile(std::unique_ptr<rocksdb::FSRandomAccessFile> file, Faults& faults)
      : FSRandomAccessFileOwnerWrapper(std::move(file)), faults_(faults) {}
  IOStatus Read(uint64_t offset, size_t n, const IOOptions& options, rocksdb::Slice* result,
                char* scratch, IODebugContext* debug) const override {
    IOStatus status = target()->Read(offset, n, options, result, scratch, debug);
    if (status.ok()) faults_.Read(result, scratch);
    return status;
  }
  IOStatus MultiRead(rocksdb::FSReadRequest* requests, size_t count, const IOOptions& options,
                     IODebugContext* debug) override {
    for (size_t i = 0; i < count; ++i) {
      requests[i].status = Read(requests[i].offset, requests[i].len, options, &requests[i].result,
                                requests[i].scratch, debug);
    }
    return IOStatus::OK();
  }

 private:
  Faults& faults_;
};

template <typename Faults>
class FaultyFolder final : public rocksdb::FSDirectoryWrapper {
 public:
  FaultyFolder(std::unique_ptr<rocksdb::FSDirectory> folder, std::string path, Faults& faults)
      : FSDirectoryWrapper(std::move(folder)), path_(std::move(path)), faults_(faults) {}
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions& how) override {
    IOStatus status = faults_.Write();
    if (status.ok()) status = FSDirectoryWrapper::FsyncWithDirOptions(options, debug, how);
    if (status.ok()) faults_.FolderSynced(path_);
    return status;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = faults_.Write();
    if (status.ok()) status = FSDirectoryWrapper::Fsync(options, debug);
    if (status.ok()) faults_.FolderSynced(path_);
    return status;
  }

 private:
  const std::string path_;
  Faults& faults_;
};

}  // namespace internal

IOStatus FaultyFileSystem::Wrapper::NewSequentialFile(
    const std::string& path, const rocksdb::FileOptions& options,
    std::unique_ptr<rocksdb::FSSequentialFile>* result, IODebugContext* debug) {
  const IOStatus status = target()->NewSequentialFile(path, options, result, debug);
  if (status.ok()) {
    *result = std::make_unique<internal::FaultySequentialFile<Wrapper>>(std::move(*result), *this);
  }
  return status;
}

IOStatus FaultyFileSystem::Wrapper::NewRandomAccessFile(
    const std::string& path, const rocksdb::FileOptions& options,
    std::unique_ptr<rocksdb::FSRandomAccessFile>* result, IODebugContext* debug) {
  const IOStatus status = target()->NewRandomAccessFile(path, options, result, debug);
  if (status.ok()) {
    *result =
        std::make_unique<internal::FaultyRandomAccessFile<Wrapper>>(std::move(*result), *this);
  }
  return status;
}

IOStatus FaultyFileSystem::Wrapper::NewWritableFile(
    const std::string& path, const rocksdb::FileOptions& options,
    std::unique_ptr<rocksdb::FSWritableFile>* result, IODebugContext* debug) {
  IOStatus status = Write();
  if (status.ok()) status = target()->NewWritableFile(path, options, result, debug);
  if (!status.ok()) return status;
  {
    const std::lock_guard lock(mutex_);
    files_[path] = FileState();
  }
  *result =
      std::make_unique<internal::FaultyWritableFile<Wrapper>>(std::move(*result), path, *this);
  return status;
}

IOStatus FaultyFileSystem::Wrapper::NewDirectory(const std::string& path, const IOOptions& options,
                                                 std::unique_ptr<rocksdb::FSDirectory>* result,
                                                 IODebugContext* debug) {
  const IOStatus status = target()->NewDirectory(path, options, result, debug);
  if (status.ok()) {
    *result = std::make_unique<internal::FaultyFolder<Wrapper>>(std::move(*result), path, *this);
  }
  return status;
}

FaultyFileSystem::FaultyFileSystem()
    : wrapper_(std::make_shared<Wrapper>()), env_(rocksdb::NewCompositeEnv(wrapper_)) {}
FaultyFileSystem::~FaultyFileSystem() = default;
rocksdb::Env* FaultyFileSystem::env() { return env_.get(); }
void FaultyFileSystem::FailAt(int64_t n, Fault fault) { wrapper_->FailAt(n, fault); }
void FaultyFileSystem::FlipBitAt(int64_t n) { wrapper_->FlipBitAt(n); }
void FaultyFileSystem::Heal() { wrapper_->Heal(); }
int64_t FaultyFileSystem::write_count() const { return wrapper_->write_count(); }
int64_t FaultyFileSystem::read_count() const { return wrapper_->read_count(); }
void FaultyFileSystem::LosePower(uint64_t seed) { wrapper_->LosePower(seed); }

}  // namespace ieum::testing
