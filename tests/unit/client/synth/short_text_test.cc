#include "ieum/client/synth/short_text.h"

#include <gtest/gtest.h>

#include <string>

namespace ieum::client {
namespace {

std::string Utf8(const ShortText& text) {
  std::string out;
  text.AppendUtf8(out);
  return out;
}

TEST(ShortTextTest, BecomesUtf8OfOneTwoAndThreeBytes) {
  EXPECT_EQ(Utf8(ShortText(u"Müller 가힣 佐藤")), "Müller 가힣 佐藤");
  EXPECT_EQ(Utf8(ShortText()), "");
}

TEST(ShortTextTest, InsertsAndErasesAnywhere) {
  ShortText text(u"가다");
  text.Insert(1, u'나');
  text.Insert(3, u'라');
  text.Insert(0, u' ');
  EXPECT_EQ(Utf8(text), " 가나다라");
  text.Erase(0);
  text.Erase(3);
  text.Erase(1);
  EXPECT_EQ(text, ShortText(u"가다"));
}

TEST(ShortTextTest, CutsWhatDoesNotFit) {
  ShortText text(std::u16string(ShortText::kCapacity - 1, u'x'));
  EXPECT_FALSE(text.full());
  text.Append(u"yz");
  EXPECT_TRUE(text.full());
  EXPECT_EQ(text[ShortText::kCapacity - 1], u'y');
}

}  // namespace
}  // namespace ieum::client
