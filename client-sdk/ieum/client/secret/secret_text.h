// Secret bytes as digits: hexadecimal and base64, read and written without leaving secure memory,
// which the general functions of core/base would.
#ifndef IEUM_CLIENT_SECRET_SECRET_TEXT_H_
#define IEUM_CLIENT_SECRET_SECRET_TEXT_H_

#include <optional>

#include "ieum/core/base/secret.h"

namespace ieum::client {

// Two digits a byte, upper or lower case; nothing if it is anything else.
std::optional<core::SecretBytes> SecretFromHex(core::ByteView digits);
// RFC 4648 section 4, padded, unused bits zero; nothing if it is anything else.
std::optional<core::SecretBytes> SecretFromBase64(core::ByteView digits);
// Lower-case digits to out: [2 * bytes.size()].
void SecretToHex(core::ByteView bytes, std::span<std::byte> out);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_SECRET_SECRET_TEXT_H_
