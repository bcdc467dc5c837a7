#include "ieum/client/exact/hash_formula.h"

#include <gtest/gtest.h>

#include <string>

#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;
using Part = HashFormula::Part;

TEST(HashFormulaTest, ReadsTheNotationOfTheGuide) {
  ASSERT_OK_AND_ASSIGN(const HashFormula formula, HashFormula::Parse("H(salt1+id+salt2)"));
  ASSERT_EQ(formula.terms.size(), 3u);
  EXPECT_EQ(formula.terms[0].part, Part::kSalt);
  EXPECT_EQ(formula.terms[1].part, Part::kId);
  EXPECT_EQ(formula.terms[2].part, Part::kSecondSalt);
  EXPECT_TRUE(formula.Has(Part::kSecondSalt));
  EXPECT_FALSE(formula.Has(Part::kHash));
}

TEST(HashFormulaTest, NestsAndFindsPartsInside) {
  ASSERT_OK_AND_ASSIGN(const HashFormula formula, HashFormula::Parse("H(H(id+sep+salt)+sep)"));
  ASSERT_EQ(formula.terms.size(), 2u);
  ASSERT_EQ(formula.terms[0].part, Part::kHash);
  EXPECT_EQ(formula.terms[0].inner.front().terms.size(), 3u);
  EXPECT_TRUE(formula.Has(Part::kSalt));
  EXPECT_TRUE(formula.Has(Part::kHash));
  EXPECT_FALSE(formula.Has(Part::kSecondSalt));
}

TEST(HashFormulaTest, RefusesEverythingElse) {
  for (const char* text : {"",
                           "id",
                           "H",
                           "H(",
                           "H()",
                           "H(id",
                           "id)",
                           "H(id))",
                           "H(id) ",
                           " H(id)",
                           "H(id + salt)",
                           "H(id+)",
                           "H(+id)",
                           "H(salt)",
                           "H(id+id)",
                           "H(H(id)+id)",
                           "H(id+pepper)",
                           "H(id,salt)",
                           "H(id)+salt",
                           "h(id)",
                           "H(H(H(H(H(id)))))",
                           "H(id+sep+sep+sep+sep+sep+sep+sep+sep)",
                           "H(salt3+id)"}) {
    EXPECT_THAT(HashFormula::Parse(text),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is not a formula")))
        << text;
  }
  EXPECT_OK(HashFormula::Parse("H(H(H(H(id))))"));
  EXPECT_OK(HashFormula::Parse("H(id+sep+sep+sep+sep+sep+sep+sep)"));
}

TEST(HashFormulaTest, DeepNestingEndsEarly) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "H(";
  EXPECT_FALSE(HashFormula::Parse(text).ok());
}

}  // namespace
}  // namespace ieum::client
