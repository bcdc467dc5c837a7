#include "ieum/core/format/profile_header.h"

#include "support/hex_vector.h"

namespace ieum::core {
namespace {

using ::ieum::testing::IsOkAndHolds;
using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(CanonicalJsonTest, SortsMembersAndDropsWhiteSpace) {
  EXPECT_THAT(CanonicalJson(" { \"b\" : [ 1 , true ,\tnull ],\n \"a\" : { } } "),
              IsOkAndHolds(R"({"a":{},"b":[1,true,null]})"));
}

TEST(CanonicalJsonTest, SortsMembersByTheBytesOfTheirNames) {
  EXPECT_THAT(CanonicalJson(R"({"가":1,"z":2,"Z":3,"a_b":4,"ab":5,"":6})"),
              IsOkAndHolds(R"({"":6,"Z":3,"a_b":4,"ab":5,"z":2,"가":1})"));
}

TEST(CanonicalJsonTest, EscapesOnlyWhatMustBe) {
  EXPECT_THAT(CanonicalJson(R"(["\u0041\/\ud55c\u001F\u0008\n\"\\\u007f"])"),
              IsOkAndHolds("[\"A/한\\u001f\\b\\n\\\"\\\\\x7f\"]"));
}

TEST(CanonicalJsonTest, IsItsOwnCanonicalForm) {
  ASSERT_OK_AND_ASSIGN(const std::string once,
                       CanonicalJson(R"({"x":["\u00e9",-0,{"b":1,"a":9007199254740991}]})"));
  EXPECT_EQ(once, R"({"x":["é",0,{"a":9007199254740991,"b":1}]})");
  EXPECT_THAT(CanonicalJson(once), IsOkAndHolds(once));
}

TEST(CanonicalJsonTest, SkipsAByteOrderMark) {
  EXPECT_THAT(CanonicalJson("\xef\xbb\xbf{}"), IsOkAndHolds("{}"));
}

struct RefusedText {
  std::string name;
  std::string text;
  std::string message;
};
class CanonicalJsonRefuses : public ::testing::TestWithParam<RefusedText> {};

TEST_P(CanonicalJsonRefuses, WithAMessageThatNamesTheRule) {
  EXPECT_THAT(CanonicalJson(GetParam().text), StatusIs(kInvalid, HasSubstr(GetParam().message)));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, CanonicalJsonRefuses,
    ::testing::Values(
        RefusedText{"Nothing", "", "not JSON"}, RefusedText{"Rest", "{} {}", "not JSON"},
        RefusedText{"Comment", "{} // no", "not JSON"},
        RefusedText{"TrailingComma", "{\"a\":1,}", "grammar at byte 8"},
        RefusedText{"ZeroByte", std::string("{}\0", 3), "zero byte"},
        RefusedText{"BadUtf8", "[\"\xc3(\"]", "not JSON"},
        RefusedText{"LoneSurrogate", R"(["\ud800"])", "not JSON"},
        RefusedText{"Twice", R"({"s":[{"n":1},{"n":2,"n":3}]})", "'s[1].n' occurs twice"},
        RefusedText{"TwiceByEscape", R"({"n":1,"\u006e":2})", "'n' occurs twice"},
        RefusedText{"Fraction", R"({"t":0.72})", "'t' is not an integer"},
        RefusedText{"WholeFraction", "[1,2.0]", "'[1]' is not an integer"},
        RefusedText{"Exponent", "[1e3]", "'[0]' is not an integer"},
        RefusedText{"Large", "[9007199254740992]", "2^53 - 1"},
        RefusedText{"Small", "[-9007199254740992]", "2^53 - 1"},
        RefusedText{"VeryLarge", "[99999999999999999999999]", "2^53 - 1"},
        RefusedText{"Infinite", "[1e999]", "not JSON"},
        RefusedText{"Deep", std::string(17, '[') + std::string(17, ']'), "deeper than 16"},
        RefusedText{"VeryDeep", std::string(100'000, '['), "deeper than 16"},
        RefusedText{"TooLarge", std::string(kMaxProfileBytes + 1, ' '), "262144"}),
    [](const auto& test) { return test.param.name; });

TEST(CanonicalJsonTest, AcceptsSixteenLevels) {
  const std::string text = std::string(16, '[') + std::string(16, ']');
  EXPECT_THAT(CanonicalJson(text), IsOkAndHolds(text));
}

TEST(CanonicalJsonTest, DoesNotPrintNamesThatCouldSteerATerminal) {
  EXPECT_THAT(CanonicalJson("{\"\\u001b[2J\":1.5}"),
              StatusIs(kInvalid, AllOf(HasSubstr("(unprintable)"), Not(HasSubstr("[2J")))));
}

std::string Profile(std::string_view from = "", std::string_view to = "") {
  std::string text = R"({"profile":"two-parts","version":3,"threshold":7200,"preset":"plain",
    "segments":[{"name":"name","bits":512,"weight":35},{"name":"birth","bits":64,"weight":1000}],
    "fields":["for holders only"],"unicode":"1.0"})";
  if (!from.empty()) {
    EXPECT_NE(text.find(from), std::string::npos) << from;
    text.replace(text.find(from), from.size(), to);
  }
  return text;
}

TEST(ReadProfileHeaderTest, ReadsWhatAnInstitutionNeeds) {
  ASSERT_OK_AND_ASSIGN(const ProfileHeader header, ReadProfileHeader(Profile()));
  EXPECT_EQ(header.name, "two-parts");
  EXPECT_THAT(header.layout.segments(), ElementsAre(Segment{.name = "name", .bit_count = 512},
                                                    Segment{.name = "birth", .bit_count = 64}));
  EXPECT_THAT(header.weights, ElementsAre(35, 1000));
  EXPECT_EQ(header.threshold_basis_points, 7200);
  EXPECT_EQ(header.preset, Preset::kPlain);
  EXPECT_THAT(header.hardenings, ElementsAre(SegmentHardening{.filter_bits = 512},
                                             SegmentHardening{.filter_bits = 64}));
  EXPECT_EQ(header.blocking_key_count, 0);
  EXPECT_THAT(CanonicalJson(Profile()), IsOkAndHolds(header.canonical_json));
  EXPECT_EQ(header.digest, Sha256(AsBytes(header.canonical_json)));
}

TEST(ReadProfileHeaderTest, DigestDoesNotDependOnLayoutOfTheText) {
  ASSERT_OK_AND_ASSIGN(const ProfileHeader spaced, ReadProfileHeader(Profile(",", " ,\r\n ")));
  ASSERT_OK_AND_ASSIGN(const ProfileHeader plain, ReadProfileHeader(Profile()));
  EXPECT_EQ(spaced.digest, plain.digest);
  ASSERT_OK_AND_ASSIGN(const ProfileHeader other, ReadProfileHeader(Profile("7200", "7201")));
  EXPECT_NE(other.digest, plain.digest);
}

TEST(ReadProfileHeaderTest, GoldenProfileHasTheGoldenDigest) {
  const std::string golden = testing::ReadTestFile(testing::VectorPath("profile.json"));
  ASSERT_OK_AND_ASSIGN(const ProfileHeader header, ReadProfileHeader(golden));
  EXPECT_EQ(header.canonical_json, golden);
  EXPECT_THAT(testing::ReadHexVector("profile.digest.hex"),
              ::testing::ElementsAreArray(header.digest));
}

struct BrokenProfile {
  std::string name;
  std::string from, to;
  std::string message;
};
class ReadProfileHeaderRefuses : public ::testing::TestWithParam<BrokenProfile> {};

TEST_P(ReadProfileHeaderRefuses, WithAMessageThatNamesTheMember) {
  EXPECT_THAT(ReadProfileHeader(Profile(GetParam().from, GetParam().to)),
              StatusIs(kInvalid, HasSubstr(GetParam().message)));
}

INSTANTIATE_TEST_SUITE_P(
    Profiles, ReadProfileHeaderRefuses,
    ::testing::Values(
        BrokenProfile{"NoName", R"("profile":"two-parts",)", "", "'profile' is missing"},
        BrokenProfile{"BadName", "two-parts", "Two Parts", "'profile': profile name"},
        BrokenProfile{"NameNotText", R"("two-parts")", "7", "'profile' is not a string"},
        BrokenProfile{"NoVersion", R"("version":3,)", "", "'version' is missing"},
        BrokenProfile{"ZeroVersion", R"("version":3)", R"("version":0)", "'version' is not"},
        BrokenProfile{"ZeroThreshold", "7200", "0", "'threshold' is not an integer from 1"},
        BrokenProfile{"LargeThreshold", "7200", "10001", "to 10000"},
        BrokenProfile{"TextThreshold", "7200", R"("7200")", "'threshold'"},
        BrokenProfile{"UnknownPreset", R"("plain")", R"("strong")",
                      "'preset' is unknown to this software; want one of: record, grouped, field, "
                      "plain"},
        BrokenProfile{"PresetNotText", R"("plain")", "1", "'preset' is not a string"},
        BrokenProfile{"NoPreset", R"("preset":"plain",)", "", "'preset' is missing"},
        BrokenProfile{"SegmentsNotList", "\"segments\":[", "\"segments\":1,\"x\":[",
                      "'segments' is not an array"},
        BrokenProfile{"NoSegments", "segments", "segment", "'segments' is missing"},
        BrokenProfile{"SegmentNotObject", R"({"name":"name","bits":512,"weight":35})", "1",
                      "'segments[0]' is not an object"},
        BrokenProfile{"SegmentName", R"("name":"birth")", R"("name":"Birth")",
                      "'segments[1].name' is not a name"},
        BrokenProfile{"SameSegmentName", R"("name":"birth")", R"("name":"name")",
                      "two segments are called 'name'"},
        BrokenProfile{"OddBits", "512", "500", "'segments': segment 'name' has 500 bits"},
        BrokenProfile{"ManyBits", "512", "9000000000", "'segments[0].bits'"},
        BrokenProfile{"ZeroWeight", "35", "0", "'segments[0].weight' is not an integer from 1"},
        BrokenProfile{"LargeWeight", "1000", "1001", "'segments[1].weight'"},
        BrokenProfile{"NoWeight", ",\"weight\":35", "", "'segments[0].weight' is missing"},
        BrokenProfile{"UnknownMember", "\"bits\":512", "\"bits\":512,\"bit\":1",
                      "'segments[0]' has a member besides"}),
    [](const auto& test) { return test.param.name; });

// The first segment, of 512 bits, with this hardening.
std::string Hardened(std::string_view hardening) {
  return Profile("512,", absl::StrFormat(R"(512,"hardening":%s,)", hardening));
}

TEST(ReadProfileHeaderTest, ReadsEveryPresetByItsName) {
  for (const Preset preset : {Preset::kRecord, Preset::kGrouped, Preset::kField, Preset::kPlain}) {
    const std::string name(PresetName(preset));
    ASSERT_OK_AND_ASSIGN(const ProfileHeader header,
                         ReadProfileHeader(Profile("\"plain\"", "\"" + name + "\"")));
    EXPECT_EQ(header.preset, preset) << name;
  }
}

TEST(ReadProfileHeaderTest, ReadsEveryHardening) {
  const struct {
    const char* json;
    SegmentHardening want;
  } cases[] = {
      {R"({"method":"diffusion","filter_bits":256,"xor_count":8})",
       {.method = HardeningMethod::kDiffusion, .filter_bits = 256, .xor_count = 8}},
      {R"({"method":"diffusion","filter_bits":8192,"xor_count":16})",
       {.method = HardeningMethod::kDiffusion, .filter_bits = 8192, .xor_count = 16}},
      {R"({"method":"balance"})", {.method = HardeningMethod::kBalance, .filter_bits = 256}},
      {R"({"method":"flip","basis_points":200})",
       {.method = HardeningMethod::kFlip, .filter_bits = 512, .flip_basis_points = 200}},
      {R"({"method":"xor_fold"})", {.method = HardeningMethod::kXorFold, .filter_bits = 1024}},
  };
  for (const auto& each : cases) {
    ASSERT_OK_AND_ASSIGN(const ProfileHeader header, ReadProfileHeader(Hardened(each.json)));
    EXPECT_EQ(header.hardenings[0], each.want) << each.json;
    EXPECT_EQ(header.hardenings[1].method, HardeningMethod::kNone);
    EXPECT_EQ(header.layout.segments()[0].bit_count, 512) << "the size of the result";
  }
}

TEST(ReadProfileHeaderTest, RefusesAHardeningThatBreaksARule) {
  const struct {
    const char* json;
    const char* message;
  } cases[] = {
      {"[]", "'segments[0].hardening' is not an object"},
      {"{}", "'segments[0].hardening.method' is missing"},
      {R"({"method":7})", "'segments[0].hardening.method' is not a string"},
      {R"({"method":"none"})", "want one of: diffusion, balance, flip, xor_fold"},
      {R"({"method":"diffusion","xor_count":8})", "hardening.filter_bits' is missing"},
      {R"({"method":"diffusion","filter_bits":256})", "hardening.xor_count' is missing"},
      {R"({"method":"diffusion","filter_bits":256,"xor_count":1})", "integer from 2 to 16"},
      {R"({"method":"diffusion","filter_bits":256,"xor_count":17})", "integer from 2 to 16"},
      {R"({"method":"diffusion","filter_bits":32,"xor_count":8})", "integer from 64 to 8192"},
      {R"({"method":"diffusion","filter_bits":8256,"xor_count":8})", "integer from 64 to 8192"},
      {R"({"method":"diffusion","filter_bits":100,"xor_count":8})",
       "works on a filter of 100 bits; want a multiple of 64 of at most 8192"},
      {R"({"method":"flip"})", "hardening.basis_points' is missing"},
      {R"({"method":"flip","basis_points":0})", "integer from 1 to 2000"},
      {R"({"method":"flip","basis_points":2001})", "integer from 1 to 2000"},
      {R"({"method":"balance","xor_count":8})", "has a member too many"},
      {R"({"method":"xor_fold","basis_points":8})", "has a member too many"},
      {R"({"method":"diffusion","filter_bits":256,"xor_count":8,"seed":1})", "a member too many"},
  };
  for (const auto& each : cases) {
    EXPECT_THAT(ReadProfileHeader(Hardened(each.json)), StatusIs(kInvalid, HasSubstr(each.message)))
        << each.json;
  }
  EXPECT_THAT(ReadProfileHeader(Profile("64,\"weight\":1000",
                                        R"(64,"weight":1000,"hardening":{"method":"balance"})")),
              StatusIs(kInvalid, HasSubstr("works on a filter of 32 bits")));
  EXPECT_THAT(ReadProfileHeader(Profile("512,", R"(8192,"hardening":{"method":"xor_fold"},)")),
              StatusIs(kInvalid, HasSubstr("works on a filter of 16384 bits")));
}

std::string WithBlockingKeys(std::string_view keys) {
  return Profile("\"fields\"", absl::StrFormat(R"("blocking_keys":%s,"fields")", keys));
}

TEST(ReadProfileHeaderTest, CountsTheBlockingKeysOfARow) {
  const auto count = [](std::string_view keys) {
    return ReadProfileHeader(WithBlockingKeys(keys)).value().blocking_key_count;
  };
  EXPECT_EQ(count("[]"), 0);
  EXPECT_EQ(count(R"([{"name":"a"}])"), 1);
  EXPECT_EQ(count(R"([{"name":"a"},{"name":"b","bands":5}])"), 6);
  EXPECT_EQ(count(R"([{"bands":15},{}])"), 16);
}

TEST(ReadProfileHeaderTest, RefusesBlockingKeysThatBreakARule) {
  const struct {
    const char* keys;
    const char* message;
  } cases[] = {
      {"{}", "'blocking_keys' is not an array"},
      {R"([{},"a"])", "'blocking_keys[1]' is not an object"},
      {R"([{"bands":0}])", "'blocking_keys[0].bands' is not an integer from 1 to 16"},
      {R"([{"bands":17}])", "'blocking_keys[0].bands' is not an integer from 1 to 16"},
      {R"([{"bands":"2"}])", "'blocking_keys[0].bands' is not an integer"},
      {R"([{"bands":16},{}])", "make more than 16 values for a record"},
  };
  for (const auto& each : cases) {
    EXPECT_THAT(ReadProfileHeader(WithBlockingKeys(each.keys)),
                StatusIs(kInvalid, HasSubstr(each.message)))
        << each.keys;
  }
}

TEST(ReadProfileHeaderTest, RefusesAnythingButAnObject) {
  EXPECT_THAT(ReadProfileHeader("[]"), StatusIs(kInvalid, HasSubstr("JSON object")));
}

}  // namespace
}  // namespace ieum::core
