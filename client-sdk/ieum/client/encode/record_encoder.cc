#include "ieum/client/encode/record_encoder.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "ieum/client/encode/bit_lanes.h"
#include "ieum/client/encode/position_memo.h"
#include "ieum/client/encode/segment_hardener.h"
#include "ieum/client/encode/tokens.h"
#include "ieum/client/normalize/normalize.h"
#include "ieum/core/base/hkdf.h"
#include "ieum/core/base/hmac.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr int64_t kMaxMemoCapacity = int64_t{1} << 24;
constexpr size_t kMaxBitsPerToken = 64;
constexpr size_t kKeyBytes = 32;
// A 32-byte tag gives this many positions.
constexpr size_t kPositionsPerBlock = 8;

// FORMAT: every key is HKDF-SHA-256 of the holder secret, salted with the project, for one purpose.
core::SecretBytes DeriveKey(const EncodingProfile& profile, const HolderSecret& secret,
                            const core::ProjectId& project, std::string_view purpose,
                            std::string_view name) {
  core::Bytes info;
  for (const core::ByteView part :
       {core::AsBytes(purpose), core::ByteView(profile.header.digest), core::AsBytes(name)}) {
    info.insert(info.end(), part.begin(), part.end());
  }
  return core::HkdfSha256(secret.bytes, core::AsBytes(project.value()), info, kKeyBytes);
}

std::string_view HardeningPurpose(core::HardeningMethod method) {
  return method == core::HardeningMethod::kFlip ? "ieum/v1/flip" : "ieum/v1/diffusion";
}

// The filter of one segment on its way to be hardened.
struct SegmentEncoder {
  SegmentEncoder(SegmentHardener segment_hardener, size_t word_offset)
      : hardener(std::move(segment_hardener)),
        first_word(word_offset),
        filters(hardener.filter_words() * kLaneRecords) {}

  SegmentHardener hardener;
  size_t first_word;              // of the segment within the row
  std::vector<uint64_t> filters;  // [kLaneRecords, filter_words]
};

// Everything one field needs, ready for many values.
struct FieldEncoder {
  FieldEncoder(const FieldSpec& field, uint64_t bits_of_filter, core::ByteView key,
               int64_t memo_capacity)
      : spec(field),
        filter_bits(bits_of_filter),
        hmac(key),
        memo(memo_capacity, field.bits_per_token) {}

  FieldSpec spec;
  uint64_t filter_bits;  // of the segment's Bloom filter
  core::HmacSha256 hmac;
  PositionMemo memo;
  int64_t hits = 0;
  int64_t misses = 0;
};

bool IsMissing(const FieldSpec& spec, std::string_view trimmed) {
  return trimmed.empty() || std::find(spec.missing_values.begin(), spec.missing_values.end(),
                                      trimmed) != spec.missing_values.end();
}

absl::Status FieldError(const FieldSpec& spec, const absl::Status& error) {
  return absl::Status(error.code(), absl::StrFormat("field '%s' %s", spec.name, error.message()));
}

// Normalised value of a field, empty if it counts as missing.
absl::Status NormalizeField(const FieldSpec& spec, std::string_view raw, std::string& out) {
  out.clear();
  const std::string_view trimmed = TrimSpace(raw);
  if (IsMissing(spec, trimmed)) return absl::OkStatus();
  const absl::Status status = Normalize(spec.normalizer, spec.options, trimmed, out);
  if (status.ok()) return status;
  if (spec.invalid == InvalidValue::kRefuse) return FieldError(spec, status);
  // Whatever the policy, undecodable or endless values are damage to the file and not typing
  // errors; the lenient rule refuses exactly those.
  if (const absl::Status damage = NormalizeLeniently(spec.normalizer, spec.options, trimmed, out);
      !damage.ok()) {
    return FieldError(spec, damage);
  }
  if (spec.invalid == InvalidValue::kMissing) out.clear();
  return absl::OkStatus();
}

// FORMAT: the positions of a token are the little-endian 32-bit numbers of
// HMAC(key, token ‖ 0), HMAC(key, token ‖ 1), …, each scaled to the filter.
void ComputePositions(FieldEncoder& field, Token token, std::string_view normalized,
                      std::span<uint16_t> positions) {
  std::array<std::byte, kMaxTokenBytes + 1> message;
  const size_t token_bytes =
      WriteToken(token, normalized, std::span(message).first(kMaxTokenBytes));
  const core::ByteView block_input(message.data(), token_bytes + 1);
  for (size_t first = 0; first < positions.size(); first += kPositionsPerBlock) {
    message[token_bytes] = static_cast<std::byte>(first / kPositionsPerBlock);
    const core::Sha256Digest tag = field.hmac.Tag(block_input);
    const size_t count = std::min(kPositionsPerBlock, positions.size() - first);
    for (size_t i = 0; i < count; ++i) {
      const uint64_t random = core::LoadLittleEndian<uint32_t>(tag, i * sizeof(uint32_t));
      positions[first + i] = static_cast<uint16_t>((random * field.filter_bits) >> 32);
    }
  }
}

void SetBits(std::span<const uint16_t> positions, uint64_t* filter) {
  for (const uint16_t position : positions) filter[position / 64] |= uint64_t{1} << (position % 64);
}

}  // namespace

struct RecordEncoder::State {
  std::vector<FieldEncoder> fields;      // [field_count]
  std::vector<SegmentEncoder> segments;  // [segment_count]
  size_t row_words;
  // Reused for every value, so that encoding a record allocates nothing.
  std::string normalized;
  std::vector<Token> tokens;
  std::vector<std::string> candidates;

  void EncodeValue(FieldEncoder& field, std::string_view value);
};

void RecordEncoder::State::EncodeValue(FieldEncoder& field, std::string_view value) {
  tokens.clear();
  AppendTokens(field.spec.tokenizer, value, tokens);
  uint64_t* const filter = segments[static_cast<size_t>(field.spec.segment)].filters.data();
  std::array<uint16_t, kMaxBitsPerToken> buffer;
  const std::span computed =
      std::span(buffer).first(static_cast<size_t>(field.spec.bits_per_token));
  for (const Token token : tokens) {
    // Long whole values share one packed form, so they cannot be remembered by it.
    if (token != kLongWhole) {
      if (const std::span<const uint16_t> known = field.memo.Find(token); !known.empty()) {
        ++field.hits;
        SetBits(known, filter);
        continue;
      }
    }
    ++field.misses;
    ComputePositions(field, token, value, computed);
    if (token != kLongWhole) field.memo.Insert(token, computed);
    SetBits(computed, filter);
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
    const core::SecretBytes key = DeriveKey(
        profile, secret, project, HardeningPurpose(hardenings[s].method), segments[s].name);
    state->segments.emplace_back(
        SegmentHardener(hardenings[s], segments[s].bit_count, key.view()),
        static_cast<size_t>(profile.header.layout.word_offset(static_cast<int>(s))));
  }
  for (const FieldSpec& field : profile.fields) {
    const core::SecretBytes key = DeriveKey(profile, secret, project, "ieum/v1/field", field.name);
    const auto filter_bits =
        static_cast<uint64_t>(hardenings[static_cast<size_t>(field.segment)].filter_bits);
    state->fields.emplace_back(field, filter_bits, key.view(), memo_capacity);
  }
  return std::unique_ptr<RecordEncoder>(new RecordEncoder(std::move(state)));
}

absl::Status RecordEncoder::Encode(std::span<const std::string_view> values,
                                   std::span<uint64_t> row) {
  State& state = *state_;
  if (values.size() != state.fields.size() || row.size() != state.row_words) {
    return core::InvalidArgument("%d values and %d words given; the profile has %d fields and %d",
                                 values.size(), row.size(), state.fields.size(), state.row_words);
  }
  for (SegmentEncoder& segment : state.segments) {
    std::fill_n(segment.filters.begin(), segment.hardener.filter_words(), 0);
  }
  for (size_t i = 0; i < values.size(); ++i) {
    FieldEncoder& field = state.fields[i];
    IEUM_RETURN_IF_ERROR(NormalizeField(field.spec, values[i], state.normalized));
    if (state.normalized.empty()) continue;
    state.EncodeValue(field, state.normalized);
    state.candidates.clear();
    AppendCandidates(field.spec.normalizer, field.spec.options, state.normalized, state.candidates);
    for (const std::string& candidate : state.candidates) state.EncodeValue(field, candidate);
  }
  for (SegmentEncoder& segment : state.segments) {
    segment.hardener.Harden(segment.filters.data(), 1, &row[segment.first_word], row.size());
  }
  return absl::OkStatus();
}

MemoStatistics RecordEncoder::memo_statistics() const {
  MemoStatistics statistics;
  for (const FieldEncoder& field : state_->fields) {
    statistics.hits += field.hits;
    statistics.misses += field.misses;
    statistics.memory_bytes += field.memo.memory_bytes();
  }
  return statistics;
}

}  // namespace ieum::client
