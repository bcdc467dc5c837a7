// Runs a fuzz target without libFuzzer: first every corpus file, then a fixed number of seeded
// mutations of them, so that an ordinary test run covers the target the same way every time.
//
//   chunk_fuzz tests/fuzz/corpus/chunk_fuzz [file or folder …]
#include <signal.h>
#include <stdint.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr int kMutationCount = 20'000;
constexpr uint64_t kSeed = 20'240'601;
constexpr size_t kMaxInputBytes = size_t{1} << 16;

using Input = std::vector<uint8_t>;

// The input that is running, for the signal handler.
const Input* running = nullptr;

// Shows the input that broke the target. Only async-signal-safe calls.
void ShowRunningInput(int signal_number) {
  ::signal(signal_number, SIG_DFL);
  const auto print = [](const char* text, size_t size) {
    if (::write(STDERR_FILENO, text, size) < 0) ::_exit(1);
  };
  print("failing input in hexadecimal:\n", 30);
  for (size_t i = 0; running != nullptr && i < running->size(); ++i) {
    const uint8_t byte = (*running)[i];
    const char digits[2] = {"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 0xf]};
    print(digits, 2);
  }
  print("\n", 1);
  ::raise(signal_number);
}

void Run(const Input& input) {
  running = &input;
  LLVMFuzzerTestOneInput(input.data(), input.size());
  running = nullptr;
}

// Files of all arguments in the order of their paths, folders walked.
std::vector<Input> ReadCorpus(int argc, char** argv) {
  std::vector<std::filesystem::path> paths;
  for (int i = 1; i < argc; ++i) {
    if (!std::filesystem::is_directory(argv[i])) {
      paths.emplace_back(argv[i]);
      continue;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
      if (entry.is_regular_file()) paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Input> corpus;
  for (const std::filesystem::path& path : paths) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
      std::fprintf(stderr, "cannot read %s\n", path.c_str());
      continue;
    }
    corpus.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return corpus;
}

class Mutator final {
 public:
  explicit Mutator(const std::vector<Input>& corpus) : corpus_(corpus) {}

  Input Next() {
    Input input = corpus_[Below(corpus_.size())];
    for (size_t left = 1 + Below(4); left > 0; --left) Change(input);
    if (input.size() > kMaxInputBytes) input.resize(kMaxInputBytes);
    return input;
  }

 private:
  // Uniform enough for tests, and the same with every standard library. REQUIRES: limit > 0.
  size_t Below(size_t limit) { return static_cast<size_t>(engine_() % limit); }
  uint8_t AnyByte() { return static_cast<uint8_t>(engine_() & 0xff); }
  auto At(Input& input, size_t offset) { return input.begin() + static_cast<ptrdiff_t>(offset); }

  void Change(Input& input) {
    if (input.empty()) input.push_back(AnyByte());
    const size_t offset = Below(input.size());
    const size_t size = 1 + Below(std::min<size_t>(input.size() - offset, 64));
    switch (Below(8)) {
      case 0:
        input[offset] ^= static_cast<uint8_t>(1U << Below(8));
        break;
      case 1:
        input[offset] = AnyByte();
        break;
      case 2:
        input.insert(At(input, offset), AnyByte());
        break;
      case 3:
        input.erase(At(input, offset), At(input, offset + size));
        break;
      case 4: {  // repeat a part
        const Input part(At(input, offset), At(input, offset + size));
        input.insert(At(input, Below(input.size() + 1)), part.begin(), part.end());
        break;
      }
      case 5:
        input.resize(offset);
        break;
      case 6: {  // a number at the edge of what its field can hold
        constexpr uint32_t kEdges[] = {0,       1,           7,           0x7f,        0xff,
                                       0x10000, 0x7fff'ffff, 0x8000'0000, 0xffff'fff8, 0xffff'ffff};
        const uint32_t edge = kEdges[Below(std::size(kEdges))];
        for (size_t i = 0; i < 4 && offset + i < input.size(); ++i) {
          input[offset + i] = static_cast<uint8_t>(edge >> (8 * i));
        }
        break;
      }
      default: {  // the end of another input
        const Input& other = corpus_[Below(corpus_.size())];
        const size_t from = std::min(offset, other.size());
        input.resize(offset);
        input.insert(input.end(), other.begin() + static_cast<ptrdiff_t>(from), other.end());
        break;
      }
    }
  }

  const std::vector<Input>& corpus_;
  std::mt19937_64 engine_{kSeed};
};

}  // namespace

int main(int argc, char** argv) {
  const std::vector<Input> corpus = ReadCorpus(argc, argv);
  if (corpus.empty()) {
    std::fprintf(stderr, "no corpus file; usage: %s <file or folder> ...\n", argv[0]);
    return 2;
  }
  for (const int signal_number : {SIGABRT, SIGSEGV, SIGFPE}) {
    ::signal(signal_number, ShowRunningInput);
  }
  for (const Input& input : corpus) Run(input);
  Mutator mutator(corpus);
  for (int i = 0; i < kMutationCount; ++i) Run(mutator.Next());
  std::printf("ran %zu corpus files and %d mutations (seed %llu)\n", corpus.size(), kMutationCount,
              static_cast<unsigned long long>(kSeed));
  return 0;
}
