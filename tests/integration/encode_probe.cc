// Runs a command of `ieum` as the program does, and dumps its own memory to files meanwhile and
// afterwards: all that a core dump could hold. The program itself forbids core dumps; this one
// shows what one would give away if it did not.
//
// usage: encode_probe DUMP_DIR PLANTED_FILE COMMAND…
//   PLANTED_FILE   copied to ordinary memory, to show that what is there is found; '' for none
// writes DUMP_DIR/during.0, during.1, … (the last few) and DUMP_DIR/after
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "cli/command.h"
#include "cli/parse_args.h"
#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/secret.h"
#include "ieum/core/base/status.h"
#include "ieum/core/terminal/terminal.h"

namespace ieum::testing {
namespace {

constexpr size_t kBufferBytes = size_t{1} << 20;
constexpr int kDumpsKept = 3;

struct Region {
  uint64_t begin;
  uint64_t end;
};

// What the process can have written and is not left out of core dumps (flag "dd" of MADV_DONTDUMP).
std::vector<Region> DumpableRegions() {
  std::vector<Region> regions;
  std::ifstream smaps("/proc/self/smaps");
  std::string line;
  bool writable = false;
  Region region{};
  while (std::getline(smaps, line)) {
    unsigned long begin = 0;
    unsigned long end = 0;
    char permissions[5] = "";
    if (std::sscanf(line.c_str(), "%lx-%lx %4s", &begin, &end, permissions) == 3) {
      region = {begin, end};
      writable = permissions[0] == 'r' && permissions[1] == 'w';
    } else if (line.rfind("VmFlags:", 0) == 0 && writable &&
               (line + " ").find(" dd ") == std::string::npos) {
      regions.push_back(region);
    }
  }
  return regions;
}

// The buffer is left out of dumps itself, or each would hold a copy of the others.
std::byte* PrivateBuffer() {
  void* buffer =
      ::mmap(nullptr, kBufferBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  IEUM_CHECK(buffer != MAP_FAILED && ::madvise(buffer, kBufferBytes, MADV_DONTDUMP) == 0);
  return static_cast<std::byte*>(buffer);
}

void Dump(const std::string& path) {
  static std::byte* const buffer = PrivateBuffer();
  const core::FileDescriptor memory(::open("/proc/self/mem", O_RDONLY | O_CLOEXEC));
  const core::FileDescriptor out(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  IEUM_CHECK(memory.get() >= 0 && out.get() >= 0);
  for (const Region& region : DumpableRegions()) {
    for (uint64_t at = region.begin; at < region.end; at += kBufferBytes) {
      const size_t size = std::min<uint64_t>(kBufferBytes, region.end - at);
      const ssize_t got = ::pread(memory.get(), buffer, size, static_cast<off_t>(at));
      if (got <= 0) break;  // unmapped meanwhile, or of the kernel
      IEUM_CHECK(core::WriteAll(out.get(), {buffer, static_cast<size_t>(got)}, path).ok());
    }
  }
}

absl::Status Run(const std::string& dump_dir, int argc, const char* const* argv) {
  IEUM_ASSIGN_OR_RETURN(const client::Command command, client::ParseArgs(argc, argv));
  IEUM_RETURN_IF_ERROR(core::InitSecureMemory());
  std::atomic<bool> done = false;
  std::thread sampler([&] {
    for (int number = 0; !done; ++number) {
      Dump(dump_dir + "/during." + std::to_string(number % kDumpsKept));
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  const client::CommandContext context{stdout, stderr, core::SystemRandom(), {}};
  const absl::Status status = std::visit(
      [&context](const auto& options) { return client::RunCommand(options, context); }, command);
  done = true;
  sampler.join();
  return status;
}

}  // namespace
}  // namespace ieum::testing

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const std::string dump_dir = argv[1];
  std::string planted;
  if (const std::string file = argv[2]; !file.empty()) {
    planted = ieum::core::ReadFile(file, 1 << 20).value();
  }
  const absl::Status status = ieum::testing::Run(dump_dir, argc - 2, argv + 2);
  if (!status.ok()) ieum::core::PrintError(stderr, "encode_probe", status);
  ieum::core::CleanseDeadStack();
  ieum::testing::Dump(dump_dir + "/after");
  // Used after the dump, so that it is in memory until then.
  if (!planted.empty()) std::fprintf(stderr, "%zu bytes were planted\n", planted.size());
  return ieum::core::ExitCode(status);
}
