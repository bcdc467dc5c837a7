#include "attack/experiment.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "attack/correlation.h"
#include "attack/landmark_attack.h"
#include "ieum/client/encode/record_encoder.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"
#include "ieum/core/cluster/evaluation.h"
#include "ieum/core/matching/matching_run.h"
#include "ieum/core/matching/profile_rule.h"

namespace ieum::testing {
namespace {

constexpr uint64_t kHoldersSecret = 1;
constexpr uint64_t kAttackersSecret = 2;
constexpr int64_t kCorrelatedPersons = 1'500;
constexpr int kThresholdStep = 500;

client::HolderSecret SecretOf(uint64_t seed) {
  const core::Sha256Digest digest =
      core::Sha256(core::AsBytes("secret of tests " + std::to_string(seed)));
  return {core::SecretBytes::CopyOf(digest)};
}

std::vector<std::string> Slice(const std::vector<std::string>& values, size_t fields, int64_t begin,
                               int64_t count) {
  const auto first = values.begin() + static_cast<int64_t>(fields) * begin;
  return {first, first + static_cast<int64_t>(fields) * count};
}

}  // namespace

EncodedRows EncodeRows(const client::EncodingProfile& profile,
                       const std::vector<std::string>& values, uint64_t secret_seed) {
  const size_t field_count = profile.fields.size();
  const size_t row_count = values.size() / field_count;
  const core::EncodingLayout& layout = profile.header.layout;
  const auto key_count = static_cast<size_t>(profile.header.blocking_key_count);
  auto encoder = client::RecordEncoder::Create(profile, SecretOf(secret_seed),
                                               core::ProjectId::Parse("attack").value());
  IEUM_CHECK(encoder.ok());
  EncodedRows rows{core::BitMatrix::Create(layout, static_cast<int64_t>(row_count)).value(),
                   std::vector<uint64_t>(row_count * key_count)};
  std::vector<std::string_view> record(field_count);
  std::vector<uint64_t> row(static_cast<size_t>(layout.row_words()));
  for (size_t i = 0; i < row_count; ++i) {
    for (size_t f = 0; f < field_count; ++f) record[f] = values[i * field_count + f];
    IEUM_CHECK(
        (*encoder)
            ->Encode(record, row, std::span(rows.blocking_keys).subspan(i * key_count, key_count))
            .ok());
    IEUM_CHECK(rows.encodings.AppendRows(std::as_bytes(std::span(row))).ok());
  }
  return rows;
}

AttackExperiment::AttackExperiment(client::EncodingProfile profile,
                                   const ExperimentOptions& options)
    : profile_(std::move(profile)),
      options_(options),
      shared_count_(static_cast<int64_t>(static_cast<double>(options.persons) * options.overlap)),
      victim_rows_{core::BitMatrix::Create(profile_.header.layout, 0).value(), {}},
      own_rows_{core::BitMatrix::Create(profile_.header.layout, 0).value(), {}} {
  const int64_t count = options.persons;
  const PersonTable persons = DrawPersons(2 * count - shared_count_, options.seed);
  const std::vector<std::string> values = ValuesOf(persons, profile_);
  const size_t fields = profile_.fields.size();
  victim_values_ = Slice(values, fields, 0, count);
  // Whoever is last among the encoded is first among the plain.
  const std::vector<std::string> plain = Slice(values, fields, count - shared_count_, count);
  victim_rows_ = EncodeRows(profile_, victim_values_, kHoldersSecret);
  own_rows_ = EncodeRows(profile_, plain, kAttackersSecret);
  encoded_ = std::make_unique<EncodedView>(victim_rows_, profile_.header);
  own_ = std::make_unique<EncodedView>(own_rows_, profile_.header);
  tokens_ = std::make_unique<TokenView>(profile_, plain, own_rows_.blocking_keys);
}

AttackExperiment::Outcome AttackExperiment::AttackWith(const SimilarityView& plain,
                                                       int64_t known_pairs) const {
  const int64_t first_shared = options_.persons - shared_count_;
  std::vector<KnownPair> known;
  for (int64_t i = 0; i < known_pairs; ++i) known.push_back({first_shared + i, i});
  LandmarkAttackOptions attack;
  attack.thread_count = options_.thread_count;
  const std::vector<int64_t> persons = LandmarkAttack(*encoded_, plain, known, attack);
  Outcome outcome;
  for (int64_t i = known_pairs; i < shared_count_; ++i) {
    ++outcome.unknown;
    if (persons[static_cast<size_t>(first_shared + i)] == i) ++outcome.found;
  }
  return outcome;
}

AttackExperiment::Outcome AttackExperiment::Attack(int64_t known_pairs) const {
  const Outcome by_tokens = AttackWith(*tokens_, known_pairs);
  if (!options_.own_encodings) return by_tokens;
  const Outcome by_own = AttackWith(*own_, known_pairs);
  return by_own.found > by_tokens.found ? by_own : by_tokens;
}

std::vector<double> AttackExperiment::SegmentCorrelations() const {
  const int64_t count = std::min(options_.persons, kCorrelatedPersons);
  const size_t fields = profile_.fields.size();
  const std::vector<std::string> values = Slice(victim_values_, fields, 0, count);
  const EncodedRows rows = EncodeRows(profile_, values, kHoldersSecret);
  const EncodedView encoded(rows, profile_.header);
  const TokenView tokens(profile_, values, rows.blocking_keys);
  std::vector<double> correlations = SimilarityCorrelation(encoded, tokens, count);
  correlations.resize(static_cast<size_t>(profile_.header.layout.segment_count()));
  return correlations;
}

double AttackExperiment::RepeatedShare(int segment) const {
  const core::EncodingLayout& layout = profile_.header.layout;
  const auto first = static_cast<size_t>(layout.word_offset(segment));
  const auto words = static_cast<size_t>(layout.word_offset(segment + 1)) - first;
  std::map<std::vector<uint64_t>, int64_t> rows;
  for (int64_t i = 0; i < victim_rows_.encodings.row_count(); ++i) {
    const std::span<const uint64_t> row = victim_rows_.encodings.row(i).subspan(first, words);
    ++rows[std::vector<uint64_t>(row.begin(), row.end())];
  }
  int64_t repeated = 0;
  for (const auto& [bits, count] : rows) repeated += count > 1 ? count : 0;
  return static_cast<double>(repeated) / static_cast<double>(victim_rows_.encodings.row_count());
}

LinkOutcome BestLink(const client::EncodingProfile& profile, const PersonFiles& files,
                     int thread_count) {
  const EncodedRows a = EncodeRows(profile, ValuesOf(files.a, profile), kHoldersSecret);
  const EncodedRows b = EncodeRows(profile, ValuesOf(files.b, profile), kHoldersSecret);
  const std::vector<const core::BitMatrix*> parties = {&a.encodings, &b.encodings};
  const std::vector<std::vector<std::string>> truth = {files.a.entities, files.b.entities};
  core::MatchingOptions options;
  options.thread_count = thread_count;
  LinkOutcome best;
  const auto link = [&](int threshold) {
    const core::ScoringRule rule = core::RuleOfProfile(profile.header, threshold).value();
    const core::MatchingOutcome outcome = core::RunMatching(parties, rule, options, {}, {}).value();
    const double f1 = core::Evaluate(truth, outcome.entities).value().f1();
    if (f1 > best.f1) best = {f1, threshold};
  };
  for (int threshold = 6'000; threshold <= 9'500; threshold += kThresholdStep) link(threshold);
  for (int step = kThresholdStep / 2; step >= 50; step /= 2) {
    const int centre = best.threshold_basis_points;
    link(centre - step);
    link(centre + step);
  }
  return best;
}

}  // namespace ieum::testing
