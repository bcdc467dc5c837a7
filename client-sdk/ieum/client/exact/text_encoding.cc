#include "ieum/client/exact/text_encoding.h"

#include <unicode/ucnv.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <span>
#include <utility>
#include <vector>

#include "ieum/core/base/secret.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

// Korean text in one of ICU's tables. "windows-949-2000" is Microsoft's code page 949.
constexpr char kTable[] = "windows-949-2000";
// Decomposed, a syllable of Hangul is three code points, and no character is more than four units.
constexpr size_t kMaxGrowth = 4;
constexpr size_t kMaxBytesPerUnit = 2;

// Code page 949 has ASCII and codes of two bytes; those of KS X 1001, which it extends, have both
// bytes at or above 0xA1. ICU also passes a single 0x80, which Windows gives no meaning.
bool AreCodesOf(KeyEncoding encoding, std::string_view bytes) {
  const auto byte = [bytes](size_t i) { return static_cast<unsigned char>(bytes[i]); };
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (byte(i) < 0x80) continue;
    if (byte(i) == 0x80 || i + 1 == bytes.size()) return false;
    constexpr unsigned char kLowestOfKsX1001 = 0xA1;
    if (encoding == KeyEncoding::kEucKr &&
        (byte(i) < kLowestOfKsX1001 || byte(i + 1) < kLowestOfKsX1001)) {
      return false;
    }
    ++i;
  }
  return true;
}

// What ICU calls at a character without code. Its own "stop" drops invisible characters instead;
// leaving the error as it is stops at them too.
void StopAtUnassigned(const void* /*context*/, UConverterFromUnicodeArgs* /*args*/,
                      const UChar* /*units*/, int32_t /*length*/, UChar32 /*code_point*/,
                      UConverterCallbackReason /*reason*/, UErrorCode* /*error*/) {}

// The user-defined rows of code page 949: what they mean is agreed nowhere.
bool IsPrivateUse(char16_t unit) { return unit >= 0xE000 && unit <= 0xF8FF; }

struct ConverterCloser {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};

// A buffer that may have held a salt.
template <typename Unit>
class Scratch final {
 public:
  ~Scratch() { core::Cleanse(std::as_writable_bytes(std::span(units_))); }
  Unit* Reserve(size_t size) {
    if (units_.size() < size) {
      core::Cleanse(std::as_writable_bytes(std::span(units_)));
      units_ = std::vector<Unit>(size);
    }
    return units_.data();
  }
  int32_t capacity() const { return static_cast<int32_t>(units_.size()); }
  void Clear() { core::Cleanse(std::as_writable_bytes(std::span(units_))); }

 private:
  std::vector<Unit> units_;
};

}  // namespace

struct TextEncoder::State {
  KeyEncoding encoding = KeyEncoding::kUtf8;
  const UNormalizer2* normalizer = nullptr;  // ICU's own; null: as is
  std::unique_ptr<UConverter, ConverterCloser> converter;
  Scratch<char16_t> units;
  Scratch<char16_t> formed;
  Scratch<char> bytes;

  absl::Status AppendFormed(const char16_t* text, int32_t size, std::string& out);
};

TextEncoder::TextEncoder(std::unique_ptr<State> state) : state_(std::move(state)) {}
TextEncoder::~TextEncoder() = default;

absl::StatusOr<std::unique_ptr<TextEncoder>> TextEncoder::Create(KeyEncoding encoding,
                                                                 UnicodeForm form) {
  IEUM_CHECK(form != UnicodeForm::kNfd || encoding == KeyEncoding::kUtf8);
  auto state = std::make_unique<State>();
  state->encoding = encoding;
  UErrorCode error = U_ZERO_ERROR;
  if (form == UnicodeForm::kNfc) state->normalizer = unorm2_getNFCInstance(&error);
  if (form == UnicodeForm::kNfd) state->normalizer = unorm2_getNFDInstance(&error);
  if (encoding != KeyEncoding::kUtf8) {
    state->converter.reset(ucnv_open(kTable, &error));
    ucnv_setFromUCallBack(state->converter.get(), StopAtUnassigned, nullptr, nullptr, nullptr,
                          &error);
  }
  if (U_FAILURE(error)) {
    return core::FailedPrecondition(
        "ICU cannot write this text encoding (%s); install its full data (package libicu72)",
        u_errorName(error));
  }
  return std::unique_ptr<TextEncoder>(new TextEncoder(std::move(state)));
}

absl::Status TextEncoder::State::AppendFormed(const char16_t* text, int32_t size,
                                              std::string& out) {
  UErrorCode error = U_ZERO_ERROR;
  int32_t length = 0;
  if (converter == nullptr) {
    char* target = bytes.Reserve(static_cast<size_t>(size) * kMaxGrowth + 1);
    u_strToUTF8(target, bytes.capacity(), &length, text, size, &error);
    IEUM_CHECK(U_SUCCESS(error));
    out.append(target, static_cast<size_t>(length));
    return absl::OkStatus();
  }
  char* target = bytes.Reserve(static_cast<size_t>(size) * kMaxBytesPerUnit + 1);
  length = ucnv_fromUChars(converter.get(), target, bytes.capacity(), text, size, &error);
  bool written = U_SUCCESS(error);
  for (int32_t i = 0; i < size; ++i) written = written && !IsPrivateUse(text[i]);
  written = written && AreCodesOf(encoding, {target, static_cast<size_t>(length)});
  if (!written) {
    return core::InvalidArgument(
        "has a character that %s cannot write; correct it, or agree on text encoding utf-8",
        encoding == KeyEncoding::kEucKr ? "EUC-KR (KS X 1001)" : "CP949");
  }
  out.append(target, static_cast<size_t>(length));
  return absl::OkStatus();
}

absl::Status TextEncoder::Append(std::string_view text, std::string& out) {
  if (!core::IsUtf8(text)) return core::InvalidArgument("is not UTF-8");
  // ASCII is the same in all three encodings and all forms.
  if (core::IsAscii(text) || (state_->converter == nullptr && state_->normalizer == nullptr)) {
    out += text;
    return absl::OkStatus();
  }
  UErrorCode error = U_ZERO_ERROR;
  int32_t size = 0;
  char16_t* units = state_->units.Reserve(text.size() + 1);
  u_strFromUTF8(units, state_->units.capacity(), &size, text.data(),
                static_cast<int32_t>(text.size()), &error);
  IEUM_CHECK(U_SUCCESS(error));
  const char16_t* formed = units;
  if (state_->normalizer != nullptr) {
    char16_t* target = state_->formed.Reserve(static_cast<size_t>(size) * kMaxGrowth + 1);
    size = unorm2_normalize(state_->normalizer, units, size, target, state_->formed.capacity(),
                            &error);
    IEUM_CHECK(U_SUCCESS(error));
    formed = target;
  }
  const absl::Status status = state_->AppendFormed(formed, size, out);
  state_->units.Clear();
  state_->formed.Clear();
  state_->bytes.Clear();
  return status;
}

}  // namespace ieum::client
