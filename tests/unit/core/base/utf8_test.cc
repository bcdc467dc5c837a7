#include "ieum/core/base/utf8.h"

#include <gtest/gtest.h>

namespace ieum::core {
namespace {

TEST(Utf8Test, EveryCodePointSurvivesWritingAndReading) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c == 0xD800) c = 0xE000;
    std::string text;
    AppendUtf8(c, text);
    size_t offset = 0;
    ASSERT_EQ(NextCodePoint(text, offset), c);
    ASSERT_EQ(offset, text.size());
  }
}

TEST(Utf8Test, RefusesEverythingThatIsNotShortestFormOfACodePoint) {
  const struct {
    const char* what;
    std::string_view bytes;
  } cases[] = {
      {"lone continuation", "\x80"},
      {"overlong slash", "\xC0\xAF"},
      {"overlong in three", "\xE0\x80\xAF"},
      {"overlong in four", "\xF0\x80\x80\xAF"},
      {"surrogate", "\xED\xA0\x80"},
      {"above the last", "\xF4\x90\x80\x80"},
      {"cut in two", "\xC3"},
      {"cut in three", "\xED\x95"},
      {"cut in four", "\xF0\x9F\x98"},
      {"wrong continuation", "\xED\x95\x28"},
      {"CP949 Hangul", "\xB1\xE8\xB9\xCE"},
      {"never a first byte", "\xFF"},
  };
  for (const auto& each : cases) {
    EXPECT_FALSE(IsUtf8(each.bytes)) << each.what;
    EXPECT_FALSE(IsUtf8("kim" + std::string(each.bytes))) << each.what;
    size_t offset = 0;
    EXPECT_EQ(NextCodePoint(each.bytes, offset), kNotUtf8) << each.what;
    EXPECT_EQ(offset, 1U) << each.what;
  }
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8("김민준 A"));
}

TEST(Utf8Test, FindsTheOneHighByteWhereverItIs) {
  for (size_t size = 0; size < 40; ++size) {
    std::string text(size, 'a');
    EXPECT_TRUE(IsAscii(text));
    for (size_t i = 0; i < size; ++i) {
      text[i] = '\x80';
      EXPECT_FALSE(IsAscii(text)) << i << " of " << size;
      text[i] = 'a';
    }
  }
}

}  // namespace
}  // namespace ieum::core
