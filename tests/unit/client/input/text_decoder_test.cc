#include "ieum/client/input/text_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_format.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/utf8.h"
#include "support/status_matchers.h"

namespace ieum::client {
namespace {

using absl::StatusCode;
using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;
using std::string_literals::operator""s;
using std::string_view_literals::operator""sv;

// Hands its text out in pieces, so that every character is cut somewhere.
class Pieces final : public ByteSource {
 public:
  Pieces(std::string_view text, size_t piece) : text_(text), piece_(piece) {}
  absl::StatusOr<size_t> Read(std::span<char> out) override {
    const size_t got = text_.substr(position_, piece_).copy(out.data(), out.size());
    position_ += got;
    return got;
  }
  int64_t bytes_read() const override { return static_cast<int64_t>(position_); }
  int64_t bytes_total() const override { return 0; }

 private:
  std::string_view text_;
  size_t piece_;
  size_t position_ = 0;
};

struct Decoded {
  std::string text;
  EncodingFacts facts;
};

Decoded Decode(std::string_view bytes, DeclaredEncoding declared = DeclaredEncoding::kAuto,
               size_t piece = 1000, size_t room = 1000) {
  const auto decoder = TextDecoder::Create(std::make_unique<Pieces>(bytes, piece), declared);
  EXPECT_OK(decoder);
  if (!decoder.ok()) return {};
  Decoded decoded;
  std::vector<char> out(room);
  while (true) {
    const auto got = (*decoder)->Read(out);
    EXPECT_OK(got);
    if (!got.ok() || *got == 0) break;
    decoded.text.append(out.data(), *got);
  }
  EXPECT_EQ((*decoder)->bytes_read(), static_cast<int64_t>(bytes.size()));
  decoded.facts = (*decoder)->facts();
  return decoded;
}

const Cp949Table& Table() { return **Cp949Table::Get(); }

std::string InCp949(std::u16string_view text) {
  std::string bytes;
  for (const char16_t c : text) {
    if (c >= 0x80) bytes += static_cast<char>(Table().Encode(c) >> 8);
    bytes += static_cast<char>(c < 0x80 ? c : Table().Encode(c) & 0xFF);
  }
  return bytes;
}

std::string InUtf16(std::u16string_view text, bool little) {
  std::string bytes;
  for (const char16_t c : text) {
    const auto high = static_cast<char>(c >> 8);
    const auto low = static_cast<char>(c & 0xFF);
    bytes += little ? low : high;
    bytes += little ? high : low;
  }
  return bytes;
}

std::u16string AllSyllables() {
  std::u16string all;
  for (int c = 0xAC00; c <= 0xD7A3; ++c) all += static_cast<char16_t>(c);
  return all;
}

std::string InUtf8(std::u16string_view text) {
  std::string bytes;
  for (const char16_t c : text) core::AppendUtf8(c, bytes);
  return bytes;
}

// What EUC-KR writers that know the spelling, but not CP949, write: KS X 1001 if it has the
// syllable, else filler, initial, medial, final.
std::string InSpellingEucKr(std::u16string_view syllables) {
  constexpr uint8_t kInitials[] = {0xA1, 0xA2, 0xA4, 0xA7, 0xA8, 0xA9, 0xB1, 0xB2, 0xB3, 0xB5,
                                   0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xBB, 0xBC, 0xBD, 0xBE};
  constexpr uint8_t kFinals[] = {0xD4, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA9, 0xAA,
                                 0xAB, 0xAC, 0xAD, 0xAE, 0xAF, 0xB0, 0xB1, 0xB2, 0xB4, 0xB5,
                                 0xB6, 0xB7, 0xB8, 0xBA, 0xBB, 0xBC, 0xBD, 0xBE};
  std::string bytes;
  for (const char16_t c : syllables) {
    const uint16_t code = Table().Encode(c);
    if (code >= 0xA100 && (code & 0xFF) >= 0xA1) {
      bytes += {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
      continue;
    }
    const int s = c - 0xAC00;
    for (const int jamo : {0xD4, static_cast<int>(kInitials[s / 588]), 0xBF + s % 588 / 28,
                           static_cast<int>(kFinals[s % 28])}) {
      bytes += {'\xA4', static_cast<char>(jamo)};
    }
  }
  return bytes;
}

// The digest is that of the same lines made by Python's codec "cp949":
//   "%02X%02X %04X\n" for every pair of bytes that is one character, in order.
TEST(Cp949TableTest, EqualsAnotherImplementation) {
  std::string lines;
  int count = 0;
  for (int lead = 0; lead < 256; ++lead) {
    for (int trail = 0; trail < 256; ++trail) {
      const char16_t c = Table().Decode(static_cast<uint8_t>(lead), static_cast<uint8_t>(trail));
      if (c == 0) continue;
      ++count;
      absl::StrAppendFormat(&lines, "%02X%02X %04X\n", lead, trail, static_cast<int>(c));
      ASSERT_EQ(Table().Encode(c), 256 * lead + trail);
    }
  }
  EXPECT_EQ(count, 17'048);
  EXPECT_EQ(core::ToHex(core::Sha256(core::AsBytes(lines))),
            "4ef50f48b04d140b70f6c695238f18a2c662be0550a680fece4e35c42f29ad66");
}

TEST(TextDecoderTest, DecodesEverySyllableOfCp949) {
  const std::u16string all = AllSyllables();
  const Decoded decoded = Decode(InCp949(all), DeclaredEncoding::kCp949);
  EXPECT_EQ(decoded.text, InUtf8(all));
  EXPECT_EQ(decoded.facts.encoding, TextEncoding::kCp949);
  EXPECT_TRUE(decoded.facts.declared);
}

// The digest is that of Python's codec "euc_kr" for the 11,172 syllables.
TEST(TextDecoderTest, ComposesSyllablesSpelledInEightBytes) {
  const std::u16string all = AllSyllables();
  const std::string bytes = InSpellingEucKr(all);
  ASSERT_EQ(core::ToHex(core::Sha256(core::AsBytes(bytes))),
            "826c0adb4cb5a4c1f802742039d61e841cf14c8231d033ab67b36416492e815d");
  EXPECT_EQ(Decode(bytes, DeclaredEncoding::kEucKr).text, InUtf8(all));
  EXPECT_EQ(Decode(bytes).text, InUtf8(all)) << "detected";
  EXPECT_EQ(Decode("\xA4\xD4\xA4\xA8\xA4\xC7\xA4\xB1\xB9\xE6").text, "똠방");
}

TEST(TextDecoderTest, LeavesJamoThatSpellNoSyllable) {
  // Filler and vowel first, a consonant that ends no syllable (ㄸ), three jamo only.
  for (const auto& [bytes, text] : {std::pair("\xA4\xD4\xA4\xBF\xA4\xBF\xA4\xD4"s, "ㅤㅏㅏㅤ"),
                                    std::pair("\xA4\xD4\xA4\xA1\xA4\xBF\xA4\xA8"s, "ㅤㄱㅏㄸ"),
                                    std::pair("\xA4\xD4\xA4\xA1\xA4\xBF"s, "ㅤㄱㅏ"),
                                    std::pair("\xA4\xA1\xA4\xBF\xA4\xA1"s, "ㄱㅏㄱ")}) {
    EXPECT_EQ(Decode(bytes, DeclaredEncoding::kCp949).text, text);
  }
}

TEST(TextDecoderTest, CutsAndSmallRoomsChangeNothing) {
  const std::u16string text = u"row_id,이름\n1,똠방각하 a\n2,펲시콜라,\"김민준\"\n";
  const std::string spelled = InSpellingEucKr(u"똠펲") + "," + InCp949(text) + "\xFF" + "x\x80";
  const std::string expected = "똠펲," + InUtf8(text) + "\xFF" + "x\xFF";
  for (const size_t piece : {1U, 2U, 3U, 5U, 7U, 64U}) {
    for (const size_t room : {1U, 2U, 3U, 4U, 5U, 9U, 64U}) {
      EXPECT_EQ(Decode(spelled, DeclaredEncoding::kCp949, piece, room).text, expected)
          << piece << " " << room;
      for (const bool little : {false, true}) {
        const auto declared = little ? DeclaredEncoding::kUtf16Le : DeclaredEncoding::kUtf16Be;
        EXPECT_EQ(Decode(InUtf16(text, little), declared, piece, room).text, InUtf8(text));
      }
      EXPECT_EQ(Decode(InCp949(text), DeclaredEncoding::kAuto, piece, room).text, InUtf8(text));
      EXPECT_EQ(Decode(InUtf8(text), DeclaredEncoding::kAuto, piece, room).text, InUtf8(text));
    }
  }
}

TEST(TextDecoderTest, ReadsUtf16WithAMarkOrDeclared) {
  const std::u16string text = u"id,이름\n1,😀김\n";
  const std::string expected = "id,이름\n1,😀김\n";
  const Decoded little = Decode("\xFF\xFE" + InUtf16(text, true));
  EXPECT_EQ(little.text, expected);
  EXPECT_EQ(little.facts.encoding, TextEncoding::kUtf16Le);
  EXPECT_TRUE(little.facts.byte_order_mark);
  EXPECT_FALSE(little.facts.declared);
  const Decoded big = Decode("\xFE\xFF" + InUtf16(text, false), DeclaredEncoding::kUtf16);
  EXPECT_EQ(big.text, expected);
  EXPECT_EQ(big.facts.encoding, TextEncoding::kUtf16Be);
  EXPECT_EQ(Decode(InUtf16(text, true), DeclaredEncoding::kUtf16Le).text, expected);
}

TEST(TextDecoderTest, MarksHalvesOfUtf16Characters) {
  const auto decode = [](std::u16string_view text, std::string_view tail = "") {
    return Decode(InUtf16(text, true) + std::string(tail), DeclaredEncoding::kUtf16Le).text;
  };
  EXPECT_EQ(decode(u"a\xD83D"), "a\xFF");
  EXPECT_EQ(decode(u"\xD83D\x0062"),
            "\xFF"
            "b");
  EXPECT_EQ(decode(u"\xDE00z"), "\xFFz");
  EXPECT_EQ(decode(u"a", "b"), "a\xFF") << "one byte too many";
}

TEST(TextDecoderTest, DetectsByTheFirstBytesThatAreNotAscii) {
  const std::string ascii(100'000, 'a');
  const Decoded utf8 = Decode(ascii + "김");
  EXPECT_EQ(utf8.facts.encoding, TextEncoding::kUtf8);
  EXPECT_FALSE(utf8.facts.ascii_only);
  const Decoded cp949 = Decode(ascii + InCp949(u"김민준"));
  EXPECT_EQ(cp949.facts.encoding, TextEncoding::kCp949);
  EXPECT_EQ(cp949.text, ascii + "김민준");
  EXPECT_TRUE(Decode(ascii).facts.ascii_only);
  EXPECT_TRUE(Decode("").facts.ascii_only);
  const Decoded marked = Decode("\xEF\xBB\xBF" + ascii);
  EXPECT_EQ(marked.text, ascii);
  EXPECT_TRUE(marked.facts.byte_order_mark);
  EXPECT_FALSE(marked.facts.ascii_only);
}

TEST(TextDecoderTest, NeverLooksAgain) {
  std::string text = "김";
  text.resize(TextDecoder::kWindowBytes, 'a');
  const std::string korean = InCp949(u"이");
  EXPECT_EQ(Decode(text + korean).facts.encoding, TextEncoding::kUtf8);
  EXPECT_EQ(Decode(text + korean).text, text + korean) << "left for the checker of UTF-8";
  const std::string both = text.substr(0, text.size() - 2) + korean;
  EXPECT_EQ(Decode(both).facts.encoding, TextEncoding::kUtf8) << "neither, so UTF-8 by default";
  EXPECT_EQ(Decode(both, DeclaredEncoding::kUtf8).text, both);
}

TEST(TextDecoderTest, RefusesContradictions) {
  const auto create = [](std::string_view bytes, DeclaredEncoding declared) {
    return TextDecoder::Create(std::make_unique<Pieces>(bytes, 100), declared);
  };
  EXPECT_THAT(create("\xEF\xBB\xBFid\n", DeclaredEncoding::kCp949),
              StatusIs(StatusCode::kInvalidArgument,
                       HasSubstr("declared cp949, but begins with the byte order mark of utf-8")));
  EXPECT_THAT(create("\xFF\xFEi\0"sv, DeclaredEncoding::kUtf16Be),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("byte order mark of utf-16le")));
  EXPECT_THAT(create("i\0d\0"sv, DeclaredEncoding::kUtf16),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("declare utf-16le")));
}

TEST(TextDecoderTest, KnowsItsWords) {
  EXPECT_EQ(*ParseDeclaredEncoding("euc-kr"), DeclaredEncoding::kEucKr);
  EXPECT_THAT(ParseDeclaredEncoding("latin1"),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("auto, utf-8, cp949")));
}

}  // namespace
}  // namespace ieum::client
