// Base 64 as RFC 4648 section 4 has it, and only in its one form.
#ifndef IEUM_CORE_AUDITLOG_BASE64_H_
#define IEUM_CORE_AUDITLOG_BASE64_H_

#include <optional>
#include <string>
#include <string_view>

#include "ieum/core/base/bytes.h"

namespace ieum::core {

std::string ToBase64(ByteView bytes);
// Nothing unless ToBase64 writes the result as exactly this text.
std::optional<Bytes> FromBase64(std::string_view text);

}  // namespace ieum::core

#endif  // IEUM_CORE_AUDITLOG_BASE64_H_
