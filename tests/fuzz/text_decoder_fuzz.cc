// Text decodes the same however it is cut and however little room there is; what comes out is UTF-8
// but for the byte FF, which marks what could not be decoded; and decoding is undone by encoding.
// The first byte chooses the encoding.
#include <algorithm>
#include <iterator>

#include "ieum/client/input/text_decoder.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

using ieum::client::DeclaredEncoding;
using ieum::client::TextDecoder;
using ieum::client::TextEncoding;

namespace {

class Pieces final : public ieum::client::ByteSource {
 public:
  Pieces(std::string_view text, size_t piece) : text_(text), piece_(piece) {}
  absl::StatusOr<size_t> Read(std::span<char> out) override {
    const size_t got = text_.substr(position_, piece_).copy(out.data(), out.size());
    position_ += got;
    return got;
  }
  int64_t bytes_read() const override { return static_cast<int64_t>(position_); }
  int64_t bytes_total() const override { return static_cast<int64_t>(text_.size()); }

 private:
  std::string_view text_;
  size_t piece_;
  size_t position_ = 0;
};

struct Decoded {
  std::string text;
  TextEncoding encoding;
};

absl::StatusOr<Decoded> Decode(std::string_view bytes, DeclaredEncoding declared, size_t piece,
                               size_t room) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<TextDecoder> decoder,
                        TextDecoder::Create(std::make_unique<Pieces>(bytes, piece), declared));
  Decoded decoded;
  std::string out(room, '\0');
  while (true) {
    IEUM_ASSIGN_OR_RETURN(const size_t got, decoder->Read(out));
    if (got == 0) break;
    decoded.text.append(out, 0, got);
  }
  IEUM_CHECK(decoder->bytes_read() == static_cast<int64_t>(bytes.size()));
  decoded.encoding = decoder->facts().encoding;
  return decoded;
}

// What was decoded from CP949 without a spelled syllable, encoded again.
std::string InCp949(std::string_view text) {
  const ieum::client::Cp949Table& table = **ieum::client::Cp949Table::Get();
  std::string bytes;
  for (size_t i = 0; i < text.size();) {
    const char32_t c = ieum::core::NextCodePoint(text, i);
    if (c < 0x80) {
      bytes += static_cast<char>(c);
      continue;
    }
    const uint16_t code = table.Encode(static_cast<char16_t>(c));
    bytes += {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
  }
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr DeclaredEncoding kEncodings[] = {
      DeclaredEncoding::kAuto,  DeclaredEncoding::kCp949,   DeclaredEncoding::kUtf8,
      DeclaredEncoding::kUtf16, DeclaredEncoding::kUtf16Le, DeclaredEncoding::kUtf16Be};
  if (size == 0) return 0;
  const DeclaredEncoding declared = kEncodings[data[0] % std::size(kEncodings)];
  const std::string_view bytes =
      ieum::core::AsText(std::as_bytes(std::span(data, size).subspan(1)));
  const auto whole = Decode(bytes, declared, bytes.size() + 1, 1 << 16);
  const auto pieces = Decode(bytes, declared, 1 + data[0] % 7, 1 + data[0] % 5);
  IEUM_CHECK(whole.ok() == pieces.ok());
  if (!whole.ok()) return 0;
  IEUM_CHECK(whole->text == pieces->text && whole->encoding == pieces->encoding);
  if (whole->encoding == TextEncoding::kUtf8) return 0;
  std::string marked = whole->text;
  const auto undecodable = std::count(marked.begin(), marked.end(), '\xFF');
  marked.erase(std::remove(marked.begin(), marked.end(), '\xFF'), marked.end());
  IEUM_CHECK(ieum::core::IsUtf8(marked));
  const bool may_be_spelled = bytes.find("\xA4\xD4") != std::string_view::npos;
  if (undecodable == 0 && whole->encoding == TextEncoding::kCp949 && !may_be_spelled) {
    IEUM_CHECK(InCp949(whole->text) == bytes);
  }
  return 0;
}
