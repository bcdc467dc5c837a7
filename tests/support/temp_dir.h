// A folder of its own for each test, removed at the end.
#ifndef IEUM_TESTS_SUPPORT_TEMP_DIR_H_
#define IEUM_TESTS_SUPPORT_TEMP_DIR_H_

#include <string>
#include <string_view>

namespace ieum::testing {

class TempDir final {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::string& path() const { return path_; }
  std::string File(std::string_view name) const;
  // Writes a file and returns its path.
  std::string Write(std::string_view name, std::string_view content) const;

 private:
  std::string path_;
};

// Whole content of a file; fails the test if it cannot be read.
std::string ReadTestFile(const std::string& path);

}  // namespace ieum::testing

#endif  // IEUM_TESTS_SUPPORT_TEMP_DIR_H_
