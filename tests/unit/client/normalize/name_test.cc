// Latin names and codes, and the equality of fast and Unicode path.
#include <random>

#include "ieum/client/normalize/normalize.h"
#include "ieum/client/normalize/unicode_path.h"
#include "ieum/core/base/utf8.h"
#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using Rule = absl::Status (*)(std::string_view, std::string&);

std::string Result(Rule rule, std::string_view raw) {
  std::string out;
  const absl::Status status = rule(raw, out);
  return status.ok() ? out : "refused";
}

TEST(LatinNameTest, UnifiesTheWaysOneNameIsWritten) {
  const struct {
    std::string_view raw;
    std::string_view want;
  } cases[] = {
      {"Smith", "smith"},
      {"  SMITH\t", "smith"},
      {"O'Brien", "obrien"},
      {"O\u2019Brien", "obrien"},
      {"O\u00B4Brien", "obrien"},
      {"O\uFF07Brien", "obrien"},
      {"Smith-Jones", "smith jones"},
      {"Smith \u2013 Jones", "smith jones"},
      {"St. John, Jr.", "st john jr"},
      {"van  der\u3000Berg", "vanderberg"},
      {"José", "jose"},
      {"Jose\u0301", "jose"},
      {"Müller", "muller"},
      {"Weiß", "weiss"},
      {"Łukasz Ørsted", "lukasz orsted"},
      {"Đặng Thị Hoa", "dang thi hoa"},
      {"\u0130stanbul I\u015F\u0131k", "istanbul isik"},
      {"Æneas Œuvre Þór Ħal", "aeneas oeuvre thor hal"},
      {"ＮＧＵＹＥＮ　ＴＨＩ", "nguyen thi"},
      {"ﬁnn", "finn"},
      {"Anne\u00ADMarie", "annemarie"},
      {"Henry VIII 2", "henry viii 2"},
      {"Γιώργος", "γιωργοσ"},
      {"Ŋala Ŧor ĸa Ələ", "nala tor qa ele"},
      {"김민준", "김민준"},
      {"\u1100\u1175\u11B7", "김"},
      {"がく", "がく"},
      {"ｶﾞｸ", "ガク"},
      {"a\x01"
       "b",
       "a b"},
      {"", "refused"},
      {" - ", "refused"},
      {"'", "refused"},
      {"\u0301", "refused"},
  };
  for (const auto& each : cases) {
    EXPECT_EQ(Result(NormalizeLatinName, each.raw), each.want) << each.raw;
  }
}

TEST(LatinNameTest, JoinsParticlesWithTheNameBehindThem) {
  const struct {
    std::string_view raw;
    std::string_view want;
  } cases[] = {
      {"de la Cruz", "delacruz"},
      {"Delacruz", "delacruz"},
      {"DE LA CRUZ MARIA", "delacruz maria"},
      {"Maria de la Cruz", "maria delacruz"},
      {"Ludwig von der Heide", "ludwig vonderheide"},
      {"van 't Hoff", "vanthoff"},
      {"van Gogh", "vangogh"},
      {"Vincent van der Berg", "vincent vanderberg"},
      {"NGUYEN VAN ANH", "nguyen van anh"},  // a middle name
      {"HYUN BIN KIM", "hyun bin kim"},
      {"bin Ali", "binali"},
      {"Ahmad bin al-Rashid", "ahmad binalrashid"},
      {"Mac Donald", "macdonald"},
      {"Mc-Donald", "mcdonald"},
      {"Cruz, de la", "cruz dela"},
      {"de", "de"},
      {"de r Heide", "derheide"},
      {"LE THI HOA", "le thi hoa"},
  };
  for (const auto& each : cases) {
    EXPECT_EQ(Result(NormalizeLatinName, each.raw), each.want) << each.raw;
  }
}

TEST(CodeTest, KeepsLettersAndDigitsInUpperCase) {
  const struct {
    std::string_view raw;
    std::string_view want;
  } cases[] = {
      {"m", "M"},
      {" ab-12/c ", "AB12C"},
      {"남", "남"},
      {"서울 강남구", "서울강남구"},
      {"１２Ａｂ", "12AB"},
      {"\u0661\u0662", "12"},
      {"straße", "STRASSE"},
      {"4223", "4223"},
      {"--", "refused"},
      {"\u200B", "refused"},
  };
  for (const auto& each : cases) EXPECT_EQ(Result(NormalizeCode, each.raw), each.want) << each.raw;
}

// Random text that stays on the fast paths most of the time and leaves them sometimes.
std::string RandomText(std::mt19937_64& engine) {
  std::string text;
  for (uint64_t size = engine() % 12; size > 0; --size) {
    switch (engine() % 8) {
      case 0:
        core::AppendUtf8(static_cast<char32_t>(0xAC00 + engine() % 11172), text);
        break;
      case 1:
        text.push_back(static_cast<char>(engine() % 0x80));
        break;
      case 2:
        if (engine() % 8 == 0)
          core::AppendUtf8(static_cast<char32_t>(0x80 + engine() % 0x3000), text);
        break;
      default:
        text.push_back(" -'`.AZaz09Mm"[engine() % 13]);
        break;
    }
  }
  return text;
}

TEST(FastPathTest, EqualsTheUnicodePathOnEveryInput) {
  const struct {
    const char* what;
    Rule fast;
    Rule by_unicode;
  } rules[] = {{"latin_name", NormalizeLatinName, LatinNameByUnicode},
               {"code", NormalizeCode, CodeByUnicode}};
  std::mt19937_64 engine(7);
  for (int i = 0; i < 10'000; ++i) {
    const std::string text = RandomText(engine);
    for (const auto& rule : rules) {
      ASSERT_EQ(Result(rule.fast, text), Result(rule.by_unicode, text)) << rule.what << " " << text;
    }
  }
  // Each of these characters alone and between letters.
  for (char32_t c = 0; c < 0x80; ++c) {
    for (const std::string_view frame : {"", "aZ"}) {
      std::string text(frame);
      core::AppendUtf8(c, text);
      text.append(frame);
      for (const auto& rule : rules) {
        ASSERT_EQ(Result(rule.fast, text), Result(rule.by_unicode, text)) << rule.what << int(c);
      }
    }
  }
}

TEST(FastPathTest, NormalisingTwiceChangesNothing) {
  std::mt19937_64 engine(8);
  for (int i = 0; i < 10'000; ++i) {
    const std::string text = RandomText(engine);
    for (const Rule rule : {NormalizeLatinName, NormalizeCode}) {
      const std::string once = Result(rule, text);
      if (once != "refused") {
        ASSERT_EQ(Result(rule, once), once) << text;
      }
    }
  }
}

}  // namespace
}  // namespace ieum::client
