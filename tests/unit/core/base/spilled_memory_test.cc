#include "ieum/core/base/spilled_memory.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <span>
#include <thread>

#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

TEST(SpilledMemoryTest, IsZeroAtFirstAndKeepsWhatIsWrittenWhenItIsSentAway) {
  constexpr size_t kWords = size_t{1} << 20;
  // Everything is too much, so memory is sent away again and again.
  MemoryLimit limit(::testing::TempDir(), 1);
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<SpilledMemory> memory,
                       limit.Allocate(kWords * sizeof(uint64_t)));
  const std::span<uint64_t> words(static_cast<uint64_t*>(memory->data()), kWords);
  EXPECT_EQ(std::count(words.begin(), words.end(), 0U), static_cast<int64_t>(kWords));
  for (size_t i = 0; i < kWords; ++i) words[i] = i * i;
  const int64_t before = limit.eviction_count();
  while (limit.eviction_count() < before + 2) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  for (size_t i = 0; i < kWords; ++i) ASSERT_EQ(words[i], i * i);
}

TEST(SpilledMemoryTest, LeavesMemoryAloneBelowTheLimit) {
  MemoryLimit limit(::testing::TempDir(), int64_t{1} << 50);
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<SpilledMemory> memory, limit.Allocate(4'096));
  std::memset(memory->data(), 1, 4'096);
  std::this_thread::sleep_for(std::chrono::milliseconds(60));
  EXPECT_EQ(limit.eviction_count(), 0);
}

TEST(SpilledMemoryTest, SaysWhereThereIsNoRoom) {
  MemoryLimit limit("/nowhere/at/all", int64_t{1} << 30);
  EXPECT_THAT(limit.Allocate(4'096).status(),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/nowhere/at/all")));
}

TEST(SpilledMemoryTest, KnowsHowMuchTheProcessHas) { EXPECT_GT(ResidentBytes(), 1 << 20); }

}  // namespace
}  // namespace ieum::core
