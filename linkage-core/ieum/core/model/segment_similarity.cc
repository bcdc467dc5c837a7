#include "ieum/core/model/segment_similarity.h"

#include <algorithm>
#include <cmath>

#include "ieum/core/similarity/hamming_table.h"

namespace ieum::core {
namespace {

constexpr double kBasisPoints = 10'000.0;
constexpr int kMaxAlikePercent = kIdenticalPercent - 1;

}  // namespace

SegmentSimilarity::SegmentSimilarity(const SegmentEncoding& encoding, double chance)
    : encoding_(encoding), chance_(chance), flip_(encoding.flip_basis_points / kBasisPoints) {
  const auto bits = static_cast<size_t>(encoding.bit_count);
  if (encoding.xor_count > 0) {
    raw_of_distance_ = HammingTable(encoding.bit_count, encoding.xor_count);
    percent_of_distance_.assign(2 * bits + 1, 0);
    for (size_t h = 1; h <= bits; ++h) {
      percent_of_distance_[h] = static_cast<uint8_t>(Scale(raw_of_distance_[h] / kBasisPoints));
    }
    return;
  }
  for (size_t x = 0; x < bits; ++x) {
    element_count_.push_back(-std::log1p(-static_cast<double>(x) / static_cast<double>(bits)));
  }
  // A full filter: as if half a bit were free.
  element_count_.push_back(std::log(2.0 * static_cast<double>(bits)));
}

int SegmentSimilarity::Scale(double raw) const {
  const double scaled = 100.0 * (raw - chance_) / (1.0 - chance_);
  return std::clamp(static_cast<int>(std::floor(scaled)), 0, kMaxAlikePercent);
}

double SegmentSimilarity::Raw(int32_t common, int32_t left, int32_t right) const {
  if (left == 0 || right == 0) return 0;
  const int32_t distance = left + right - 2 * common;
  if (distance == 0) return 1;
  if (raw_of_distance_.empty()) return RawDice(common, left, right);
  if (distance > encoding_.bit_count) return 0;
  return raw_of_distance_[static_cast<size_t>(distance)] / kBasisPoints;
}

double SegmentSimilarity::RawDice(int32_t common, int32_t left, int32_t right) const {
  if (flip_ == 0) {
    const double both =
        element_count_[static_cast<size_t>(left)] + element_count_[static_cast<size_t>(right)];
    const double either =
        element_count_[static_cast<size_t>(std::min(left + right - common, encoding_.bit_count))];
    return std::max(0.0, 2.0 * (1.0 - either / both));
  }
  // The flip channel inverted on the three counts (Schnell and Borgs 2016 call it BLIP).
  const double bits = encoding_.bit_count;
  const double keep = 1.0 - flip_;
  const double gain = 1.0 - 2.0 * flip_;
  const auto before = [&](double set) {
    return std::clamp((set - flip_ * bits) / gain, 1.0, bits);
  };
  const double neither = bits - left - right + common;
  const double one = left + right - 2.0 * common;
  const double shared =
      (keep * keep * common - flip_ * keep * one + flip_ * flip_ * neither) / (gain * gain);
  const double l = before(left);
  const double r = before(right);
  const auto elements = [bits](double x) { return -std::log1p(-std::min(x, bits - 0.5) / bits); };
  const double either = elements(l + r - std::clamp(shared, 0.0, std::min(l, r)));
  return std::clamp(2.0 * (1.0 - either / (elements(l) + elements(r))), 0.0, 1.0);
}

int SegmentSimilarity::PercentOfDice(int32_t common, int32_t left, int32_t right) const {
  return Scale(RawDice(common, left, right));
}

}  // namespace ieum::core
