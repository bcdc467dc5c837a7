// Bundles of any size are made, verified and opened in the same memory: what the programs need at
// most for large content is what they need for small content.
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <fstream>

#include "absl/strings/str_format.h"
#include "support/status_matchers.h"
#include "support/test_ca.h"

namespace ieum::testing {
namespace {

constexpr uint64_t kMebibyte = uint64_t{1} << 20;
constexpr uint64_t kSmall = 4 * kMebibyte;
constexpr uint64_t kLarge = 256 * kMebibyte;
// The large one is more than fifteen times this above the small one.
constexpr int64_t kSlackKib = 16 * 1024;

// Most memory a program had, in KiB. Fails the test unless it exits with 0.
int64_t PeakOf(const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  char no_allocator_arenas[] = "MALLOC_ARENA_MAX=1";
  // The sanitizer's allocator would keep up to 256 MiB of what was freed, to notice its use.
  char no_quarantine[] = "ASAN_OPTIONS=quarantine_size_mb=1";
  char* environment[] = {no_allocator_arenas, no_quarantine, nullptr};
  pid_t child = 0;
  EXPECT_EQ(::posix_spawn(&child, argv[0], nullptr, nullptr, argv.data(), environment), 0);
  int status = 0;
  struct rusage usage {};
  EXPECT_EQ(::wait4(child, &status, 0, &usage), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << arguments[2];
  return usage.ru_maxrss;
}

struct Peaks {
  int64_t make;
  int64_t verify;
  int64_t open;
};

class BundleMemoryTest : public ::testing::Test {
 protected:
  // A content of so many bytes, written in pieces: a program starts with the peak of whoever starts
  // it.
  std::string Content(uint64_t bytes) {
    std::string block(kMebibyte, '\0');
    for (size_t i = 0; i < block.size(); ++i) block[i] = static_cast<char>(i * 2'654'435'761U >> 9);
    std::ofstream content(dir_.File("content"), std::ios::binary);
    for (uint64_t done = 0; done < bytes; done += kMebibyte) content << block;
    return dir_.File("content");
  }
  Peaks Measure(uint64_t bytes) {
    const std::string content = Content(bytes);
    const std::string bundle = dir_.File(absl::StrFormat("of-%d.bundle", bytes));
    const std::string again = dir_.File(absl::StrFormat("of-%d", bytes));
    Peaks peaks{};
    peaks.make = PeakOf({IEUM_PROGRAM,
                         "bundle",
                         "make",
                         "--kind",
                         "payload",
                         "--project",
                         "flu",
                         "--part-size",
                         "16",
                         "--in",
                         content,
                         "--out",
                         bundle,
                         "--to",
                         joiner_.certificate_file,
                         "--ca",
                         holder_.ca_file,
                         "--cert",
                         holder_.certificate_file,
                         "--key",
                         holder_.key_file});
    peaks.verify =
        PeakOf({IEUM_PROGRAM, "bundle", "verify", "--in", bundle, "--ca", holder_.ca_file});
    peaks.open = PeakOf({IEUM_PROGRAM, "bundle", "open", "--in", bundle, "--ca", joiner_.ca_file,
                         "--key", joiner_.key_file, "--out", again});
    (void)PeakOf({"/usr/bin/cmp", "--", content, again});
    return peaks;
  }

  const TempDir dir_;
  TestCa ca_;
  const core::ChannelOptions holder_ =
      ca_.IssueTo(dir_, "holder", ClientLeaf("holder", "hospital-a"));
  const core::ChannelOptions joiner_ = ca_.IssueTo(dir_, "joiner", ServerLeaf("joiner"));
};

TEST_F(BundleMemoryTest, DoesNotGrowWithTheContent) {
  const Peaks small = Measure(kSmall);
  const Peaks large = Measure(kLarge);
  std::printf("peak of make, verify, open: %.1f %.1f %.1f MiB for %d MiB; %.1f %.1f %.1f for %d\n",
              static_cast<double>(small.make) / 1024, static_cast<double>(small.verify) / 1024,
              static_cast<double>(small.open) / 1024, static_cast<int>(kSmall / kMebibyte),
              static_cast<double>(large.make) / 1024, static_cast<double>(large.verify) / 1024,
              static_cast<double>(large.open) / 1024, static_cast<int>(kLarge / kMebibyte));
  EXPECT_LE(large.make, small.make + kSlackKib);
  EXPECT_LE(large.verify, small.verify + kSlackKib);
  EXPECT_LE(large.open, small.open + kSlackKib);
}

}  // namespace
}  // namespace ieum::testing
