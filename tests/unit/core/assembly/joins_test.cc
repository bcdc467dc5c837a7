// Every join over three holders, against joins.golden: one line for each joined row, with the
// payload of each holder, and one for each row left over.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "ieum/core/assembly/row_merger.h"
#include "support/status_matchers.h"
#include "unit/core/assembly/memory_runs.h"

namespace ieum::core::testing {
namespace {

using ieum::testing::StatusIs;
using ::testing::HasSubstr;

const char* const kHolders[] = {"hospital-a", "insurer-b", "card-c"};

std::vector<InstitutionId> Holders() {
  std::vector<InstitutionId> holders;
  for (const char* name : kHolders) holders.push_back(*InstitutionId::Parse(name));
  return holders;
}

// Persons 1 to 7 are at the holders whose bits their number has; 8 and 9 have several rows.
std::vector<TestRow> Rows() {
  std::vector<TestRow> rows;
  uint32_t serial = 0;
  const auto add = [&](uint32_t holder, uint32_t person, const char* suffix) {
    rows.push_back({.holder = holder,
                    .person = person,
                    .serial = 1000 - ++serial,
                    .payload = std::string(1, "abc"[holder]) + std::to_string(person) + suffix});
  };
  for (uint32_t person = 7; person > 0; --person) {
    for (uint32_t holder = 0; holder < 3; ++holder) {
      if ((person >> holder & 1) != 0) add(holder, person, "");
    }
  }
  add(0, 8, "x");
  add(0, 8, "y");
  add(1, 8, "");
  for (const char* suffix : {"x", "y", "z"}) add(2, 8, suffix);
  add(2, 9, "x");
  add(2, 9, "y");
  return rows;
}

struct Case {
  const char* name;
  ManifestJoin join;
};

std::vector<Case> Cases() {
  const auto party = [](const char* name) {
    return std::vector<InstitutionId>{*InstitutionId::Parse(name)};
  };
  return {
      {"inner", {.type = JoinType::kInner}},
      {"inner, combine", {.type = JoinType::kInner, .several_rows = SeveralRows::kCombine}},
      {"left of insurer-b", {.type = JoinType::kLeft, .party = party("insurer-b")}},
      {"left of insurer-b, unmatched to researchers",
       {.type = JoinType::kLeft,
        .party = party("insurer-b"),
        .unmatched_to = UnmatchedTo::kResearchers}},
      {"full", {.type = JoinType::kFull, .several_rows = SeveralRows::kCombine}},
      {"full, unmatched to researchers",
       {.type = JoinType::kFull,
        .several_rows = SeveralRows::kCombine,
        .unmatched_to = UnmatchedTo::kResearchers}},
      {"star of hospital-a", {.type = JoinType::kStar, .party = party("hospital-a")}},
      {"any 2", {.type = JoinType::kAny, .at_least = 2}},
      {"any 3", {.type = JoinType::kAny, .at_least = 3}},
  };
}

std::string Text(const Case& one) {
  MemoryRuns storage;
  const auto runs = Sorted(Rows(), 3, 1 << 20, storage);
  const auto join = PersonJoin::Create(one.join, Holders());
  if (!runs.ok() || !join.ok()) return "no join";
  std::string text = std::string("join ") + one.name + "\n";
  std::string left_over;
  const AssemblySink sink{
      .joined = [&](const JointKey&, std::span<const ByteView* const> rows) -> absl::Status {
        text += "  ";
        for (const ByteView* row : rows) {
          text += " ";
          text += row == nullptr ? "-" : AsText(*row);
        }
        text += "\n";
        return absl::OkStatus();
      },
      .left_over = [&](uint32_t holder, const KeyedRow& row) -> absl::Status {
        left_over += std::string("   left over of ") + kHolders[holder] + ": ";
        left_over += AsText(row.payload);
        left_over += "\n";
        return absl::OkStatus();
      }};
  const auto figures = JoinRuns(*runs, storage, *join, sink, {});
  if (!figures.ok()) return figures.status().ToString();
  text += left_over;
  text += absl::StrFormat("   %d persons, %d joined in %d rows, %d of several rows\n",
                          figures->person_count, figures->joined_person_count,
                          figures->joined_row_count, figures->several_rows_person_count);
  for (size_t h = 0; h < 3; ++h) {
    text += absl::StrFormat("   %s: %d rows, %d matched, %d joined\n", kHolders[h],
                            figures->holders[h].row_count, figures->holders[h].matched_row_count,
                            figures->holders[h].joined_row_count);
  }
  return text;
}

TEST(JoinsTest, EveryJoinIsAsTheGoldenFileSays) {
  std::string text;
  for (const Case& one : Cases()) text += Text(one);
  std::ifstream file(IEUM_JOINS_GOLDEN);
  std::ostringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(text, golden.str()) << "if the change is meant, put this into " << IEUM_JOINS_GOLDEN;
}

TEST(JoinsTest, APersonOfTooManyCombinationsIsLeftOut) {
  const auto join = PersonJoin::Create(
      {.type = JoinType::kInner, .several_rows = SeveralRows::kCombine}, Holders());
  ASSERT_OK(join);
  EXPECT_EQ(join->Decide(std::vector<uint32_t>{10, 10, 10}), PersonOutcome::kJoined);
  EXPECT_EQ(join->Decide(std::vector<uint32_t>{10, 10, 11}), PersonOutcome::kTooMany);
  // No product of three counts fits into 64 bits.
  EXPECT_EQ(join->Decide(std::vector<uint32_t>{4'000'000'000, 4'000'000'000, 4'000'000'000}),
            PersonOutcome::kTooMany);
}

TEST(JoinsTest, RefusesAJoinOfSomebodyElse) {
  const ManifestJoin join{.type = JoinType::kLeft, .party = {*InstitutionId::Parse("nobody")}};
  EXPECT_THAT(PersonJoin::Create(join, Holders()).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no holder")));
}

}  // namespace
}  // namespace ieum::core::testing
