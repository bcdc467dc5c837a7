#include "attack/token_view.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "ieum/client/encode/tokens.h"
#include "ieum/client/normalize/normalize.h"
#include "ieum/core/base/status.h"

namespace ieum::testing {
namespace {

// The normalised value and its further candidates; none if the encoder would have none.
std::vector<std::string> NormalizedValues(const client::FieldSpec& field, std::string_view raw) {
  const bool missing =
      raw.empty() || std::find(field.missing_values.begin(), field.missing_values.end(), raw) !=
                         field.missing_values.end();
  if (missing) return {};
  std::vector<std::string> values(1);
  if (!client::Normalize(field.normalizer, field.options, raw, values[0]).ok()) {
    if (field.invalid != client::InvalidValue::kKeep) return {};
    IEUM_CHECK(client::NormalizeLeniently(field.normalizer, field.options, raw, values[0]).ok());
  }
  if (values[0].empty()) return {};
  std::vector<std::string> candidates;
  client::AppendCandidates(field.normalizer, field.options, values[0], candidates);
  values.insert(values.end(), candidates.begin(), candidates.end());
  return values;
}

}  // namespace

TokenView::TokenView(const client::EncodingProfile& profile, std::span<const std::string> values,
                     std::vector<uint64_t> blocking_keys)
    : record_count_(static_cast<int64_t>(values.size() / profile.fields.size())),
      segment_count_(profile.header.layout.segment_count()),
      key_count_(profile.header.blocking_key_count),
      tokens_(static_cast<size_t>(record_count_ * segment_count_)),
      blocking_keys_(std::move(blocking_keys)) {
  std::map<std::pair<size_t, std::string>, uint32_t> numbers;
  std::vector<client::Token> found;
  std::array<std::byte, client::kMaxTokenBytes> bytes;
  for (size_t i = 0; i < values.size(); ++i) {
    const size_t f = i % profile.fields.size();
    const client::FieldSpec& field = profile.fields[f];
    std::vector<uint32_t>& tokens =
        tokens_[i / profile.fields.size() * static_cast<size_t>(segment_count_) +
                static_cast<size_t>(field.segment)];
    for (const std::string& value : NormalizedValues(field, values[i])) {
      found.clear();
      client::AppendTokens(field.tokenizer, value, found);
      for (const client::Token token : found) {
        const size_t size = client::WriteToken(token, value, bytes);
        std::string text(core::AsText(core::ByteView(bytes).first(size)));
        const auto [entry, added] =
            numbers.try_emplace({f, std::move(text)}, static_cast<uint32_t>(weights_.size()));
        if (added) weights_.push_back(field.bits_per_token);
        tokens.push_back(entry->second);
      }
    }
  }
  for (std::vector<uint32_t>& tokens : tokens_) {
    std::sort(tokens.begin(), tokens.end());
    tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
    int32_t size = 0;
    for (const uint32_t token : tokens) size += weights_[token];
    sizes_.push_back(size);
  }
}

void TokenView::Fill(int64_t record, std::span<int32_t> similarities) const {
  const auto count = static_cast<size_t>(record_count_);
  const auto segment_count = static_cast<size_t>(segment_count_);
  std::vector<int32_t> shared_weight(weights_.size(), 0);
  for (size_t s = 0; s < segment_count; ++s) {
    const size_t own = static_cast<size_t>(record) * segment_count + s;
    for (const uint32_t token : tokens_[own]) shared_weight[token] = weights_[token];
    for (size_t i = 0; i < count; ++i) {
      const size_t other = i * segment_count + s;
      int32_t common = 0;
      for (const uint32_t token : tokens_[other]) common += shared_weight[token];
      const int32_t sum = sizes_[own] + sizes_[other];
      similarities[s * count + i] =
          common == 0 ? 0 : static_cast<int32_t>(int64_t{2} * kMaxSimilarity * common / sum);
    }
    for (const uint32_t token : tokens_[own]) shared_weight[token] = 0;
  }
  const auto key_count = static_cast<size_t>(key_count_);
  for (size_t k = 0; k < key_count; ++k) {
    const uint64_t key = blocking_keys_[static_cast<size_t>(record) * key_count + k];
    for (size_t i = 0; i < count; ++i) {
      const bool equal = key != 0 && blocking_keys_[i * key_count + k] == key;
      similarities[(segment_count + k) * count + i] = equal ? kMaxSimilarity : 0;
    }
  }
}

}  // namespace ieum::testing
