#include "ieum/client/input/text_decoder.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

constexpr char kUndecodable = '\xFF';
constexpr size_t kMostUtf8Bytes = 4;    // of a character
constexpr size_t kSpelledSyllable = 8;  // bytes; the longest that is decoded at once

struct EncodingWord {
  std::string_view word;
  DeclaredEncoding encoding;
};
constexpr EncodingWord kWords[] = {
    {"auto", DeclaredEncoding::kAuto},        {"utf-8", DeclaredEncoding::kUtf8},
    {"cp949", DeclaredEncoding::kCp949},      {"euc-kr", DeclaredEncoding::kEucKr},
    {"utf-16", DeclaredEncoding::kUtf16},     {"utf-16le", DeclaredEncoding::kUtf16Le},
    {"utf-16be", DeclaredEncoding::kUtf16Be},
};

bool IsAsciiByte(char c) { return static_cast<uint8_t>(c) < 0x80; }

// Length of the ASCII text at the start.
size_t AsciiPrefix(std::string_view text) {
  constexpr uint64_t kHighBits = 0x8080'8080'8080'8080U;
  size_t i = 0;
  for (; i + sizeof(uint64_t) <= text.size(); i += sizeof(uint64_t)) {
    uint64_t word;
    std::memcpy(&word, text.data() + i, sizeof(word));
    if ((word & kHighBits) != 0) break;
  }
  while (i < text.size() && IsAsciiByte(text[i])) ++i;
  return i;
}

// Whether `text` is strictly UTF-8; if it goes on, its last character may be cut off.
bool LooksLikeUtf8(std::string_view text, bool goes_on) {
  // Zero bytes behind the text end the last sequence.
  const std::string padded = std::string(text) + std::string(kMostUtf8Bytes, '\0');
  for (size_t i = 0; i < text.size();) {
    const int length = core::Utf8SequenceLength(padded.data() + i);
    if (length == 0) return goes_on && text.size() - i < kMostUtf8Bytes;
    i += static_cast<size_t>(length);
  }
  return true;
}

bool LooksLikeCp949(const Cp949Table& table, std::string_view text, bool goes_on) {
  for (size_t i = 0; i < text.size();) {
    if (IsAsciiByte(text[i])) {
      ++i;
      continue;
    }
    if (i + 1 == text.size()) return goes_on;
    if (table.Decode(static_cast<uint8_t>(text[i]), static_cast<uint8_t>(text[i + 1])) == 0) {
      return false;
    }
    i += 2;
  }
  return true;
}

bool IsHighSurrogate(char32_t c) { return c >= 0xD800 && c <= 0xDBFF; }
bool IsLowSurrogate(char32_t c) { return c >= 0xDC00 && c <= 0xDFFF; }

}  // namespace

std::string_view TextEncodingName(TextEncoding encoding) {
  switch (encoding) {
    case TextEncoding::kUtf8:
      return "utf-8";
    case TextEncoding::kUtf16Le:
      return "utf-16le";
    case TextEncoding::kUtf16Be:
      return "utf-16be";
    case TextEncoding::kCp949:
      return "cp949";
  }
  return "";
}

absl::StatusOr<DeclaredEncoding> ParseDeclaredEncoding(std::string_view word) {
  std::string known;
  for (const EncodingWord& each : kWords) {
    if (each.word == word) return each.encoding;
    if (!known.empty()) known += ", ";
    known += each.word;
  }
  return core::InvalidArgument("that text encoding is unknown; want one of: %s", known);
}

TextDecoder::TextDecoder(std::unique_ptr<ByteSource> source)
    : source_(std::move(source)), window_(kWindowBytes, '\0') {}

absl::StatusOr<std::unique_ptr<TextDecoder>> TextDecoder::Create(std::unique_ptr<ByteSource> source,
                                                                 DeclaredEncoding declared) {
  std::unique_ptr<TextDecoder> decoder(new TextDecoder(std::move(source)));
  IEUM_RETURN_IF_ERROR(decoder->ReadByteOrderMark(declared));
  if (decoder->facts_.encoding == TextEncoding::kCp949) {
    IEUM_ASSIGN_OR_RETURN(decoder->cp949_, Cp949Table::Get());
  }
  return decoder;
}

// Reads until the window holds `count` bytes or the source ends. REQUIRES: count <= kWindowBytes.
absl::Status TextDecoder::Fill(size_t count) {
  if (end_ - begin_ >= count || source_ended_) return absl::OkStatus();
  std::memmove(window_.data(), window_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  while (end_ < count && !source_ended_) {
    IEUM_ASSIGN_OR_RETURN(const size_t got, source_->Read(std::span(window_).subspan(end_)));
    source_ended_ = got == 0;
    end_ += got;
  }
  return absl::OkStatus();
}

absl::Status TextDecoder::ReadByteOrderMark(DeclaredEncoding declared) {
  struct Mark {
    std::string_view bytes;
    TextEncoding encoding;
  };
  constexpr Mark kMarks[] = {{"\xEF\xBB\xBF", TextEncoding::kUtf8},
                             {"\xFF\xFE", TextEncoding::kUtf16Le},
                             {"\xFE\xFF", TextEncoding::kUtf16Be}};
  IEUM_RETURN_IF_ERROR(Fill(3));
  const Mark* const mark =
      std::find_if(std::begin(kMarks), std::end(kMarks),
                   [this](const Mark& m) { return window().starts_with(m.bytes); });
  const bool marked = mark != std::end(kMarks);
  facts_.declared = declared != DeclaredEncoding::kAuto;
  facts_.byte_order_mark = marked;
  if (marked) {
    begin_ += mark->bytes.size();
    facts_.encoding = mark->encoding;
    facts_.ascii_only = false;
  }
  const auto require = [&](TextEncoding encoding) -> absl::Status {
    if (marked && mark->encoding != encoding) {
      return core::InvalidArgument(
          "the file is declared %s, but begins with the byte order mark of %s; declare that, or "
          "'auto'",
          TextEncodingName(encoding), TextEncodingName(mark->encoding));
    }
    facts_.encoding = encoding;
    facts_.ascii_only = false;
    return absl::OkStatus();
  };
  switch (declared) {
    case DeclaredEncoding::kAuto:
      return absl::OkStatus();
    case DeclaredEncoding::kUtf8:
      return require(TextEncoding::kUtf8);
    case DeclaredEncoding::kCp949:
    case DeclaredEncoding::kEucKr:
      return require(TextEncoding::kCp949);
    case DeclaredEncoding::kUtf16Le:
      return require(TextEncoding::kUtf16Le);
    case DeclaredEncoding::kUtf16Be:
      return require(TextEncoding::kUtf16Be);
    case DeclaredEncoding::kUtf16:
      if (!marked) {
        return core::InvalidArgument(
            "the file is declared utf-16, but has no byte order mark; declare utf-16le (Windows) "
            "or utf-16be");
      }
      return mark->encoding == TextEncoding::kUtf8 ? require(TextEncoding::kUtf16Le)
                                                   : absl::OkStatus();
  }
  return absl::OkStatus();
}

// Decides by the window, which starts with a byte that is not ASCII.
absl::Status TextDecoder::Detect() {
  IEUM_RETURN_IF_ERROR(Fill(kWindowBytes));
  const std::string_view text = window().substr(0, kWindowBytes);
  facts_.ascii_only = false;
  if (LooksLikeUtf8(text, !source_ended_)) return absl::OkStatus();
  IEUM_ASSIGN_OR_RETURN(cp949_, Cp949Table::Get());
  if (LooksLikeCp949(*cp949_, text, !source_ended_)) facts_.encoding = TextEncoding::kCp949;
  return absl::OkStatus();
}

// Moves `count` bytes of the window that need no decoding, or as many as there is room for.
size_t TextDecoder::Take(std::span<char> out, size_t count) {
  const size_t taken = window().substr(0, count).copy(out.data(), out.size());
  begin_ += taken;
  return taken;
}

absl::StatusOr<size_t> TextDecoder::Read(std::span<char> out) {
  if (!pending_.empty()) {
    const size_t got = pending_.copy(out.data(), out.size());
    pending_.erase(0, got);
    return got;
  }
  if (facts_.ascii_only) {
    IEUM_RETURN_IF_ERROR(Fill(1));
    if (const size_t ascii = AsciiPrefix(window()); ascii > 0) return Take(out, ascii);
    if (begin_ == end_) return size_t{0};
    IEUM_RETURN_IF_ERROR(Detect());
  }
  if (facts_.encoding == TextEncoding::kUtf8) {
    if (begin_ < end_) return Take(out, end_ - begin_);
    return source_ended_ ? size_t{0} : source_->Read(out);
  }
  IEUM_RETURN_IF_ERROR(Fill(kSpelledSyllable));
  if (begin_ == end_) return size_t{0};
  if (const size_t got = Decode(out); got > 0) return got;
  // Not even one character has room.
  pending_.resize(kMostUtf8Bytes);
  pending_.resize(Decode(pending_));
  return Read(out);
}

size_t TextDecoder::Decode(std::span<char> out) {
  return facts_.encoding == TextEncoding::kCp949 ? DecodeCp949(out) : DecodeUtf16(out);
}

// As many whole characters as are in the window and have room. A character at the end that may go
// on is left for the next time, when more was read.
size_t TextDecoder::DecodeCp949(std::span<char> out) {
  size_t written = 0;
  while (begin_ < end_) {
    if (const size_t ascii = AsciiPrefix(window()); ascii > 0) {
      const size_t taken = Take(out.subspan(written), ascii);
      written += taken;
      if (taken < ascii) break;
      continue;
    }
    const std::string_view rest = window();
    if (out.size() - written < kMostUtf8Bytes ||
        (rest.size() < kSpelledSyllable && !source_ended_)) {
      break;
    }
    const char16_t spelled =
        rest.size() >= kSpelledSyllable ? ComposeSpelledSyllable(rest.data()) : u'\0';
    const char16_t character = rest.size() >= 2 ? cp949_->Decode(static_cast<uint8_t>(rest[0]),
                                                                 static_cast<uint8_t>(rest[1]))
                                                : u'\0';
    if (spelled != 0) {
      written += core::WriteUtf8(spelled, &out[written]);
      begin_ += kSpelledSyllable;
    } else if (character != 0) {
      written += core::WriteUtf8(character, &out[written]);
      begin_ += 2;
    } else {
      out[written++] = kUndecodable;
      ++begin_;
    }
  }
  return written;
}

size_t TextDecoder::DecodeUtf16(std::span<char> out) {
  const bool little = facts_.encoding == TextEncoding::kUtf16Le;
  const auto unit_at = [this, little](size_t i) {
    const auto first = static_cast<uint8_t>(window_[i]);
    const auto second = static_cast<uint8_t>(window_[i + 1]);
    return static_cast<char32_t>(little ? first | second << 8 : first << 8 | second);
  };
  size_t written = 0;
  while (begin_ < end_ && out.size() - written >= kMostUtf8Bytes) {
    const size_t left = end_ - begin_;
    if (left == 1) {
      if (!source_ended_) break;
      out[written++] = kUndecodable;
      ++begin_;
      break;
    }
    const char32_t unit = unit_at(begin_);
    if (!IsHighSurrogate(unit) && !IsLowSurrogate(unit)) {
      written += core::WriteUtf8(unit, &out[written]);
      begin_ += 2;
      continue;
    }
    if (IsHighSurrogate(unit) && left < 4 && !source_ended_) break;
    const char32_t next = left >= 4 ? unit_at(begin_ + 2) : U'\0';
    if (IsHighSurrogate(unit) && IsLowSurrogate(next)) {
      const char32_t character = 0x10000 + ((unit & 0x3FFU) << 10) + (next & 0x3FFU);
      written += core::WriteUtf8(character, &out[written]);
      begin_ += 4;
    } else {
      out[written++] = kUndecodable;
      begin_ += 2;
    }
  }
  return written;
}

}  // namespace ieum::client
