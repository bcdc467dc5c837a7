#include "ieum/core/blocking/bit_sampling.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace ieum::core {
namespace {

constexpr int64_t kSampleRows = 1'024;
// Fewer pairs than this say too little of a share; below, it is continued with its last decline.
constexpr int64_t kEnoughPairs = 50;

// Uniform in [0, bound) but for a bias of bound / 2^64.
uint64_t DrawBelow(uint64_t bound, Random& random) {
  uint64_t number = 0;
  random.Fill(std::as_writable_bytes(std::span(&number, 1)));
  return number % bound;
}

}  // namespace

BitSample::BitSample(const EncodingLayout& layout, std::span<const int> segments, Random& random)
    : segments_(segments.begin(), segments.end()) {
  std::vector<int> all;
  for (const int segment : segments) {
    for (int bit = 64 * layout.word_offset(segment); bit < 64 * layout.word_offset(segment + 1);
         ++bit) {
      all.push_back(bit);
    }
  }
  const size_t count = std::min(all.size(), static_cast<size_t>(kMaxSampledBits));
  for (size_t i = 0; i < count; ++i) {
    std::swap(all[i], all[i + static_cast<size_t>(DrawBelow(all.size() - i, random))]);
  }
  bits_.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count));
}

std::vector<int> BitSample::FirstBits(int count) const {
  std::vector<int> bits(bits_.begin(), bits_.begin() + count);
  std::sort(bits.begin(), bits.end());
  return bits;
}

std::vector<uint64_t> BitSample::SampleRows(const BitMatrix& rows) const {
  std::vector<uint64_t> samples;
  const int64_t step = std::max<int64_t>(1, rows.row_count() / kSampleRows);
  for (int64_t i = 0; i < rows.row_count(); i += step) {
    const std::span<const uint16_t> popcounts = rows.popcounts(i);
    if (std::any_of(segments_.begin(), segments_.end(),
                    [&](int s) { return popcounts[static_cast<size_t>(s)] == 0; })) {
      continue;
    }
    const std::span<const uint64_t> words = rows.row(i);
    uint64_t sample = 0;
    for (size_t b = 0; b < bits_.size(); ++b) {
      const auto bit = static_cast<size_t>(bits_[b]);
      sample |= (words[bit / 64] >> (bit % 64) & 1) << b;
    }
    samples.push_back(sample);
  }
  return samples;
}

int BitSample::BitsForShare(const BitMatrix& left, const BitMatrix& right, double share) const {
  const std::vector<uint64_t> left_samples = SampleRows(left);
  const std::vector<uint64_t> right_samples = SampleRows(right);
  // pairs[b]: agree in the first b bits and no further.
  std::array<int64_t, 65> pairs{};
  for (const uint64_t l : left_samples) {
    for (const uint64_t r : right_samples) ++pairs[static_cast<size_t>(std::countr_zero(l ^ r))];
  }
  const auto all = static_cast<int64_t>(left_samples.size() * right_samples.size());
  int64_t agreeing = all;
  double estimate = 1;
  double decline = 0.5;
  for (int count = 1; count <= size(); ++count) {
    const int64_t before = agreeing;
    agreeing -= pairs[static_cast<size_t>(count - 1)];
    if (agreeing >= kEnoughPairs) {
      decline = static_cast<double>(agreeing) / static_cast<double>(before);
      estimate = static_cast<double>(agreeing) / static_cast<double>(all);
    } else {
      estimate *= std::min(decline, 0.9);
    }
    if (estimate <= share) return count;
  }
  return size();
}

}  // namespace ieum::core
