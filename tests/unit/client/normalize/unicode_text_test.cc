#include "ieum/client/normalize/unicode_text.h"

#include "ieum/core/base/utf8.h"
#include "support/status_matchers.h"

namespace ieum::client {
namespace {

TEST(UnicodeTextTest, WhatPassesForComposedIsLeftByBothForms) {
  std::u32string composed;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c == 0xD800) c = 0xE000;
    if (IsComposed(std::u32string_view(&c, 1))) composed.push_back(c);
  }
  EXPECT_GT(composed.size(), 0x80U + 11'172 + 20'000);
  // Every one behind every kind of neighbour: in order, and in the order turned round.
  EXPECT_TRUE(Nfc(composed) == composed);
  EXPECT_TRUE(Nfkc(composed) == composed);
  const std::u32string turned(composed.rbegin(), composed.rend());
  EXPECT_TRUE(Nfkc(turned) == turned);
}

TEST(UnicodeTextTest, SyllablesAreFoundWhereTheyStandAndNowhereElse) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c == 0xD800) c = 0xE000;
    std::string text;
    core::AppendUtf8(c, text);
    ASSERT_EQ(SyllableAt(text, 0), IsSyllable(c) ? c : 0) << static_cast<uint32_t>(c);
  }
  EXPECT_EQ(SyllableAt("\uAC00", 1), 0U);
  EXPECT_EQ(SyllableAt(std::string_view("\uAC00").substr(0, 2), 0), 0U);
  EXPECT_EQ(SyllableAt("\xEA\xB0z", 0), 0U);
  EXPECT_EQ(SyllableAt("", 0), 0U);
}

TEST(UnicodeTextTest, ShortCutsSayWhatIcuSays) {
  // NFKC_Casefold drops exactly what cannot be seen; ASCII letters and syllables are letters.
  for (char32_t c = 0; c < 0x80; ++c) {
    EXPECT_EQ(IsLetterOrMark(c), (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
    EXPECT_EQ(IsInvisible(c), NfkcCaseFold(std::u32string_view(&c, 1)).empty());
  }
  for (char32_t c = 0xAC00; c <= 0xD7A3; ++c) {
    ASSERT_TRUE(IsLetterOrMark(c));
    ASSERT_FALSE(NfkcCaseFold(std::u32string_view(&c, 1)).empty());
  }
  EXPECT_TRUE(IsInvisible(0x3164));
  EXPECT_FALSE(IsLetterOrMark(U'1'));
}

}  // namespace
}  // namespace ieum::client
