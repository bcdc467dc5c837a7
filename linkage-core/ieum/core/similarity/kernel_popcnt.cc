// The POPCNT instruction on 64-bit words, eight under way at a time.
#ifdef __x86_64__

#include "ieum/core/similarity/kernel_variants.h"

#define IEUM_POPCNT __attribute__((target("popcnt")))

namespace ieum::core {
namespace {

IEUM_POPCNT inline int64_t SharedBits(const uint64_t* left, const uint64_t* right) {
  return __builtin_popcountll(*left & *right);
}

IEUM_POPCNT inline int64_t SharedBitsOfFour(const uint64_t* left, const uint64_t* right) {
  return (SharedBits(left, right) + SharedBits(left + 1, right + 1)) +
         (SharedBits(left + 2, right + 2) + SharedBits(left + 3, right + 3));
}

IEUM_POPCNT void CountRows(std::span<const uint64_t> query, const BitMatrix& rows, RowRange range,
                           std::span<int32_t> common) {
  const EncodingLayout& layout = rows.layout();
  const int segment_count = layout.segment_count();
  for (int s = 0; s < segment_count; ++s) {
    const int word_count = layout.word_offset(s + 1) - layout.word_offset(s);
    const uint64_t* left = query.data() + layout.word_offset(s);
    const uint64_t* right = rows.row(range.begin).data() + layout.word_offset(s);
    int32_t* out = common.data() + s;
    for (int64_t i = 0; i < range.size(); ++i) {
      int64_t bits = 0;
      int w = 0;
      for (; w + 8 <= word_count; w += 8) {
        bits +=
            SharedBitsOfFour(left + w, right + w) + SharedBitsOfFour(left + w + 4, right + w + 4);
      }
      if (w + 4 <= word_count) {
        bits += SharedBitsOfFour(left + w, right + w);
        w += 4;
      }
      for (; w < word_count; ++w) bits += SharedBits(left + w, right + w);
      *out = static_cast<int32_t>(bits);
      out += segment_count;
      right += rows.stride_words();
    }
  }
}

class Popcnt final : public SimilarityKernel {
 public:
  std::string_view name() const override { return "popcnt"; }
  bool SupportedByThisCpu() const override { return __builtin_cpu_supports("popcnt") != 0; }

  void CommonBits(std::span<const uint64_t> query, const BitMatrix& rows, RowRange range,
                  std::span<int32_t> common) const override {
    if (range.size() > 0) CountRows(query, rows, range, common);
  }
};

}  // namespace

const SimilarityKernel& PopcntKernel() {
  static const Popcnt kernel;
  return kernel;
}

}  // namespace ieum::core

#endif  // __x86_64__
