// Candidates of two files of invented Koreans, half of the persons in both: what the columns of the
// plan make and cost, which true pairs they hold, and how long each step takes. Two profiles: the
// default one (three segments) and the same fields in one segment of 1024 bits.
//
//   candidates_bench [rows per file = 100000] [threads = processors] [profile = both]
//                    [pairs per row = 30] [errors = everyday] [completeness wanted = 0: as it is]
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bench/one_segment.h"
#include "ieum/client/encode/record_encoder.h"
#include "ieum/client/synth/synthetic_files.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"
#include "ieum/core/blocking/candidate_join.h"
#include "ieum/core/blocking/column_choice.h"
#include "ieum/core/blocking/completeness.h"
#include "ieum/core/blocking/widening.h"
#include "ieum/core/matching/profile_rule.h"
#include "ieum/core/matching/repeatable_random.h"

namespace ieum {
namespace {

using bench::kOneSegment;
using bench::OrDie;
using core::RepeatableRandom;

// Wall time and processor time of all threads since the last lap, as text.
class Stopwatch final {
 public:
  std::string Lap() {
    const absl::Duration now = core::MonotonicNow();
    const std::clock_t processor = std::clock();
    seconds_ = absl::ToDoubleSeconds(now - std::exchange(last_, now));
    processor_seconds_ =
        static_cast<double>(processor - std::exchange(last_processor_, processor)) / CLOCKS_PER_SEC;
    return absl::StrFormat("%.2f (%.2f)", seconds_, processor_seconds_);
  }
  double processor_seconds() const { return processor_seconds_; }

 private:
  absl::Duration last_ = core::MonotonicNow();
  std::clock_t last_processor_ = std::clock();
  double seconds_ = 0;
  double processor_seconds_ = 0;
};

struct File {
  core::BitMatrix encodings;
  std::vector<int64_t> entities;
};

File Encode(const client::SyntheticFiles& files, int file, const client::EncodingProfile& profile) {
  const client::HolderSecret secret{core::SecretBytes(client::HolderSecret::kSizeBytes)};
  const auto encoder =
      OrDie(client::RecordEncoder::Create(profile, secret, *core::ProjectId::Parse("bench")));
  File result{OrDie(core::BitMatrix::Create(profile.header.layout, files.row_count(file))), {}};
  const auto row_words = static_cast<size_t>(profile.header.layout.row_words());
  constexpr int64_t kBatchRows = 1'024;
  std::string text;
  for (int64_t begin = 0; begin < files.row_count(file); begin += kBatchRows) {
    const int64_t end = std::min(begin + kBatchRows, files.row_count(file));
    text.clear();
    files.AppendCsvRows(file, begin, end, text);
    std::vector<std::string_view> values;
    std::string_view rest = text;
    while (!rest.empty()) {
      std::string_view line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(line.size() + 1);
      // row_id, entity_id, then the five fields of the profiles.
      for (int column = 0; column < 7; ++column) {
        const std::string_view value = line.substr(0, line.find(','));
        line.remove_prefix(std::min(line.size(), value.size() + 1));
        if (column >= 2) values.push_back(value);
      }
    }
    const auto count = static_cast<size_t>(end - begin);
    std::vector<uint64_t> rows(count * row_words);
    std::vector<absl::Status> statuses(count);
    IEUM_CHECK(encoder->EncodeBatch(values, rows, {}, statuses).ok());
    IEUM_CHECK(result.encodings.AppendRows(std::as_bytes(std::span(rows))).ok());
    for (int64_t row = begin; row < end; ++row) {
      result.entities.push_back(files.RowAt(file, row).entity);
    }
  }
  return result;
}

struct Settings {
  int thread_count;
  int pairs_per_row;
  double min_completeness;  // 0: the plan as it is
};

void Run(std::string_view name, const std::string& json, const client::SyntheticFiles& files,
         const Settings& settings) {
  const int thread_count = settings.thread_count;
  const client::EncodingProfile profile = OrDie(client::EncodingProfile::FromJson(json));
  Stopwatch watch;
  const File left = Encode(files, 0, profile);
  const File right = Encode(files, 1, profile);
  const std::string encoding = watch.Lap();
  const auto left_keys =
      OrDie(core::KeyMaker::Create({.encodings = &left.encodings}, thread_count, {}));
  const auto right_keys =
      OrDie(core::KeyMaker::Create({.encodings = &right.encodings}, thread_count, {}));
  const std::string hashing = watch.Lap();
  RepeatableRandom random(1);
  core::PlanOptions plan_options;
  plan_options.pairs_per_row = settings.pairs_per_row;
  core::CandidatePlan plan =
      OrDie(core::PlanCandidates(left_keys, &right_keys, plan_options, random, thread_count, {}));
  const std::string planning = watch.Lap();
  const int threshold = profile.header.threshold_basis_points;
  const core::RuleJudge judge(OrDie(core::RuleOfProfile(profile.header, threshold)));
  std::string widening = "no";
  if (settings.min_completeness > 0) {
    core::WideningOptions options{.min_completeness = settings.min_completeness};
    options.sample.min_score = threshold;
    options.sample.thread_count = thread_count;
    const core::WideningOutcome outcome =
        OrDie(core::WidenPlan(judge, options, random, {}, {}, plan));
    widening = absl::StrFormat("%d tables, end %d, %s seconds", outcome.added_tables,
                               static_cast<int>(outcome.end), watch.Lap());
  }
  const core::CandidateJoin join = OrDie(core::JoinCandidates(
      plan, judge, {.min_score = threshold, .thread_count = thread_count}, {}, {}));
  const std::string joining = watch.Lap();

  const double join_seconds = watch.processor_seconds();
  const core::ReferenceSample sample = OrDie(core::DrawReferenceSample(
      left.encodings, right.encodings, judge,
      {.min_score = threshold, .thread_count = thread_count}, random, {}, {}));
  const core::CompletenessEstimate estimate = core::EstimateCompleteness(plan, sample);
  const std::string sampling = watch.Lap();

  std::unordered_map<int64_t, int64_t> right_of_entity;
  for (size_t r = 0; r < right.entities.size(); ++r) {
    right_of_entity[right.entities[r]] = static_cast<int64_t>(r);
  }
  int64_t true_pairs = 0;
  int64_t held = 0;
  for (size_t l = 0; l < left.entities.size(); ++l) {
    const auto found = right_of_entity.find(left.entities[l]);
    if (found == right_of_entity.end()) continue;
    ++true_pairs;
    if (plan.Holds(static_cast<int64_t>(l), found->second)) ++held;
  }
  absl::PrintF("%s, %d threads\n%s", name, thread_count, plan.ToText());
  absl::PrintF("widening: %s\n", widening);
  absl::PrintF("true pairs %d, held %.4f; pairs at the threshold %d\n", true_pairs,
               static_cast<double>(held) / static_cast<double>(true_pairs), join.pairs.size());
  absl::PrintF("certificate: %d of %d pairs of %d rows, %.4f, at least %.4f (95 %%), %s seconds\n",
               estimate.held_pairs, estimate.reference_pairs, estimate.row_count,
               estimate.completeness, estimate.lower_bound, sampling);
  absl::PrintF("seconds (of processors): encode %s, hash %s, plan %s, join %s: %.1f ns a pair\n",
               encoding, hashing, planning, joining,
               1e9 * join_seconds / static_cast<double>(join.compared_pair_count));
}

}  // namespace
}  // namespace ieum

int main(int argc, char** argv) {
  using namespace ieum;
  client::SynthesisOptions options;
  options.person_count = argc > 1 ? std::atoll(argv[1]) : 100'000;
  const std::string_view which = argc > 3 ? argv[3] : "both";
  const auto rates = client::ChangeRatesOf(argc > 5 ? argv[5] : "everyday");
  IEUM_CHECK(rates.has_value());
  options.rates = *rates;
  const Settings settings{
      .thread_count = argc > 2 ? std::atoi(argv[2]) : core::DefaultThreadCount(),
      .pairs_per_row = argc > 4 ? std::atoi(argv[4]) : core::PlanOptions().pairs_per_row,
      .min_completeness = argc > 6 ? std::atof(argv[6]) : 0};
  const auto files = OrDie(client::SyntheticFiles::Create(options));
  if (which != "one-segment") {
    Run("korean-person", std::string(OrDie(client::BuiltInProfile("korean-person"))), *files,
        settings);
  }
  if (which != "korean-person") Run("one segment", kOneSegment, *files, settings);
  return 0;
}
