// Golden vectors of tests/vectors: hexadecimal digits with white space between them.
#ifndef IEUM_TESTS_SUPPORT_HEX_VECTOR_H_
#define IEUM_TESTS_SUPPORT_HEX_VECTOR_H_

#include <string>
#include <string_view>
#include <utility>

#include "ieum/core/base/bytes.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::testing {

inline std::string VectorPath(std::string_view name) {
  return std::string(IEUM_VECTOR_DIR) + "/" + std::string(name);
}

// Fails the test if the file is missing or holds anything but digits and white space.
inline core::Bytes ReadHexVector(std::string_view name) {
  std::string digits;
  for (const char c : ReadTestFile(VectorPath(name))) {
    if (c != ' ' && c != '\n') digits += c;
  }
  absl::StatusOr<core::Bytes> bytes = core::FromHex(digits);
  EXPECT_OK(bytes) << name;
  return bytes.ok() ? *std::move(bytes) : core::Bytes();
}

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_HEX_VECTOR_H_
