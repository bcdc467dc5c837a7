// Replaces the global operator new and delete of the program it is linked into: memory is
// overwritten when it is given back, so that identifiers do not stay in the heap after the buffers,
// strings and containers that held them. What C libraries take from malloc themselves is not
// covered. tests/integration/canary_test holds what this achieves.
#include <malloc.h>

#include <cstdlib>
#include <new>
#include <span>

#include "ieum/core/base/secret.h"

namespace {

void* Allocate(std::size_t size) noexcept { return std::malloc(size == 0 ? 1 : size); }

void CleanseAndFree(void* memory) noexcept {
  if (memory == nullptr) return;
  ieum::core::Cleanse({static_cast<std::byte*>(memory), malloc_usable_size(memory)});
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) {
  void* memory = Allocate(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return Allocate(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return Allocate(size); }

void operator delete(void* memory) noexcept { CleanseAndFree(memory); }
void operator delete[](void* memory) noexcept { CleanseAndFree(memory); }
void operator delete(void* memory, std::size_t) noexcept { CleanseAndFree(memory); }
void operator delete[](void* memory, std::size_t) noexcept { CleanseAndFree(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { CleanseAndFree(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { CleanseAndFree(memory); }
