// The specification of every kernel: population count of the AND, word by word.
#include <bit>

#include "ieum/core/similarity/kernel_variants.h"

namespace ieum::core {
namespace {

class Portable final : public SimilarityKernel {
 public:
  std::string_view name() const override { return "portable"; }
  bool SupportedByThisCpu() const override { return true; }

  void CommonBits(std::span<const uint64_t> query, const BitMatrix& rows, RowRange range,
                  std::span<int32_t> common) const override {
    const EncodingLayout& layout = rows.layout();
    size_t next = 0;
    for (int64_t i = range.begin; i < range.end; ++i) {
      const std::span<const uint64_t> row = rows.row(i);
      for (int s = 0; s < layout.segment_count(); ++s) {
        int32_t bits = 0;
        for (auto w = static_cast<size_t>(layout.word_offset(s));
             w < static_cast<size_t>(layout.word_offset(s + 1)); ++w) {
          bits += std::popcount(query[w] & row[w]);
        }
        common[next++] = bits;
      }
    }
  }
};

}  // namespace

const SimilarityKernel& PortableKernel() {
  static const Portable kernel;
  return kernel;
}

}  // namespace ieum::core
