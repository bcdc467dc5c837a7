#include "ieum/client/encode/record_encoder.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ieum/client/encode/bit_lanes.h"
#include "ieum/client/encode/blocking_key_maker.h"
#include "ieum/client/encode/field_encoder.h"
#include "ieum/client/encode/project_key.h"
#include "ieum/client/encode/segment_hardener.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr int64_t kMaxMemoCapacity = int64_t{1} << 24;
// Rows that all fields are added to before the next: few enough that a processor keeps them at hand
// (8 KiB of filters at 1024 bits), enough for memory to answer many look-ups at once.
constexpr size_t kColumnRows = 64;

std::string_view HardeningPurpose(core::HardeningMethod method) {
  return method == core::HardeningMethod::kFlip ? "ieum/v1/flip" : "ieum/v1/diffusion";
}

// One segment and the filters that wait to be hardened.
struct SegmentEncoder {
  SegmentEncoder(SegmentHardener segment_hardener, size_t word_offset)
      : hardener(std::move(segment_hardener)), first_word(word_offset) {
    if (!hardener.is_identity()) filters.resize(hardener.filter_words() * kLaneRecords);
  }
  ~SegmentEncoder() { core::Cleanse(std::as_writable_bytes(std::span(filters))); }
  SegmentEncoder(SegmentEncoder&&) noexcept = default;
  SegmentEncoder& operator=(SegmentEncoder&&) = delete;

  SegmentHardener hardener;
  size_t first_word;              // of the segment within the row
  std::vector<uint64_t> filters;  // [kLaneRecords, filter_words]; empty if filter = segment
};

// What one field keeps of a block of rows for the blocking keys.
struct FieldKeyParts {
  std::vector<uint64_t> min_hashes;     // [kLaneRecords, min_hash_count]
  std::vector<std::string> normalized;  // [kLaneRecords]; empty unless the field keeps them
};

// Where one field's numbers for one BlockingKeyMaker begin among its min_hashes.
struct MinHashSource {
  size_t field;
  size_t first;
};

}  // namespace

struct RecordEncoder::State {
  std::vector<BlockingKeyMaker> makers;
  std::vector<std::vector<MinHashSource>> min_hash_sources;  // of each maker
  size_t blocking_key_count = 0;
  std::vector<FieldEncoder> fields;      // [field_count]
  std::vector<FieldKeyParts> key_parts;  // [field_count]
  std::vector<SegmentEncoder> segments;  // [segment_count]
  size_t row_words = 0;

  void AddFields(const EncodingProfile& profile, const HolderSecret& secret,
                 const core::ProjectId& project, int64_t memo_capacity);
  // Encodes [n <= kLaneRecords] rows.
  void EncodeBlock(std::span<const std::string_view> values, std::span<uint64_t> rows,
                   std::span<uint64_t> blocking_keys, std::span<absl::Status> statuses);
  // Adds all values of rows first to first + count of the block to their filters.
  void AddColumns(size_t first, size_t count, std::span<const std::string_view> values,
                  std::span<uint64_t> rows, std::span<absl::Status> statuses);
  // keys: [blocking_key_count] of row r of the block.
  void MakeBlockingKeys(size_t r, std::span<uint64_t> keys);

  // Reused for every row.
  std::vector<const std::string*> exact_values;
  std::vector<uint64_t> min_hashes;
};

void RecordEncoder::State::AddFields(const EncodingProfile& profile, const HolderSecret& secret,
                                     const core::ProjectId& project, int64_t memo_capacity) {
  // Fields point at the makers, which therefore all come first.
  for (const BlockingKeySpec& spec : profile.blocking_keys) {
    const core::SecretBytes key =
        DeriveProjectKey(profile, secret, project, "ieum/v1/blocking", spec.name);
    makers.emplace_back(spec, key.view());
    blocking_key_count += makers.back().key_count();
  }
  min_hash_sources.resize(makers.size());
  for (size_t f = 0; f < profile.fields.size(); ++f) {
    const FieldSpec& spec = profile.fields[f];
    std::vector<MinHashUse> uses;
    size_t min_hash_count = 0;
    bool keeps_normalized = false;
    for (size_t m = 0; m < makers.size(); ++m) {
      const std::vector<int>& wanted = makers[m].spec().fields;
      const auto found = std::find(wanted.begin(), wanted.end(), static_cast<int>(f));
      if (found == wanted.end()) continue;
      if (makers[m].spec().method == BlockingMethod::kExact) {
        keeps_normalized = true;
        continue;
      }
      uses.push_back({&makers[m], static_cast<size_t>(found - wanted.begin())});
      min_hash_sources[m].push_back({f, min_hash_count});
      min_hash_count += makers[m].min_hash_count();
    }
    const core::SecretBytes key =
        DeriveProjectKey(profile, secret, project, "ieum/v1/field", spec.name);
    const core::SegmentHardening& hardening =
        profile.header.hardenings[static_cast<size_t>(spec.segment)];
    fields.emplace_back(spec, hardening.filter_bits, key.view(), memo_capacity, std::move(uses),
                        keeps_normalized);
    key_parts.push_back({std::vector<uint64_t>(min_hash_count * kLaneRecords),
                         std::vector<std::string>(keeps_normalized ? kLaneRecords : 0)});
  }
}

void RecordEncoder::State::EncodeBlock(std::span<const std::string_view> values,
                                       std::span<uint64_t> rows, std::span<uint64_t> blocking_keys,
                                       std::span<absl::Status> statuses) {
  const size_t row_count = statuses.size();
  std::fill(rows.begin(), rows.end(), 0);
  for (SegmentEncoder& segment : segments) {
    if (segment.hardener.is_identity()) continue;
    std::fill_n(segment.filters.begin(), row_count * segment.hardener.filter_words(), 0);
  }
  for (size_t first = 0; first < row_count; first += kColumnRows) {
    AddColumns(first, std::min(kColumnRows, row_count - first), values, rows, statuses);
  }
  for (SegmentEncoder& segment : segments) {
    if (segment.hardener.is_identity()) continue;
    segment.hardener.Harden(segment.filters.data(), row_count, rows.data() + segment.first_word,
                            row_words);
  }
  for (size_t r = 0; r < row_count; ++r) {
    const std::span<uint64_t> keys =
        blocking_keys.empty() ? std::span<uint64_t>()
                              : blocking_keys.subspan(r * blocking_key_count, blocking_key_count);
    if (!statuses[r].ok()) {
      // Fields before the refused one have left their marks.
      std::fill_n(rows.begin() + static_cast<ptrdiff_t>(r * row_words), row_words, 0);
      std::fill(keys.begin(), keys.end(), kNoBlockingKey);
    } else if (!keys.empty()) {
      MakeBlockingKeys(r, keys);
    }
  }
}

void RecordEncoder::State::AddColumns(size_t first, size_t count,
                                      std::span<const std::string_view> values,
                                      std::span<uint64_t> rows, std::span<absl::Status> statuses) {
  for (size_t f = 0; f < fields.size(); ++f) {
    FieldKeyParts& parts = key_parts[f];
    const size_t min_hash_count = fields[f].min_hash_count();
    FieldColumn column = {};
    column.min_hashes = parts.min_hashes.data() + first * min_hash_count;
    std::fill_n(column.min_hashes, count * min_hash_count, kNoMinHash);
    if (fields[f].keeps_normalized()) column.normalized = &parts.normalized[first];
    SegmentEncoder& segment = segments[static_cast<size_t>(fields[f].spec().segment)];
    if (segment.hardener.is_identity()) {
      column.filters = rows.data() + first * row_words + segment.first_word;
      column.filter_stride = row_words;
    } else {
      column.filter_stride = segment.hardener.filter_words();
      column.filters = segment.filters.data() + first * column.filter_stride;
    }
    fields[f].EncodeColumn(values.subspan(first * fields.size() + f), fields.size(),
                           statuses.subspan(first, count), column);
  }
}

void RecordEncoder::State::MakeBlockingKeys(size_t r, std::span<uint64_t> keys) {
  for (size_t m = 0; m < makers.size(); ++m) {
    const BlockingKeyMaker& maker = makers[m];
    const std::span<uint64_t> own = keys.first(maker.key_count());
    keys = keys.subspan(maker.key_count());
    if (maker.spec().method == BlockingMethod::kExact) {
      exact_values.clear();
      for (const int field : maker.spec().fields) {
        exact_values.push_back(&key_parts[static_cast<size_t>(field)].normalized[r]);
      }
      own[0] = maker.ExactKey(exact_values);
      continue;
    }
    min_hashes.assign(maker.min_hash_count(), kNoMinHash);
    for (const MinHashSource& source : min_hash_sources[m]) {
      const uint64_t* const numbers =
          &key_parts[source.field]
               .min_hashes[r * fields[source.field].min_hash_count() + source.first];
      for (size_t i = 0; i < min_hashes.size(); ++i) {
        min_hashes[i] = std::min(min_hashes[i], numbers[i]);
      }
    }
    maker.MinHashKeys(min_hashes, own);
  }
}

RecordEncoder::RecordEncoder(std::unique_ptr<State> state) : state_(std::move(state)) {}
RecordEncoder::~RecordEncoder() = default;

absl::StatusOr<std::unique_ptr<RecordEncoder>> RecordEncoder::Create(const EncodingProfile& profile,
                                                                     const HolderSecret& secret,
                                                                     const core::ProjectId& project,
                                                                     int64_t memo_capacity) {
  if (memo_capacity < 0 || memo_capacity > kMaxMemoCapacity) {
    return core::InvalidArgument("memo capacity %d is outside 0 to %d tokens", memo_capacity,
                                 kMaxMemoCapacity);
  }
  if (secret.bytes.size() != HolderSecret::kSizeBytes) {
    return core::InvalidArgument("the holder secret has %d bytes; want %d", secret.bytes.size(),
                                 HolderSecret::kSizeBytes);
  }
  auto state = std::make_unique<State>();
  state->row_words = static_cast<size_t>(profile.header.layout.row_words());
  const std::vector<core::SegmentHardening>& hardenings = profile.header.hardenings;
  const std::vector<core::Segment>& segments = profile.header.layout.segments();
  IEUM_CHECK(hardenings.size() == segments.size());
  for (size_t s = 0; s < segments.size(); ++s) {
    const core::SecretBytes key = DeriveProjectKey(
        profile, secret, project, HardeningPurpose(hardenings[s].method), segments[s].name);
    state->segments.emplace_back(
        SegmentHardener(hardenings[s], segments[s].bit_count, key.view()),
        static_cast<size_t>(profile.header.layout.word_offset(static_cast<int>(s))));
  }
  state->AddFields(profile, secret, project, memo_capacity);
  return std::unique_ptr<RecordEncoder>(new RecordEncoder(std::move(state)));
}

absl::Status RecordEncoder::Encode(std::span<const std::string_view> values,
                                   std::span<uint64_t> row, std::span<uint64_t> blocking_keys) {
  absl::Status status;
  IEUM_RETURN_IF_ERROR(EncodeBatch(values, row, blocking_keys, {&status, 1}));
  return status;
}

absl::Status RecordEncoder::EncodeBatch(std::span<const std::string_view> values,
                                        std::span<uint64_t> rows, std::span<uint64_t> blocking_keys,
                                        std::span<absl::Status> statuses) {
  State& state = *state_;
  const size_t row_count = statuses.size();
  const size_t field_count = state.fields.size();
  const size_t key_count = blocking_keys.empty() ? 0 : state.blocking_key_count;
  if (values.size() != row_count * field_count || rows.size() != row_count * state.row_words ||
      blocking_keys.size() != row_count * key_count) {
    return core::InvalidArgument(
        "%d values, %d words and %d blocking keys given for %d rows; a row of the profile has %d "
        "fields, %d words and %d blocking keys",
        values.size(), rows.size(), blocking_keys.size(), row_count, field_count, state.row_words,
        state.blocking_key_count);
  }
  std::fill(statuses.begin(), statuses.end(), absl::OkStatus());
  for (size_t first = 0; first < row_count; first += kLaneRecords) {
    const size_t count = std::min(kLaneRecords, row_count - first);
    state.EncodeBlock(values.subspan(first * field_count, count * field_count),
                      rows.subspan(first * state.row_words, count * state.row_words),
                      blocking_keys.subspan(first * key_count, count * key_count),
                      statuses.subspan(first, count));
  }
  return absl::OkStatus();
}

MemoStatistics RecordEncoder::memo_statistics() const {
  MemoStatistics statistics;
  for (const FieldEncoder& field : state_->fields) {
    statistics.hits += field.token_hits();
    statistics.misses += field.token_misses();
    statistics.value_hits += field.value_memo().hits();
    statistics.value_misses += field.value_memo().misses();
    statistics.memory_bytes += field.memory_bytes();
  }
  return statistics;
}

}  // namespace ieum::client
