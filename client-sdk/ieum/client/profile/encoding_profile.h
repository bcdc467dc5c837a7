// The encoding profile: everything two holders must do alike so that equal persons get similar
// encodings. One JSON file, agreed by the holders, pinned in the project by its digest. FORMAT:
// docs/formats/profile.md.
#ifndef IEUM_CLIENT_PROFILE_ENCODING_PROFILE_H_
#define IEUM_CLIENT_PROFILE_ENCODING_PROFILE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/format/profile_header.h"

namespace ieum::client {

// What a field tells about a person ("attribute" in JSON). Fields of one attribute overlap, so they
// share a segment in every preset but "plain".
enum class Attribute {
  kName,            // "name"
  kBirthDate,       // "birth_date"
  kSex,             // "sex"
  kPhone,           // "phone"
  kAddress,         // "address"
  kPostcode,        // "postcode"
  kEmail,           // "email"
  kBusinessNumber,  // "business_number"
  kIdentifier,      // "identifier": membership, card or part number
  kOther,           // "other"
};

// How a raw value becomes its normalised value ("normalizer" in JSON).
enum class Normalizer {
  kLatinName,      // "latin_name": lower case, diacritics and punctuation dropped, spaces collapsed
  kHangulName,     // "hangul_name": NFC, only letters kept, for three-slot jamo grams
  kRomanizedName,  // "romanized_name": Korean name, Hangul or Latin, as one canonical romanisation
  kKanaName,       // "kana_name": Japanese reading as full-width katakana, variants folded
  kKanjiName,      // "kanji_name": Japanese name, character variants folded
  kDate,           // "date": calendar date to YYYYMMDD
  kSex,            // "sex": M or F from the codes of many systems
  kDigits,         // "digits": decimal digits only (full width accepted)
  kPhone,          // "phone": Korean telephone number, +82 and punctuation removed
  kPostcode,       // "postcode": letters and digits, leading zeros of five-digit codes restored
  kKoreanAddress,  // "korean_address": province, city or district, and town of a Korean address
  kEmail,          // "email": e-mail address
  kBusinessNumber,  // "business_number": Korean business registration number, ten digits
  kCode,            // "code": upper case letters and digits only
};

// Variants of a normaliser's rule ("options" in JSON); each only where it has a meaning.
struct NormalizerOptions {
  // kDate: first year of the hundred that two-digit years mean (1930: 29 is 2029); 0 refuses them.
  int two_digit_years_from = 0;
  // kDate: the day that the value is if it is one of the lunar calendar, as an extra candidate.
  bool lunar_candidate = false;
  // kPhone: 011, 016 … 019 numbers renumbered to 010, as an extra candidate.
  bool renumbered_candidate = false;
  // kHangulName: vowels that are heard alike are one: ㅐ ㅔ ㅒ ㅖ, ㅚ ㅙ ㅞ, ㅢ after a consonant
  // ㅣ.
  bool fold_vowels = false;
  // kHangulName: surnames that initial-sound law (두음 법칙) writes in two ways are one: 리 이 …
  bool fold_initial_sound = false;

  friend bool operator==(const NormalizerOptions&, const NormalizerOptions&) = default;
};

// How a normalised value becomes tokens ("tokenizer" in JSON).
enum class Tokenizer {
  kBigrams,           // "bigrams": pairs of neighbouring characters, padded at both ends
  kWordBigrams,       // "word_bigrams": the same for each word, so that their order is nothing
  kJamoBigrams,       // "jamo_bigrams": the same over the three jamo slots of each syllable
  kDateComponents,    // "date_components": year, month, day, and each digit with its position
  kDateBigrams,       // "date_bigrams": year, month, day, and padded pairs of neighbouring digits
  kPositionalDigits,  // "positional_digits": each character with its position
  kWhole,             // "whole": the value as one token
};

// What to do with a value the normaliser refuses ("invalid" in JSON).
enum class InvalidValue {
  kRefuse,   // "refuse" (default): the row is an error
  kMissing,  // "missing": the field counts as missing
  kKeep,     // "keep": tokens of whatever digits or letters are left, for typing errors in dates
};

struct FieldSpec {
  std::string name;                         // field name in key derivation and errors
  std::string column;                       // column of the input file; "column", default the name
  int segment;                              // index into layout.segments(); "segment" names it
  Attribute attribute = Attribute::kOther;  // required in every preset but "plain"
  Normalizer normalizer;
  NormalizerOptions options;
  Tokenizer tokenizer;
  int bits_per_token;  // k: bit positions set by each token, 1 to 64
  int expected_tokens =
      0;  // "tokens": distinct tokens of a usual value, for the fill rule; 0: not said
  int entropy_bits = 0;  // "entropy_bits": what a value tells, for the weak-field rule; 0: not said
  InvalidValue invalid;
  std::vector<std::string> missing_values;  // values, compared after trimming, that mean missing
};

// Keyed 64-bit values beside the encoding by which a matcher finds candidates ("blocking_keys").
// They show which records are equal in something, so the profile bounds their number and entropy.
enum class BlockingMethod {
  kExact,    // "exact": one key, of the normalised values of all the fields together
  kMinHash,  // "minhash": `bands` keys, each of the smallest of `rows_per_band` hashes of the
             // tokens
};

struct BlockingKeySpec {
  std::string name;
  BlockingMethod method;
  std::vector<int> fields;  // indices into fields, at least one
  int bands = 1;            // keys made: 1 for kExact
  int rows_per_band = 0;    // kMinHash: 1 to 8
};

// Immutable after reading, share freely.
struct EncodingProfile {
  core::ProfileHeader header;
  std::vector<FieldSpec> fields;  // [field_count], in profile order
  std::vector<BlockingKeySpec> blocking_keys;
  // Whether a value may hold a part of connecting information ("allow_partial_ci", default false):
  // for projects whose legal review found no risk in it. No option of a program overrides it.
  bool allow_partial_ci = false;

  // INVALID_ARGUMENT names the member and the rule: unknown member, unknown normaliser, a segment
  // that no field uses, two fields of one name, a tokenizer that does not fit the normaliser, more
  // than 64 fields, "unicode" or "icu" differing from the versions of this software, or a weak
  // combination that the preset refuses (preset_rules.h).
  static absl::StatusOr<EncodingProfile> FromJson(std::string_view json);
};

// The versions that members "unicode" and "icu" must have here, such as "15.0" and "72.1".
std::string OurUnicodeVersion();
std::string OurIcuVersion();

// JSON text of a profile that ships with the software, such as "korean-person", pretty-printed.
// NOT_FOUND lists the names there are.
absl::StatusOr<std::string> BuiltInProfile(std::string_view name);
// What it is for, in one line.
absl::StatusOr<std::string> BuiltInProfileDescription(std::string_view name);
std::vector<std::string> BuiltInProfileNames();

}  // namespace ieum::client

#endif  // IEUM_CLIENT_PROFILE_ENCODING_PROFILE_H_
