#include "ieum/client/profile/profile_words.h"

namespace ieum::client {
namespace {

template <typename Enum>
struct Word {
  std::string_view text;
  Enum value;
};
constexpr Word<Attribute> kAttributes[] = {{"name", Attribute::kName},
                                           {"birth_date", Attribute::kBirthDate},
                                           {"sex", Attribute::kSex},
                                           {"phone", Attribute::kPhone},
                                           {"address", Attribute::kAddress},
                                           {"postcode", Attribute::kPostcode},
                                           {"email", Attribute::kEmail},
                                           {"business_number", Attribute::kBusinessNumber},
                                           {"identifier", Attribute::kIdentifier},
                                           {"other", Attribute::kOther}};
constexpr Word<Normalizer> kNormalizers[] = {{"latin_name", Normalizer::kLatinName},
                                             {"hangul_name", Normalizer::kHangulName},
                                             {"romanized_name", Normalizer::kRomanizedName},
                                             {"kana_name", Normalizer::kKanaName},
                                             {"kanji_name", Normalizer::kKanjiName},
                                             {"date", Normalizer::kDate},
                                             {"sex", Normalizer::kSex},
                                             {"digits", Normalizer::kDigits},
                                             {"phone", Normalizer::kPhone},
                                             {"postcode", Normalizer::kPostcode},
                                             {"korean_address", Normalizer::kKoreanAddress},
                                             {"email", Normalizer::kEmail},
                                             {"business_number", Normalizer::kBusinessNumber},
                                             {"code", Normalizer::kCode}};
constexpr Word<Tokenizer> kTokenizers[] = {{"bigrams", Tokenizer::kBigrams},
                                           {"word_bigrams", Tokenizer::kWordBigrams},
                                           {"jamo_bigrams", Tokenizer::kJamoBigrams},
                                           {"date_components", Tokenizer::kDateComponents},
                                           {"date_bigrams", Tokenizer::kDateBigrams},
                                           {"positional_digits", Tokenizer::kPositionalDigits},
                                           {"whole", Tokenizer::kWhole}};
constexpr Word<InvalidValue> kInvalidValues[] = {{"refuse", InvalidValue::kRefuse},
                                                 {"missing", InvalidValue::kMissing},
                                                 {"keep", InvalidValue::kKeep}};
constexpr Word<BlockingMethod> kBlockingMethods[] = {{"exact", BlockingMethod::kExact},
                                                     {"minhash", BlockingMethod::kMinHash}};

template <typename Enum, size_t kCount>
std::string_view WordOf(Enum value, const Word<Enum> (&words)[kCount]) {
  for (const Word<Enum>& word : words) {
    if (word.value == value) return word.text;
  }
  return "unknown";
}

template <typename Enum, size_t kCount>
std::optional<Enum> ValueOf(std::string_view text, const Word<Enum> (&words)[kCount]) {
  for (const Word<Enum>& word : words) {
    if (word.text == text) return word.value;
  }
  return std::nullopt;
}

template <typename Enum, size_t kCount>
std::string Joined(const Word<Enum> (&words)[kCount]) {
  std::string joined;
  for (const Word<Enum>& word : words) {
    if (!joined.empty()) joined += ", ";
    joined += word.text;
  }
  return joined;
}

}  // namespace

std::string_view AttributeWord(Attribute attribute) { return WordOf(attribute, kAttributes); }
std::string_view NormalizerWord(Normalizer normalizer) { return WordOf(normalizer, kNormalizers); }
std::string_view TokenizerWord(Tokenizer tokenizer) { return WordOf(tokenizer, kTokenizers); }
std::string_view InvalidValueWord(InvalidValue invalid) { return WordOf(invalid, kInvalidValues); }
std::string_view BlockingMethodWord(BlockingMethod method) {
  return WordOf(method, kBlockingMethods);
}

std::optional<Attribute> AttributeOf(std::string_view word) { return ValueOf(word, kAttributes); }
std::optional<Normalizer> NormalizerOf(std::string_view word) {
  return ValueOf(word, kNormalizers);
}
std::optional<Tokenizer> TokenizerOf(std::string_view word) { return ValueOf(word, kTokenizers); }
std::optional<InvalidValue> InvalidValueOf(std::string_view word) {
  return ValueOf(word, kInvalidValues);
}
std::optional<BlockingMethod> BlockingMethodOf(std::string_view word) {
  return ValueOf(word, kBlockingMethods);
}

std::string AttributeWords() { return Joined(kAttributes); }
std::string NormalizerWords() { return Joined(kNormalizers); }
std::string TokenizerWords() { return Joined(kTokenizers); }
std::string InvalidValueWords() { return Joined(kInvalidValues); }
std::string BlockingMethodWords() { return Joined(kBlockingMethods); }

bool TokenizerFits(Tokenizer tokenizer, Normalizer normalizer) {
  switch (tokenizer) {
    case Tokenizer::kBigrams:
      return normalizer != Normalizer::kDate && normalizer != Normalizer::kSex;
    case Tokenizer::kWordBigrams:
      return normalizer == Normalizer::kLatinName || normalizer == Normalizer::kHangulName ||
             normalizer == Normalizer::kRomanizedName || normalizer == Normalizer::kKanaName ||
             normalizer == Normalizer::kKanjiName || normalizer == Normalizer::kKoreanAddress;
    case Tokenizer::kJamoBigrams:
      return normalizer == Normalizer::kHangulName;
    case Tokenizer::kDateComponents:
    case Tokenizer::kDateBigrams:
      return normalizer == Normalizer::kDate;
    case Tokenizer::kPositionalDigits:
      return normalizer == Normalizer::kDate || normalizer == Normalizer::kDigits ||
             normalizer == Normalizer::kPhone || normalizer == Normalizer::kPostcode ||
             normalizer == Normalizer::kBusinessNumber;
    case Tokenizer::kWhole:
      return true;
  }
  return false;
}

}  // namespace ieum::client
