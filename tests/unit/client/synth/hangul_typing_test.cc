#include "ieum/client/synth/hangul_typing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace ieum::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Utf8(const ShortText& name) {
  std::string text;
  name.AppendUtf8(text);
  return text;
}

// Everything that can become of a name by one error; 2,000 draws find all of 100 equally likely
// outcomes but with a probability below 1e-6.
std::set<std::string> Outcomes(std::u16string_view name, ChangeKind error) {
  std::set<std::string> outcomes;
  PortableRandom random(11, 1);
  for (int i = 0; i < 2000; ++i) {
    if (const auto changed = WithTypingError(ShortText(name), error, random)) {
      outcomes.insert(Utf8(*changed));
    }
  }
  return outcomes;
}

TEST(HangulTypingTest, HitsTheKeyBeside) {
  // ㄱ → ㄷ ㅅ and ㅣ → ㅏ ㅐ in both syllables; ㅁ → ㄴ; 시 is ㅅ and ㅣ.
  EXPECT_THAT(Outcomes(u"김시", ChangeKind::kNeighborKey),
              ElementsAre("감시", "갬시", "긴시", "김기", "김사", "김새", "딤시", "심시"));
}

TEST(HangulTypingTest, MissesShiftOneWayOnly) {
  EXPECT_THAT(Outcomes(u"지혜", ChangeKind::kMissedShift), ElementsAre("지헤"));
  EXPECT_THAT(Outcomes(u"빛나", ChangeKind::kMissedShift), IsEmpty());
  EXPECT_THAT(Outcomes(u"꽃씨", ChangeKind::kMissedShift), ElementsAre("곷씨", "꽃시"));
}

TEST(HangulTypingTest, ConfusesVowelsThatSoundAlike) {
  EXPECT_THAT(Outcomes(u"재희", ChangeKind::kSimilarSound), ElementsAre("재히", "제희"));
}

TEST(HangulTypingTest, LosesOrAddsAFinal) {
  EXPECT_THAT(Outcomes(u"현우", ChangeKind::kFinalLostOrAdded),
              ElementsAre("혀우", "현욱", "현운", "현울", "현움", "현웅"));
}

TEST(HangulTypingTest, SwapsNeighboursUnlessTheyAreEqual) {
  EXPECT_THAT(Outcomes(u"김민준", ChangeKind::kSwapped), ElementsAre("김준민", "민김준"));
  EXPECT_THAT(Outcomes(u"나나", ChangeKind::kSwapped), IsEmpty());
}

TEST(HangulTypingTest, PutsASpaceInside) {
  EXPECT_THAT(Outcomes(u"남궁민", ChangeKind::kSpaceInside), ElementsAre("남 궁민", "남궁 민"));
}

TEST(HangulTypingTest, WritesSurnamesAsTheOtherKoreaDoes) {
  EXPECT_THAT(Outcomes(u"이민준", ChangeKind::kInitialSound), ElementsAre("리민준"));
  EXPECT_THAT(Outcomes(u"림이나", ChangeKind::kInitialSound), ElementsAre("임이나"));
  EXPECT_THAT(Outcomes(u"김민준", ChangeKind::kInitialSound), IsEmpty());
}

TEST(HangulTypingTest, SlipsAFinalIntoTheNextSyllable) {
  EXPECT_THAT(Outcomes(u"진우", ChangeKind::kFinalSlipped), ElementsAre("지누"));
  EXPECT_THAT(Outcomes(u"김은아", ChangeKind::kFinalSlipped), ElementsAre("기믄아", "김으나"));
  // A final ㅇ is a sound, an initial one is none.
  EXPECT_THAT(Outcomes(u"영아", ChangeKind::kFinalSlipped), IsEmpty());
}

TEST(HangulTypingTest, ReadsVowelsThatLookAlike) {
  EXPECT_THAT(Outcomes(u"정은", ChangeKind::kLookAlike), ElementsAre("정온", "졍은", "징은"));
}

TEST(HangulTypingTest, KnowsNoErrorsOfOtherScripts) {
  EXPECT_THAT(Outcomes(u"김민준", ChangeKind::kLetterLost), IsEmpty());
}

TEST(HangulTypingTest, EveryRandomErrorChangesTheName) {
  PortableRandom random(5, 1);
  for (const std::u16string_view text : {u"김민준", u"나나", u"이아", u"황보혜진", u"허은"}) {
    const ShortText name(text);
    for (int i = 0; i < 2000; ++i) {
      ShortText changed = name;
      const ChangeKind kind = MistypeHangul(changed, random);
      ASSERT_NE(Utf8(changed), Utf8(name)) << NameOf(kind);
      ASSERT_GE(changed.size(), name.size());
      ASSERT_LE(changed.size(), name.size() + 1);
    }
  }
}

}  // namespace
}  // namespace ieum::client
