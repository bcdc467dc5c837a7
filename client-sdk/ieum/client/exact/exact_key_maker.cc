#include "ieum/client/exact/exact_key_maker.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "ieum/client/exact/text_encoding.h"
#include "ieum/client/normalize/normalize.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::Bytes;
using core::ByteView;
using core::SecretBytes;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string Written(ByteView digest, DigestText as) {
  switch (as) {
    case DigestText::kHexLower:
      return core::ToHex(digest);
    case DigestText::kHexUpper:
      return absl::AsciiStrToUpper(core::ToHex(digest));
    case DigestText::kBase64: {
      const std::string_view bytes = core::AsText(digest);
      return absl::Base64Escape({bytes.data(), bytes.size()});
    }
    case DigestText::kBytes:
      break;
  }
  return std::string(core::AsText(digest));
}

// Without what editors add around a line of text: a byte order mark and the last line end.
std::string_view TextOfSalt(const Salt& salt) {
  std::string_view text = core::AsText(salt.content.view());
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

int DigitValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

absl::StatusOr<SecretBytes> BytesOfHex(std::string_view digits) {
  SecretBytes bytes(digits.size() / 2);
  bool valid = digits.size() % 2 == 0;
  for (size_t i = 0; valid && i < bytes.size(); ++i) {
    const int high = DigitValue(digits[2 * i]);
    const int low = DigitValue(digits[2 * i + 1]);
    valid = high >= 0 && low >= 0;
    if (valid) bytes.mutable_view()[i] = static_cast<std::byte>(high * 16 + low);
  }
  if (!valid) {
    return core::InvalidArgument(
        "is not an even number of hexadecimal digits, as salt form 'hex' of the profile wants");
  }
  return bytes;
}

// What goes into the hash for a salt file.
absl::StatusOr<SecretBytes> BytesOfSalt(const Salt& salt, SaltForm form, TextEncoder& encoder) {
  if (form == SaltForm::kBytes) return SecretBytes::CopyOf(salt.content.view());
  const std::string_view text = TextOfSalt(salt);
  if (form == SaltForm::kHex) return BytesOfHex(text);
  std::string encoded;
  // Room for every encoding and form, so that growing leaves no copy behind.
  constexpr size_t kMaxGrowth = 12;
  encoded.reserve(text.size() * kMaxGrowth);
  const absl::Status status = encoder.Append(text, encoded);
  SecretBytes bytes = SecretBytes::CopyOf(core::AsBytes(encoded));
  core::Cleanse(std::as_writable_bytes(std::span(encoded)));
  IEUM_RETURN_IF_ERROR(status);
  return bytes;
}

absl::StatusOr<SecretBytes> TakeSalt(const Salt& salt, bool wanted, const char* word, SaltForm form,
                                     TextEncoder& encoder) {
  if (!wanted && salt.content.size() > 0) {
    return core::InvalidArgument("the profile's formula has no %s, and a file for it was given",
                                 word);
  }
  if (!wanted) return SecretBytes();
  if (salt.content.size() == 0) {
    return core::InvalidArgument("the profile's formula has %s, and no file for it was given",
                                 word);
  }
  absl::StatusOr<SecretBytes> bytes = BytesOfSalt(salt, form, encoder);
  if (!bytes.ok()) return core::WithContext(bytes.status(), absl::StrFormat("the %s file", word));
  if (bytes->size() == 0) return core::InvalidArgument("the %s file holds no salt", word);
  return bytes;
}

}  // namespace

struct ExactKeyMaker::State {
  ExactProfile profile;
  std::unique_ptr<TextEncoder> encoder;
  SecretBytes first_salt;
  SecretBytes second_salt;
  std::string normalized;
  std::string formed;
  std::string id;

  // Appends the field's text to `formed`; false: missing.
  absl::StatusOr<bool> Form(const ExactField& field, std::string_view raw);
  Bytes Hash(const HashFormula& formula) const;
};

absl::StatusOr<bool> ExactKeyMaker::State::Form(const ExactField& field, std::string_view raw) {
  formed.clear();
  const std::string_view trimmed = TrimSpace(raw);
  if (trimmed.empty() || std::find(field.missing_values.begin(), field.missing_values.end(),
                                   trimmed) != field.missing_values.end()) {
    return false;
  }
  if (raw.size() > kMaxRawBytes) {
    return core::InvalidArgument("is longer than %d bytes", kMaxRawBytes);
  }
  switch (field.cleaning) {
    case ExactField::Cleaning::kRaw:
      formed = raw;
      break;
    case ExactField::Cleaning::kTrim:
      formed = trimmed;
      break;
    case ExactField::Cleaning::kNormalize: {
      const absl::Status status = Normalize(field.normalizer, field.options, raw, normalized);
      if (!status.ok() && field.invalid_is_missing) return false;
      IEUM_RETURN_IF_ERROR(status);
      if (normalized.empty()) return false;
      field.form.Append(normalized, formed);
      break;
    }
  }
  if (field.map.empty()) return true;
  const auto mapped = field.map.find(formed);
  if (mapped == field.map.end()) {
    if (field.invalid_is_missing) return false;
    return core::InvalidArgument("is none of the values that the profile's map knows");
  }
  formed = mapped->second;
  return true;
}

Bytes ExactKeyMaker::State::Hash(const HashFormula& formula) const {
  // Texts of inner hashes live until the outer one is made.
  std::vector<std::string> inner_texts(formula.terms.size());
  std::vector<ByteView> pieces;
  for (size_t i = 0; i < formula.terms.size(); ++i) {
    const HashFormula::Term& term = formula.terms[i];
    switch (term.part) {
      case HashFormula::Part::kId:
        pieces.push_back(core::AsBytes(id));
        break;
      case HashFormula::Part::kSeparator:
        pieces.push_back(core::AsBytes(profile.separator));
        break;
      case HashFormula::Part::kSalt:
        pieces.push_back(first_salt.view());
        break;
      case HashFormula::Part::kSecondSalt:
        pieces.push_back(second_salt.view());
        break;
      case HashFormula::Part::kHash:
        inner_texts[i] = Written(Hash(term.inner.front()), profile.inner);
        pieces.push_back(core::AsBytes(inner_texts[i]));
        break;
    }
  }
  return core::Sha2Digest(profile.algorithm, pieces);
}

ExactKeyMaker::ExactKeyMaker(std::unique_ptr<State> state) : state_(std::move(state)) {}
ExactKeyMaker::~ExactKeyMaker() = default;

absl::StatusOr<std::unique_ptr<ExactKeyMaker>> ExactKeyMaker::Create(const ExactProfile& profile,
                                                                     const ExactSalts& salts) {
  auto state = std::make_unique<State>();
  state->profile = profile;
  IEUM_ASSIGN_OR_RETURN(state->encoder,
                        TextEncoder::Create(profile.text_encoding, profile.unicode_form));
  IEUM_ASSIGN_OR_RETURN(state->first_salt, TakeSalt(salts.first, profile.needs_salt(), "salt",
                                                    profile.salt_form, *state->encoder));
  IEUM_ASSIGN_OR_RETURN(state->second_salt,
                        TakeSalt(salts.second, profile.needs_second_salt(), "second salt",
                                 profile.salt_form, *state->encoder));
  return std::unique_ptr<ExactKeyMaker>(new ExactKeyMaker(std::move(state)));
}

absl::StatusOr<std::optional<std::string>> ExactKeyMaker::KeyOf(
    std::span<const std::string_view> values) {
  State& state = *state_;
  const std::vector<ExactField>& fields = state.profile.fields;
  IEUM_CHECK(values.size() == fields.size());
  state.id.clear();
  bool whole = true;
  for (size_t i = 0; i < fields.size(); ++i) {
    const auto in_field = [&](const absl::Status& status) {
      return core::InvalidArgument("field '%s' %s", fields[i].name, status.message());
    };
    const absl::StatusOr<bool> present = state.Form(fields[i], values[i]);
    if (!present.ok()) return in_field(present.status());
    // Goes on after a missing field: a later one that breaks a rule is still an error.
    if (!*present) {
      whole = false;
      continue;
    }
    if (i > 0) state.id += state.profile.separator;
    const absl::Status written = state.encoder->Append(state.formed, state.id);
    if (!written.ok()) return in_field(written);
  }
  if (!whole) return std::nullopt;
  return Written(state.Hash(state.profile.formula), state.profile.output);
}

}  // namespace ieum::client
