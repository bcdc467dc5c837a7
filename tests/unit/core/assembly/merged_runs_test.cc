#include "ieum/core/assembly/merged_runs.h"

#include <gtest/gtest.h>

#include "support/status_matchers.h"
#include "unit/core/assembly/memory_runs.h"

namespace ieum::core::testing {
namespace {

TEST(MergedRunsTest, GivesAllRowsInOrder) {
  MemoryRuns storage;
  std::vector<TestRow> rows;
  for (uint32_t i = 0; i < 3000; ++i) {
    rows.push_back({.holder = i % 3, .person = i * 7919 % 1000, .serial = i, .payload = "p"});
  }
  ASSERT_OK_AND_ASSIGN(const std::vector<SortedRun> runs, Sorted(rows, 3, 4096, storage));
  EXPECT_GT(runs.size(), 10U);
  ASSERT_OK_AND_ASSIGN(MergedRuns merged, MergedRuns::Open(runs, storage));
  size_t count = 0;
  JointKey last({});
  while (true) {
    ASSERT_OK_AND_ASSIGN(const bool has_row, merged.Next());
    if (!has_row) break;
    EXPECT_LE(last, merged.row().key);
    last = merged.row().key;
    ++count;
  }
  EXPECT_EQ(count, rows.size());
}

}  // namespace
}  // namespace ieum::core::testing
