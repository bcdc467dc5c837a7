// How salt, identifiers and hashes nest, in the notation of the supervisory authority's guide
// (FSC 2020): "H(id+salt)", "H(H(id+salt)+salt)", "H(salt1+id+salt2)". FORMAT:
// docs/formats/exact-profile.md.
#ifndef IEUM_CLIENT_EXACT_HASH_FORMULA_H_
#define IEUM_CLIENT_EXACT_HASH_FORMULA_H_

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace ieum::client {

// One H( … ): the hash of its terms behind one another. A value, immutable after parsing.
struct HashFormula {
  enum class Part {
    kId,          // "id": the fields' texts, joined
    kSeparator,   // "sep": the profile's separator
    kSalt,        // "salt" or "salt1"
    kSecondSalt,  // "salt2"
    kHash,        // "H(…)"
  };
  struct Term {
    Part part;
    std::vector<HashFormula> inner;  // [1] for kHash, else [0]
  };
  std::vector<Term> terms;  // at least one

  // text := "H(" term { "+" term } ")", without spaces. At most 4 hashes deep and 8 terms in each.
  // INVALID_ARGUMENT: anything else, or "id" does not occur exactly once.
  static absl::StatusOr<HashFormula> Parse(std::string_view text);

  // Whether `part` occurs here or further inside.
  bool Has(Part part) const;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_EXACT_HASH_FORMULA_H_
