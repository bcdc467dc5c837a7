#include "ieum/core/base/bytes.h"

#include "ieum/core/base/status.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::IsOkAndHolds;
using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(BytesTest, WritesLowerCaseHexadecimal) {
  const Bytes bytes = {std::byte{0x00}, std::byte{0xff}, std::byte{0x1a}};
  EXPECT_EQ(ToHex(bytes), "00ff1a");
  EXPECT_EQ(ToHex({}), "");
}

TEST(BytesTest, ReadsHexadecimalOfEitherCase) {
  EXPECT_THAT(FromHex("00fF1A"),
              IsOkAndHolds(Bytes{std::byte{0x00}, std::byte{0xff}, std::byte{0x1a}}));
  EXPECT_THAT(FromHex(""), IsOkAndHolds(IsEmpty()));
}

TEST(BytesTest, RefusesHexadecimalWithoutRepeatingIt) {
  EXPECT_THAT(FromHex("abc"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("3 digits")));
  for (const std::string_view text : {"0g", "g0"}) {
    const auto bytes = FromHex(text);
    EXPECT_THAT(bytes, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("position")));
    EXPECT_EQ(Message(bytes.status()).find(text), std::string_view::npos);
  }
  EXPECT_THAT(FromHex("000x"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("position 3")));
}

TEST(BytesTest, IntegersGoOutLeastByteFirstAndComeBack) {
  Bytes bytes;
  AppendLittleEndian(bytes, uint16_t{0x0102});
  AppendLittleEndian(bytes, uint32_t{0xaabbccdd});
  EXPECT_EQ(ToHex(bytes), "0201ddccbbaa");
  EXPECT_EQ(LoadLittleEndian<uint16_t>(bytes), 0x0102);
  EXPECT_EQ(LoadLittleEndian<uint32_t>(bytes, 2), 0xaabbccddU);
}

TEST(BytesTest, TextAndBytesAreViewsOfTheSameMemory) {
  const std::string text = "abc";
  EXPECT_EQ(AsText(AsBytes(text)), "abc");
  EXPECT_EQ(static_cast<const void*>(AsBytes(text).data()), text.data());
}

}  // namespace
}  // namespace ieum::core
