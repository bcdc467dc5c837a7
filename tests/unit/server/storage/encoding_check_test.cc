#include "ieum/server/storage/encoding_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/server/storage/store_fixture.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// One segment of 1,024 bits as the method makes it.
core::ProfileHeader ProfileOf(std::string_view hardening) {
  return core::ReadProfileHeader(
             absl::StrFormat(R"({"profile":"p","version":1,"preset":"plain","threshold":8000,)"
                             R"("segments":[{"name":"person","bits":1024,"weight":1%s}]})",
                             hardening))
      .value();
}

// Rows with so many bits set each, from the first bit on.
core::Bytes ChunkOf(const core::ProfileHeader& profile, const std::vector<int>& bits_set) {
  const auto row_bytes = static_cast<size_t>(profile.layout.row_bytes());
  core::Bytes encodings(bits_set.size() * row_bytes);
  for (size_t row = 0; row < bits_set.size(); ++row) {
    for (size_t bit = 0; bit < static_cast<size_t>(bits_set[row]); ++bit) {
      encodings[row * row_bytes + bit / 8] |= std::byte{1} << (bit % 8);
    }
  }
  return core::SerializeChunk(TestSubmissionId(1), 4, profile.digest,
                              std::vector<core::Serial>(bits_set.size()), encodings, {});
}

absl::Status Check(const core::ProfileHeader& profile, const std::vector<int>& bits_set) {
  const core::Bytes chunk = ChunkOf(profile, bits_set);
  return server::CheckFilters(core::ParseChunk(chunk).value(), profile);
}

TEST(EncodingCheckTest, PlainFiltersAreRefusedWhenNearlyFull) {
  const core::ProfileHeader plain = ProfileOf("");
  EXPECT_EQ(server::MostBitsSet(plain, 0), 921);
  EXPECT_OK(Check(plain, {0, 1, 400, 921}));
  EXPECT_THAT(Check(plain, {400, 922}),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("chunk 4, row 2"), HasSubstr("'person'"),
                             HasSubstr("921 of 1024"), HasSubstr("encode again"))));
  EXPECT_FALSE(Check(plain, {1'024}).ok());
}

TEST(EncodingCheckTest, DiffusedFiltersHaveHalfOfTheirBitsSetAtMost) {
  const core::ProfileHeader diffused =
      ProfileOf(R"(,"hardening":{"method":"diffusion","filter_bits":512,"xor_count":8})");
  // 512 and seven standard deviations of 16.
  EXPECT_EQ(server::MostBitsSet(diffused, 0), 624);
  EXPECT_OK(Check(diffused, {0, 300, 624}));
  EXPECT_FALSE(Check(diffused, {625}).ok());
}

TEST(EncodingCheckTest, BalancedFiltersHaveExactlyHalfOrNone) {
  const core::ProfileHeader balanced = ProfileOf(R"(,"hardening":{"method":"balance"})");
  EXPECT_OK(Check(balanced, {0, 512}));
  EXPECT_THAT(Check(balanced, {512, 511}), StatusIs(absl::StatusCode::kInvalidArgument,
                                                    HasSubstr("row 2: segment 'person' is not")));
  EXPECT_FALSE(Check(balanced, {513}).ok());
}

absl::Status CheckRepetitions(const std::vector<int>& bits_set) {
  const core::ProfileHeader plain = ProfileOf("");
  server::RepetitionCheck check(bits_set.size());
  const core::Bytes chunk = ChunkOf(plain, bits_set);
  check.AddRows(core::ParseChunk(chunk).value());
  return check.Finish();
}

TEST(EncodingCheckTest, AFifthOfTheRowsMayRepeat) {
  // 800 different rows of 1,000, then 799.
  std::vector<int> rows;
  for (int i = 0; i < 1'000; ++i) rows.push_back(i < 800 ? i : 7);
  EXPECT_OK(CheckRepetitions(rows));
  rows[799] = 7;
  EXPECT_THAT(CheckRepetitions(rows),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("201 of 1000 rows")));
  rows.pop_back();
  EXPECT_OK(CheckRepetitions(rows)) << "few rows prove nothing";
}

// Different filters of random bits, of which the first `fixed` are set in all.
absl::Status CheckColumns(const core::ProfileHeader& profile, size_t rows, size_t fixed) {
  SeededRandom random(3);
  const auto row_bytes = static_cast<size_t>(profile.layout.row_bytes());
  core::Bytes encodings(rows * row_bytes);
  random.Fill(encodings);
  for (size_t row = 0; row < rows; ++row) {
    for (size_t bit = 0; bit < fixed; ++bit) {
      encodings[row * row_bytes + bit / 8] |= std::byte{1} << (bit % 8);
    }
  }
  const core::Bytes chunk = core::SerializeChunk(TestSubmissionId(1), 4, profile.digest,
                                                 std::vector<core::Serial>(rows), encodings, {});
  server::SubmissionCheck check(profile, rows);
  check.AddRows(core::ParseChunk(chunk).value());
  return check.Finish();
}

TEST(EncodingCheckTest, ColumnsOfDiffusedFiltersAreAlike) {
  const core::ProfileHeader diffused =
      ProfileOf(R"(,"hardening":{"method":"diffusion","filter_bits":512,"xor_count":8})");
  EXPECT_OK(CheckColumns(diffused, 2'000, 0));
  EXPECT_OK(CheckColumns(diffused, 2'000, 10)) << "one in a hundred";
  EXPECT_THAT(CheckColumns(diffused, 2'000, 11),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("segment 'person': 11 of 1024 bits"),
                             HasSubstr("encode again with the profile"))));
  EXPECT_OK(CheckColumns(diffused, 999, 500)) << "few filters prove nothing";
  EXPECT_FALSE(CheckColumns(diffused, 1'000, 500).ok());
  for (const std::string_view other :
       {"", R"(,"hardening":{"method":"diffusion","filter_bits":512,"xor_count":4})"}) {
    EXPECT_OK(CheckColumns(ProfileOf(other), 2'000, 500)) << "columns of these differ";
  }
}

}  // namespace
}  // namespace ieum::testing
