#include "ieum/client/exact/hash_formula.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr int kMaxDepth = 4;
constexpr size_t kMaxTerms = 8;

using Part = HashFormula::Part;

struct Word {
  std::string_view text;
  Part part;
};
// Longer words first: "salt" begins the other two.
constexpr Word kWords[] = {{"salt1", Part::kSalt},
                           {"salt2", Part::kSecondSalt},
                           {"salt", Part::kSalt},
                           {"sep", Part::kSeparator},
                           {"id", Part::kId}};

// Recursive descent over the rest of the text; nothing: it breaks the grammar.
class Parser final {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  std::optional<HashFormula> Hash(int depth) {
    if (depth > kMaxDepth || !Take("H(")) return std::nullopt;
    HashFormula formula;
    do {
      std::optional<HashFormula::Term> term = Term(depth);
      if (!term.has_value() || formula.terms.size() == kMaxTerms) return std::nullopt;
      formula.terms.push_back(*std::move(term));
    } while (Take("+"));
    if (!Take(")")) return std::nullopt;
    return formula;
  }

  bool at_end() const { return rest_.empty(); }
  int id_count() const { return id_count_; }

 private:
  bool Take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  std::optional<HashFormula::Term> Term(int depth) {
    for (const Word& word : kWords) {
      if (!Take(word.text)) continue;
      if (word.part == Part::kId) ++id_count_;
      return HashFormula::Term{word.part, {}};
    }
    std::optional<HashFormula> inner = Hash(depth + 1);
    if (!inner.has_value()) return std::nullopt;
    HashFormula::Term term{Part::kHash, {}};
    term.inner.push_back(*std::move(inner));
    return term;
  }

  std::string_view rest_;
  int id_count_ = 0;
};

}  // namespace

absl::StatusOr<HashFormula> HashFormula::Parse(std::string_view text) {
  Parser parser(text);
  std::optional<HashFormula> formula = parser.Hash(1);
  if (!formula.has_value() || !parser.at_end() || parser.id_count() != 1) {
    return core::InvalidArgument(
        "is not a formula; want H( … ) of id, salt, salt1, salt2, sep and further H( … ), joined "
        "by '+' without spaces, id once, at most %d hashes deep and %d terms in each, such as "
        "H(id+salt)",
        kMaxDepth, kMaxTerms);
  }
  return *std::move(formula);
}

bool HashFormula::Has(Part part) const {
  return std::any_of(terms.begin(), terms.end(), [part](const Term& term) {
    return term.part == part || (term.part == Part::kHash && term.inner.front().Has(part));
  });
}

}  // namespace ieum::client
