#include "ieum/client/synth/latin_typing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace ieum::client::latin_typing_test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

std::string Utf8(const ShortText& name) {
  std::string text;
  name.AppendUtf8(text);
  return text;
}

// Everything that can become of a name by one error; 2,000 draws find all of 60 equally likely
// outcomes but with a probability below 1e-12.
std::set<std::string> Outcomes(std::u16string_view name, ChangeKind error) {
  std::set<std::string> outcomes;
  PortableRandom random(11, 1);
  for (int i = 0; i < 2000; ++i) {
    if (const auto changed = WithLatinError(ShortText(name), error, random)) {
      outcomes.insert(Utf8(*changed));
    }
  }
  return outcomes;
}

TEST(LatinTypingTest, HitsTheKeyBesideAndKeepsTheCase) {
  EXPECT_THAT(Outcomes(u"Al", ChangeKind::kNeighborKey), ElementsAre("Ak", "Ao", "Ql", "Sl", "Zl"));
}

TEST(LatinTypingTest, LosesAddsAndSwapsLetters) {
  EXPECT_THAT(Outcomes(u"Ann", ChangeKind::kLetterLost), ElementsAre("An", "nn"));
  EXPECT_THAT(Outcomes(u"Bo", ChangeKind::kLetterAdded),
              IsSupersetOf({"Bbo", "Boo", "Bop", "Bvo"}));
  EXPECT_THAT(Outcomes(u"Bob", ChangeKind::kSwapped), ElementsAre("Bbo", "Obb"));
  EXPECT_THAT(Outcomes(u"Aa", ChangeKind::kSwapped), IsEmpty());
}

TEST(LatinTypingTest, WritesASoundInAnotherWay) {
  EXPECT_THAT(Outcomes(u"Stephan", ChangeKind::kSimilarSound),
              IsSupersetOf({"Stefan", "Sthephan", "Ztephan"}));
  EXPECT_THAT(Outcomes(u"Meyer", ChangeKind::kSimilarSound), Contains("Myer"));
  EXPECT_THAT(Outcomes(u"Jo", ChangeKind::kSimilarSound), ElementsAre("Jeau"));
}

TEST(LatinTypingTest, ScansShapesAlike) {
  EXPECT_THAT(Outcomes(u"Carn", ChangeKind::kLookAlike), Contains("Cam"));
  EXPECT_THAT(Outcomes(u"Mark", ChangeKind::kLookAlike), Contains("Rnark"));
}

TEST(LatinTypingTest, EveryRandomErrorChangesTheName) {
  PortableRandom random(5, 1);
  for (const std::u16string_view text : {u"Jo", u"Müller", u"François", u"Christopher James"}) {
    const ShortText name(text);
    for (int i = 0; i < 2000; ++i) {
      ShortText changed = name;
      const ChangeKind kind = MistypeLatin(changed, random);
      ASSERT_NE(changed, name) << NameOf(kind);
    }
  }
}

TEST(LatinTypingTest, WritesPlainLettersAsPassportsDo) {
  EXPECT_EQ(Utf8(WithoutDiacritics(ShortText(u"Müller-Weiß"))), "Mueller-Weiss");
  EXPECT_EQ(Utf8(WithoutDiacritics(ShortText(u"Élodie Ösel"))), "Elodie Oesel");
  EXPECT_EQ(Utf8(WithoutDiacritics(ShortText(u"Smith"))), "Smith");
}

}  // namespace
}  // namespace ieum::client::latin_typing_test
