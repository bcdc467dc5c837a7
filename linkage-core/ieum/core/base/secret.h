// Key material in memory: OpenSSL's secure heap (locked, guarded, left out of core dumps), cleansed
// on destruction, impossible to copy or print by accident.
#ifndef IEUM_CORE_BASE_SECRET_H_
#define IEUM_CORE_BASE_SECRET_H_

#include <cstddef>
#include <span>

#include "absl/status/status.h"
#include "ieum/core/base/bytes.h"

namespace ieum::core {

// Prepares the secure heap. Call once at the start of main, before any SecretBytes is made.
// FAILED_PRECONDITION if the memory cannot be locked (ulimit -l too small).
absl::Status InitSecureMemory();

// Move-only. One thread at a time while moving; immutable otherwise.
class SecretBytes final {
 public:
  SecretBytes() = default;
  explicit SecretBytes(size_t size);
  // Copies `bytes`; the caller cleanses its own.
  static SecretBytes CopyOf(ByteView bytes);
  ~SecretBytes();
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;

  size_t size() const { return size_; }
  ByteView view() const { return {data_, size_}; }
  std::span<std::byte> mutable_view() { return {data_, size_}; }

  // Compares in time that depends on the sizes only.
  bool Equals(ByteView other) const;

 private:
  std::byte* data_ = nullptr;
  size_t size_ = 0;
};

// Overwrites `bytes` so that the compiler cannot drop the write.
void Cleanse(std::span<std::byte> bytes);

// Overwrites the stack below the caller's frame, where functions that have returned may have left
// what they worked on. Call it at the end of a thread that handled identifiers.
void CleanseDeadStack();

}  // namespace ieum::core

#endif  // IEUM_CORE_BASE_SECRET_H_
