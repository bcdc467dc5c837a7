// Normalised values to tokens, the units that are hashed. FORMAT: docs/formats/encoding.md.
#ifndef IEUM_CLIENT_ENCODE_TOKENS_H_
#define IEUM_CLIENT_ENCODE_TOKENS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ieum/client/profile/encoding_profile.h"
#include "ieum/core/base/bytes.h"

namespace ieum::client {

// A token packed into one integer, never 0, so that tokens can be compared and remembered cheaply.
// Different tokens of one tokenizer have different integers, with one exception: every token that
// is longer than seven bytes and made by "whole" is kLongWhole. The integers are an internal
// matter; the bytes of WriteToken are the format.
using Token = uint64_t;
inline constexpr Token kLongWhole = ~Token{0};

// Appends the tokens of `normalized` in order of appearance; a token may come more than once.
// REQUIRES: `normalized` is UTF-8 of at most 255 characters without control characters, as
// Normalize leaves it.
void AppendTokens(Tokenizer tokenizer, std::string_view normalized, std::vector<Token>& tokens);

// Most bytes that WriteToken writes.
inline constexpr size_t kMaxTokenBytes = 1 + size_t{255} * 4;

// Writes the bytes of a token as they enter the keyed hash and returns how many. `normalized` is
// the value the token came from. REQUIRES: `out` holds kMaxTokenBytes.
size_t WriteToken(Token token, std::string_view normalized, std::span<std::byte> out);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_ENCODE_TOKENS_H_
