#include "ieum/client/synth/hangul_typing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace ieum::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Utf8(const ShortName& name) {
  std::string text;
  name.AppendUtf8(text);
  return text;
}

// Everything that can become of a name by one error; 2,000 draws find all of 100 equally likely
// outcomes but with a probability below 1e-6.
std::set<std::string> Outcomes(std::u16string_view name, TypingError error) {
  std::set<std::string> outcomes;
  PortableRandom random(11, 1);
  for (int i = 0; i < 2000; ++i) {
    if (const auto changed = WithTypingError(ShortName(name), error, random)) {
      outcomes.insert(Utf8(*changed));
    }
  }
  return outcomes;
}

TEST(HangulTypingTest, HitsTheKeyBeside) {
  // ㄱ → ㄷ ㅅ and ㅣ → ㅏ ㅐ in both syllables; ㅁ → ㄴ; 시 is ㅅ and ㅣ.
  EXPECT_THAT(Outcomes(u"김시", TypingError::kNeighbourKey),
              ElementsAre("감시", "갬시", "긴시", "김기", "김사", "김새", "딤시", "심시"));
}

TEST(HangulTypingTest, MissesShiftOneWayOnly) {
  EXPECT_THAT(Outcomes(u"지혜", TypingError::kMissedShift), ElementsAre("지헤"));
  EXPECT_THAT(Outcomes(u"빛나", TypingError::kMissedShift), IsEmpty());
  EXPECT_THAT(Outcomes(u"꽃씨", TypingError::kMissedShift), ElementsAre("곷씨", "꽃시"));
}

TEST(HangulTypingTest, ConfusesVowelsThatSoundAlike) {
  EXPECT_THAT(Outcomes(u"재희", TypingError::kSimilarSound), ElementsAre("재히", "제희"));
}

TEST(HangulTypingTest, LosesOrAddsAFinal) {
  EXPECT_THAT(Outcomes(u"현우", TypingError::kFinalLostOrAdded),
              ElementsAre("혀우", "현욱", "현운", "현울", "현움", "현웅"));
}

TEST(HangulTypingTest, SwapsNeighboursUnlessTheyAreEqual) {
  EXPECT_THAT(Outcomes(u"김민준", TypingError::kSwappedSyllables), ElementsAre("김준민", "민김준"));
  EXPECT_THAT(Outcomes(u"나나", TypingError::kSwappedSyllables), IsEmpty());
}

TEST(HangulTypingTest, PutsASpaceInside) {
  EXPECT_THAT(Outcomes(u"남궁민", TypingError::kSpaceInside), ElementsAre("남 궁민", "남궁 민"));
}

TEST(HangulTypingTest, EveryRandomErrorChangesTheName) {
  PortableRandom random(5, 1);
  for (const std::u16string_view text : {u"김민준", u"나나", u"이아", u"황보혜진", u"허은"}) {
    const ShortName name(text);
    for (int i = 0; i < 2000; ++i) {
      const ShortName changed = WithRandomTypingError(name, random);
      ASSERT_NE(Utf8(changed), Utf8(name));
      ASSERT_GE(changed.size(), name.size());
      ASSERT_LE(changed.size(), name.size() + 1);
    }
  }
}

}  // namespace
}  // namespace ieum::client
