#include "ieum/client/encode/tokens.h"

#include <algorithm>
#include <set>

#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> TokenTexts(Tokenizer tokenizer, std::string_view value) {
  std::vector<Token> tokens;
  AppendTokens(tokenizer, value, tokens);
  std::vector<std::string> texts;
  core::Bytes buffer(kMaxTokenBytes);
  for (const Token token : tokens) {
    const size_t size = WriteToken(token, value, buffer);
    texts.emplace_back(core::AsText(core::ByteView(buffer).first(size)));
  }
  return texts;
}

TEST(TokensTest, BigramsArePaddedAtBothEnds) {
  EXPECT_THAT(TokenTexts(Tokenizer::kBigrams, "ab"), ElementsAre("\x01\x02"
                                                                 "a",
                                                                 "\x01"
                                                                 "ab",
                                                                 "\x01"
                                                                 "b\x03"));
  EXPECT_THAT(TokenTexts(Tokenizer::kBigrams, "김"), ElementsAre("\x01\x02김", "\x01김\x03"));
  EXPECT_THAT(TokenTexts(Tokenizer::kBigrams, "\U0001F600"),
              ElementsAre("\x01\x02\U0001F600", "\x01\U0001F600\x03"));
}

TEST(TokensTest, ASyllableHasThreeSlotsWithOrWithoutFinal) {
  // 가 = ㄱ ㅏ –, 힣 = ㅎ ㅣ ㅎ: the first and the last syllable.
  EXPECT_THAT(
      TokenTexts(Tokenizer::kJamoBigrams, "가힣"),
      ElementsAre("\x02\x02\u1100", "\x02\u1100\u1161", "\x02\u1161\u11A7", "\x02\u11A7\u1112",
                  "\x02\u1112\u1175", "\x02\u1175\u11C2", "\x02\u11C2\x03"));
  EXPECT_THAT(TokenTexts(Tokenizer::kJamoBigrams, "a"), ElementsAre("\x02\x02"
                                                                    "a",
                                                                    "\x02"
                                                                    "a\x03"));
}

TEST(TokensTest, ALostFinalChangesTwoGramsOfThirteen) {
  const auto with = TokenTexts(Tokenizer::kJamoBigrams, "김현준민");
  const auto without = TokenTexts(Tokenizer::kJamoBigrams, "김혀준민");
  ASSERT_EQ(with.size(), 13U);
  ASSERT_EQ(without.size(), 13U);
  int different = 0;
  for (size_t i = 0; i < with.size(); ++i) different += with[i] != without[i] ? 1 : 0;
  EXPECT_EQ(different, 2);
}

TEST(TokensTest, ADateHasItsPartsAndItsDigitsWithPositions) {
  EXPECT_THAT(TokenTexts(Tokenizer::kDateComponents, "19800102"),
              ElementsAre("\x03y1980", "\x03m01",
                          "\x03"
                          "d02",
                          std::string("\x03p\0"
                                      "1",
                                      4),
                          "\x03p\x01"
                          "9",
                          "\x03p\x02"
                          "8",
                          "\x03p\x03"
                          "0",
                          "\x03p\x04"
                          "0",
                          "\x03p\x05"
                          "1",
                          "\x03p\x06"
                          "0",
                          "\x03p\x07"
                          "2"));
  // Digits kept from something else than a date.
  EXPECT_THAT(TokenTexts(Tokenizer::kDateComponents, "80"), ElementsAre(std::string("\x03p\0"
                                                                                    "8",
                                                                                    4),
                                                                        "\x03p\x01"
                                                                        "0"));
}

TEST(TokensTest, WordBigramsForgetTheOrderOfWords) {
  EXPECT_THAT(TokenTexts(Tokenizer::kWordBigrams, "ab d"), ElementsAre("\x06\x02"
                                                                       "a",
                                                                       "\x06"
                                                                       "ab",
                                                                       "\x06"
                                                                       "b\x03",
                                                                       "\x06\x02"
                                                                       "d",
                                                                       "\x06"
                                                                       "d\x03"));
  EXPECT_THAT(
      TokenTexts(Tokenizer::kWordBigrams, "nguyen thi hoa"),
      ::testing::UnorderedElementsAreArray(TokenTexts(Tokenizer::kWordBigrams, "thi hoa nguyen")));
  EXPECT_THAT(TokenTexts(Tokenizer::kWordBigrams, "\uAE40"),
              ElementsAre("\x06\x02\uAE40", "\x06\uAE40\x03"));
}

TEST(TokensTest, DateBigramsHaveThePartsAndNeighbouringDigits) {
  EXPECT_THAT(TokenTexts(Tokenizer::kDateBigrams, "19800102"), ElementsAre("\x07y1980", "\x07m01",
                                                                           "\x07"
                                                                           "d02",
                                                                           "\x07"
                                                                           "b\x02"
                                                                           "1",
                                                                           "\x07"
                                                                           "b19",
                                                                           "\x07"
                                                                           "b98",
                                                                           "\x07"
                                                                           "b80",
                                                                           "\x07"
                                                                           "b00",
                                                                           "\x07"
                                                                           "b01",
                                                                           "\x07"
                                                                           "b10",
                                                                           "\x07"
                                                                           "b02",
                                                                           "\x07"
                                                                           "b2\x03"));
  EXPECT_THAT(TokenTexts(Tokenizer::kDateBigrams, "80"), ElementsAre("\x07"
                                                                     "b\x02"
                                                                     "8",
                                                                     "\x07"
                                                                     "b80",
                                                                     "\x07"
                                                                     "b0\x03"));
}

TEST(TokensTest, PositionsTellEqualDigitsApart) {
  EXPECT_THAT(TokenTexts(Tokenizer::kPositionalDigits, "00"), ElementsAre(std::string("\x04\0"
                                                                                      "0",
                                                                                      3),
                                                                          "\x04\x01"
                                                                          "0"));
}

TEST(TokensTest, AWholeValueIsOneTokenOfAnyLength) {
  EXPECT_THAT(TokenTexts(Tokenizer::kWhole, "M"), ElementsAre("\x05M"));
  EXPECT_THAT(TokenTexts(Tokenizer::kWhole, "1234567"), ElementsAre("\x05"
                                                                    "1234567"));
  EXPECT_THAT(TokenTexts(Tokenizer::kWhole, "12345678"), ElementsAre("\x05"
                                                                     "12345678"));
  std::string longest;
  for (int i = 0; i < 255; ++i) longest += "\U0001F600";
  EXPECT_THAT(TokenTexts(Tokenizer::kWhole, longest), ElementsAre("\x05" + longest));
}

TEST(TokensTest, DifferentTokensHaveDifferentIntegersAndBytes) {
  std::set<Token> integers;
  std::set<std::string> texts;
  for (const Tokenizer tokenizer :
       {Tokenizer::kBigrams, Tokenizer::kWordBigrams, Tokenizer::kJamoBigrams,
        Tokenizer::kDateComponents, Tokenizer::kDateBigrams, Tokenizer::kPositionalDigits,
        Tokenizer::kWhole}) {
    for (const std::string_view value : {"19800102", "1980", "01", "10", "0"}) {
      std::vector<Token> tokens;
      AppendTokens(tokenizer, value, tokens);
      integers.insert(tokens.begin(), tokens.end());
      const auto written = TokenTexts(tokenizer, value);
      texts.insert(written.begin(), written.end());
    }
  }
  EXPECT_EQ(integers.size(), texts.size());
  EXPECT_EQ(integers.count(0), 0U);
}

}  // namespace
}  // namespace ieum::client
