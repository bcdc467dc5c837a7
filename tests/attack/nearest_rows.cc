#include "attack/nearest_rows.h"

#include <algorithm>
#include <cmath>

#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"

namespace ieum::testing {
namespace {

constexpr int64_t kLeftTile = 64;
constexpr int64_t kRightTile = 32;
constexpr int64_t kTogether = 4;

// Dot products of one row with four rows that lie one behind the other. The plain loop becomes
// multiply-and-add instructions; the integers are the same on every machine.
inline __attribute__((always_inline)) void DotFourBody(const int16_t* left, const int16_t* right,
                                                       size_t stride, int32_t* dots) {
  int32_t a = 0;
  int32_t b = 0;
  int32_t c = 0;
  int32_t d = 0;
  for (size_t i = 0; i < stride; ++i) {
    const int32_t value = left[i];
    a += value * right[i];
    b += value * right[stride + i];
    c += value * right[2 * stride + i];
    d += value * right[3 * stride + i];
  }
  dots[0] = a;
  dots[1] = b;
  dots[2] = c;
  dots[3] = d;
}

void DotFourPortable(const int16_t* left, const int16_t* right, size_t stride, int32_t* dots) {
  DotFourBody(left, right, stride, dots);
}

#ifdef __x86_64__
__attribute__((target("avx2"))) void DotFourAvx2(const int16_t* left, const int16_t* right,
                                                 size_t stride, int32_t* dots) {
  DotFourBody(left, right, stride, dots);
}
#endif

using DotFour = void (*)(const int16_t*, const int16_t*, size_t, int32_t*);

DotFour FastestDotFour() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx2") != 0) return DotFourAvx2;
#endif
  return DotFourPortable;
}

std::vector<double> InverseNorms(const FeatureMatrix& features) {
  std::vector<double> inverse;
  for (int64_t i = 0; i < features.row_count; ++i) {
    int64_t square = 0;
    for (size_t c = 0; c < features.stride; ++c) {
      square += int64_t{features.row(i)[c]} * features.row(i)[c];
    }
    inverse.push_back(square == 0 ? 0 : 1 / std::sqrt(static_cast<double>(square)));
  }
  return inverse;
}

// Rows may come in any order and from several threads' halves: of equal scores the lower row wins.
void Offer(Nearest& nearest, int64_t row, double score) {
  if (score > nearest.score || (score == nearest.score && row < nearest.row)) {
    nearest.second_score = nearest.score;
    nearest.score = score;
    nearest.row = row;
  } else if (score > nearest.second_score) {
    nearest.second_score = score;
  }
}

}  // namespace

NearestRows FindNearest(const FeatureMatrix& left, const FeatureMatrix& right,
                        const std::vector<bool>& left_skip, const std::vector<bool>& right_skip,
                        int thread_count) {
  IEUM_CHECK(left.stride == right.stride);
  const DotFour dot_four = FastestDotFour();
  const std::vector<double> left_norms = InverseNorms(left);
  const std::vector<double> right_norms = InverseNorms(right);
  NearestRows nearest;
  nearest.of_left.resize(static_cast<size_t>(left.row_count));
  const auto right_count = static_cast<size_t>(right.row_count);
  std::vector<std::vector<Nearest>> of_right(static_cast<size_t>(thread_count),
                                             std::vector<Nearest>(right_count));
  const auto compare = [&](int64_t unit, int worker) -> absl::Status {
    std::vector<Nearest>& of_right_here = of_right[static_cast<size_t>(worker)];
    const int64_t begin = unit * kLeftTile;
    const int64_t end = std::min(begin + kLeftTile, left.row_count);
    for (int64_t first = 0; first < right.row_count; first += kRightTile) {
      const int64_t last = std::min(first + kRightTile, right.row_count);
      for (int64_t i = begin; i < end; ++i) {
        if (left_skip[static_cast<size_t>(i)]) continue;
        for (int64_t j = first; j < last; j += kTogether) {
          // The last group of a matrix reaches back instead of beyond its end.
          const int64_t from = std::max<int64_t>(0, std::min(j, right.row_count - kTogether));
          int32_t dots[kTogether] = {};
          dot_four(left.row(i), right.row(from), left.stride, dots);
          for (int64_t k = j; k < std::min(j + kTogether, last); ++k) {
            if (right_skip[static_cast<size_t>(k)]) continue;
            const double score = dots[k - from] * (left_norms[static_cast<size_t>(i)] *
                                                   right_norms[static_cast<size_t>(k)]);
            Offer(nearest.of_left[static_cast<size_t>(i)], k, score);
            Offer(of_right_here[static_cast<size_t>(k)], i, score);
          }
        }
      }
    }
    return absl::OkStatus();
  };
  IEUM_CHECK(right.row_count >= kTogether);
  const int64_t units = (left.row_count + kLeftTile - 1) / kLeftTile;
  IEUM_CHECK(core::ParallelFor(units, thread_count, {}, compare).ok());
  nearest.of_right = std::move(of_right[0]);
  for (size_t worker = 1; worker < of_right.size(); ++worker) {
    for (size_t k = 0; k < right_count; ++k) {
      Nearest& into = nearest.of_right[k];
      const Nearest& from = of_right[worker][k];
      const double second = std::max(std::min(into.score, from.score),
                                     std::max(into.second_score, from.second_score));
      if (from.score > into.score || (from.score == into.score && from.row < into.row)) {
        into.row = from.row;
        into.score = from.score;
      }
      into.second_score = second;
    }
  }
  return nearest;
}

}  // namespace ieum::testing
