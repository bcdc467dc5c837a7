// The rules through ICU, for values outside the fast paths of normalize.h. For this module and its
// tests, which hold both paths equal wherever both apply.
#ifndef IEUM_CLIENT_NORMALIZE_UNICODE_PATH_H_
#define IEUM_CLIENT_NORMALIZE_UNICODE_PATH_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace ieum::client {

// Like the functions of normalize.h with these names, for every value.
absl::Status LatinNameByUnicode(std::string_view raw, std::string& out);
absl::Status HangulNameByUnicode(std::string_view raw, std::string& out);
absl::Status CodeByUnicode(std::string_view raw, std::string& out);

// NFKC of a value that should be made of digits: decimal digits of any script are ASCII digits,
// dashes are '-', spaces are ' ', everything else is itself.
absl::StatusOr<std::u32string> NumericForm(std::string_view raw);

// Errors that several rules share.
absl::Status NotUtf8Error();
absl::Status NothingLeftError();

}  // namespace ieum::client

#endif  // IEUM_CLIENT_NORMALIZE_UNICODE_PATH_H_
