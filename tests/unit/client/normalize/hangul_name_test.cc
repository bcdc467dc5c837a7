#include <random>

#include "ieum/client/normalize/jamo.h"
#include "ieum/client/normalize/normalize.h"
#include "ieum/client/normalize/unicode_path.h"
#include "ieum/core/base/utf8.h"
#include "rule_result.h"
#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using ::ieum::testing::RuleCase;
using ::ieum::testing::RuleResult;
using ::ieum::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Hangul(std::string_view raw, const NormalizerOptions& options = {}) {
  return RuleResult(Normalizer::kHangulName, raw, options);
}

TEST(HangulNameTest, KeepsTheLettersOfAKoreanName) {
  const RuleCase cases[] = {
      {"김민준", "김민준"},
      {" 김 민 준 ", "김민준"},
      {"김민준\t", "김민준"},
      {"\u1100\u1175\u11B7\u1106\u1175\u11AB", "김민"},  // as macOS writes it
      {"김민준(金旻俊)", "김민준"},
      {"김민준金旻俊", "김민준"},
      {"金旻俊 김민준", "김민준"},
      {"金旻俊(김민준)", "김민준"},
      {"김민준（개명 전 김영수）", "김민준"},
      {"김민준[남", "김민준"},
      {"(김민준)", "김민준"},
      {"金旻俊", "金旻俊"},
      {"\uF90A旻俊", "金旻俊"},  // compatibility ideograph
      {"NGUYEN THI HOA", "nguyenthihoa"},
      {"ＮＧＵＹＥＮ", "nguyen"},
      {"응우옌티호아 (NGUYEN THI HOA)", "응우옌티호아"},
      {"NGUYEN THI HOA(응우옌티호아)", "응우옌티호아"},
      {"LG전자", "lg전자"},
      {"(주)한빛", "한빛"},
      {"㈜한빛", "한빛"},
      {"김\u200B민\uFEFF준", "김민준"},
      {"\u3164", "refused"},  // the filler looks empty
      {"123", "refused"},
      {"", "refused"},
      {"()", "refused"},
  };
  for (const RuleCase& each : cases) EXPECT_EQ(Hangul(each.raw), each.want) << each.raw;
}

TEST(HangulNameTest, DropsWhatFollowsAName) {
  const RuleCase cases[] = {
      {"김민준님", "김민준"},   {"김민준 님", "김민준"},  {"이산 님", "이산"},
      {"김예님", "김예님"},     {"이산씨", "이산"},       {"김민준 씨", "김민준"},
      {"김민준A", "김민준"},    {"김민준 b", "김민준"},   {"김민준2", "김민준"},
      {"김민준(2)", "김민준"},  {"김민준A님", "김민준"},  {"김민준님A", "김민준"},
      {"김민준1", "김민준"},    {"김민준Ａ", "김민준"},   {"A", "a"},
      {"김민준AB", "김민준ab"}, {"김민준님님", "김민준"},
  };
  for (const RuleCase& each : cases) EXPECT_EQ(Hangul(each.raw), each.want) << each.raw;
}

TEST(HangulNameTest, ComposesLooseJamoAsAKeyboardWouldOrRefusesThem) {
  const RuleCase cases[] = {
      {"ㅎㅗㅇ길동", "홍길동"},
      {"ㄱㅣㅁㅁㅣㄴㅈㅜㄴ", "김민준"},
      {"기ㅁ민준", "김민준"},
      {"ㄱㅗㅏㄱ", "곽"},  // ㅗ and ㅏ are one vowel
      {"ㄱㅜㅓㄴ", "권"},
      {"ㄱㅏㅂㅅ", "값"},      // two consonants are one final
      {"ㄱㅏㅂㅅㅏ", "갑사"},  // unless a vowel takes the second
      {"ㄷㅏㄹㄱㅣ", "달기"},
      {"\u3164ㄸㅗㅁ\u3164ㅁㅣ\u3164", "똠미"},  // the eight bytes of EUC-KR, undone
      {"ﾡￂ", "가"},                              // half width
      {"ㅎㅎ", "refused"},
      {"김ㅇㅇ", "refused"},
      {"ㅏ", "refused"},
      {"김ㅏ", "refused"},
      {"김민준ㅋ", "refused"},
      {"\u1100(\u1175旻", "refused"},
      {"\u3165김", "refused"},  // an old letter
  };
  for (const RuleCase& each : cases) EXPECT_EQ(Hangul(each.raw), each.want) << each.raw;
  std::string out;
  EXPECT_THAT(Normalize(Normalizer::kHangulName, {}, "김ㅎㅎ", out),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("form no syllable"), Not(HasSubstr("김")))));
}

TEST(HangulNameTest, TakesMaskedNamesForInvalidAndSaysSo) {
  for (const std::string_view raw :
       {"김*준", "김**", "김○준", "김●●", "김O준", "김OO", "김o준", "김0준", "김00", "김X준",
        "김-O준", "김〇준", "김?준", "김\uFFFD준", "＊민준", "***", "김＊＊"}) {
    std::string out;
    EXPECT_THAT(Normalize(Normalizer::kHangulName, {}, raw, out),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         AllOf(HasSubstr("is masked"), Not(HasSubstr("김")))))
        << raw;
  }
  std::string out;
  EXPECT_OK(NormalizeLeniently(Normalizer::kHangulName, {}, "김*준", out));
  EXPECT_EQ(out, "김준");
  EXPECT_OK(NormalizeLeniently(Normalizer::kHangulName, {}, "김OO", out));
  EXPECT_EQ(out, "김");
  EXPECT_EQ(Hangul("OLAF 김"), "olaf김") << "no Hangul before the O";
}

TEST(HangulNameTest, TakesPlaceholdersForMissing) {
  for (const std::string_view raw :
       {"김아기", "아기", "김민정아기", "김민정아기1", "김민정 아기A", "신생아", "김신생아",
        "쌍둥이A", "김쌍둥이2", "쌍둥이 첫째", "무명", "미상", "성명미상", "테스트", "테스트환자",
        "김테스트", "이름 없음", "TEST", "unknown"}) {
    EXPECT_EQ(Hangul(raw), "missing") << raw;
    NormalizerOptions folding;
    folding.fold_vowels = true;
    EXPECT_EQ(Hangul(raw, folding), "missing") << raw;
  }
  EXPECT_EQ(Hangul("홍길동"), "홍길동");
  EXPECT_EQ(Hangul("김미상"), "김미상");
}

TEST(HangulNameTest, FoldsVowelsOnlyWhereTheProfileSaysSo) {
  NormalizerOptions folding;
  folding.fold_vowels = true;
  const RuleCase same[] = {{"김재혜", "김제헤"}, {"예은", "에은"}, {"최왜", "쵀외"}, {"궤", "괘"},
                           {"희정", "히정"},     {"얘", "에"},     {"윤희", "윤히"}};
  for (const RuleCase& each : same) {
    EXPECT_EQ(Hangul(each.raw, folding), Hangul(each.want, folding)) << each.raw;
    EXPECT_NE(Hangul(each.raw), Hangul(each.want)) << each.raw;
  }
  EXPECT_EQ(Hangul("의정", folding), "의정") << "ㅢ without a consonant stays";
  EXPECT_EQ(Hangul("가거고구그기", folding), "가거고구그기");
}

TEST(HangulNameTest, FoldsSurnamesOfInitialSoundLawOnlyAtTheFront) {
  NormalizerOptions folding;
  folding.fold_initial_sound = true;
  const RuleCase cases[] = {{"리설주", "이설주"}, {"류현진", "유현진"}, {"림꺽정", "임꺽정"},
                            {"로무현", "노무현"}, {"라경원", "나경원"}, {"량현석", "양현석"},
                            {"려운형", "여운형"}, {"김류진", "김류진"}, {"이리", "이리"}};
  for (const RuleCase& each : cases) EXPECT_EQ(Hangul(each.raw, folding), each.want) << each.raw;
  EXPECT_EQ(Hangul("류현진"), "류현진");
}

TEST(JamoTest, EverySyllableIsMadeOfItsSlots) {
  for (char32_t c = 0xAC00; c <= 0xD7A3; ++c) ASSERT_EQ(PutTogether(TakeApart(c)), c);
}

TEST(JamoTest, EverySyllableComposesFromItsCompatibilityJamo) {
  constexpr std::u32string_view kInitials = U"ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
  constexpr std::u32string_view kFinals =
      U" ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
  for (char32_t c = 0xAC00; c <= 0xD7A3; ++c) {
    const Syllable s = TakeApart(c);
    std::u32string loose{kInitials[s.initial], U'ㅏ' + s.medial};
    if (s.final != 0) loose.push_back(kFinals[s.final]);
    ASSERT_EQ(ComposeLooseJamo(loose), std::u32string(1, c)) << static_cast<uint32_t>(c);
    ASSERT_EQ(ComposeLooseJamo(loose + loose), std::u32string(2, c)) << static_cast<uint32_t>(c);
  }
}

// Names with everything that a rule looks at.
std::string RandomName(std::mt19937_64& engine) {
  constexpr std::string_view kParts[] = {"김", "민", "준", "님",     "씨", "아기",   "신생아", " ",
                                         "A",  "o",  "O",  "*",      "(",  ")",      "金",     "ㅎ",
                                         "ㅗ", "ㅇ", "2",  "0",      "-",  "\u1100", "\u1161", "예",
                                         "씌", "긔", "류", "\u200B", "é",  "테스트"};
  std::string name;
  for (uint64_t size = engine() % 7; size > 0; --size) {
    name += kParts[engine() % std::size(kParts)];
  }
  return name;
}

TEST(HangulNameTest, IsAFixedPointAndBothPathsAgree) {
  std::mt19937_64 engine(11);
  for (int i = 0; i < 10'000; ++i) {
    NormalizerOptions options;
    options.fold_vowels = engine() % 2 == 0;
    options.fold_initial_sound = engine() % 2 == 0;
    const std::string name = RandomName(engine);
    const std::string once = Hangul(name, options);
    std::string slow;
    const absl::Status status = HangulNameByUnicode(options, name, slow);
    ASSERT_EQ(once, !status.ok() ? "refused" : slow.empty() ? "missing" : slow) << name;
    if (once != "refused" && once != "missing") {
      ASSERT_EQ(Hangul(once, options), once) << name;
    }
  }
}

}  // namespace
}  // namespace ieum::client
