#include "ieum/client/synth/japanese_typing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace ieum::client::japanese_typing_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Utf8(const ShortText& name) {
  std::string text;
  name.AppendUtf8(text);
  return text;
}

std::set<std::string> Outcomes(std::u16string_view name, ChangeKind error) {
  std::set<std::string> outcomes;
  PortableRandom random(11, 1);
  for (int i = 0; i < 1000; ++i) {
    if (const auto changed = WithJapaneseError(ShortText(name), error, random)) {
      outcomes.insert(Utf8(*changed));
    }
  }
  return outcomes;
}

TEST(JapaneseTypingTest, WritesOldAndNewFormsOfCharacters) {
  EXPECT_THAT(Outcomes(u"高橋", ChangeKind::kCharacterVariant), ElementsAre("髙橋"));
  EXPECT_THAT(Outcomes(u"渡邊", ChangeKind::kCharacterVariant), ElementsAre("渡辺"));
  EXPECT_THAT(Outcomes(u"佐藤", ChangeKind::kCharacterVariant), IsEmpty());
}

TEST(JapaneseTypingTest, WritesKanaInOtherForms) {
  EXPECT_THAT(Outcomes(u"ショウタ", ChangeKind::kKanaForm), ElementsAre("ショタ", "ショータ"));
  EXPECT_THAT(Outcomes(u"シュン", ChangeKind::kKanaForm), ElementsAre("シユン", "ジュン"));
  EXPECT_THAT(Outcomes(u"ミズキ", ChangeKind::kSimilarSound), ElementsAre("ミヅキ"));
}

TEST(JapaneseTypingTest, TypesTheWrongVowel) {
  EXPECT_THAT(Outcomes(u"カ", ChangeKind::kNeighborKey), ElementsAre("キ", "ク", "ケ", "コ"));
}

TEST(JapaneseTypingTest, ReadsWhatLooksAlike) {
  EXPECT_THAT(Outcomes(u"シン", ChangeKind::kLookAlike), ElementsAre("シソ", "ツン"));
}

TEST(JapaneseTypingTest, RomanizesKana) {
  EXPECT_EQ(Utf8(RomanizedKana(ShortText(u"ショウタ"))), "SHOUTA");
  EXPECT_EQ(Utf8(RomanizedKana(ShortText(u"リョウ"))), "RYOU");
  EXPECT_EQ(Utf8(RomanizedKana(ShortText(u"ジュンコ"))), "JUNKO");
  EXPECT_EQ(Utf8(RomanizedKana(ShortText(u"チヅル"))), "CHIZURU");
}

TEST(JapaneseTypingTest, WritesHiragana) {
  EXPECT_EQ(Utf8(AsHiragana(ShortText(u"サトウ ケン"))), "さとう けん");
}

}  // namespace
}  // namespace ieum::client::japanese_typing_test
