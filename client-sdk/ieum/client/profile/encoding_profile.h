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

// How a raw value becomes its normalised value ("normalizer" in JSON).
enum class Normalizer {
  kLatinName,   // "latin_name": lower case, diacritics and punctuation dropped, spaces collapsed
  kHangulName,  // "hangul_name": NFC, only letters kept, for three-slot jamo grams
  kDate,        // "date": calendar date to YYYYMMDD
  kDigits,      // "digits": decimal digits only (full width accepted)
  kPhone,       // "phone": Korean telephone number, +82 and punctuation removed
  kCode,        // "code": upper case letters and digits only
};

// How a normalised value becomes tokens ("tokenizer" in JSON).
enum class Tokenizer {
  kBigrams,           // "bigrams": pairs of neighbouring characters, padded at both ends
  kJamoBigrams,       // "jamo_bigrams": the same over the three jamo slots of each syllable
  kDateComponents,    // "date_components": year, month, day, and each digit with its position
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
  std::string name;    // field name in key derivation and errors
  std::string column;  // column of the input file; "column", default the name
  int segment;         // index into layout.segments(); "segment" names it
  Normalizer normalizer;
  Tokenizer tokenizer;
  int bits_per_token;  // k: bit positions set by each token, 1 to 64
  InvalidValue invalid;
  std::vector<std::string> missing_values;  // values, compared after trimming, that mean missing
};

// Immutable after reading, share freely.
struct EncodingProfile {
  core::ProfileHeader header;
  std::vector<FieldSpec> fields;  // [field_count], in profile order

  // INVALID_ARGUMENT names the member and the rule: unknown member, unknown normaliser, a segment
  // that no field uses, two fields of one name, a tokenizer that does not fit the normaliser, more
  // than 64 fields, or "unicode" differing from the Unicode version of this software's ICU.
  static absl::StatusOr<EncodingProfile> FromJson(std::string_view json);
};

// JSON text of a profile that ships with the software ("febrl-person", "korean-person"),
// pretty-printed. NOT_FOUND lists the names there are.
absl::StatusOr<std::string> BuiltInProfile(std::string_view name);
std::vector<std::string> BuiltInProfileNames();

}  // namespace ieum::client

#endif  // IEUM_CLIENT_PROFILE_ENCODING_PROFILE_H_
