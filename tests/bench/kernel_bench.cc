// Comparisons per second of every kernel, and of a whole match.
//   kernel_bench                       all, then a table of ratios to the portable kernel
//   kernel_bench --benchmark_filter=match   (and the other options of Google Benchmark)
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "ieum/core/base/thread_pool.h"
#include "ieum/core/matching/matching_run.h"
#include "ieum/core/similarity/kernel.h"
#include "support/random_encodings.h"

namespace ieum::core {
namespace {

using ::ieum::testing::LayoutOf;
using ::ieum::testing::MatrixOf;

struct Shape {
  const char* name;
  std::vector<int> bit_counts;
};

const std::vector<Shape>& Shapes() {
  static const std::vector<Shape> shapes = {
      {"512", {512}}, {"1024", {1024}}, {"2048", {2048}}, {"4x256", {256, 256, 256, 256}}};
  return shapes;
}

// One query against a tile that fits into a second-level cache.
void CountTile(benchmark::State& state, const SimilarityKernel& kernel, const Shape& shape) {
  constexpr int64_t kTileBytes = int64_t{256} << 10;
  std::mt19937_64 engine(1);
  const EncodingLayout layout = LayoutOf(shape.bit_counts);
  const int64_t row_count = kTileBytes / layout.row_bytes();
  const BitMatrix rows = MatrixOf(layout, ieum::testing::RandomWords(row_count, layout, engine));
  std::vector<int32_t> common(static_cast<size_t>(row_count * layout.segment_count()));
  int64_t query = 0;
  for ([[maybe_unused]] auto _ : state) {
    kernel.CommonBits(rows.row(query), rows, {0, row_count}, common);
    benchmark::DoNotOptimize(common.data());
    query = (query + 1) % row_count;
  }
  state.SetItemsProcessed(state.iterations() * row_count);
}

// Segments of one weight; xor_count 0: by Dice, else by Hamming distance.
struct Matched {
  const char* name;
  std::vector<int> bit_counts;
  int xor_count;
};

const std::vector<Matched>& MatchedShapes() {
  static const std::vector<Matched> shapes = {{"4x256", {256, 256, 256, 256}, 0},
                                              {"4x256 diffused", {256, 256, 256, 256}, 8},
                                              {"1024", {1024}, 0},
                                              {"1024 diffused", {1024}, 8}};
  return shapes;
}

absl::StatusOr<ScoringRule> RuleOf(const Matched& shape) {
  std::vector<SegmentRule> segments;
  for (const int bits : shape.bit_counts) {
    segments.push_back({.weight = 1,
                        .hamming_bits = shape.xor_count > 0 ? bits : 0,
                        .xor_count = std::max(shape.xor_count, 1)});
  }
  return ScoringRule::CreateForSegments(segments, 9000);
}

// Everything from encodings to entities: 20'000 x 20'000 records, all processors.
void Match(benchmark::State& state, const SimilarityKernel& kernel, const Matched& shape) {
  constexpr int64_t kRows = 20'000;
  std::mt19937_64 engine(2);
  const EncodingLayout layout = LayoutOf(shape.bit_counts);
  const std::vector<uint64_t> words = ieum::testing::RandomWords(kRows, layout, engine);
  const BitMatrix left = MatrixOf(layout, words);
  const BitMatrix right = MatrixOf(layout, ieum::testing::WithErrors(words, engine));
  const std::vector<const BitMatrix*> parties = {&left, &right};
  const absl::StatusOr<ScoringRule> rule = RuleOf(shape);
  int64_t pairs = 0;
  for ([[maybe_unused]] auto _ : state) {
    const absl::StatusOr<MatchingOutcome> outcome = RunMatching(
        parties, *rule, {.thread_count = DefaultThreadCount(), .kernel = &kernel}, {}, {});
    if (!outcome.ok()) return state.SkipWithError(std::string(Message(outcome.status())).c_str());
    pairs += outcome->compared_pair_count;
  }
  state.SetItemsProcessed(pairs);
}

// Prints as usual and remembers the rates for the table.
class RatioReporter final : public benchmark::ConsoleReporter {
 public:
  // Colours only for people.
  RatioReporter() : ConsoleReporter(::isatty(STDOUT_FILENO) == 1 ? OO_ColorTabular : OO_Tabular) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    benchmark::ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      const auto counter = run.counters.find("items_per_second");
      if (counter != run.counters.end()) rates_[run.run_name.function_name] = counter->second;
    }
  }

  void PrintTable() const {
    std::printf("\n%-8s %-10s %22s %18s\n", "bits", "kernel", "comparisons/s/core",
                "ratio to portable");
    for (const Shape& shape : Shapes()) {
      for (const SimilarityKernel* kernel : CompiledKernels()) {
        const auto rate = rates_.find(RunName(shape, *kernel));
        const auto portable = rates_.find(RunName(shape, *CompiledKernels().back()));
        if (rate == rates_.end() || portable == rates_.end()) continue;
        std::printf("%-8s %-10s %20.1f M %18.1f\n", shape.name, std::string(kernel->name()).c_str(),
                    rate->second / 1e6, rate->second / portable->second);
      }
    }
    for (const Matched& shape : MatchedShapes()) {
      const auto match = rates_.find(MatchName(shape));
      if (match == rates_.end()) continue;
      std::printf(
          "\nwhole match, 20000 x 20000 records of %s bits, %d threads: %.1f M comparisons/s\n",
          shape.name, DefaultThreadCount(), match->second / 1e6);
    }
  }

  static std::string RunName(const Shape& shape, const SimilarityKernel& kernel) {
    return "kernel/" + std::string(shape.name) + "/" + std::string(kernel.name());
  }
  static std::string MatchName(const Matched& shape) {
    return "match/20000x20000/" + std::string(shape.name);
  }

 private:
  std::map<std::string, double> rates_;
};

void RegisterAll() {
  for (const Shape& shape : Shapes()) {
    for (const SimilarityKernel* kernel : CompiledKernels()) {
      if (!kernel->SupportedByThisCpu()) continue;
      benchmark::RegisterBenchmark(
          RatioReporter::RunName(shape, *kernel).c_str(),
          [kernel, &shape](benchmark::State& state) { CountTile(state, *kernel, shape); })
          ->MinTime(0.3);
    }
  }
  for (const Matched& shape : MatchedShapes()) {
    benchmark::RegisterBenchmark(
        RatioReporter::MatchName(shape).c_str(),
        [&shape](benchmark::State& state) { Match(state, BestKernel(), shape); })
        ->Iterations(1)
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  }
}

}  // namespace
}  // namespace ieum::core

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  ieum::core::RegisterAll();
  ieum::core::RatioReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  reporter.PrintTable();
  return 0;
}
