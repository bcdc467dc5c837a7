#include "ieum/client/encode/field_encoder.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "ieum/client/normalize/normalize.h"
#include "ieum/core/base/secret.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

// A 32-byte tag gives this many positions.
constexpr size_t kPositionsPerBlock = 8;

// Words of a remembered normalised value: its size in the first byte, then its bytes.
constexpr size_t kNormalizedWords = 5;
constexpr size_t kMaxNormalizedBytes = kNormalizedWords * sizeof(uint64_t) - 1;

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

size_t MinHashCount(std::span<const MinHashUse> uses) {
  size_t count = 0;
  for (const MinHashUse& use : uses) count += use.maker->min_hash_count();
  return count;
}

}  // namespace

FieldEncoder::FieldEncoder(const FieldSpec& spec, int filter_bits, core::ByteView key,
                           int64_t memo_capacity, std::vector<MinHashUse> min_hash_uses,
                           bool keeps_normalized)
    : spec_(spec),
      filter_bits_(static_cast<uint64_t>(filter_bits)),
      filter_words_(static_cast<size_t>(filter_bits) / 64),
      min_hash_count_(MinHashCount(min_hash_uses)),
      keeps_normalized_(keeps_normalized),
      remembers_(memo_capacity > 0),
      min_hash_uses_(std::move(min_hash_uses)),
      lanes_(FastestBitLanes()),
      hmac_(key),
      tokens_known_(memo_capacity, filter_words_ + min_hash_count_),
      values_(filter_words_ + min_hash_count_ + (keeps_normalized ? kNormalizedWords : 0)),
      marks_(filter_words_ + min_hash_count_),
      token_marks_(filter_words_ + min_hash_count_) {}

FieldEncoder::~FieldEncoder() {
  core::Cleanse(std::as_writable_bytes(std::span(keys_)));
  core::Cleanse(std::as_writable_bytes(std::span(tokens_)));
  core::Cleanse(std::as_writable_bytes(std::span(normalized_)));
}

void FieldEncoder::EncodeColumn(std::span<const std::string_view> values, size_t stride,
                                std::span<absl::Status> statuses, const FieldColumn& out) {
  const size_t row_count = statuses.size();
  known_.assign(row_count, nullptr);
  const bool look_up = remembers_ && values_.StartColumn(static_cast<int64_t>(row_count));
  if (look_up) AddRemembered(values, stride, out);
  for (size_t r = 0; r < row_count; ++r) {
    if (known_[r] != nullptr || !statuses[r].ok()) continue;
    statuses[r] = ComputeMarks(values[r * stride]);
    if (!statuses[r].ok()) continue;
    if (keeps_normalized_) out.normalized[r] = normalized_;
    const uint64_t* const marks = marks_.data();
    lanes_.or_bitmaps({&marks, 1}, filter_words_, out.filters + r * out.filter_stride);
    LowerMinHashes(marks, out.min_hashes + r * min_hash_count_);
    if (look_up && keys_[r].length != 0 && values_.SeenBefore(keys_[r])) Remember(keys_[r]);
  }
}

void FieldEncoder::AddRemembered(std::span<const std::string_view> values, size_t stride,
                                 const FieldColumn& out) {
  keys_.resize(known_.size());
  for (size_t r = 0; r < keys_.size(); ++r) {
    const std::string_view raw = values[r * stride];
    if (raw.size() > ValueMemo::kMaxValueBytes) {
      keys_[r].length = 0;
      continue;
    }
    keys_[r] = ValueMemo::KeyOf(raw);
    values_.PrefetchTags(keys_[r]);
  }
  slots_.resize(known_.size());
  for (size_t r = 0; r < keys_.size(); ++r) {
    slots_[r] = keys_[r].length == 0 ? ValueMemo::kNoSlot : values_.Locate(keys_[r]);
  }
  for (size_t r = 0; r < keys_.size(); ++r) {
    if (keys_[r].length != 0) known_[r] = values_.Find(slots_[r], keys_[r]);
  }
  lanes_.or_rows(known_, filter_words_, out.filters, out.filter_stride);
  if (min_hash_count_ == 0 && !keeps_normalized_) return;
  for (size_t r = 0; r < known_.size(); ++r) {
    if (known_[r] == nullptr) continue;
    LowerMinHashes(known_[r], out.min_hashes + r * min_hash_count_);
    if (!keeps_normalized_) continue;
    const char* const kept =
        reinterpret_cast<const char*>(known_[r] + filter_words_ + min_hash_count_);
    out.normalized[r].assign(kept + 1, static_cast<unsigned char>(kept[0]));
  }
}

absl::Status FieldEncoder::ComputeMarks(std::string_view raw) {
  std::fill_n(marks_.begin(), filter_words_, 0);
  std::fill_n(marks_.begin() + static_cast<ptrdiff_t>(filter_words_), min_hash_count_, kNoMinHash);
  IEUM_RETURN_IF_ERROR(NormalizeField(spec_, raw, normalized_));
  if (normalized_.empty()) return absl::OkStatus();
  AddTokens(normalized_);
  candidates_.clear();
  AppendCandidates(spec_.normalizer, spec_.options, normalized_, candidates_);
  for (const std::string& candidate : candidates_) AddTokens(candidate);
  return absl::OkStatus();
}

void FieldEncoder::AddTokens(std::string_view value) {
  tokens_.clear();
  AppendTokens(spec_.tokenizer, value, tokens_);
  found_.resize(tokens_.size());
  size_t found_count = 0;
  int64_t missed_count = 0;
  for (const Token token : tokens_) {
    // Long whole values share one packed form, so they cannot be remembered by it.
    const uint64_t* marks = token == kLongWhole ? nullptr : tokens_known_.Find(token);
    if (marks == nullptr) {
      ++missed_count;
      marks = HashNewToken(token, value);
      if (marks == nullptr) continue;
    }
    found_[found_count++] = marks;
  }
  token_misses_ += missed_count;
  token_hits_ += static_cast<int64_t>(tokens_.size()) - missed_count;
  const std::span<const uint64_t* const> found = std::span(found_).first(found_count);
  lanes_.or_bitmaps(found, filter_words_, marks_.data());
  if (min_hash_count_ == 0) return;
  for (const uint64_t* const marks : found) LowerMinHashes(marks, &marks_[filter_words_]);
}

const uint64_t* FieldEncoder::HashNewToken(Token token, std::string_view value) {
  uint64_t* const room = token == kLongWhole ? nullptr : tokens_known_.Insert(token);
  if (room != nullptr) {
    HashToken(token, value, room);
    return room;
  }
  const uint64_t* const marks = token_marks_.data();
  HashToken(token, value, token_marks_.data());
  lanes_.or_bitmaps({&marks, 1}, filter_words_, marks_.data());
  LowerMinHashes(marks, &marks_[filter_words_]);
  return nullptr;
}

// FORMAT: the positions of a token are the little-endian 32-bit numbers of
// HMAC(key, token ‖ 0), HMAC(key, token ‖ 1), …, each scaled to the filter.
void FieldEncoder::HashToken(Token token, std::string_view value, uint64_t* marks) {
  std::array<std::byte, kMaxTokenBytes + 1> message;
  const size_t token_bytes = WriteToken(token, value, std::span(message).first(kMaxTokenBytes));
  std::fill_n(marks, filter_words_, 0);
  const auto position_count = static_cast<size_t>(spec_.bits_per_token);
  for (size_t first = 0; first < position_count; first += kPositionsPerBlock) {
    message[token_bytes] = static_cast<std::byte>(first / kPositionsPerBlock);
    const core::Sha256Digest tag = hmac_.Tag(core::ByteView(message).first(token_bytes + 1));
    const size_t count = std::min(kPositionsPerBlock, position_count - first);
    for (size_t i = 0; i < count; ++i) {
      const uint64_t random = core::LoadLittleEndian<uint32_t>(tag, i * sizeof(uint32_t));
      const uint64_t position = (random * filter_bits_) >> 32;
      marks[position / 64] |= uint64_t{1} << (position % 64);
    }
  }
  uint64_t* min_hashes = marks + filter_words_;
  std::fill_n(min_hashes, min_hash_count_, kNoMinHash);
  for (const MinHashUse& use : min_hash_uses_) {
    use.maker->AddToken(use.place, core::ByteView(message).first(token_bytes),
                        {min_hashes, use.maker->min_hash_count()});
    min_hashes += use.maker->min_hash_count();
  }
}

void FieldEncoder::LowerMinHashes(const uint64_t* marks, uint64_t* min_hashes) const {
  for (size_t i = 0; i < min_hash_count_; ++i) {
    min_hashes[i] = std::min(min_hashes[i], marks[filter_words_ + i]);
  }
}

void FieldEncoder::Remember(const ValueMemo::Key& key) {
  if (keeps_normalized_ && normalized_.size() > kMaxNormalizedBytes) return;
  uint64_t* const room = values_.Insert(key);
  std::copy(marks_.begin(), marks_.end(), room);
  if (!keeps_normalized_) return;
  char* const kept = reinterpret_cast<char*>(room + marks_.size());
  kept[0] = static_cast<char>(normalized_.size());
  std::memcpy(kept + 1, normalized_.data(), normalized_.size());
}

}  // namespace ieum::client
