// Memory in pages of its own for large tables of holders' values.
#ifndef IEUM_CLIENT_ENCODE_PRIVATE_PAGES_H_
#define IEUM_CLIENT_ENCODE_PRIVATE_PAGES_H_

#include <cstddef>
#include <span>
#include <utility>

namespace ieum::client {

// All zero at first. Left out of core dumps, and cleansed before it is given back. In large pages
// where the kernel has them: tables of some megabytes are read at random, and finding the page of
// an address would cost more than reading it. Move-only; one thread at a time while moving.
class PrivatePages final {
 public:
  // Ends the process if there is no memory, as 'new' would.
  explicit PrivatePages(size_t size);
  ~PrivatePages();
  PrivatePages(PrivatePages&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  PrivatePages& operator=(PrivatePages&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }

  // Begins at a whole page.
  std::span<std::byte> bytes() const { return {data_, size_}; }

 private:
  std::byte* data_;
  size_t size_;  // bytes
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ENCODE_PRIVATE_PAGES_H_
