#include "support/disk_faults.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <utility>

namespace ieum::testing {
namespace {

constexpr uint64_t kSectorBytes = 512;

}  // namespace

void DiskFaults::FailAt(int64_t n, Fault fault) {
  const std::lock_guard lock(mutex_);
  fault_ = fault;
  fault_at_ = write_count_ + n;
}

void DiskFaults::FlipBitAt(int64_t n) {
  const std::lock_guard lock(mutex_);
  flip_at_ = read_count_ + n;
}

void DiskFaults::Heal() {
  const std::lock_guard lock(mutex_);
  fault_.reset();
  flip_at_ = 0;
}

int64_t DiskFaults::write_count() const {
  const std::lock_guard lock(mutex_);
  return write_count_;
}

int64_t DiskFaults::read_count() const {
  const std::lock_guard lock(mutex_);
  return read_count_;
}

std::optional<Fault> DiskFaults::Write() {
  const std::lock_guard lock(mutex_);
  ++write_count_;
  if (!fault_.has_value() || write_count_ < fault_at_) return std::nullopt;
  const Fault fault = *fault_;
  if (fault == Fault::kInputOutput) fault_.reset();
  return fault;
}

bool DiskFaults::FlipsRead() {
  const std::lock_guard lock(mutex_);
  return ++read_count_ == flip_at_;
}

void DiskFaults::Created(const std::string& path) {
  const std::lock_guard lock(mutex_);
  files_[path] = FileState();
}

void DiskFaults::Found(const std::string& path, uint64_t size) {
  const std::lock_guard lock(mutex_);
  files_.try_emplace(path, FileState{.size = size, .synced = size, .named = true});
}

void DiskFaults::Appended(const std::string& path, uint64_t end) {
  const std::lock_guard lock(mutex_);
  files_[path].size = std::max(files_[path].size, end);
}

void DiskFaults::Truncated(const std::string& path, uint64_t size) {
  const std::lock_guard lock(mutex_);
  files_[path].size = size;
  files_[path].synced = std::min(files_[path].synced, size);
}

void DiskFaults::Synced(const std::string& path) {
  const std::lock_guard lock(mutex_);
  files_[path].synced = files_[path].size;
}

void DiskFaults::FolderSynced(const std::string& folder) {
  const std::lock_guard lock(mutex_);
  for (auto& [path, state] : files_) {
    if (std::filesystem::path(path).parent_path() == std::filesystem::path(folder)) {
      state.named = true;
      state.before.reset();
    }
  }
}

std::optional<std::string> DiskFaults::Replaced(const std::string& to) const {
  {
    const std::lock_guard lock(mutex_);
    const auto found = files_.find(to);
    if (found != files_.end() && !found->second.named) return found->second.before;
  }
  std::ifstream file(to, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void DiskFaults::Renamed(const std::string& from, const std::string& to,
                         std::optional<std::string> replaced) {
  const std::lock_guard lock(mutex_);
  const auto found = files_.find(from);
  if (found == files_.end()) return;
  FileState state = found->second;
  state.named = false;
  state.before = std::move(replaced);
  files_.erase(found);
  files_[to] = std::move(state);
}

void DiskFaults::Deleted(const std::string& path) {
  const std::lock_guard lock(mutex_);
  files_.erase(path);
}

void DiskFaults::LosePower(uint64_t seed) {
  const std::lock_guard lock(mutex_);
  std::mt19937_64 random(seed);
  for (auto& [path, state] : files_) {
    if (!std::filesystem::exists(path)) continue;
    if (!state.named) {
      std::filesystem::remove(path);
      if (state.before.has_value()) std::ofstream(path, std::ios::binary) << *state.before;
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

}  // namespace ieum::testing
