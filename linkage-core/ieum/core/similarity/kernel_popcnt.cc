// The POPCNT instruction, one word at a time.
#ifdef __x86_64__

#include "ieum/core/similarity/kernel_variants.h"

#define IEUM_POPCNT __attribute__((target("popcnt")))

namespace ieum::core {
namespace {

IEUM_POPCNT void CountRows(std::span<const uint64_t> query, const BitMatrix& rows, RowRange range,
                           std::span<int32_t> common) {
  const EncodingLayout& layout = rows.layout();
  size_t next = 0;
  for (int64_t i = range.begin; i < range.end; ++i) {
    const uint64_t* row = rows.row(i).data();
    for (int s = 0; s < layout.segment_count(); ++s) {
      int64_t bits = 0;
      const int end = layout.word_offset(s + 1);
      for (int w = layout.word_offset(s); w < end; ++w) {
        bits += __builtin_popcountll(query.data()[w] & row[w]);
      }
      common[next++] = static_cast<int32_t>(bits);
    }
  }
}

class Popcnt final : public SimilarityKernel {
 public:
  std::string_view name() const override { return "popcnt"; }
  bool SupportedByThisCpu() const override { return __builtin_cpu_supports("popcnt") != 0; }

  void CommonBits(std::span<const uint64_t> query, const BitMatrix& rows, RowRange range,
                  std::span<int32_t> common) const override {
    CountRows(query, rows, range, common);
  }
};

}  // namespace

const SimilarityKernel& PopcntKernel() {
  static const Popcnt kernel;
  return kernel;
}

}  // namespace ieum::core

#endif  // __x86_64__
