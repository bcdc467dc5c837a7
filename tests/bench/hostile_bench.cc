// What hostile encodings cost, and whether the honest rows among them are still linked: two parties
// with the same number of honest rows, half of whom are in both, and as many hostile rows again.
// Three segments of 512 bits. One line for each attack, the first without one.
//
//   hostile_bench [honest rows per party = 500000] [threads = 2] [attack = all]
//
// Columns: seconds of the match; memory it needed at most beside the encodings, MiB; pairs looked
// at; rows with more partners than are kept; honest pairs declared, and of these wrong; recall of
// the honest pairs; hostile pairs declared; completeness by the certificate, at least; precision
// that the run expects.
#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/core/matching/model_matching.h"

namespace ieum {
namespace {

using core::BitMatrix;

constexpr int kSegments = 3;
constexpr int kBits = 512;
constexpr int kWords = kBits / 64;
constexpr uint64_t kValues[kSegments] = {200'000, 25'000, 3'000'000};

template <typename T>
T OrDie(absl::StatusOr<T> value) {
  if (!value.ok()) {
    std::fprintf(stderr, "hostile_bench: %s\n", std::string(core::Message(value.status())).c_str());
    std::exit(1);
  }
  return *std::move(value);
}

using Row = std::array<uint64_t, kSegments * kWords>;

// Person number as one party has it: values of skewed frequency, one segment in eight mistaken.
Row HonestRow(uint64_t person, uint64_t party) {
  std::mt19937_64 of_person(person);
  std::mt19937_64 of_copy(person * 2 + party);
  Row row{};
  for (size_t s = 0; s < kSegments; ++s) {
    const double uniform = static_cast<double>(of_person() >> 11) * 0x1p-53;
    const auto value = static_cast<uint64_t>(uniform * uniform * static_cast<double>(kValues[s]));
    std::mt19937_64 bits(value * kSegments + s);
    const bool wrong = party == 1 && of_copy() % 8 == 0;
    for (size_t w = 0; w < kWords; ++w) {
      uint64_t word = bits() & bits();
      if (wrong) word ^= of_copy() & of_copy() & of_copy() & of_copy();
      row[s * kWords + w] = word;
    }
  }
  return row;
}

struct Attack {
  std::string_view name;
  // Hostile row i of a party.
  Row (*row)(uint64_t i, uint64_t party);
};

Row Filled(uint64_t word) {
  Row row;
  row.fill(word);
  return row;
}

// Each bit is set in `dense_of_8` of eight cases.
Row Random(std::mt19937_64& random, int dense_of_8) {
  Row row;
  for (uint64_t& word : row) {
    word = 0;
    for (int bit = 0; bit < 64; ++bit) {
      word |= static_cast<uint64_t>(static_cast<int>(random() & 7U) < dense_of_8) << bit;
    }
  }
  return row;
}

constexpr Attack kAttacks[] = {
    {"none", nullptr},
    {"identical rows", [](uint64_t, uint64_t) { return HonestRow(1ULL << 40, 0); }},
    {"identical but for a few bits",
     [](uint64_t i, uint64_t party) {
       Row row = HonestRow(1ULL << 40, 0);
       std::mt19937_64 random(i * 2 + party);
       for (int flips = 0; flips < 12; ++flips) {
         row[random() % row.size()] ^= uint64_t{1} << (random() % 64);
       }
       return row;
     }},
    {"all bits set", [](uint64_t, uint64_t) { return Filled(~uint64_t{0}); }},
    {"no bit set", [](uint64_t, uint64_t) { return Filled(0); }},
    {"hubs, seven of eight bits set",
     [](uint64_t i, uint64_t party) {
       std::mt19937_64 random(i * 2 + party);
       return Random(random, 7);
     }},
    {"everyone in one block of two segments",
     [](uint64_t i, uint64_t party) {
       Row row = HonestRow((1ULL << 41) + 2 * i + party, 0);
       const Row block = HonestRow(1ULL << 40, 0);
       std::copy_n(block.begin(), 2 * kWords, row.begin());
       return row;
     }},
    {"everyone in one block of the first",
     [](uint64_t i, uint64_t party) {
       Row row = HonestRow((1ULL << 41) + 2 * i + party, 0);
       const Row block = HonestRow(1ULL << 40, 0);
       std::copy_n(block.begin(), kWords, row.begin());
       return row;
     }},
};

BitMatrix MatrixOf(const Attack& attack, int64_t honest, uint64_t party) {
  BitMatrix matrix = OrDie(BitMatrix::Create(
      OrDie(core::EncodingLayout::Create({{"a", kBits}, {"b", kBits}, {"c", kBits}})), 2 * honest));
  core::Bytes bytes;
  const auto append = [&](const Row& row) {
    bytes.clear();
    for (const uint64_t word : row) core::AppendLittleEndian(bytes, word);
    if (const absl::Status status = matrix.AppendRows(bytes); !status.ok()) std::exit(1);
  };
  // Persons [0, honest) and [honest / 2, honest * 3 / 2).
  for (int64_t i = 0; i < honest; ++i) {
    append(HonestRow(static_cast<uint64_t>(party == 0 ? i : i + honest / 2), party));
    if (attack.row != nullptr) append(attack.row(static_cast<uint64_t>(i), party));
  }
  return matrix;
}

int64_t ResidentKib(std::string_view field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field)) return std::atoll(line.c_str() + field.size());
  }
  return 0;
}

void ForgetPeak() { std::ofstream("/proc/self/clear_refs") << 5; }

void Run(const Attack& attack, int64_t honest, int threads) {
  const BitMatrix left = MatrixOf(attack, honest, 0);
  const BitMatrix right = MatrixOf(attack, honest, 1);
  const std::vector<core::SegmentEncoding> encodings(kSegments, {.bit_count = kBits});
  const core::PartyRows parties[] = {{.encodings = &left}, {.encodings = &right}};
  core::ModelMatchingOptions options;
  options.thread_count = threads;
  malloc_trim(0);
  ForgetPeak();
  const int64_t before = ResidentKib("VmRSS:");
  const absl::Duration start = core::MonotonicNow();
  const core::ModelMatching result =
      OrDie(core::RunModelMatching(parties, encodings, options, {}, {}));
  const double seconds = absl::ToDoubleSeconds(core::MonotonicNow() - start);
  const int64_t step = attack.row != nullptr ? 2 : 1;
  int64_t declared = 0;
  int64_t wrong = 0;
  int64_t hostile = 0;
  const auto& entities = result.matching.entities;
  std::vector<int64_t> left_row(static_cast<size_t>(result.matching.entity_count), -1);
  for (size_t row = 0; row < entities[0].size(); ++row) {
    left_row[entities[0][row]] = static_cast<int64_t>(row);
  }
  for (size_t row = 0; row < entities[1].size(); ++row) {
    const int64_t partner = left_row[entities[1][row]];
    if (partner < 0) continue;
    const auto own = static_cast<int64_t>(row);
    if (own % step != 0 || partner % step != 0) {
      ++hostile;
      continue;
    }
    ++declared;
    wrong += partner / step != own / step + honest / 2 ? 1 : 0;
  }
  std::printf("%-38.*s %7.1f %8lld %14lld %10lld %9lld %7lld %7.4f %9lld %12.4f %9.4f\n",
              static_cast<int>(attack.name.size()), attack.name.data(), seconds,
              static_cast<long long>((ResidentKib("VmHWM:") - before) / 1024),
              static_cast<long long>(result.matching.compared_pair_count),
              static_cast<long long>(result.matching.limited_row_count),
              static_cast<long long>(declared), static_cast<long long>(wrong),
              static_cast<double>(declared - wrong) / static_cast<double>(honest - honest / 2),
              static_cast<long long>(hostile), result.model.completeness.lower_bound,
              result.model.estimate.precision());
  for (const core::StageCost& stage : result.model.stages) {
    if (stage.elapsed > absl::Seconds(10)) {
      std::printf("    %.*s %.1f s\n", static_cast<int>(stage.name.size()), stage.name.data(),
                  absl::ToDoubleSeconds(stage.elapsed));
    }
  }
  std::fflush(stdout);
}

}  // namespace
}  // namespace ieum

int main(int argc, char** argv) {
  const int64_t honest = argc > 1 ? std::atoll(argv[1]) : 500'000;
  const int threads = argc > 2 ? std::atoi(argv[2]) : 2;
  const std::string_view only = argc > 3 ? argv[3] : "";
  std::printf("%-38s %7s %8s %14s %10s %9s %7s %7s %9s %12s %9s\n", "attack", "seconds", "MiB",
              "pairs", "crowded", "honest", "wrong", "recall", "hostile", "completeness",
              "estimated");
  for (const ieum::Attack& attack : ieum::kAttacks) {
    if (only.empty() || only == attack.name) ieum::Run(attack, honest, threads);
  }
  return 0;
}
