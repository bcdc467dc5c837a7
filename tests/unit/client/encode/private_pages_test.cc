#include "ieum/client/encode/private_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace ieum::client {
namespace {

TEST(PrivatePagesTest, AreZeroAndWritableToTheEndInAnySize) {
  for (const size_t size : {size_t{1}, size_t{5000}, size_t{2} << 20, (size_t{5} << 20) + 1}) {
    const PrivatePages pages(size);
    ASSERT_GE(pages.bytes().size(), size);
    EXPECT_TRUE(std::all_of(pages.bytes().begin(), pages.bytes().end(),
                            [](std::byte byte) { return byte == std::byte{0}; }));
    EXPECT_EQ(reinterpret_cast<uintptr_t>(pages.bytes().data()) % 4096, 0U);
    pages.bytes().back() = std::byte{1};
  }
}

TEST(PrivatePagesTest, MoveWithTheirContent) {
  PrivatePages first(100);
  first.bytes()[7] = std::byte{9};
  PrivatePages second(std::move(first));
  EXPECT_EQ(second.bytes()[7], std::byte{9});
  PrivatePages third(50);
  third = std::move(second);
  EXPECT_EQ(third.bytes()[7], std::byte{9});
}

}  // namespace
}  // namespace ieum::client
