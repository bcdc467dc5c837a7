#include "ieum/client/payload/serial_sorter.h"

#include <gtest/gtest.h>

#include <string>

#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using ::ieum::testing::TempDir;

core::Serial SerialOf(uint32_t number) {
  core::Serial serial{};
  // Spread over the buckets, in another order than the numbers.
  number *= 2'654'435'761U;
  for (size_t i = 0; i < 4; ++i) serial[i] = static_cast<std::byte>(number >> (8 * i));
  return serial;
}

// Rows by way of the sorter; the number of rows visited, each as it was added.
int Sorted(size_t buffer_bytes, int row_count) {
  const TempDir dir;
  SerialSorter sorter(2, dir.File("out"), buffer_bytes);
  for (int i = 0; i < row_count; ++i) {
    core::PayloadValue row[2];
    row[0].number = i;
    row[1].missing = i % 3 == 0;
    row[1].bytes = "row " + std::to_string(i);
    EXPECT_OK(sorter.Add(SerialOf(static_cast<uint32_t>(i)), row));
  }
  int visited = 0;
  core::Serial last{};
  EXPECT_OK(sorter.Visit([&](const core::Serial& serial, std::span<core::PayloadValue> row) {
    EXPECT_TRUE(visited == 0 || last < serial);
    last = serial;
    EXPECT_EQ(serial, SerialOf(static_cast<uint32_t>(row[0].number)));
    EXPECT_EQ(row[1].bytes, "row " + std::to_string(row[0].number));
    EXPECT_EQ(row[1].missing, row[0].number % 3 == 0);
    ++visited;
    return absl::OkStatus();
  }));
  return visited;
}

TEST(SerialSorterTest, SortsInMemoryAndByWayOfAFile) {
  EXPECT_EQ(Sorted(size_t{256} << 10, 5'000), 5'000);
  EXPECT_EQ(Sorted(100, 5'000), 5'000);
  EXPECT_EQ(Sorted(100, 0), 0);
}

}  // namespace
}  // namespace ieum::client
