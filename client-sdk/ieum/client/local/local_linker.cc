#include "ieum/client/local/local_linker.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "ieum/client/batch/batch_encoder.h"
#include "ieum/client/input/byte_source.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/base/hkdf.h"
#include "ieum/core/base/spilled_memory.h"
#include "ieum/core/base/status.h"
#include "ieum/core/bits/bit_matrix.h"
#include "ieum/core/matching/deduplication.h"
#include "ieum/core/matching/profile_rule.h"

namespace ieum::client {
namespace {

constexpr char kProject[] = "in-house";
constexpr int kMinDatasets = 2;
constexpr int kMaxDatasets = 31;

// Rows that a matrix has room for when their number cannot be known before.
constexpr int64_t kFirstCapacity = 1024;

// Lines of the file at `path`, the most rows it can have: what the matrix needs room for. Rows with
// line breaks inside quotes only make it too high, and memory that is never written costs nothing.
// Nullopt for standard input and pipes, which can be read only once.
absl::StatusOr<std::optional<int64_t>> CountLines(const std::string& path) {
  if (path == kStandardInput) return std::nullopt;
  // A pipe must not even be opened: whoever writes into it would find it closed.
  std::error_code error;
  if (std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error)) {
    return std::nullopt;
  }
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> raw, OpenRawBytes(path));
  if (raw->bytes_total() == 0) return std::nullopt;
  IEUM_ASSIGN_OR_RETURN(const PlainBytes plain, Decompress(std::move(raw)));
  std::vector<char> buffer(size_t{1} << 20);
  int64_t lines = 1;
  while (true) {
    IEUM_ASSIGN_OR_RETURN(const size_t got, plain.source->Read(buffer));
    if (got == 0) return lines;
    lines += std::count(buffer.begin(), buffer.begin() + static_cast<ptrdiff_t>(got), '\n');
  }
}

// `matrix` with room for `row_count` more rows.
absl::StatusOr<core::BitMatrix> WithRoom(core::BitMatrix matrix, int64_t row_count,
                                         core::MemoryLimit* limit) {
  const int64_t wanted = matrix.row_count() + row_count;
  if (wanted <= matrix.row_capacity()) return matrix;
  IEUM_ASSIGN_OR_RETURN(
      core::BitMatrix larger,
      core::BitMatrix::Create(matrix.layout(), std::max(wanted, 2 * matrix.row_capacity()), limit));
  const auto row_words = static_cast<size_t>(matrix.layout().row_words());
  for (int64_t i = 0; i < matrix.row_count(); ++i) {
    IEUM_RETURN_IF_ERROR(larger.AppendRows(std::as_bytes(matrix.row(i).first(row_words))));
  }
  return larger;
}

absl::Status CheckOptions(const LocalLinkOptions& options) {
  const size_t count = options.inputs.size();
  if (count < kMinDatasets || count > kMaxDatasets) {
    return core::InvalidArgument("%d datasets were given; linking takes %d to %d", count,
                                 kMinDatasets, kMaxDatasets);
  }
  IEUM_CHECK(options.labels.size() == count);
  const std::set<std::string> labels(options.labels.begin(), options.labels.end());
  const auto from_standard_input =
      std::count_if(options.inputs.begin(), options.inputs.end(),
                    [](const RecordReaderOptions& input) { return input.path == kStandardInput; });
  if (from_standard_input > 1) {
    return core::InvalidArgument("only one dataset can be read from standard input");
  }
  if (labels.size() != count) {
    return core::InvalidArgument("two datasets have the same name; give each its own");
  }
  return absl::OkStatus();
}

struct EncodedDataset {
  LocalDataset dataset;
  core::BitMatrix encodings;
  std::vector<uint64_t> blocking_keys;  // [row_count, blocking_key_count of the profile]
};

class Linker final {
 public:
  Linker(const EncodingProfile& profile, const HolderSecret& secret,
         const LocalLinkOptions& options,
         const std::function<void(const LocalLinkProgress&)>& progress, std::stop_token stop)
      : profile_(profile),
        secret_(secret),
        options_(options),
        progress_(progress),
        stop_(std::move(stop)) {
    if (options.memory_bytes > 0) limit_.emplace(options.spill_folder, options.memory_bytes);
  }

  // A dataset that has rows. The linker outlives it.
  absl::StatusOr<EncodedDataset> Encode(size_t d) const {
    absl::StatusOr<EncodedDataset> encoded = EncodeRows(d);
    if (!encoded.ok()) {
      return core::WithContext(encoded.status(),
                               absl::StrFormat("dataset '%s'", options_.labels[d]));
    }
    if (encoded->encodings.row_count() == 0) {
      return core::InvalidArgument(
          "dataset '%s' has no row left to link: all %d break a rule; see 'ieum check'",
          options_.labels[d], encoded->dataset.report.invalid_count);
    }
    return encoded;
  }

  absl::StatusOr<EncodedDataset> EncodeRows(size_t d) const {
    const std::string& label = options_.labels[d];
    const absl::Duration start = core::MonotonicNow();
    IEUM_ASSIGN_OR_RETURN(const core::ProjectId project, core::ProjectId::Parse(kProject));
    IEUM_ASSIGN_OR_RETURN(const std::optional<int64_t> line_count,
                          CountLines(options_.inputs[d].path));
    IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<RecordReader> reader,
                          RecordReader::Open(profile_, options_.inputs[d]));
    IEUM_ASSIGN_OR_RETURN(core::BitMatrix encodings,
                          core::BitMatrix::Create(profile_.header.layout,
                                                  line_count.value_or(kFirstCapacity), limit()));
    EncodedDataset encoded{LocalDataset{label, {}, {}, {}, {}, {}}, std::move(encodings), {}};
    const std::string stage = "encode " + label;
    const auto deliver = [&encoded, this](EncodedBatch& batch) -> absl::Status {
      IEUM_ASSIGN_OR_RETURN(encoded.encodings,
                            WithRoom(std::move(encoded.encodings), batch.row_ids.size(), limit()));
      encoded.blocking_keys.insert(encoded.blocking_keys.end(), batch.blocking_keys.begin(),
                                   batch.blocking_keys.end());
      encoded.dataset.row_ids.AppendAll(batch.row_ids);
      encoded.dataset.truths.AppendAll(batch.truths);
      return encoded.encodings.AppendRows(batch.encodings);
    };
    const auto report = [&](const EncodingProgress& now) {
      if (progress_) progress_({stage, "rows", now.row_count, line_count.value_or(1) - 1});
    };
    BatchEncoderOptions batching;
    batching.thread_count = options_.thread_count;
    IEUM_RETURN_IF_ERROR(
        EncodeAll(*reader, profile_, secret_, project, batching, deliver, report, stop_).status());
    encoded.dataset.report = reader->report();
    encoded.dataset.input = reader->description();
    encoded.dataset.encoding_time = core::MonotonicNow() - start;
    return encoded;
  }

  absl::Status Match(std::span<const EncodedDataset> datasets, LocalLinkage& linkage) const {
    const auto report = [this](const core::MatchingProgress& now) { Report(now); };
    if (options_.scoring == LinkScoring::kModel) {
      core::ModelMatchingOptions matching;
      matching.thread_count = options_.thread_count;
      matching.threshold = options_.match_weight;
      matching.precision = options_.precision;
      matching.model = options_.model.has_value() ? &*options_.model : nullptr;
      matching.holds_duplicates = options_.holds_duplicates;
      matching.solver = options_.solver;
      matching.exhaustive = options_.exhaustive;
      matching.min_completeness = options_.min_completeness;
      matching.memory_bytes = options_.memory_bytes;
      std::vector<core::PartyRows> parties;
      for (const EncodedDataset& dataset : datasets) parties.push_back(RowsOf(dataset));
      IEUM_ASSIGN_OR_RETURN(
          core::ModelMatching matched,
          core::RunModelMatching(parties, core::SegmentEncodingsOf(profile_.header), matching,
                                 report, stop_));
      linkage.matching = std::move(matched.matching);
      linkage.model = std::move(matched.model);
      return absl::OkStatus();
    }
    const int threshold = options_.threshold_basis_points == 0
                              ? profile_.header.threshold_basis_points
                              : options_.threshold_basis_points;
    IEUM_ASSIGN_OR_RETURN(const core::ScoringRule rule,
                          core::RuleOfProfile(profile_.header, threshold));
    std::vector<const core::BitMatrix*> encodings;
    for (const EncodedDataset& dataset : datasets) encodings.push_back(&dataset.encodings);
    core::MatchingOptions matching;
    matching.thread_count = options_.thread_count;
    IEUM_ASSIGN_OR_RETURN(linkage.matching,
                          core::RunMatching(encodings, rule, matching, report, stop_));
    return absl::OkStatus();
  }

  absl::Status Deduplicate(const EncodedDataset& dataset, LocalLinkage& linkage) const {
    core::DeduplicationOptions matching;
    matching.thread_count = options_.thread_count;
    matching.threshold = options_.match_weight;
    matching.precision = options_.precision;
    matching.exhaustive = options_.exhaustive;
    IEUM_ASSIGN_OR_RETURN(core::ModelMatching matched,
                          core::RunDeduplication(
                              RowsOf(dataset), core::SegmentEncodingsOf(profile_.header), matching,
                              [this](const core::MatchingProgress& now) { Report(now); }, stop_));
    linkage.matching = std::move(matched.matching);
    linkage.model = std::move(matched.model);
    return absl::OkStatus();
  }

 private:
  core::PartyRows RowsOf(const EncodedDataset& dataset) const {
    return {.encodings = &dataset.encodings,
            .holder_keys = dataset.blocking_keys,
            .holder_key_count = profile_.header.blocking_key_count};
  }
  core::MemoryLimit* limit() const { return limit_.has_value() ? &*limit_ : nullptr; }

  void Report(const core::MatchingProgress& now) const {
    if (!progress_) return;
    progress_({core::StageName(now.stage), "pairs", now.done_pairs, now.total_pairs});
  }

  const EncodingProfile& profile_;
  const HolderSecret& secret_;
  const LocalLinkOptions& options_;
  const std::function<void(const LocalLinkProgress&)>& progress_;
  std::stop_token stop_;
  mutable std::optional<core::MemoryLimit> limit_;
};

}  // namespace

absl::StatusOr<LocalLinkage> LinkLocally(
    const EncodingProfile& profile, const HolderSecret& secret, const LocalLinkOptions& options,
    const std::function<void(const LocalLinkProgress&)>& progress, std::stop_token stop) {
  IEUM_RETURN_IF_ERROR(CheckOptions(options));
  const Linker linker(profile, secret, options, progress, std::move(stop));
  LocalLinkage linkage;
  std::vector<EncodedDataset> encoded;
  for (size_t d = 0; d < options.inputs.size(); ++d) {
    IEUM_ASSIGN_OR_RETURN(EncodedDataset dataset, linker.Encode(d));
    linkage.datasets.push_back(std::move(dataset.dataset));
    encoded.push_back(std::move(dataset));
  }
  IEUM_RETURN_IF_ERROR(linker.Match(encoded, linkage));
  return linkage;
}

absl::StatusOr<LocalLinkage> DeduplicateLocally(
    const EncodingProfile& profile, const HolderSecret& secret, const LocalLinkOptions& options,
    const std::function<void(const LocalLinkProgress&)>& progress, std::stop_token stop) {
  IEUM_CHECK(options.inputs.size() == 1 && options.labels.size() == 1);
  const Linker linker(profile, secret, options, progress, std::move(stop));
  LocalLinkage linkage;
  IEUM_ASSIGN_OR_RETURN(EncodedDataset encoded, linker.Encode(0));
  linkage.datasets.push_back(std::move(encoded.dataset));
  IEUM_RETURN_IF_ERROR(linker.Deduplicate(encoded, linkage));
  return linkage;
}

absl::StatusOr<std::vector<core::JointKey>> InHouseJointKeys(const LocalLinkage& linkage,
                                                             const HolderSecret& secret) {
  constexpr size_t kJointSecretBytes = 32;
  const core::SecretBytes joint_secret =
      core::HkdfSha256(secret.bytes, core::AsBytes(kProject),
                       core::AsBytes("ieum/v1/in-house joint secret"), kJointSecretBytes);
  IEUM_ASSIGN_OR_RETURN(core::JointKeyDeriver deriver, core::JointKeyDeriver::Create(joint_secret));
  std::vector<core::JointKey> keys;
  keys.reserve(static_cast<size_t>(linkage.matching.entity_count));
  for (size_t d = 0; d < linkage.datasets.size(); ++d) {
    const LocalDataset& dataset = linkage.datasets[d];
    for (int64_t row = 0; row < dataset.row_ids.size(); ++row) {
      // Entities are numbered in order of first appearance, so a new one has the next number.
      if (linkage.matching.entities[d][static_cast<size_t>(row)] < keys.size()) continue;
      std::string first_row = "ieum in-house entity" + dataset.label;
      first_row.push_back('\0');
      first_row += dataset.row_ids[row];
      const core::Sha256Digest digest = core::Sha256(core::AsBytes(first_row));
      keys.push_back(deriver.Derive(std::span(digest).first<16>()));
    }
  }
  IEUM_CHECK(static_cast<int64_t>(keys.size()) == linkage.matching.entity_count);
  return keys;
}

}  // namespace ieum::client
