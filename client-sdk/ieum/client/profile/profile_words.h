// The words of a profile's JSON for the enumerations of encoding_profile.h, in both directions.
// FORMAT: docs/formats/profile.md; a word is never given another meaning.
#ifndef IEUM_CLIENT_PROFILE_PROFILE_WORDS_H_
#define IEUM_CLIENT_PROFILE_PROFILE_WORDS_H_

#include <optional>
#include <string>
#include <string_view>

#include "ieum/client/profile/encoding_profile.h"

namespace ieum::client {

std::string_view AttributeWord(Attribute attribute);
std::string_view NormalizerWord(Normalizer normalizer);
std::string_view TokenizerWord(Tokenizer tokenizer);
std::string_view InvalidValueWord(InvalidValue invalid);
std::string_view BlockingMethodWord(BlockingMethod method);

// No value: no such word.
std::optional<Attribute> AttributeOf(std::string_view word);
std::optional<Normalizer> NormalizerOf(std::string_view word);
std::optional<Tokenizer> TokenizerOf(std::string_view word);
std::optional<InvalidValue> InvalidValueOf(std::string_view word);
std::optional<BlockingMethod> BlockingMethodOf(std::string_view word);

// All words of an enumeration in the order of its values, with ", " between, for messages.
std::string AttributeWords();
std::string NormalizerWords();
std::string TokenizerWords();
std::string InvalidValueWords();
std::string BlockingMethodWords();

// Whether `tokenizer` can cut the values that `normalizer` leaves.
bool TokenizerFits(Tokenizer tokenizer, Normalizer normalizer);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_PROFILE_PROFILE_WORDS_H_
