// What a column of a holder's file probably is, by its name and by the form of its values.
#ifndef IEUM_CLIENT_ADVICE_COLUMN_GUESS_H_
#define IEUM_CLIENT_ADVICE_COLUMN_GUESS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ieum/client/profile/encoding_profile.h"

namespace ieum::client {

struct ColumnGuess {
  std::string field_name;  // for the profile
  Attribute attribute;
  Normalizer normalizer;
  Tokenizer tokenizer;
};

// By the column's name alone, in Korean or English, whatever its case, spaces and underscores.
std::optional<ColumnGuess> GuessByName(std::string_view column);

// Counts the forms of values; keeps none. One thread at a time.
class ValueForms final {
 public:
  // value: trimmed, not empty.
  void Add(std::string_view value);
  // The form of at least nine values in ten, if it says what the column is.
  std::optional<ColumnGuess> Guess() const;
  // At least nine values in ten are dates; of what, only the column's name can tell.
  bool AreDates() const;
  // Which script a name is written in decides how it is normalised; by_name otherwise stands.
  ColumnGuess Refine(ColumnGuess by_name) const;

 private:
  enum Form {
    kHangulName,
    kHangulAddress,
    kKana,
    kHan,
    kLatinWords,
    kDate,
    kMobile,
    kEmail,
    kBusinessNumber,
    kSexWord,
    kFormCount,
  };
  bool Most(Form form) const;

  int64_t count_ = 0;
  std::array<int64_t, kFormCount> counts_{};
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ADVICE_COLUMN_GUESS_H_
