// A bundle as files beside each other: NAME.bundle, NAME.001, NAME.002, …
#ifndef IEUM_CORE_BUNDLE_BUNDLE_FOLDER_H_
#define IEUM_CORE_BUNDLE_BUNDLE_FOLDER_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/bundle/bundle_parts.h"
#include "ieum/core/bundle/bundle_writer.h"

namespace ieum::core {

// INVALID_ARGUMENT unless the path ends in ".bundle" behind a name.
absl::Status CheckBundlePath(const std::string& cover_path);
// NAME.002 for NAME.bundle and 2.
std::string BundlePartPath(const std::string& cover_path, uint32_t number);

// Makes files of mode 0600 that were not there before, the cover last, durably. Destroying it
// before that removes what it has made. One thread at a time.
class BundleFileSink final : public BundleSink {
 public:
  // ALREADY_EXISTS if the cover or a part is there. Else as CheckBundlePath.
  static absl::StatusOr<std::unique_ptr<BundleFileSink>> Create(const std::string& cover_path);
  ~BundleFileSink() override;
  BundleFileSink(const BundleFileSink&) = delete;
  BundleFileSink& operator=(const BundleFileSink&) = delete;

  // Errors as core::SystemError.
  absl::Status BeginPart(uint32_t number) override;
  absl::Status Write(ByteView bytes) override;
  absl::Status EndPart() override;
  absl::Status WriteCover(ByteView cover) override;

 private:
  explicit BundleFileSink(std::string cover_path) : cover_path_(std::move(cover_path)) {}
  const std::string cover_path_;
  std::vector<std::string> made_;
  int part_ = -1;  // descriptor of the part being written
  bool finished_ = false;
};

// One thread at a time.
class BundleFileParts final : public BundleParts {
 public:
  explicit BundleFileParts(std::string cover_path) : cover_path_(std::move(cover_path)) {}
  ~BundleFileParts() override;
  BundleFileParts(const BundleFileParts&) = delete;
  BundleFileParts& operator=(const BundleFileParts&) = delete;

  std::string NameOf(uint32_t number) const override;
  absl::StatusOr<uint64_t> SizeOf(uint32_t number) override;
  absl::Status Read(uint32_t number, uint64_t offset, std::span<std::byte> out) override;

 private:
  absl::Status Open(uint32_t number);

  const std::string cover_path_;
  uint32_t open_number_ = 0;  // 0: none
  int open_ = -1;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_BUNDLE_BUNDLE_FOLDER_H_
