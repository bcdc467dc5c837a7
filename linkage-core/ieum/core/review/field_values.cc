#include "ieum/core/review/field_values.h"

#include <algorithm>
#include <set>

#include "ieum/core/base/utf8.h"

namespace ieum::core {
namespace {

constexpr size_t kMaxLineBytes = 1000;
constexpr int64_t kLastMicros = 4'102'444'800'000'000;  // 2100-01-01

}  // namespace

absl::Status CheckLine(std::string_view text, std::string_view what) {
  const bool plain = std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  // C1 controls, which some terminals obey, begin so in UTF-8.
  const auto has_c1 = [&text] {
    for (size_t i = 0; i + 1 < text.size(); ++i) {
      if (text[i] == '\xC2' && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
    }
    return false;
  };
  const bool has_words = text.find_first_not_of(' ') != std::string_view::npos;
  if (has_words && plain && text.size() <= kMaxLineBytes && IsUtf8(text) && !has_c1()) {
    return absl::OkStatus();
  }
  return InvalidArgument(
      "'%s' is not one line of 1 to %d bytes of UTF-8 without control characters; say it in words",
      what, kMaxLineBytes);
}

absl::StatusOr<Sha256Digest> TakeDigest(ObjectReader& object, const char* field) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, object.Text(field));
  const absl::StatusOr<Bytes> bytes = FromHex(text);
  Sha256Digest digest{};
  if (!bytes.ok() || bytes->size() != digest.size() || ToHex(*bytes) != text) {
    return InvalidArgument("'%s' is not a digest of 64 lower-case hexadecimal digits",
                           object.Path(field));
  }
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

absl::StatusOr<absl::Time> TakeTime(ObjectReader& object, const char* field) {
  IEUM_ASSIGN_OR_RETURN(const int64_t micros, object.Integer(field, 0, kLastMicros));
  return absl::FromUnixMicros(micros);
}

absl::StatusOr<std::string> TakeLine(ObjectReader& object, const char* field) {
  IEUM_ASSIGN_OR_RETURN(std::string text, object.Text(field));
  IEUM_RETURN_IF_ERROR(CheckLine(text, object.Path(field)));
  return text;
}

absl::StatusOr<std::vector<std::string>> TakeLines(ObjectReader& object, const char* field,
                                                   size_t most) {
  IEUM_ASSIGN_OR_RETURN(std::vector<std::string> texts, object.Texts(field, most));
  std::set<std::string_view> seen;
  for (size_t i = 0; i < texts.size(); ++i) {
    const std::string at = absl::StrFormat("%s[%d]", object.Path(field), i);
    IEUM_RETURN_IF_ERROR(CheckLine(texts[i], at));
    if (!seen.insert(texts[i]).second) return InvalidArgument("'%s' stands there twice", at);
  }
  return texts;
}

}  // namespace ieum::core
