#include "rule_result.h"
#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using ::ieum::testing::RuleCase;
using ::ieum::testing::RuleResult;

TEST(KanaNameTest, UnifiesTheWaysOneReadingIsWritten) {
  const RuleCase cases[] = {
      {"ヤマダ タロウ", "ヤマダタロウ"},
      {"やまだ　たろう", "ヤマダタロウ"},
      {"ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダタロウ"},
      {"ヤマダ・タロー", "ヤマダタロウ"},
      {"タロオ", "タロウ"},
      {"オオノ", "オウノ"},
      {"オーノ", "オウノ"},
      {"キョウコ", "キヨウコ"},
      {"ｷﾖｳｺ", "キヨウコ"},
      {"ｷｮｰｺ", "キヨウコ"},
      {"シヅカ", "シズカ"},
      {"ミヂカ", "ミジカ"},
      {"ケーコ", "ケイコ"},
      {"ケイコ", "ケイコ"},
      {"ユ\u2015コ", "ユウコ"},
      {"ユ-コ", "ユウコ"},
      {"ユ─コ", "ユウコ"},
      {"ユ一コ", "ユウコ"},
      {"マッダ", "マツダ"},
      {"カヲル", "カオル"},
      {"サヽキ", "ササキ"},
      {"いすゞ", "イスズ"},
      {"おゝの", "オウノ"},
      {"おゞの", "オウノ"},
      {"ヴィクトル", "ブイクトル"},
      {"ヷヸヹヺ", "バビベボ"},
      {"ぎゎゞ", "ギワバ"},  // the voiced sound of ワ is none that is written today
      {"か\u3099く", "ガク"},
      {"ー", "refused"},
      {"山田タロウ", "refused"},
      {"Taro", "refused"},
      {"タロウ2", "refused"},
      {"김", "refused"},
      {"", "refused"},
  };
  for (const RuleCase& each : cases) {
    const std::string once = RuleResult(Normalizer::kKanaName, each.raw);
    EXPECT_EQ(once, each.want) << each.raw;
    if (once != "refused") {
      EXPECT_EQ(RuleResult(Normalizer::kKanaName, once), once) << each.raw;
    }
  }
}

TEST(KanaNameTest, KeepsTheKanaOfARefusedValueWhenLenient) {
  std::string out;
  EXPECT_OK(NormalizeLeniently(Normalizer::kKanaName, {}, "山田タロウ2", out));
  EXPECT_EQ(out, "タロウ");
  EXPECT_OK(NormalizeLeniently(Normalizer::kKanaName, {}, "Taro", out));
  EXPECT_EQ(out, "");
}

TEST(KanjiNameTest, FoldsVariantsOfCharacters) {
  const RuleCase cases[] = {
      {"髙橋", "高橋"},
      {"山﨑", "山崎"},
      {"渡邊", "渡辺"},
      {"渡邉", "渡辺"},
      {"齋藤", "斉藤"},
      {"斎藤", "斉藤"},
      {"齊藤", "斉藤"},
      {"黒澤 明", "黒沢明"},
      {"廣田", "広田"},
      {"濵田", "浜田"},
      {"濱田", "浜田"},
      {"德川　家康", "徳川家康"},
      {"惠子", "恵子"},
      {"櫻井", "桜井"},
      {"𠮷田", "吉田"},
      {"嶋田", "島田"},
      {"佐々木", "佐佐木"},
      {"佐佐木", "佐佐木"},
      {"渡\u908A\U000E0101", "渡辺"},
      {"\uFA19谷", "神谷"},
      {"さくら", "さくら"},
      {"ABE", "abe"},
      {"・", "refused"},
      {"", "refused"},
      {"田中(2)", "田中"},
  };
  for (const RuleCase& each : cases) {
    const std::string once = RuleResult(Normalizer::kKanjiName, each.raw);
    EXPECT_EQ(once, each.want) << each.raw;
    if (once != "refused") {
      EXPECT_EQ(RuleResult(Normalizer::kKanjiName, once), once) << each.raw;
    }
  }
}

TEST(KanjiNameTest, FoldsNothingIntoSomethingThatFoldsOn) {
  for (char32_t c = 0x4E00; c < 0x9FFF; ++c) {
    std::string text;
    for (const int shift : {12, 6, 0}) {
      const auto bits = static_cast<unsigned char>((c >> shift) & 0x3F);
      text.push_back(static_cast<char>(shift == 12 ? 0xE0 | (c >> 12) : 0x80 | bits));
    }
    const std::string once = RuleResult(Normalizer::kKanjiName, text);
    ASSERT_EQ(RuleResult(Normalizer::kKanjiName, once), once) << text;
  }
}

}  // namespace
}  // namespace ieum::client
