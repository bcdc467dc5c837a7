#include "ieum/core/matching/model_file.h"

#include <gmock/gmock.h>

#include "ieum/core/model/level_range.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

constexpr char kProfile[] = R"({
  "profile": "two", "version": 1, "unicode": "15.0", "icu": "72.1", "preset": "plain",
  "threshold": 8000,
  "segments": [{"name": "name", "bits": 256, "weight": 2},
               {"name": "birth", "bits": 128, "weight": 1}],
  "fields": []})";

SegmentParameters Parameters(double first) {
  SegmentParameters parameters;
  for (size_t level = 0; level < kLevelCount; ++level) {
    parameters.m[level] = level == 0 ? first : (1 - first) / (kLevelCount - 1);
    parameters.u[level] = 1.0 / kLevelCount;
  }
  return parameters;
}

SavedModel Saved() {
  SavedModel saved;
  saved.profile_name = "two";
  saved.profile_digest[0] = std::byte{0xAB};
  saved.row_count = 12'345;
  saved.segment_names = {"name", "birth"};
  saved.encodings = {{256, 0, 0}, {128, 4, 0}};
  saved.model = {{Parameters(0.7), Parameters(1.0 / 3)}, {0, 0.125}};
  return saved;
}

std::string With(std::string_view from, std::string_view to) {
  std::string text = WriteModel(Saved());
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(ModelFileTest, WhatWasWrittenIsReadExactly) {
  const std::string text = WriteModel(Saved());
  ASSERT_OK_AND_ASSIGN(const SavedModel read, ParseModel(text));
  EXPECT_EQ(WriteModel(read), text);
  EXPECT_EQ(read.profile_name, "two");
  EXPECT_EQ(read.profile_digest, Saved().profile_digest);
  EXPECT_EQ(read.row_count, 12'345);
  EXPECT_EQ(read.encodings, Saved().encodings);
  EXPECT_EQ(read.model.segments, Saved().model.segments) << "to the last bit";
  EXPECT_EQ(read.model.chances, Saved().model.chances);
}

TEST(ModelFileTest, LevelsAreSaidInWords) {
  const std::string text = WriteModel(Saved());
  for (int level = 0; level < kLevelCount; ++level) {
    EXPECT_THAT(text, HasSubstr("\"level\": \"" + LevelName(level) + "\""));
  }
}

TEST(ModelFileTest, RefusesWhatIsNoModel) {
  const auto refused = [](const std::string& text, const char* why) {
    EXPECT_THAT(ParseModel(text), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(why)));
  };
  refused("", "not a JSON object");
  refused("[]", "not a JSON object");
  refused("{}", "--save-model");
  refused(std::string(size_t{2} << 20, ' '), "bytes");
  refused(With("\"ieum_linkage_model\": 1", "\"ieum_linkage_model\": 2"), "from 1 to 1");
  refused(With("\"rows\": 12345", "\"rows\": -1"), "'rows'");
  refused(With("\"rows\": 12345", "\"rows\": 1e3"), "'rows'");
  refused(With("\"rows\": 12345,", ""), "no member 'rows'");
  refused(With("\"rows\": 12345", "\"rows\": 12345, \"more\": 0"), "does not know");
  refused(With("\"rows\": 12345", "\"rows\": 12345, \"rows\": 1"), "twice");
  refused(With("\"profile\": \"two\"", "\"profile\": 2"), "'profile'");
  refused(With("ab00", "zz00"), "hexadecimal");
  refused(With("ab00", "ab"), "hexadecimal");
}

TEST(ModelFileTest, RefusesSegmentsOutsideTheirRanges) {
  const auto refused = [](const std::string& text, const char* why) {
    EXPECT_THAT(ParseModel(text), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(why)));
  };
  refused(With("\"bits\": 256", "\"bits\": 100"), "multiple of 64");
  refused(With("\"bits\": 256", "\"bits\": 16384"), "'bits' of segment 0");
  refused(With("\"xor_count\": 4", "\"xor_count\": 17"), "'xor_count' of segment 1");
  refused(With("\"xor_count\": 4,\n   \"flip_basis_points\": 0",
               "\"xor_count\": 4, \"flip_basis_points\": 5"),
          "both");
  refused(With("\"chance\": 0.125", "\"chance\": 1"), "[0, 1)");
  refused(With("\"chance\": 0.125", "\"chance\": 1e999"), "not a JSON object");
  refused(With("\"chance\": 0.125", "\"chance\": null"), "'chance'");
  refused(With("\"m\": 0.7", "\"m\": 0"), "above 0");
  refused(With("\"m\": 0.7", "\"m\": 0.8"), "sum to 1");
  refused(With("\"m\": 0.7", "\"m\": \"0.7\""), "not a number");
  refused(With("identical, unique value", "identical"), "other levels");
}

TEST(ModelFileTest, FitsOnlyItsOwnProfile) {
  absl::StatusOr<ProfileHeader> profile = ReadProfileHeader(kProfile);
  ASSERT_OK(profile);
  SavedModel saved = Saved();
  EXPECT_THAT(CheckModelFits(saved, *profile),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another profile")));
  saved.profile_digest = profile->digest;
  EXPECT_THAT(CheckModelFits(saved, *profile),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("changed by hand")));
  saved.encodings[1].xor_count = 0;
  EXPECT_OK(CheckModelFits(saved, *profile));
  saved.segment_names[0] = "other";
  EXPECT_THAT(CheckModelFits(saved, *profile),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("changed by hand")));
}

}  // namespace
}  // namespace ieum::core
