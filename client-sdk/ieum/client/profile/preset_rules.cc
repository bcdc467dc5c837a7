#include "ieum/client/profile/preset_rules.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "ieum/client/profile/profile_words.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

using core::HardeningMethod;
using core::InvalidArgument;
using core::Preset;

constexpr int kFewestXors = 8;
constexpr int kFewestFlips = 200;  // basis points
constexpr int kFewestGroups = 2;
constexpr int kMostGroups = 6;
constexpr int kFewestSegmentEntropyBits = 8;
constexpr int kMostBlockingValues = 8;
constexpr int kFewestKeyEntropyBits = 20;
constexpr int kFewestLoneKeyEntropyBits = 30;
constexpr int kFewestRowsPerBand = 2;
// In thousandths, as forecasts are compared.
constexpr int kAloneSigmas = 7'100;     // after two errors: one false pair in 10^12
constexpr int kTogetherSigmas = 4'000;  // after one error: 15 bits of evidence

int Thousandths(double value) { return static_cast<int>(std::floor(value * 1000 + 0.5)); }

double Power(double base, int exponent) {
  double power = 1;
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) power *= base;
    base *= base;
  }
  return power;
}

// What the chosen fields tell together. Fields of one column tell the same twice, so of them only
// the strongest counts.
template <typename Chosen>
int EntropyBits(const EncodingProfile& profile, Chosen chosen) {
  std::map<std::string, int> by_column;
  for (size_t f = 0; f < profile.fields.size(); ++f) {
    const FieldSpec& field = profile.fields[f];
    if (!chosen(static_cast<int>(f))) continue;
    int& bits = by_column[field.column];
    bits = std::max(bits, field.entropy_bits);
  }
  int sum = 0;
  for (const auto& [column, bits] : by_column) sum += bits;
  return sum;
}

// One profile under the rules of its preset; messages begin with the preset and the segment.
class PresetCheck final {
 public:
  explicit PresetCheck(const EncodingProfile& profile)
      : profile_(profile), header_(profile.header), preset_(PresetName(header_.preset)) {}

  absl::Status Run() const {
    if (header_.preset == Preset::kPlain) return absl::OkStatus();
    IEUM_RETURN_IF_ERROR(CheckSegmentCount());
    IEUM_RETURN_IF_ERROR(CheckOverlaps());
    for (int s = 0; s < header_.layout.segment_count(); ++s) {
      const SegmentForecast forecast = ForecastSegment(profile_, s);
      IEUM_RETURN_IF_ERROR(CheckEntropy(s, forecast));
      IEUM_RETURN_IF_ERROR(CheckMethod(s));
      if (hardening(s).method == HardeningMethod::kDiffusion) {
        IEUM_RETURN_IF_ERROR(CheckDiffusion(s, forecast));
      }
    }
    if (header_.preset == Preset::kRecord) IEUM_RETURN_IF_ERROR(CheckNothingVolatile());
    return CheckBlockingKeys();
  }

 private:
  const core::SegmentHardening& hardening(int s) const {
    return header_.hardenings[static_cast<size_t>(s)];
  }
  const std::string& segment(int s) const {
    return header_.layout.segments()[static_cast<size_t>(s)].name;
  }

  absl::Status CheckSegmentCount() const {
    const int count = header_.layout.segment_count();
    if (header_.preset == Preset::kRecord && count != 1) {
      return InvalidArgument(
          "preset 'record' has one segment and this profile has %d: with more of them equal parts "
          "of records show; put all fields into one, or choose preset 'grouped'",
          count);
    }
    if (header_.preset == Preset::kGrouped && (count < kFewestGroups || count > kMostGroups)) {
      return InvalidArgument(
          "preset 'grouped' has %d to %d segments and this profile has %d; group fields that tell "
          "of one thing, or choose preset 'record' for one segment and 'field' for many",
          kFewestGroups, kMostGroups, count);
    }
    return absl::OkStatus();
  }

  // Segments count as independent evidence, so what is told twice must not be counted twice.
  absl::Status CheckOverlaps() const {
    for (size_t i = 0; i < profile_.fields.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        const FieldSpec& a = profile_.fields[j];
        const FieldSpec& b = profile_.fields[i];
        const bool same_attribute = a.attribute == b.attribute &&
                                    a.attribute != Attribute::kIdentifier &&
                                    a.attribute != Attribute::kOther;
        if (a.segment == b.segment || (!same_attribute && a.column != b.column)) continue;
        return InvalidArgument(
            "preset '%s': fields '%s' and '%s' tell of the same %s but are in different segments, "
            "so that the same evidence would count twice; give both the same segment",
            preset_, a.name, b.name,
            same_attribute ? std::string(AttributeWord(a.attribute)) : "column");
      }
    }
    return absl::OkStatus();
  }

  absl::Status CheckEntropy(int s, const SegmentForecast& forecast) const {
    if (forecast.entropy_bits >= kFewestSegmentEntropyBits) return absl::OkStatus();
    return InvalidArgument(
        "preset '%s': the fields of segment '%s' tell %d bits together, and want at least %d: a "
        "weak field that stands alone is read off by counting equal segments; move them to another "
        "segment",
        preset_, segment(s), forecast.entropy_bits, kFewestSegmentEntropyBits);
  }

  absl::Status CheckMethod(int s) const {
    const core::SegmentHardening& hardening = this->hardening(s);
    if (header_.preset == Preset::kRecord && hardening.method != HardeningMethod::kDiffusion) {
      return InvalidArgument(
          "preset 'record': segment '%s' is not diffused; only diffusion hides which records are "
          "similar, by which plain and folded filters are re-identified; give it the hardening "
          "{\"method\": \"diffusion\", \"filter_bits\": 1024, \"xor_count\": 8}",
          segment(s));
    }
    switch (hardening.method) {
      case HardeningMethod::kNone:
        return InvalidArgument(
            "preset '%s': segment '%s' has no hardening; give it diffusion, balance or flip, or "
            "choose preset 'plain' for tests",
            preset_, segment(s));
      case HardeningMethod::kXorFold:
        return InvalidArgument(
            "preset '%s': segment '%s' is only folded, which neither hides similar records nor "
            "withstands known pairs; give it diffusion, balance or flip instead",
            preset_, segment(s));
      case HardeningMethod::kFlip:
        if (hardening.flip_basis_points >= kFewestFlips) return absl::OkStatus();
        return InvalidArgument(
            "preset '%s': segment '%s' flips %d of 10000 bits, and want at least %d: fewer leave "
            "the patterns of frequent values as they are; raise hardening.basis_points",
            preset_, segment(s), hardening.flip_basis_points, kFewestFlips);
      case HardeningMethod::kBalance:
      case HardeningMethod::kDiffusion:
        return absl::OkStatus();
    }
    return absl::OkStatus();
  }

  // Diffusion is as strong as its filter is full, and as weak as its XORs are many.
  absl::Status CheckDiffusion(int s, const SegmentForecast& forecast) const {
    const core::SegmentHardening& hardening = this->hardening(s);
    if (hardening.xor_count < kFewestXors) {
      return InvalidArgument(
          "preset '%s': segment '%s' XORs %d bits, and want at least %d: with fewer, encodings are "
          "still as similar as the values and known pairs re-identify the rest; raise "
          "hardening.xor_count",
          preset_, segment(s), hardening.xor_count, kFewestXors);
    }
    const int fill = Thousandths(forecast.fill);
    if (fill < kLeastDiffusedFill || fill > kMostDiffusedFill) {
      return InvalidArgument(
          "preset '%s': segment '%s' fills %d.%d %% of its filter (%d bits set in %d), and want "
          "30.0 to 36.0 %%: diffusion of an emptier filter was broken even with more XORs, and "
          "fuller ones were not measured; %s bits_per_token of its fields or %s "
          "hardening.filter_bits",
          preset_, segment(s), fill / 10, fill % 10, forecast.inserted_bits, hardening.filter_bits,
          fill < kLeastDiffusedFill ? "raise" : "lower",
          fill < kLeastDiffusedFill ? "lower" : "raise");
    }
    const bool alone = header_.preset == Preset::kRecord;
    const int sigmas =
        Thousandths(alone ? forecast.sigmas_after_two_errors : forecast.sigmas_after_one_error);
    const int least = alone ? kAloneSigmas : kTogetherSigmas;
    if (sigmas >= least) return absl::OkStatus();
    return InvalidArgument(
        "preset '%s': segment '%s' of two records with %s is only %d.%d standard deviations more "
        "alike than that of strangers, and want at least %d.%d; more segment bits, fewer XORs (not "
        "below %d), or more tokens with fewer bits_per_token help",
        preset_, segment(s), alone ? "two typing errors" : "one typing error", sigmas / 1000,
        sigmas % 1000 / 100, least / 1000, least % 1000 / 100, kFewestXors);
  }

  absl::Status CheckNothingVolatile() const {
    for (const FieldSpec& field : profile_.fields) {
      if (field.attribute != Attribute::kPhone && field.attribute != Attribute::kAddress &&
          field.attribute != Attribute::kPostcode && field.attribute != Attribute::kEmail) {
        continue;
      }
      return InvalidArgument(
          "preset 'record': field '%s' tells of %s, which people change: a value that changed as a "
          "whole makes the one diffused segment as unlike as a stranger's; remove the field, or "
          "choose preset 'grouped' where it has a segment of its own",
          field.name, std::string(AttributeWord(field.attribute)));
    }
    return absl::OkStatus();
  }

  absl::Status CheckBlockingKeys() const {
    if (header_.blocking_key_count > kMostBlockingValues) {
      return InvalidArgument(
          "preset '%s': the blocking keys make %d values for a record, and want at most %d: each "
          "shows which records are equal in something; use fewer keys or bands",
          preset_, header_.blocking_key_count, kMostBlockingValues);
    }
    for (const BlockingKeySpec& key : profile_.blocking_keys) {
      const int entropy_bits = EntropyBits(profile_, [&](int f) {
        return std::find(key.fields.begin(), key.fields.end(), f) != key.fields.end();
      });
      const bool lone = key.method == BlockingMethod::kExact && key.fields.size() == 1;
      const int least = lone ? kFewestLoneKeyEntropyBits : kFewestKeyEntropyBits;
      if (entropy_bits < least) {
        return InvalidArgument(
            "preset '%s': blocking key '%s' is made of %d bits%s, and wants at least %d: values "
            "that many people share are read off by counting equal keys; %s",
            preset_, key.name, entropy_bits, lone ? " of one field" : "", least,
            lone ? "add a field to it" : "add fields to it or remove it");
      }
      if (key.method == BlockingMethod::kMinHash && key.rows_per_band < kFewestRowsPerBand) {
        return InvalidArgument(
            "preset '%s': blocking key '%s' has %d row in a band, and wants at least %d: with one, "
            "equal keys show single shared tokens; raise rows",
            preset_, key.name, key.rows_per_band, kFewestRowsPerBand);
      }
    }
    return absl::OkStatus();
  }

  const EncodingProfile& profile_;
  const core::ProfileHeader& header_;
  std::string preset_;
};

}  // namespace

int TokensChangedByOneError(Tokenizer tokenizer) {
  switch (tokenizer) {
    case Tokenizer::kBigrams:
    case Tokenizer::kWordBigrams:
    case Tokenizer::kJamoBigrams:
      return 4;  // two bigrams hold the character, in each of the values
    case Tokenizer::kDateComponents:
      return 4;  // the digit and its component
    case Tokenizer::kDateBigrams:
      return 6;  // two bigrams and the component
    case Tokenizer::kPositionalDigits:
    case Tokenizer::kWhole:
      return 2;
  }
  return 4;
}

SegmentForecast ForecastSegment(const EncodingProfile& profile, int segment) {
  const auto s = static_cast<size_t>(segment);
  const core::SegmentHardening& hardening = profile.header.hardenings[s];
  const double filter_bits = hardening.filter_bits;
  SegmentForecast forecast{};
  int changed_bits = 0;
  for (const FieldSpec& field : profile.fields) {
    if (field.segment != segment) continue;
    forecast.inserted_bits += field.expected_tokens * field.bits_per_token;
    changed_bits =
        std::max(changed_bits, TokensChangedByOneError(field.tokenizer) * field.bits_per_token);
  }
  forecast.entropy_bits = EntropyBits(
      profile, [&](int f) { return profile.fields[static_cast<size_t>(f)].segment == segment; });
  const double empty = Power(1 - 1 / filter_bits, forecast.inserted_bits);
  forecast.fill = 1 - empty;
  // d: share of filter bits that one error changes; two errors change the bits of their XOR.
  const double changed = std::min(changed_bits * empty / filter_bits, 0.5);
  const bool diffused = hardening.method == HardeningMethod::kDiffusion;
  const int xor_count = diffused ? hardening.xor_count : 1;
  const double one = Power(1 - 2 * changed, xor_count);
  const double two = one * one;
  forecast.equal_after_one_error = (1 + one) / 2;
  forecast.equal_after_two_errors = (1 + two) / 2;
  if (diffused) {
    // (share − 1/2) / σ with σ = 1 / (2 √l).
    const double root = std::sqrt(profile.header.layout.segments()[s].bit_count);
    forecast.sigmas_after_one_error = one * root;
    forecast.sigmas_after_two_errors = two * root;
  }
  return forecast;
}

absl::Status CheckPresetRules(const EncodingProfile& profile) { return PresetCheck(profile).Run(); }

}  // namespace ieum::client
