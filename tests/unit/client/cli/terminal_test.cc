#include "ieum/core/terminal/terminal.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace ieum::core {
namespace {

// What `write` writes to a file, which is no terminal.
template <typename Write>
std::string Written(Write write) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), &std::fclose);
  write(file.get());
  std::string text(static_cast<size_t>(std::ftell(file.get())), '\0');
  std::rewind(file.get());
  EXPECT_EQ(std::fread(text.data(), 1, text.size(), file.get()), text.size());
  return text;
}

TEST(ExitCodeTest, GivesEachKindOfErrorItsNumber) {
  EXPECT_EQ(ExitCode(absl::OkStatus()), 0);
  EXPECT_EQ(ExitCode(absl::InvalidArgumentError("")), 2);
  EXPECT_EQ(ExitCode(absl::FailedPreconditionError("")), 3);
  EXPECT_EQ(ExitCode(absl::AlreadyExistsError("")), 3);
  EXPECT_EQ(ExitCode(absl::NotFoundError("")), 4);
  EXPECT_EQ(ExitCode(absl::UnauthenticatedError("")), 5);
  EXPECT_EQ(ExitCode(absl::PermissionDeniedError("")), 5);
  EXPECT_EQ(ExitCode(absl::ResourceExhaustedError("")), 6);
  EXPECT_EQ(ExitCode(absl::UnavailableError("")), 7);
  EXPECT_EQ(ExitCode(absl::DeadlineExceededError("")), 8);
  EXPECT_EQ(ExitCode(absl::CancelledError("")), 8);
  EXPECT_EQ(ExitCode(absl::DataLossError("")), 9);
  EXPECT_EQ(ExitCode(absl::InternalError("")), 10);
  EXPECT_EQ(ExitCode(absl::UnknownError("")), 10);
}

TEST(PrintErrorTest, PutsTheProgramBeforeTheMessage) {
  EXPECT_EQ(Written([](std::FILE* out) {
              PrintError(out, "ieum", absl::NotFoundError("no file\nlook again"));
            }),
            "ieum: no file\nlook again\n");
}

TEST(PrintErrorTest, ShowsControlCharactersOfAMessageAsQuestionMarks) {
  EXPECT_EQ(Written([](std::FILE* out) {
              PrintError(out, "ieum", absl::InternalError("\x1b[2J gone \x7f 이음"));
            }),
            "ieum: ?[2J gone ? 이음\n");
}

TEST(PrintErrorTest, NamesTheCodeIfThereIsNoMessage) {
  EXPECT_EQ(Written([](std::FILE* out) {
              PrintError(out, "ieum", absl::Status(absl::StatusCode::kDataLoss, ""));
            }),
            "ieum: DATA_LOSS\n");
}

TEST(TableTest, AlignsTextLeftAndNumbersRight) {
  Table table({"name", "rows"});
  table.AddRow({"a", "5"});
  table.AddRow({"longer", "1,234"});
  EXPECT_EQ(table.ToString(),
            "name     rows\n"
            "a           5\n"
            "longer  1,234\n");
}

TEST(TableTest, CountsHangulTwoColumnsWide) {
  Table table({"field", "what"});
  table.AddRow({"이름", "x"});
  table.AddRow({"abcde", "y"});
  EXPECT_EQ(table.ToString(),
            "field  what\n"
            "이름   x\n"
            "abcde  y\n");
}

TEST(TableTest, FillsMissingCellsAndLeavesNoSpaceAtLineEnds) {
  Table table({"a", "b"});
  table.AddRow({"x"});
  EXPECT_EQ(table.ToString(), "a  b\nx\n");
}

TEST(WithThousandsTest, SeparatesGroupsOfThree) {
  EXPECT_EQ(WithThousands(0), "0");
  EXPECT_EQ(WithThousands(999), "999");
  EXPECT_EQ(WithThousands(1000), "1,000");
  EXPECT_EQ(WithThousands(1234567), "1,234,567");
  EXPECT_EQ(WithThousands(-999), "-999");
  EXPECT_EQ(WithThousands(-1000), "-1,000");
}

TEST(HumanDurationTest, ChangesUnitsWhereRoundingDoes) {
  EXPECT_EQ(HumanDuration(absl::ZeroDuration()), "0 ms");
  EXPECT_EQ(HumanDuration(absl::Milliseconds(45)), "45 ms");
  EXPECT_EQ(HumanDuration(absl::Microseconds(999'600)), "1.0 s");
  EXPECT_EQ(HumanDuration(absl::Milliseconds(3240)), "3.2 s");
  EXPECT_EQ(HumanDuration(absl::Milliseconds(59'960)), "1 min 00 s");
  EXPECT_EQ(HumanDuration(absl::Seconds(125)), "2 min 05 s");
  EXPECT_EQ(HumanDuration(absl::Seconds(3900)), "1 h 05 min");
  EXPECT_EQ(HumanDuration(-absl::Seconds(1)), "0 ms");
  EXPECT_EQ(HumanDuration(absl::InfiniteDuration()), "unknown");
}

TEST(HumanRateTest, KeepsTwoOrThreeFigures) {
  EXPECT_EQ(HumanRate(950, absl::Seconds(1)), "950 /s");
  EXPECT_EQ(HumanRate(4200, absl::Seconds(1)), "4.2 k/s");
  EXPECT_EQ(HumanRate(290'000'000, absl::Seconds(1)), "290 M/s");
  EXPECT_EQ(HumanRate(999'600, absl::Seconds(1)), "1.0 M/s");
  EXPECT_EQ(HumanRate(5, absl::ZeroDuration()), "-");
}

TEST(ProgressLineTest, IsQuietIfTheOutputIsNoTerminal) {
  EXPECT_EQ(Written([](std::FILE* out) {
              ProgressLine line(out, "rows");
              line.Update("encode", 5, 10);
              line.Update("encode", 10, 10);
              line.Finish();
            }),
            "");
}

}  // namespace
}  // namespace ieum::core
