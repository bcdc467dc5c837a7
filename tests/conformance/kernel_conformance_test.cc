// Every kernel equals the portable one on every layout, row range and bit pattern.
#include <iostream>

#include "ieum/core/similarity/kernel.h"
#include "support/random_encodings.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::LayoutOf;
using ::ieum::testing::MatrixOf;

class KernelConformanceTest : public ::testing::TestWithParam<const SimilarityKernel*> {
 protected:
  void SetUp() override {
    // A kernel of the build for instructions this processor lacks would be killed by it; the
    // portable one runs everywhere, and any that the program would choose runs here too.
    if (!GetParam()->SupportedByThisCpu()) GTEST_SKIP() << "not on this processor";
    std::cout << "kernel " << GetParam()->name() << " runs here\n";
  }

  static std::vector<int32_t> CommonBits(const SimilarityKernel& kernel,
                                         std::span<const uint64_t> query, const BitMatrix& rows,
                                         RowRange range) {
    // Guards before and behind show a kernel that writes too much.
    const auto size = static_cast<size_t>(range.size() * rows.layout().segment_count());
    std::vector<int32_t> common(size + 16, -1);
    kernel.CommonBits(query, rows, range, std::span(common).subspan(8, size));
    for (size_t guard = 0; guard < 8; ++guard) {
      EXPECT_EQ(common[guard], -1);
      EXPECT_EQ(common[8 + size + guard], -1);
    }
    return {common.begin() + 8, common.end() - 8};
  }

  static void ExpectEqual(const BitMatrix& left, const BitMatrix& rows, RowRange range,
                          const std::string& what) {
    const SimilarityKernel& portable = *CompiledKernels().back();
    for (int64_t i = 0; i < left.row_count(); ++i) {
      ASSERT_EQ(CommonBits(*GetParam(), left.row(i), rows, range),
                CommonBits(portable, left.row(i), rows, range))
          << what << ", query " << i;
    }
  }
};

std::vector<std::vector<int>> Layouts() {
  std::vector<std::vector<int>> layouts = {{8192, 8192},
                                           {256, 256, 256, 256},
                                           {512, 512, 512, 512},
                                           {64, 128, 192, 256, 320, 384, 448, 512, 576},
                                           {1984, 64, 8000, 192},
                                           std::vector<int>(32, 512),
                                           std::vector<int>(31, 64)};
  // Every size of a segment, in front and behind another one that shares its vectors.
  for (int words = 1; words <= 128; ++words) {
    layouts.push_back({words * 64});
    layouts.push_back({64, words * 64, 128});
  }
  return layouts;
}

TEST_P(KernelConformanceTest, EqualsThePortableKernelOnEveryLayout) {
  std::mt19937_64 engine(7);
  for (const std::vector<int>& bit_counts : Layouts()) {
    const EncodingLayout layout = LayoutOf(bit_counts);
    const BitMatrix left = MatrixOf(layout, ieum::testing::RandomWords(3, layout, engine));
    const BitMatrix rows = MatrixOf(layout, ieum::testing::RandomWords(11, layout, engine));
    for (const RowRange range : {RowRange{0, 11}, RowRange{0, 0}, RowRange{11, 11}, RowRange{3, 4},
                                 RowRange{1, 7}, RowRange{2, 10}}) {
      ExpectEqual(left, rows, range, std::to_string(layout.row_bits()) + " bits");
    }
  }
}

TEST_P(KernelConformanceTest, CountersDoNotOverflowWhenAllBitsAreSet) {
  for (const std::vector<int>& bit_counts : Layouts()) {
    const EncodingLayout layout = LayoutOf(bit_counts);
    const std::vector<uint64_t> ones(static_cast<size_t>(layout.row_words()) * 5, ~uint64_t{0});
    const BitMatrix rows = MatrixOf(layout, ones);
    const std::vector<int32_t> common =
        CommonBits(*GetParam(), rows.row(0), rows, {0, rows.row_count()});
    for (size_t k = 0; k < common.size(); ++k) {
      ASSERT_EQ(common[k], bit_counts[k % bit_counts.size()]) << layout.row_bits() << " bits";
    }
  }
}

TEST_P(KernelConformanceTest, FindsEverySingleBitWhereItIs) {
  const EncodingLayout layout = LayoutOf({320, 64, 448, 192});
  const std::vector<uint64_t> ones(static_cast<size_t>(layout.row_words()), ~uint64_t{0});
  const BitMatrix query = MatrixOf(layout, ones);
  std::vector<uint64_t> words(static_cast<size_t>(layout.row_bits() * layout.row_words()), 0);
  for (size_t bit = 0; bit < static_cast<size_t>(layout.row_bits()); ++bit) {
    words[bit * static_cast<size_t>(layout.row_words()) + bit / 64] = uint64_t{1} << (bit % 64);
  }
  const BitMatrix rows = MatrixOf(layout, words);
  ExpectEqual(query, rows, {0, rows.row_count()}, "single bits");
}

TEST_P(KernelConformanceTest, AnEmptyMatrixHasNothingInCommon) {
  const EncodingLayout layout = LayoutOf({256, 64});
  std::mt19937_64 engine(8);
  const BitMatrix query = MatrixOf(layout, ieum::testing::RandomWords(1, layout, engine));
  const BitMatrix rows = MatrixOf(layout, {});
  EXPECT_TRUE(CommonBits(*GetParam(), query.row(0), rows, {0, 0}).empty());
}

INSTANTIATE_TEST_SUITE_P(Kernels, KernelConformanceTest,
                         ::testing::ValuesIn(CompiledKernels().begin(), CompiledKernels().end()),
                         [](const auto& instance) { return std::string(instance.param->name()); });

}  // namespace
}  // namespace ieum::core
