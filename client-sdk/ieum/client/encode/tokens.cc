#include "ieum/client/encode/tokens.h"

#include <algorithm>
#include <cstring>

#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

// FORMAT: first byte of a token, so that no token of one kind equals a token of another.
enum TokenizerId : uint8_t {
  kBigramsId = 1,
  kJamoBigramsId = 2,
  kDateComponentsId = 3,
  kPositionalDigitsId = 4,
  kWholeId = 5,
  kWordBigramsId = 6,
  kDateBigramsId = 7,
};

// Stand before the first and behind the last character. No normalised value has control characters.
constexpr char32_t kStart = 0x02;
constexpr char32_t kEnd = 0x03;

constexpr char32_t kFirstSyllable = 0xAC00;
constexpr char32_t kLastSyllable = 0xD7A3;
constexpr char32_t kFirstInitial = 0x1100;
constexpr char32_t kFirstMedial = 0x1161;
// One before the first final consonant: the slot of a syllable without final. Without it, a lost
// final would shift every later gram.
constexpr char32_t kNoFinal = 0x11A7;

constexpr int kIdShift = 56;
constexpr int kCharacterBits = 28;
constexpr Token kCharacterMask = (Token{1} << kCharacterBits) - 1;
constexpr int kComponentShift = 32;

Token Pack(TokenizerId id, Token content) { return (Token{id} << kIdShift) | content; }
Token Pair(TokenizerId id, char32_t first, char32_t second) {
  return Pack(id, (Token{first} << kCharacterBits) | second);
}

void AppendBigrams(TokenizerId id, std::string_view text, std::vector<Token>& tokens) {
  char32_t previous = kStart;
  for (size_t offset = 0; offset < text.size();) {
    const char32_t c = core::NextCodePoint(text, offset);
    tokens.push_back(Pair(id, previous, c));
    previous = c;
  }
  tokens.push_back(Pair(id, previous, kEnd));
}

void AppendWordBigrams(std::string_view text, std::vector<Token>& tokens) {
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    if (!word.empty()) AppendBigrams(kWordBigramsId, word, tokens);
    text.remove_prefix(std::min(word.size() + 1, text.size()));
  }
}

void AppendJamoBigrams(std::string_view text, std::vector<Token>& tokens) {
  char32_t previous = kStart;
  const auto append = [&](char32_t slot) {
    tokens.push_back(Pair(kJamoBigramsId, previous, slot));
    previous = slot;
  };
  for (size_t offset = 0; offset < text.size();) {
    const char32_t c = core::NextCodePoint(text, offset);
    if (c < kFirstSyllable || c > kLastSyllable) {
      append(c);
      continue;
    }
    const char32_t syllable = c - kFirstSyllable;
    append(kFirstInitial + syllable / 588);
    append(kFirstMedial + syllable % 588 / 28);
    append(kNoFinal + syllable % 28);
  }
  append(kEnd);
}

void AppendPositional(std::string_view text, std::vector<Token>& tokens) {
  Token position = 0;
  for (size_t offset = 0; offset < text.size(); ++position) {
    const char32_t c = core::NextCodePoint(text, offset);
    tokens.push_back(Pack(kPositionalDigitsId, (position << kComponentShift) | c));
  }
}

// Year, month and day of eight digits. Digits kept from a value that is no date have none.
void AppendCalendarParts(TokenizerId id, std::string_view text, std::vector<Token>& tokens) {
  if (text.size() != 8) return;
  const auto component = [&](char kind, Token content) {
    tokens.push_back(Pack(id, (Token(kind) << kComponentShift) | content));
  };
  const auto number = [&](size_t begin, size_t size) {
    Token value = 0;
    for (const char c : text.substr(begin, size)) value = value * 10 + static_cast<Token>(c - '0');
    return value;
  };
  component('y', number(0, 4));
  component('m', number(4, 2));
  component('d', number(6, 2));
}

void AppendDateComponents(std::string_view text, std::vector<Token>& tokens) {
  AppendCalendarParts(kDateComponentsId, text, tokens);
  for (size_t i = 0; i < text.size(); ++i) {
    const Token digit = (Token{i} << 8) | static_cast<unsigned char>(text[i]);
    tokens.push_back(Pack(kDateComponentsId, (Token{'p'} << kComponentShift) | digit));
  }
}

void AppendDateBigrams(std::string_view text, std::vector<Token>& tokens) {
  AppendCalendarParts(kDateBigramsId, text, tokens);
  const auto pair = [&](char first, char second) {
    const Token digits = (static_cast<Token>(first) << 8) | static_cast<Token>(second);
    tokens.push_back(Pack(kDateBigramsId, (Token{'b'} << kComponentShift) | digits));
  };
  char previous = static_cast<char>(kStart);
  for (const char c : text) {
    pair(previous, c);
    previous = c;
  }
  pair(previous, static_cast<char>(kEnd));
}

Token Whole(std::string_view text) {
  if (text.size() > 7) return kLongWhole;
  // Zero bytes fill up: no normalised value has them, so different values stay different.
  Token content = 0;
  std::memcpy(&content, text.data(), text.size());
  return Pack(kWholeId, content);
}

// Writes into a buffer known to be large enough.
class TokenWriter final {
 public:
  explicit TokenWriter(std::span<std::byte> out) : out_(out) {}
  void Byte(Token value) { out_[size_++] = static_cast<std::byte>(value); }
  void Character(Token c) {
    size_ += core::WriteUtf8(static_cast<char32_t>(c), reinterpret_cast<char*>(&out_[size_]));
  }
  void Text(std::string_view text) {
    std::memcpy(&out_[size_], text.data(), text.size());
    size_ += text.size();
  }
  void Number(Token value, size_t digits) {
    for (size_t i = digits; i-- > 0; value /= 10) {
      out_[size_ + i] = static_cast<std::byte>('0' + value % 10);
    }
    size_ += digits;
  }
  size_t size() const { return size_; }

 private:
  std::span<std::byte> out_;
  size_t size_ = 0;
};

void WriteDateComponent(Token token, TokenWriter& writer) {
  const Token kind = (token >> kComponentShift) & 0xFF;
  const Token content = token & 0xFFFF'FFFF;
  writer.Byte(kind);
  if (kind == 'p' || kind == 'b') {
    writer.Byte(content >> 8);
    writer.Byte(content & 0xFF);
  } else {
    writer.Number(content, kind == 'y' ? 4 : 2);
  }
}

}  // namespace

void AppendTokens(Tokenizer tokenizer, std::string_view normalized, std::vector<Token>& tokens) {
  switch (tokenizer) {
    case Tokenizer::kBigrams:
      return AppendBigrams(kBigramsId, normalized, tokens);
    case Tokenizer::kJamoBigrams:
      return AppendJamoBigrams(normalized, tokens);
    case Tokenizer::kDateComponents:
      return AppendDateComponents(normalized, tokens);
    case Tokenizer::kPositionalDigits:
      return AppendPositional(normalized, tokens);
    case Tokenizer::kWordBigrams:
      return AppendWordBigrams(normalized, tokens);
    case Tokenizer::kDateBigrams:
      return AppendDateBigrams(normalized, tokens);
    case Tokenizer::kWhole:
      tokens.push_back(Whole(normalized));
      return;
  }
}

size_t WriteToken(Token token, std::string_view normalized, std::span<std::byte> out) {
  IEUM_CHECK(out.size() >= kMaxTokenBytes && normalized.size() < kMaxTokenBytes);
  TokenWriter writer(out);
  const Token id = token == kLongWhole ? Token{kWholeId} : token >> kIdShift;
  writer.Byte(id);
  switch (id) {
    case kBigramsId:
    case kJamoBigramsId:
    case kWordBigramsId:
      writer.Character((token >> kCharacterBits) & kCharacterMask);
      writer.Character(token & kCharacterMask);
      break;
    case kDateComponentsId:
    case kDateBigramsId:
      WriteDateComponent(token, writer);
      break;
    case kPositionalDigitsId:
      writer.Byte((token >> kComponentShift) & 0xFF);
      writer.Character(token & 0xFFFF'FFFF);
      break;
    default:
      writer.Text(normalized);
      break;
  }
  return writer.size();
}

}  // namespace ieum::client
