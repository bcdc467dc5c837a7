#include "support/faulty_file_system.h"

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <cstring>
#include <optional>
#include <string>
#include <utility>

namespace ieum::testing {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

}  // namespace

class FaultyFileSystem::Wrapper final : public rocksdb::FileSystemWrapper {
 public:
  Wrapper() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  const char* Name() const override { return "FaultyFileSystem"; }

  // What happens to the next write.
  IOStatus Write() {
    const std::optional<Fault> fault = faults_.Write();
    if (!fault.has_value()) return IOStatus::OK();
    if (*fault == Fault::kNoSpace) return IOStatus::NoSpace("injected");
    return IOStatus::IOError(*fault == Fault::kPowerOff ? "no power" : "injected");
  }
  // Flips a bit of what was read into `scratch` if its time has come.
  void Read(rocksdb::Slice* result, char* scratch) {
    if (result->empty() || !faults_.FlipsRead()) return;
    if (result->data() != scratch) std::memmove(scratch, result->data(), result->size());
    scratch[result->size() / 2] = static_cast<char>(scratch[result->size() / 2] ^ 4);
    *result = rocksdb::Slice(scratch, result->size());
  }

  DiskFaults& faults() { return faults_; }

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
    std::optional<std::string> replaced = faults_.Replaced(to);
    if (status.ok()) status = target()->RenameFile(from, to, options, debug);
    if (status.ok()) faults_.Renamed(from, to, std::move(replaced));
    return status;
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                      IODebugContext* debug) override {
    IOStatus status = Write();
    if (status.ok()) status = target()->DeleteFile(path, options, debug);
    if (status.ok()) faults_.Deleted(path);
    return status;
  }

 private:
  DiskFaults faults_;
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
    if (status.ok()) faults_.faults().Appended(path_, target()->GetFileSize(options, debug));
    return status;
  }
  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo&, IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = faults_.Write();
    if (status.ok()) status = target()->Truncate(size, options, debug);
    if (status.ok()) faults_.faults().Truncated(path_, size);
    return status;
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = faults_.Write();
    if (status.ok()) status = target()->Sync(options, debug);
    if (status.ok()) faults_.faults().Synced(path_);
    return status;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = faults_.Write();
    if (status.ok()) status = target()->Fsync(options, debug);
    if (status.ok()) faults_.faults().Synced(path_);
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
    if (status.ok()) faults_.faults().FolderSynced(path_);
    return status;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = faults_.Write();
    if (status.ok()) status = FSDirectoryWrapper::Fsync(options, debug);
    if (status.ok()) faults_.faults().FolderSynced(path_);
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
  faults_.Created(path);
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
DiskFaults& FaultyFileSystem::faults() { return wrapper_->faults(); }

}  // namespace ieum::testing
