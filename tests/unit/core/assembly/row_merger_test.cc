#include "ieum/core/assembly/row_merger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "support/status_matchers.h"
#include "unit/core/assembly/memory_runs.h"

namespace ieum::core::testing::row_merger_test {
namespace {

using ieum::testing::StatusIs;
using ::testing::HasSubstr;

constexpr uint32_t kHolderCount = 4;

std::vector<InstitutionId> Holders() {
  std::vector<InstitutionId> holders;
  for (const char* name : {"a1", "b2", "c3", "d4"}) holders.push_back(*InstitutionId::Parse(name));
  return holders;
}

std::vector<TestRow> RandomRows(uint32_t seed, uint32_t count) {
  std::mt19937 random(seed);
  std::vector<TestRow> rows;
  for (uint32_t i = 0; i < count; ++i) {
    rows.push_back({.holder = static_cast<uint32_t>(random() % kHolderCount),
                    .person = static_cast<uint32_t>(random() % (count / 2)),
                    .serial = i * 2654435761U,
                    .payload = std::string(random() % 40, 'p') + std::to_string(i)});
  }
  return rows;
}

// What a join gives, as text, in its order.
struct Result {
  std::vector<std::string> joined;
  std::vector<std::string> left_over;
  AssemblyFigures figures;
};

absl::StatusOr<Result> JoinRows(const std::vector<TestRow>& rows, size_t memory_bytes,
                                bool reversed) {
  MemoryRuns storage;
  IEUM_ASSIGN_OR_RETURN(std::vector<SortedRun> runs,
                        Sorted(rows, kHolderCount, memory_bytes, storage));
  if (reversed) std::reverse(runs.begin(), runs.end());
  IEUM_ASSIGN_OR_RETURN(
      const PersonJoin join,
      PersonJoin::Create(
          {.type = JoinType::kAny, .at_least = 2, .several_rows = SeveralRows::kCombine},
          Holders()));
  Result result;
  const AssemblySink sink{
      .joined = [&](const JointKey& key, std::span<const ByteView* const> row) -> absl::Status {
        std::string text = key.ToString();
        for (const ByteView* part : row) {
          text += "|";
          if (part != nullptr) text += AsText(*part);
        }
        result.joined.push_back(std::move(text));
        return absl::OkStatus();
      },
      .left_over = [&](uint32_t holder, const KeyedRow& row) -> absl::Status {
        result.left_over.push_back(std::to_string(holder) + std::string(AsText(row.payload)));
        return absl::OkStatus();
      }};
  IEUM_ASSIGN_OR_RETURN(result.figures, JoinRuns(runs, storage, join, sink, {}));
  return result;
}

// The same by what the words say: persons one by one, holders nested.
std::vector<std::string> Expected(std::vector<TestRow> rows) {
  std::sort(rows.begin(), rows.end(),
            [](const TestRow& a, const TestRow& b) { return a.serial < b.serial; });
  std::map<uint32_t, std::vector<std::vector<std::string>>> persons;
  for (const TestRow& row : rows) {
    auto& person = persons.try_emplace(row.person, kHolderCount).first->second;
    person[row.holder].push_back(row.payload);
  }
  std::vector<std::string> joined;
  for (auto& [number, person] : persons) {
    const auto present = std::count_if(person.begin(), person.end(),
                                       [](const auto& of_holder) { return !of_holder.empty(); });
    if (present < 2) continue;
    for (auto& of_holder : person) {
      if (of_holder.empty()) of_holder.push_back("");
    }
    const std::string key = JointKey(Numbered(number)).ToString();
    for (const auto& a : person[0]) {
      for (const auto& b : person[1]) {
        for (const auto& c : person[2]) {
          for (const auto& d : person[3]) {
            joined.push_back(key + "|" + a + "|" + b + "|" + c + "|" + d);
          }
        }
      }
    }
  }
  return joined;
}

TEST(RowMergerTest, GivesWhatTheWordsSayWhateverTheMemoryAndTheOrder) {
  for (const uint32_t count : {2U, 40U, 3000U}) {
    const std::vector<TestRow> rows = RandomRows(count, count);
    const std::vector<std::string> expected = Expected(rows);
    ASSERT_OK_AND_ASSIGN(const Result whole, JoinRows(rows, 1 << 20, false));
    EXPECT_EQ(whole.joined, expected);
    EXPECT_EQ(whole.figures.joined_row_count, expected.size());
    uint64_t all = 0;
    uint64_t joined = 0;
    for (const HolderFigures& holder : whole.figures.holders) {
      all += holder.row_count;
      joined += holder.joined_row_count;
      EXPECT_EQ(holder.joined_row_count, holder.matched_row_count);
    }
    EXPECT_EQ(all, count);
    EXPECT_EQ(whole.left_over.size(), all - joined);
    for (const size_t memory : {size_t{1}, size_t{500}, size_t{20'000}}) {
      ASSERT_OK_AND_ASSIGN(const Result other, JoinRows(rows, memory, memory == 500));
      EXPECT_EQ(other.joined, whole.joined);
      EXPECT_EQ(other.left_over, whole.left_over);
      EXPECT_EQ(other.figures, whole.figures);
    }
  }
}

TEST(RowMergerTest, RowsLargerThanABlockGoThrough) {
  std::vector<TestRow> rows;
  for (uint32_t i = 0; i < 8; ++i) {
    rows.push_back({.holder = i % 2,
                    .person = i / 2,
                    .serial = i,
                    .payload = std::string(kSortedBlockBytes + i, 'x')});
  }
  ASSERT_OK_AND_ASSIGN(const Result result, JoinRows(rows, 1 << 20, false));
  EXPECT_EQ(result.joined, Expected(rows));
}

TEST(RowMergerTest, NoRowsGiveNothing) {
  ASSERT_OK_AND_ASSIGN(const Result result, JoinRows({}, 1000, false));
  EXPECT_TRUE(result.joined.empty());
  EXPECT_EQ(result.figures.person_count, 0U);
}

TEST(RowMergerTest, ASerialThatStandsTwiceIsRefusedAlsoAcrossRuns) {
  for (const size_t memory : {size_t{1}, size_t{1000}}) {
    EXPECT_THAT(JoinRows({{.holder = 1, .person = 5, .serial = 7, .payload = "secret"},
                          {.holder = 1, .person = 5, .serial = 7, .payload = "other"}},
                         memory, false)
                    .status(),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("a serial stands twice")));
  }
}

TEST(RowMergerTest, ADamagedBlockIsDataLoss) {
  MemoryRuns storage;
  Bytes block;
  AppendRow({.key = JointKey(Numbered(1)), .serial = Numbered(2), .payload = AsBytes("abc")},
            block);
  block.pop_back();
  ASSERT_OK(storage.Put(0, 0, block));
  const SortedRun run{.number = 0, .holder = 0, .block_count = 1, .row_count = 1};
  ASSERT_OK_AND_ASSIGN(const PersonJoin join, PersonJoin::Create({}, Holders()));
  const AssemblySink sink{
      .joined = [](const JointKey&, std::span<const ByteView* const>) { return absl::OkStatus(); },
      .left_over = [](uint32_t, const KeyedRow&) { return absl::OkStatus(); }};
  EXPECT_THAT(JoinRuns(std::vector{run}, storage, join, sink, {}).status(),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("ends within a row")));
}

TEST(RowMergerTest, StopsWhenAsked) {
  MemoryRuns storage;
  ASSERT_OK_AND_ASSIGN(const std::vector<SortedRun> runs,
                       Sorted(RandomRows(1, 100), kHolderCount, 1000, storage));
  ASSERT_OK_AND_ASSIGN(const PersonJoin join, PersonJoin::Create({}, Holders()));
  std::stop_source stop;
  stop.request_stop();
  const AssemblySink sink{
      .joined = [](const JointKey&, std::span<const ByteView* const>) { return absl::OkStatus(); },
      .left_over = [](uint32_t, const KeyedRow&) { return absl::OkStatus(); }};
  EXPECT_THAT(JoinRuns(runs, storage, join, sink, stop.get_token()).status(),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("stopped")));
}

}  // namespace
}  // namespace ieum::core::testing::row_merger_test
