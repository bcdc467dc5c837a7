// The exhaustive join of two files of invented Koreans, half of whom are in both: the sliced join
// against comparing row by row with the unrolled popcount kernel, on one core, in one run, with the
// same result (checked). Two encodings: `plain`, the five fields of korean-person in one segment of
// 1024 bits compared by Dice, and `record`, korean-person-record with its 2048 diffused bits
// compared by Hamming distance.
//
//   join_bench [rows per file = 20000] [threads = 1] [profile = both]
//
// Columns: threshold; G pairs/s and core row by row with popcnt and with the kernel that would be
// chosen, then sliced with each plane kernel; how many times faster the first of these is than
// popcnt; planes that it adds per tile; pairs found. Times are processor time of the whole process,
// since other work on the machine makes wall time longer, and hold everything from the encodings to
// the pairs. Row by row only some 1,000 rows of the left file are compared; the sliced join of
// just these rows, as the recall certificate needs it, has the last but one column; the last has
// the wall time of the whole join with the first plane kernel.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/one_segment.h"
#include "ieum/client/encode/record_encoder.h"
#include "ieum/client/synth/synthetic_files.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/core/join/overlap_bound.h"
#include "ieum/core/join/query_block.h"
#include "ieum/core/join/sliced_join.h"
#include "ieum/core/matching/profile_rule.h"
#include "ieum/core/similarity/pair_scorer.h"

namespace ieum {
namespace {

using bench::OrDie;
using client::EncodingProfile;
using core::BitMatrix;
using core::ScoringRule;

constexpr int64_t kRowsCompared = 1'000;
// Beyond, only the kernel that would be chosen is worth the wait.
constexpr int64_t kMostRowsForAllKernels = 20'000;

double ProcessorSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// Columns of the file behind row_id and entity_id, as many as the profile has fields.
std::vector<std::string_view> ValuesOf(std::string_view csv, size_t field_count) {
  std::vector<std::string_view> values;
  while (!csv.empty()) {
    std::string_view line = csv.substr(0, csv.find('\n'));
    csv.remove_prefix(line.size() + 1);
    for (size_t column = 0; column < field_count + 2; ++column) {
      const std::string_view value = line.substr(0, line.find(','));
      line.remove_prefix(std::min(line.size(), value.size() + 1));
      if (column >= 2) values.push_back(value);
    }
  }
  return values;
}

BitMatrix Encode(const client::SyntheticFiles& files, int file, const EncodingProfile& profile) {
  const client::HolderSecret secret{core::SecretBytes(client::HolderSecret::kSizeBytes)};
  const auto encoder =
      OrDie(client::RecordEncoder::Create(profile, secret, *core::ProjectId::Parse("bench")));
  BitMatrix matrix = OrDie(BitMatrix::Create(profile.header.layout, files.row_count(file)));
  for (int64_t begin = 0; begin < files.row_count(file); begin += 1024) {
    const int64_t end = std::min(begin + 1024, files.row_count(file));
    std::string csv;
    files.AppendCsvRows(file, begin, end, csv);
    const auto count = static_cast<size_t>(end - begin);
    std::vector<uint64_t> rows(count * static_cast<size_t>(profile.header.layout.row_words()));
    std::vector<absl::Status> statuses(count);
    IEUM_CHECK(encoder->EncodeBatch(ValuesOf(csv, profile.fields.size()), rows, {}, statuses).ok());
    IEUM_CHECK(matrix.AppendRows(std::as_bytes(std::span(rows))).ok());
  }
  return matrix;
}

struct Pair {
  int64_t left;
  int64_t right;
  int32_t similarity;
  friend bool operator==(const Pair&, const Pair&) = default;
};

struct Measured {
  double pairs_per_second;  // of the cross product, per second of processor time
  std::vector<Pair> pairs;
  double wall_seconds;
};

// The loop of RunMatching: blocks of 64 rows against tiles.
Measured JoinByRows(const BitMatrix& left, const std::vector<uint32_t>& rows,
                    const BitMatrix& right, const ScoringRule& rule,
                    const core::SimilarityKernel& kernel) {
  const double start = ProcessorSeconds();
  const absl::Duration wall = core::MonotonicNow();
  core::PairScorer scorer = OrDie(core::PairScorer::Create(rule, left.layout(), kernel));
  std::vector<Pair> pairs;
  for (size_t block = 0; block < rows.size(); block += 64) {
    for (int64_t tile = 0; tile < right.row_count(); tile += scorer.rows_per_tile()) {
      scorer.LoadTile(right, {tile, std::min(tile + scorer.rows_per_tile(), right.row_count())});
      for (size_t i = block; i < std::min(block + 64, rows.size()); ++i) {
        std::vector<core::AcceptedRow> accepted;
        scorer.Score(left, rows[i], accepted);
        for (const core::AcceptedRow& row : accepted) {
          pairs.push_back({static_cast<int64_t>(i), row.row, row.similarity});
        }
      }
    }
  }
  const double seconds = ProcessorSeconds() - start;
  const double wall_seconds = absl::ToDoubleSeconds(core::MonotonicNow() - wall);
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return std::pair(a.left, a.right) < std::pair(b.left, b.right);
  });
  return {static_cast<double>(rows.size()) * static_cast<double>(right.row_count()) / seconds,
          std::move(pairs), wall_seconds};
}

Measured JoinSliced(const BitMatrix& left, const core::ChosenRows& chosen, const BitMatrix& right,
                    const ScoringRule& rule, const core::PlaneKernel& kernel, int thread_count) {
  const double start = ProcessorSeconds();
  const absl::Duration wall = core::MonotonicNow();
  core::JoinedPartners joined = OrDie(core::JoinSliced(
      left, chosen, right, rule,
      {.thread_count = thread_count, .partner_limit = 1 << 20, .kernel = &kernel}, {}, {}));
  const double seconds = ProcessorSeconds() - start;
  const double wall_seconds = absl::ToDoubleSeconds(core::MonotonicNow() - wall);
  const int64_t count = chosen ? static_cast<int64_t>(chosen->size()) : left.row_count();
  std::vector<Pair> pairs;
  for (int64_t i = 0; i < count; ++i) {
    for (const core::AcceptedRow& row : joined.Take(i)) {
      pairs.push_back({i, row.row, row.similarity});
    }
  }
  return {static_cast<double>(count) * static_cast<double>(right.row_count()) / seconds,
          std::move(pairs), wall_seconds};
}

// Planes that a query of the middle block adds in a tile in the end, by the kernel's own guess.
double PlanesPerTile(const BitMatrix& left, const BitMatrix& right, const ScoringRule& rule,
                     const core::PlaneKernel& kernel) {
  const core::SlicedSide::Options options{
      .plane_words = kernel.plane_words(), .thread_count = 1, .stop = {}};
  const std::vector<uint16_t> order = core::RarestBitsFirst(left, right);
  const auto queries = OrDie(core::SlicedSide::Create(left, std::nullopt, order, options));
  const auto targets = OrDie(core::SlicedSide::Create(right, std::nullopt, order, options));
  const core::OverlapBound bound(rule);
  const int64_t rows = core::QueryBlock::RowsPerBlock(left.layout().row_bits());
  const int64_t begin = queries.size() / 2 / rows * rows;
  const int64_t end = std::min(begin + rows, queries.size());
  core::QueryBlock block;
  block.Load(queries, begin, end);
  double planes = 0;
  double compared = 0;
  std::vector<core::Survivors> survivors;
  for (int64_t tile = 0; tile < targets.tile_count(); ++tile) {
    const int32_t fewest = targets.popcount(tile * targets.tile_rows());
    for (int64_t q = begin; q < end; ++q) {
      core::PlaneQuery& query = block.queries()[static_cast<size_t>(q - begin)];
      const int32_t bits = queries.popcount(q);
      query.miss_budget =
          fewest < bits ? -1 : bits - bound.Least(rule.threshold_basis_points(), bits + fewest);
      if (query.miss_budget < 0) continue;
      if (query.expected_eighths == 0) query.expected_eighths = query.miss_budget;
      planes += 16.0 * (query.expected_eighths / 8 + 1);
      ++compared;
    }
    survivors.clear();
    kernel.FindSurvivors(targets.tile(tile), block.queries(), survivors);
  }
  return compared > 0 ? planes / compared : 0;
}

void CompareAt(int threshold, const EncodingProfile& profile, const BitMatrix& left,
               const BitMatrix& right, int thread_count) {
  const ScoringRule rule = OrDie(core::RuleOfProfile(profile.header, threshold));
  std::vector<uint32_t> sample;
  const int64_t step = std::max<int64_t>(1, left.row_count() / kRowsCompared);
  for (int64_t i = 0; i < left.row_count(); i += step) sample.push_back(static_cast<uint32_t>(i));
  const Measured popcnt = JoinByRows(left, sample, right, rule, *OrDie(core::FindKernel("popcnt")));
  const Measured best = JoinByRows(left, sample, right, rule, core::BestKernel());
  std::printf("%6.2f %8.3f %8.3f", threshold / 1e4, popcnt.pairs_per_second / 1e9,
              best.pairs_per_second / 1e9);
  const core::PlaneKernel& chosen = core::BestPlaneKernel();
  double ratio = 0;
  size_t found = 0;
  double wall = 0;
  for (const core::PlaneKernel* kernel : core::CompiledPlaneKernels()) {
    if (!kernel->SupportedByThisCpu()) continue;
    if (kernel != &chosen && left.row_count() > kMostRowsForAllKernels) {
      std::printf(" %10s", "-");
      continue;
    }
    const Measured sliced = JoinSliced(left, std::nullopt, right, rule, *kernel, thread_count);
    std::printf(" %10.3f", sliced.pairs_per_second / 1e9);
    if (kernel != &chosen) continue;
    ratio = sliced.pairs_per_second / popcnt.pairs_per_second;
    found = sliced.pairs.size();
    wall = sliced.wall_seconds;
  }
  const Measured sampled =
      JoinSliced(left, std::span<const uint32_t>(sample), right, rule, chosen, thread_count);
  IEUM_CHECK(sampled.pairs == popcnt.pairs && best.pairs == popcnt.pairs);
  std::printf(" %8.1f %8.0f %10zu %10.3f %9.2f\n", ratio, PlanesPerTile(left, right, rule, chosen),
              found, sampled.pairs_per_second / 1e9, wall);
  std::fflush(stdout);
}

void Compare(std::string_view name, const std::string& json, const client::SyntheticFiles& files,
             int thread_count) {
  const EncodingProfile profile = OrDie(EncodingProfile::FromJson(json));
  const BitMatrix left = Encode(files, 0, profile);
  const BitMatrix right = Encode(files, 1, profile);
  double bits = 0;
  for (int64_t i = 0; i < left.row_count(); ++i) bits += left.popcounts(i)[0];
  std::printf("\n%s: %lld x %lld encodings of %d bits, %.0f set on average; G pairs/s and core\n",
              std::string(name).c_str(), static_cast<long long>(left.row_count()),
              static_cast<long long>(right.row_count()), left.layout().row_bits(),
              bits / static_cast<double>(left.row_count()));
  std::printf("%6s %8s %8s", "", "popcnt", std::string(core::BestKernel().name()).c_str());
  for (const core::PlaneKernel* kernel : core::CompiledPlaneKernels()) {
    if (kernel->SupportedByThisCpu()) std::printf(" %10.10s", kernel->name().data() + 7);
  }
  std::printf(" %8s %8s %10s %10s %9s\n", "times", "planes", "pairs", "sampled", "wall s");
  for (const int threshold : {8000, 8500, 9000}) {
    CompareAt(threshold, profile, left, right, thread_count);
  }
}

}  // namespace
}  // namespace ieum

int main(int argc, char** argv) {
  const int64_t rows = argc > 1 ? std::atoll(argv[1]) : 20'000;
  const int threads = argc > 2 ? std::atoi(argv[2]) : 1;
  ieum::client::SynthesisOptions options;
  options.person_count = rows;
  const auto files = ieum::OrDie(ieum::client::SyntheticFiles::Create(options));
  const std::string_view profile = argc > 3 ? argv[3] : "both";
  if (profile != "record") ieum::Compare("plain", ieum::bench::kOneSegment, *files, threads);
  if (profile == "plain") return 0;
  ieum::Compare("record", std::string(*ieum::client::BuiltInProfile("korean-person-record")),
                *files, threads);
  return 0;
}
