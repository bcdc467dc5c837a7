#include "ieum/client/exact/text_encoding.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/utf8.h"
#include "support/hex_vector.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;

absl::StatusOr<std::string> Hex(KeyEncoding encoding, UnicodeForm form, std::string_view text) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<TextEncoder> encoder,
                        TextEncoder::Create(encoding, form));
  std::string out;
  IEUM_RETURN_IF_ERROR(encoder->Append(text, out));
  return core::ToHex(core::AsBytes(out));
}

TEST(TextEncodingTest, WritesTheBytesOfEachEncoding) {
  EXPECT_THAT(Hex(KeyEncoding::kUtf8, UnicodeForm::kAsIs, "홍a"),
              testing::IsOkAndHolds("ed998d61"));
  EXPECT_THAT(Hex(KeyEncoding::kCp949, UnicodeForm::kAsIs, "홍a"), testing::IsOkAndHolds("c8ab61"));
  EXPECT_THAT(Hex(KeyEncoding::kEucKr, UnicodeForm::kAsIs, "홍a"), testing::IsOkAndHolds("c8ab61"));
  EXPECT_THAT(Hex(KeyEncoding::kCp949, UnicodeForm::kAsIs, "똠"), testing::IsOkAndHolds("8c63"));
}

TEST(TextEncodingTest, UnicodeFormsComposeAndDecompose) {
  constexpr char kDecomposed[] = "\u1112\u1169\u11BC";
  EXPECT_THAT(Hex(KeyEncoding::kUtf8, UnicodeForm::kNfd, "홍"),
              testing::IsOkAndHolds("e18492e185a9e186bc"));
  EXPECT_THAT(Hex(KeyEncoding::kUtf8, UnicodeForm::kNfc, kDecomposed),
              testing::IsOkAndHolds("ed998d"));
  EXPECT_THAT(Hex(KeyEncoding::kUtf8, UnicodeForm::kAsIs, kDecomposed),
              testing::IsOkAndHolds("e18492e185a9e186bc"));
  EXPECT_THAT(Hex(KeyEncoding::kCp949, UnicodeForm::kNfc, kDecomposed),
              testing::IsOkAndHolds("c8ab"));
}

TEST(TextEncodingTest, RefusesWhatItCannotWriteAndNeverSubstitutes) {
  for (const char* text : {"é", "한\u1112", "😀", "\uE000", "홍\u0080", "홍\u200b"}) {
    EXPECT_THAT(Hex(KeyEncoding::kCp949, UnicodeForm::kAsIs, text),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("CP949 cannot write")))
        << core::ToHex(core::AsBytes(text));
  }
  EXPECT_THAT(Hex(KeyEncoding::kEucKr, UnicodeForm::kAsIs, "똠"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("EUC-KR")));
  EXPECT_THAT(Hex(KeyEncoding::kUtf8, UnicodeForm::kAsIs, "\xff"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("UTF-8")));
  ASSERT_OK_AND_ASSIGN(const auto encoder,
                       TextEncoder::Create(KeyEncoding::kCp949, UnicodeForm::kNfc));
  std::string out = "kept";
  EXPECT_FALSE(encoder->Append("é", out).ok());
  EXPECT_EQ(out, "kept");
  ASSERT_OK(encoder->Append("가", out));
  EXPECT_EQ(out, "kept\xb0\xa1");
}

// Another implementation's tables (Python's codecs), character by character.
TEST(TextEncodingTest, TheTablesEqualThoseOfTheVectors) {
  const auto vectors =
      nlohmann::json::parse(testing::ReadTestFile(testing::VectorPath("exact.json")));
  for (const auto& [name, encoding] :
       {std::pair<std::string, KeyEncoding>{"cp949", KeyEncoding::kCp949},
        {"euc-kr", KeyEncoding::kEucKr}}) {
    ASSERT_OK_AND_ASSIGN(const auto encoder, TextEncoder::Create(encoding, UnicodeForm::kAsIs));
    core::Sha256Stream digest;
    int64_t count = 0;
    for (uint32_t point = 0x80; point < 0x10000; ++point) {
      if (point >= 0xD800 && point < 0xE000) continue;
      std::string text;
      core::AppendUtf8(static_cast<char32_t>(point), text);
      std::string written;
      if (!encoder->Append(text, written).ok()) continue;
      core::Bytes number;
      core::AppendLittleEndian(number, point);
      digest.Update(number);
      digest.Update(core::AsBytes(written));
      ++count;
    }
    EXPECT_EQ(count, vectors["tables"][name]["count"].get<int64_t>()) << name;
    EXPECT_EQ(core::ToHex(digest.Finish()), vectors["tables"][name]["digest"].get<std::string>())
        << name;
  }
}

}  // namespace
}  // namespace ieum::client
