#include "ieum/client/check/mojibake.h"

#include <gtest/gtest.h>

#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

bool IsMojibake(std::string_view text) { return LooksLikeMojibake(text, **Cp949Table::Get()); }

TEST(MojibakeTest, FindsUtf8ReadAsCp949) {
  // 김민준, 이서연, 서울특별시 with U+FFFD or '?' for what CP949 does not have.
  EXPECT_TRUE(IsMojibake("源\xEF\xBF\xBD誘쇱\xEF\xBF\xBD\xEF\xBF\xBD"));
  EXPECT_TRUE(IsMojibake("源?誘쇱??"));
  EXPECT_TRUE(IsMojibake("?씠?꽌?뿰"));
  EXPECT_TRUE(IsMojibake("?꽌?슱?듅蹂꾩떆"));
  EXPECT_TRUE(IsMojibake("\xEF\xBF\xBD"));
}

TEST(MojibakeTest, FindsTextReadAsLatin1) {
  EXPECT_TRUE(IsMojibake("ê¹€ë¯¼ì¤€")) << "UTF-8 as Windows-1252";
  EXPECT_TRUE(IsMojibake("JosÃ©")) << "one letter is enough";
  EXPECT_TRUE(IsMojibake("±è¹ÎÁØ")) << "CP949 as Latin-1";
  EXPECT_TRUE(IsMojibake("ÀÌ¼­¿¬"));
}

TEST(MojibakeTest, LeavesRealTextAlone) {
  for (const std::string_view text : {"",
                                      "Kim",
                                      "김민준",
                                      "이 서연",
                                      "남궁민",
                                      "똠방각하",
                                      "서울특별시 송파구",
                                      "金敏俊",
                                      "李明博",
                                      "髙橋 花子",
                                      "タカハシ",
                                      "José",
                                      "Jürgen Müller",
                                      "Ångström",
                                      "Øystein",
                                      "François",
                                      "Łukasz Żółć",
                                      "Nguyễn Thị Hoa",
                                      "Владимир",
                                      "ßßßß",
                                      "김*준",
                                      "김○준",
                                      "㈜한빛",
                                      "Zoë Ünal",
                                      "÷×±",
                                      "홍길동(洪吉童)"}) {
    EXPECT_FALSE(IsMojibake(text)) << text;
  }
}

// No name of two or three syllables is taken for UTF-8 read as CP949.
TEST(MojibakeTest, NoSyllablePairIsMistaken) {
  int mistaken = 0;
  for (char32_t first = 0xAC00; first <= 0xD7A3; first += 7) {
    for (char32_t second = 0xAC00; second <= 0xD7A3; second += 311) {
      std::string text = "김";
      for (const char32_t c : {first, second}) {
        text += static_cast<char>(0xE0 | c >> 12);
        text += static_cast<char>(0x80 | (c >> 6 & 0x3F));
        text += static_cast<char>(0x80 | (c & 0x3F));
      }
      mistaken += static_cast<int>(IsMojibake(text) || IsMojibake(text.substr(3)));
    }
  }
  EXPECT_EQ(mistaken, 0);
}

}  // namespace
}  // namespace ieum::client
