// The rules through ICU, for values outside the fast paths of normalize.h. For this module and its
// tests, which hold both paths equal wherever both apply.
#ifndef IEUM_CLIENT_NORMALIZE_UNICODE_PATH_H_
#define IEUM_CLIENT_NORMALIZE_UNICODE_PATH_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "ieum/client/profile/encoding_profile.h"

namespace ieum::client {

// Like the functions of normalize.h with these names, for every value.
absl::Status LatinNameByUnicode(std::string_view raw, std::string& out);
absl::Status HangulNameByUnicode(const NormalizerOptions& options, std::string_view raw,
                                 std::string& out);
absl::Status CodeByUnicode(std::string_view raw, std::string& out);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_NORMALIZE_UNICODE_PATH_H_
