#include "ieum/client/encode/private_pages.h"

#include <sys/mman.h>

#include <cstdint>

#include "ieum/core/base/secret.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr size_t kLargePageBytes = size_t{2} << 20;

std::byte* Map(size_t size) {
  void* const memory =
      mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  IEUM_CHECK(memory != MAP_FAILED);
  return static_cast<std::byte*>(memory);
}

}  // namespace

PrivatePages::PrivatePages(size_t size) : size_(size) {
  if (size < kLargePageBytes) {
    data_ = Map(size);
  } else {
    // Large pages want whole multiples of their size: map too much and give back both ends.
    const size_t rounded = (size + kLargePageBytes - 1) / kLargePageBytes * kLargePageBytes;
    std::byte* const begin = Map(rounded + kLargePageBytes);
    const size_t before = -reinterpret_cast<uintptr_t>(begin) % kLargePageBytes;
    data_ = begin + before;
    if (before > 0) munmap(begin, before);
    munmap(data_ + rounded, kLargePageBytes - before);
    size_ = rounded;
    // Kernels without large pages refuse, which costs speed and nothing else.
    (void)madvise(data_, size_, MADV_HUGEPAGE);
  }
  (void)madvise(data_, size_, MADV_DONTDUMP);
}

PrivatePages::~PrivatePages() {
  if (data_ == nullptr) return;
  core::Cleanse(bytes());
  munmap(data_, size_);
}

}  // namespace ieum::client
