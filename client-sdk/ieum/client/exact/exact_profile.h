// The legacy exact profile: how the parties of today's linkages turn identifiers and a salt into
// one hash, so that Ieum makes the same key bit for bit. Two persons have the same key only if
// every field is equal: one typing error loses the pair. FORMAT: docs/formats/exact-profile.md.
//
// A key of this kind is only as safe as its salt: whoever has the salt can hash a list of all
// residents and read every key. Not for new projects, except to compare with them.
#ifndef IEUM_CLIENT_EXACT_EXACT_PROFILE_H_
#define IEUM_CLIENT_EXACT_EXACT_PROFILE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/client/exact/hash_formula.h"
#include "ieum/client/exact/text_encoding.h"
#include "ieum/client/exact/value_form.h"
#include "ieum/client/profile/encoding_profile.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/string_map.h"

namespace ieum::client {

// How a digest is written.
enum class DigestText {
  kHexLower,  // "hex_lower"
  kHexUpper,  // "hex_upper"
  kBase64,    // "base64": with padding
  kBytes,     // "bytes": only between nested hashes
};

// What the salt file holds ("salt_form" in JSON).
enum class SaltForm {
  kText,   // "text": UTF-8 text, written in the profile's text encoding and Unicode form
  kBytes,  // "bytes": the bytes as they are
  kHex,    // "hex": two hexadecimal digits for each byte
};

struct ExactField {
  enum class Cleaning {
    kRaw,        // "raw": the value as it stands in the file
    kTrim,       // "trim": without outer white space
    kNormalize,  // by `normalizer`
  };
  std::string name;    // in errors
  std::string column;  // of the input file; "column", default the name
  Cleaning cleaning = Cleaning::kRaw;
  Normalizer normalizer = Normalizer::kCode;  // with kNormalize
  NormalizerOptions options;
  ValueForm form;
  core::StringMap<std::string> map;         // "map": formed value to what is hashed; empty: none
  bool invalid_is_missing = false;          // "invalid": "missing"; else the row is an error
  std::vector<std::string> missing_values;  // compared after trimming
};

// Immutable after reading, share freely.
struct ExactProfile {
  std::string name;
  std::string canonical_json;
  core::Sha256Digest digest;       // of canonical_json
  std::vector<ExactField> fields;  // in the order of their texts in the key
  std::string separator;           // between fields, and "sep" of the formula; may be empty
  HashFormula formula;
  SaltForm salt_form = SaltForm::kText;
  KeyEncoding text_encoding = KeyEncoding::kUtf8;
  UnicodeForm unicode_form = UnicodeForm::kNfc;
  core::Sha2 algorithm = core::Sha2::k256;
  DigestText inner = DigestText::kHexLower;  // of a hash inside a hash
  DigestText output = DigestText::kHexLower;

  bool needs_salt() const { return formula.Has(HashFormula::Part::kSalt); }
  bool needs_second_salt() const { return formula.Has(HashFormula::Part::kSecondSalt); }

  // INVALID_ARGUMENT names the member and the rule.
  static absl::StatusOr<ExactProfile> FromJson(std::string_view json);
};

// JSON text of an exact profile that ships with the software; "statutory" is the official example.
// NOT_FOUND lists the names there are.
absl::StatusOr<std::string> BuiltInExactProfile(std::string_view name);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_EXACT_EXACT_PROFILE_H_
